/** A parent and its children as one: what they need together, what they seem to need, and what one more would cost. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
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
	/** Page tables of all of them, each once. */
	readonly tableBytes: number;
	/** What nobody shares with the median child: its pages, and its page tables; undefined without children. */
	readonly nextBytes?: number;
	/** How much of `nextBytes` are page tables. */
	readonly nextTableBytes?: number;
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
	const {rssBytes, pssBytes, ussBytes, tablePages, topTablePages} = groupMemory(view, tasks);
	const median = medianCost(view, children);
	return {
		processes: sizes.length,
		countedWholeBytes: sizes.reduce((sum, size) => sum + size.rssBytes, 0),
		togetherBytes: rssBytes,
		pssBytes,
		ussBytes,
		tableBytes: (tablePages + topTablePages) * pageBytes,
		nextBytes: median?.bytes,
		nextTableBytes: median?.tableBytes,
		isLent: children.length > 0 && children.every((child) => view.processes[view.kernel.task.mm[child]] > 1),
	};
}

type Cost = {readonly bytes: number; readonly tableBytes: number};

/** What the machine would have back without the median child. */
function medianCost(view: MemoryView, children: readonly Task[]): Cost | undefined {
	const costs = children.flatMap((task): Cost[] => {
		const memory = processMemory(view, task);
		const tableBytes = (memory?.ownTablePages ?? 0) * pageBytes;
		return memory === undefined ? [] : [{bytes: memory.ussBytes + tableBytes, tableBytes}];
	});
	return costs.sort((left, right) => left.bytes - right.bytes)[Math.floor(costs.length / 2)];
}

/**
 * Memory for a parent with so many children, page tables and all, if the others are like the median one; undefined
 * without children.
 */
export function bytesForChildren(
	{togetherBytes, tableBytes, nextBytes}: GroupSharing,
	present: number,
	wanted: number,
): number | undefined {
	return nextBytes === undefined ? undefined : togetherBytes + tableBytes + (wanted - present) * nextBytes;
}
