/**
 * Which pages of a family may have changed since they were counted: those that the effects of accesses name, and
 * everything where effects do not tell it all. Marking too much costs time, marking too little would be wrong.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';

export type Changes = {
	/** Ranges of pages in the order of changes: the first page of each, and the one behind it. */
	readonly first: Vpn[];
	readonly end: Vpn[];
	/** How many ranges were there before these and are forgotten. */
	forgotten: number;
	/** The event in which anything may have changed last. */
	everything: number;
};

/** Each changes the page that it names. */
const pageKinds: readonly number[] = [
	effectKinds.zeroFill,
	effectKinds.zeroPage,
	effectKinds.copyFile,
	effectKinds.mapShared,
	effectKinds.copy,
	effectKinds.reuse,
	effectKinds.zeroCopy,
	effectKinds.shareWrite,
];

/** Each changes pages of the leaf table that has the page that it names. */
const tableKinds: readonly number[] = [
	effectKinds.hugeFill,
	effectKinds.hugeZero,
	effectKinds.hugeZeroCopy,
	effectKinds.hugeReuse,
	effectKinds.hugeCopy,
	effectKinds.splitHuge,
];

/** These change `amount` pages around the one that they name. */
const aroundKinds: readonly number[] = [effectKinds.mapFile, effectKinds.mapShmem];

const tellingKinds = [...pageKinds, ...tableKinds, ...aroundKinds];

export function createChanges(): Changes {
	return {first: [], end: [], forgotten: 0, everything: 0};
}

/** Forgets which pages changed once that takes more room than it saves time. */
const rangesMost = 2 ** 16;

/** How many ranges have changed. */
export function changesSoFar({first, forgotten}: Changes): number {
	return forgotten + first.length;
}

/** Calls `visit` for the ranges that changed after so many had. */
export function visitChanges(
	{first, end, forgotten}: Changes,
	changes: number,
	visit: (first: Vpn, end: Vpn) => void,
): void {
	for (let i = Math.max(0, changes - forgotten); i < first.length; i += 1) {
		visit(first[i], end[i]);
	}
}

/** Anything may have changed in an event. */
export function noteEverything(changes: Changes, event: number): void {
	changes.everything = event;
	changes.forgotten += changes.first.length;
	changes.first.length = 0;
	changes.end.length = 0;
}

/** After an event that was no quiet one; `isOfFamily` says whether an address space is the parent's or a child's. */
export function noteChanges(
	changes: Changes,
	machine: Machine,
	event: number,
	isOfFamily: (mm: Mm) => boolean,
): void {
	if (!isTold(machine, isOfFamily) || changes.first.length > rangesMost) {
		noteEverything(changes, event);
		return;
	}

	const {entries} = machine.kernel.geometry;
	const {kind, vpn, amount, count} = machine.kernel.effects;
	for (let i = 0; i < count; i += 1) {
		if (tableKinds.includes(kind[i])) {
			const first = vpn[i] - (vpn[i] % entries);
			noteRange(changes, first, first + entries);
		} else {
			const around = aroundKinds.includes(kind[i]) ? amount[i] : 0;
			noteRange(changes, vpn[i] - around, vpn[i] + around + 1);
		}
	}
}

function noteRange({first, end}: Changes, from: Vpn, to: Vpn): void {
	first.push(from);
	end.push(to);
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
		if (!tellingKinds.includes(kind[i]) || !isOfFamily(mm[i])) {
			return false;
		}
	}

	return outcome.signal === 0;
}
