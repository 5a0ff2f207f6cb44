/** A parent and its children as one: what they need together, what they seem to need, and what one more would cost. */
import type {Task} from '../kernel/state/ids.ts';
import {groupMemory} from './group-memory.ts';
import type {MemoryView} from './memory.ts';
import {processMemory} from './process-memory.ts';

export type GroupSharing = {
	readonly processes: number;
	/** Resident sizes added up, as if nothing were shared. */
	readonly countedWholeBytes: number;
	/** What they hold together, a page of several of them counted once. */
	readonly togetherBytes: number;
	/** Fair shares added up: less than `together` where outsiders share too. */
	readonly pssBytes: number;
	/** What only they reach: the memory that would be free without them. */
	readonly ussBytes: number;
	/** What nobody shares with the median child; undefined without children. */
	readonly nextBytes?: number;
	/** All children run in memory that is lent to them (vfork): nothing is shared page by page. */
	readonly isLent: boolean;
};

/** `children` are those whose median says what the next one costs. */
export function groupSharing(
	view: MemoryView,
	tasks: readonly Task[],
	children: readonly Task[],
): GroupSharing {
	const sizes = tasks.flatMap((task) => processMemory(view, task) ?? []);
	const {rssBytes, pssBytes, ussBytes} = groupMemory(view, tasks);
	const own = children
		.flatMap((task) => processMemory(view, task)?.ussBytes ?? [])
		.sort((left, right) => left - right);
	return {
		processes: sizes.length,
		countedWholeBytes: sizes.reduce((sum, size) => sum + size.rssBytes, 0),
		togetherBytes: rssBytes,
		pssBytes,
		ussBytes,
		nextBytes: own[Math.floor(own.length / 2)],
		isLent: children.length > 0 && children.every((child) => view.processes[view.kernel.task.mm[child]] > 1),
	};
}

/** Memory for a parent with so many children, if the others are like the median one; undefined without children. */
export function bytesForChildren(
	{togetherBytes, nextBytes}: GroupSharing,
	present: number,
	wanted: number,
): number | undefined {
	return nextBytes === undefined ? undefined : togetherBytes + (wanted - present) * nextBytes;
}
