/**
 * Which pages of a family may have changed since they were counted: those that the effects of accesses name, and
 * everything where effects do not tell it all. Marking too much costs time, marking too little would be wrong.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import {forkKinds, opKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';

/** Of one address space. */
type Ranges = {
	/** In the order of changes: the first page of each, and the one behind it. */
	readonly first: Vpn[];
	readonly end: Vpn[];
	/** How many ranges were there before these and are forgotten. */
	forgotten: number;
	/** The event in which any of its pages may have changed last. */
	everything: number;
};

export type Changes = {
	/** Where page tables are shared, what one process does may be seen by all: such changes stand under `anybody`. */
	readonly ranges: Map<Mm, Ranges>;
	/** The event in which any page of any process may have changed last. */
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

/** These change no page of anybody who has one. */
const harmlessKinds: readonly number[] = [
	effectKinds.segv,
	effectKinds.beyondEnd,
	effectKinds.growStack,
	effectKinds.forkCopy,
	effectKinds.freeFrame,
];

/** These ops change pages of the process whose they are, and of no other. */
const ownKinds: readonly number[] = [
	opKinds.mmap,
	opKinds.munmap,
	opKinds.mprotect,
	opKinds.madvise,
	opKinds.mremap,
	opKinds.brk,
];

/** These begin and end address spaces, and leave the pages of all others where they are. */
const lifeKinds: readonly number[] = [...forkKinds, opKinds.exec, opKinds.exit];

/** Row 0 is no address space. */
export const anybody: Mm = 0 as Mm;

export function createChanges(): Changes {
	return {ranges: new Map(), everything: 0};
}

/** Forgets which pages of an address space changed once that takes more room than it saves time. */
const rangesMost = 2 ** 16;

/** For a moment that has nothing to do with what was noted: all may have changed since the beginning. */
export function forgetChanges(changes: Changes): void {
	changes.ranges.clear();
	changes.everything = 0;
}

/** How many ranges of an address space have changed. */
export function changesSoFar({ranges}: Changes, mm: Mm): number {
	const its = ranges.get(mm);
	return its === undefined ? 0 : its.forgotten + its.first.length;
}

/** Whether any page of an address space may have changed after an event. */
export function hasAllChanged({ranges, everything}: Changes, mm: Mm, event: number): boolean {
	return Math.max(everything, ranges.get(mm)?.everything ?? 0) > event;
}

/** Calls `visit` for the ranges of an address space that changed after so many had. */
export function visitChanges(
	{ranges}: Changes,
	mm: Mm,
	changes: number,
	visit: (first: Vpn, end: Vpn) => void,
): void {
	const its = ranges.get(mm);
	if (its !== undefined) {
		for (let i = Math.max(0, changes - its.forgotten); i < its.first.length; i += 1) {
			visit(its.first[i], its.end[i]);
		}
	}
}

/** After an event that was no quiet one; `isOfFamily` says whether an address space is the parent's or a child's. */
export function noteChanges(
	changes: Changes,
	machine: Machine,
	event: number,
	isOfFamily: (mm: Mm) => boolean,
): void {
	const {outcome, kernel, program} = machine;
	if (!isTold(machine)) {
		changes.everything = event;
		return;
	}

	const actor = kernel.task.mm[outcome.task];
	if (ownKinds.includes(program.kind[outcome.op])) {
		noteWhole(rangesOf(changes, actor), event);
		return;
	}

	const {entries} = kernel.geometry;
	const {kind, mm, vpn, amount, count} = kernel.effects;
	for (let i = 0; i < count; i += 1) {
		const whose = kernel.policies.sharing === undefined ? mm[i] : anybody;
		if (harmlessKinds.includes(kind[i]) || (whose !== anybody && !isOfFamily(whose))) {
			continue;
		}

		const around = aroundKinds.includes(kind[i]) ? amount[i] : 0;
		const isTable = tableKinds.includes(kind[i]);
		const first = isTable ? vpn[i] - (vpn[i] % entries) : vpn[i] - around;
		noteRange(rangesOf(changes, whose), event, first, isTable ? first + entries : vpn[i] + around + 1);
	}
}

function rangesOf({ranges}: Changes, mm: Mm): Ranges {
	const its = ranges.get(mm) ?? {first: [], end: [], forgotten: 0, everything: 0};
	ranges.set(mm, its);
	return its;
}

function noteWhole(ranges: Ranges, event: number): void {
	ranges.everything = event;
	ranges.forgotten += ranges.first.length;
	ranges.first.length = 0;
	ranges.end.length = 0;
}

function noteRange(ranges: Ranges, event: number, first: Vpn, end: Vpn): void {
	if (ranges.first.length >= rangesMost) {
		noteWhole(ranges, event);
	} else {
		ranges.first.push(first);
		ranges.end.push(end);
	}
}

/**
 * Whether op and effects tell every page that the event changed: those of the actor only, in kernels in which page tables are
 * the record and nobody shares them.
 */
function isTold({program, outcome, kernel}: Machine): boolean {
	const op = program.kind[outcome.op];
	const {visitRecorded, resume, sharing} = kernel.policies;
	const isAccess = op === opKinds.read || op === opKinds.write;
	if (visitRecorded !== undefined || resume !== undefined || outcome.signal !== 0) {
		return false;
	}

	if (!isAccess && (sharing !== undefined || !(ownKinds.includes(op) || lifeKinds.includes(op)))) {
		return false;
	}

	const {kind, mm, count} = kernel.effects;
	const actor = kernel.task.mm[outcome.task];
	for (let i = 0; i < count; i += 1) {
		const isTelling = tellingKinds.includes(kind[i]) && (sharing === undefined || mm[i] === actor);
		if (!isTelling && !harmlessKinds.includes(kind[i])) {
			return false;
		}
	}

	return true;
}
