/**
 * Which processes have an anonymous page in common. Frame numbers tell it exactly. Without them it follows from the way that
 * pages come to be shared: at the same address, from the parent, and from what the parent had before where it has another now.
 */
import {opFlags} from '../../machine/op.ts';
import type {Area} from './areas.ts';
import {pageKinds} from './pages.ts';
import type {RunningProcess} from './process.ts';

export type Sharers = {
	/** Of each process, the group of each of its pages; 0 for what it has alone, and for what is not anonymous. */
	readonly groups: readonly Int32Array[];
	/** How many have a page of a group; one more than are known where others have it too. */
	readonly holders: readonly number[];
	/** The parent of each process among them; -1 for none. */
	readonly parents: readonly number[];
	/** Whether it still is the program that its parent forked. */
	readonly isForked: readonly boolean[];
	/** Pages of which it was assumed who shares them. */
	readonly inferred: number;
	/** Pages that processes share which were not asked for. */
	readonly outside: number;
};

export function findSharers(processes: readonly RunningProcess[]): Sharers {
	const indexes = new Map(processes.map(({pid}, i) => [pid, i]));
	const parents = processes.map(({parent}) => indexes.get(parent) ?? -1);
	const isForked = processes.map(
		({areas}, i) => parents[i] >= 0 && hasStackOf(areas, processes[parents[i]].areas),
	);
	const families = {processes, parents, isForked};
	const hasFrames = processes.some(({pages: {frame, kind, count}}) =>
		frame.subarray(0, count).some((each, i) => each !== 0 && kind[i] === pageKinds.own),
	);
	const found = hasFrames ? byFrames(processes) : byAddresses(families);
	return {...found, parents, isForked, outside: countOutside(processes, found)};
}

/** A stack begins at random with each exec, and stays where it is in a fork. */
function hasStackOf(areas: readonly Area[], others: readonly Area[]): boolean {
	const endOf = (all: readonly Area[]) => all.find(({path}) => path === '[stack]')?.end;
	return endOf(areas) !== undefined && endOf(areas) === endOf(others);
}

type Groups = {
	readonly groups: Int32Array[];
	readonly holders: number[];
	readonly inferred: number;
};

/** The same frame at the same address; a page in swap by its slot. */
function byFrames(processes: readonly RunningProcess[]): Groups {
	const numbers = new Map<number, Map<number, number>>();
	const holders = [0];
	const groups = processes.map(({pages: {count, page, kind, frame}}) => {
		const group = new Int32Array(count);
		for (let i = 0; i < count; i += 1) {
			if (kind[i] === pageKinds.common) {
				const atPages = numbers.get(frame[i]) ?? new Map<number, number>();
				numbers.set(frame[i], atPages);
				const number = atPages.get(page[i]) ?? holders.push(0) - 1;
				atPages.set(page[i], number);
				group[i] = number;
				holders[number] += 1;
			}
		}

		return group;
	});
	return {groups, holders, inferred: 0};
}

type Families = {
	readonly processes: readonly RunningProcess[];
	readonly parents: readonly number[];
	readonly isForked: readonly boolean[];
};

/** Parents come before their children, so what a child can have in common is known when it is looked at. */
function byAddresses({processes, parents, isForked}: Families): Groups {
	const holders = [0];
	/** By page, for each process: the group that it has now, and the one that it must have had when it forked. */
	const now = processes.map(() => new Map<number, number>());
	const before = processes.map(() => new Map<number, number>());
	const groups = processes.map(({pages: {count, page, kind}}, process) => {
		const group = new Int32Array(count);
		const parent = isForked[process] ? parents[process] : -1;
		for (let i = 0; i < count; i += 1) {
			if (kind[i] === pageKinds.common) {
				const known = parent < 0 ? undefined : (now[parent].get(page[i]) ?? before[parent].get(page[i]));
				const number = known ?? holders.push(0) - 1;
				group[i] = number;
				holders[number] += 1;
				now[process].set(page[i], number);
				if (known === undefined && parent >= 0) {
					before[parent].set(page[i], number);
				}
			}
		}

		return group;
	});
	return {groups, holders, ...joinAncestors({processes, parents, isForked}, {groups, holders, now, before})};
}

type Known = {
	readonly groups: readonly Int32Array[];
	readonly holders: number[];
	readonly now: readonly ReadonlyMap<number, number>[];
	readonly before: readonly ReadonlyMap<number, number>[];
};

/** What only one child has of a parent that has another page now, it has from further up. */
function joinAncestors({processes, parents}: Families, {groups, holders, now, before}: Known) {
	let inferred = 0;
	for (const [process, {pages}] of processes.entries()) {
		const parent = parents[process];
		for (let i = 0; parent >= 0 && i < pages.count; i += 1) {
			const number = groups[process][i];
			if (number === 0 || before[parent].get(pages.page[i]) !== number) {
				continue;
			}

			const older =
				holders[number] === 1 ? olderGroup(parents, now, parents[parent], pages.page[i]) : undefined;
			if (older === undefined) {
				inferred += holders[number] > 1 ? 1 : 0;
				continue;
			}

			holders[number] = 0;
			holders[older] += 1;
			groups[process][i] = older;
			inferred += 1;
		}
	}

	return {inferred};
}

function olderGroup(
	parents: readonly number[],
	now: readonly ReadonlyMap<number, number>[],
	from: number,
	page: number,
): number | undefined {
	for (let ancestor = from; ancestor >= 0; ancestor = parents[ancestor]) {
		const group = now[ancestor].get(page);
		if (group !== undefined) {
			return group;
		}
	}

	return undefined;
}

/** A page that is mapped elsewhere and by none of the others has a holder outside; one in swap counts as the process's own. */
function countOutside(processes: readonly RunningProcess[], {groups, holders}: Groups): number {
	let outside = 0;
	for (const [process, {pages}] of processes.entries()) {
		for (let i = 0; i < pages.count; i += 1) {
			const number = groups[process][i];
			if (number !== 0 && holders[number] === 1) {
				if (pages.isSwapped[i] === 1) {
					groups[process][i] = 0;
				} else {
					holders[number] = 2;
					outside += 1;
				}
			}
		}
	}

	return outside;
}

/** Private memory of areas that show the same in two processes. */
export function isSameBacking(left: Area, right: Area): boolean {
	return left.backing === right.backing && (left.flags & opFlags.device) === (right.flags & opFlags.device);
}
