/**
 * Which pages of a family may have changed since they were counted: leaf tables by the effects of accesses, and
 * everything where effects do not tell it all. Marking too much costs time, marking too little would be wrong.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';

export type Changes = {
	/** By the first page that each covers, in the order of changes: leaf tables of which a page changed. */
	readonly tables: Vpn[];
	/** How many were there before the first of them and are forgotten. */
	forgotten: number;
	/** The event in which anything may have changed last. */
	everything: number;
};

/** Each changes the page that it names, or pages of the same leaf table. */
const tellingKinds: readonly number[] = [
	effectKinds.zeroFill,
	effectKinds.zeroPage,
	effectKinds.copyFile,
	effectKinds.mapShared,
	effectKinds.copy,
	effectKinds.reuse,
	effectKinds.zeroCopy,
	effectKinds.shareWrite,
	effectKinds.hugeFill,
	effectKinds.hugeZero,
	effectKinds.hugeZeroCopy,
	effectKinds.hugeReuse,
	effectKinds.hugeCopy,
	effectKinds.splitHuge,
];

/** These change `amount` pages around the one that they name. */
const aroundKinds: readonly number[] = [effectKinds.mapFile, effectKinds.mapShmem];

export function createChanges(): Changes {
	return {tables: [], forgotten: 0, everything: 0};
}

/** Forgets which tables changed once that takes more room than it saves time. */
const tablesMost = 2 ** 16;

/** How many changes of tables there have been. */
export function changesSoFar({tables, forgotten}: Changes): number {
	return forgotten + tables.length;
}

/** The tables that changed after so many changes. */
export function changedSince({tables, forgotten}: Changes, changes: number): Set<Vpn> {
	return new Set(tables.slice(Math.max(0, changes - forgotten)));
}

/** Anything may have changed in an event. */
export function noteEverything(changes: Changes, event: number): void {
	changes.everything = event;
	changes.forgotten += changes.tables.length;
	changes.tables.length = 0;
}

/** After an event that was no quiet one; `isOfFamily` says whether an address space is the parent's or a child's. */
export function noteChanges(
	changes: Changes,
	machine: Machine,
	event: number,
	isOfFamily: (mm: Mm) => boolean,
): void {
	const {tables} = changes;
	if (!isTold(machine, isOfFamily) || tables.length > tablesMost) {
		noteEverything(changes, event);
		return;
	}

	const {entries} = machine.kernel.geometry;
	const {kind, vpn, amount, count} = machine.kernel.effects;
	let latest = -1;
	for (let i = 0; i < count; i += 1) {
		const around = aroundKinds.includes(kind[i]) ? amount[i] : 0;
		const last = vpn[i] + around;
		for (let at = Math.max(0, vpn[i] - around); at - (at % entries) <= last; at += entries) {
			if (at - (at % entries) !== latest) {
				latest = at - (at % entries);
				tables.push(latest);
			}
		}
	}
}

/** Whether effects tell every page that the event changed: an access does so, in kernels whose page tables are the record. */
function isTold({program, outcome, kernel}: Machine, isOfFamily: (mm: Mm) => boolean): boolean {
	const op = program.kind[outcome.op];
	const {visitRecorded, resume} = kernel.policies;
	if ((op !== opKinds.read && op !== opKinds.write) || visitRecorded !== undefined || resume !== undefined) {
		return false;
	}

	const {kind, mm, count} = kernel.effects;
	for (let i = 0; i < count; i += 1) {
		if (!(tellingKinds.includes(kind[i]) || aroundKinds.includes(kind[i])) || !isOfFamily(mm[i])) {
			return false;
		}
	}

	return outcome.signal === 0;
}
