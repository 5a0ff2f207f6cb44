/**
 * What every process holds together with all below it, a page of several of them counted once. One pass over all page
 * tables answers for all of them: the deepest process that stands above two holders of a page takes one count back.
 */
import {residentPages} from '../../kernel/frames/rss.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../kernel/state/pte.ts';
import type {MemoryView} from './memory.ts';
import {visitAway, visitMapped, visitUnmapped} from './walk.ts';

const {present, special, swapped} = pteBits;

export type SubtreeMemory = {
	/** By task, in bytes: resident pages of the process and of all below it, each once. 0 for threads. */
	readonly bytes: Float64Array;
	/** The most that one process has: resident pages, what of it is in swap, and its page tables. */
	readonly largest: number;
};

export function subtreeMemory({kernel}: MemoryView): SubtreeMemory {
	const {tasks, depths, parents} = inOrder(kernel);
	const {mm} = kernel.task;
	const {entry} = kernel.strip;
	const {endVpn} = kernel.geometry;
	/** Of each frame the last process that was found to hold it: its place in the order and 1, as 0 is nobody. */
	const lastHolder = new Int32Array(kernel.frame.count);
	const pages = new Int32Array(tasks.length);
	let largest = 0;
	let resident = 0;
	let away = 0;
	/** The process that is looked at, and those above it by depth. */
	let at = 0;
	const line = new Int32Array(1 + depths.reduce((most, depth) => Math.max(most, depth), 0));
	const hold = (frame: number) => {
		const before = lastHolder[frame] - 1;
		if (before === at) {
			return;
		}

		lastHolder[frame] = at + 1;
		resident += 1;
		// Nobody stands above two of different roots.
		if (before >= line[0]) {
			pages[deepestUpTo(line, depths[at], before)] -= 1;
		}
	};
	const holdEntries = (_table: number, first: number, count: number) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if ((word & present) !== 0 && (word & special) === 0) {
				hold(pteFrame(word));
			} else {
				away += (word & swapped) === 0 ? 0 : 1;
			}
		}
	};

	for (at = 0; at < tasks.length; at += 1) {
		line[depths[at]] = at;
		const space = mm[tasks[at]];
		if (space !== 0) {
			resident = 0;
			away = 0;
			visitMapped(kernel, space, holdEntries);
			visitUnmapped(kernel, space, 0, endVpn, hold);
			visitAway(kernel, space, 0, endVpn, () => {
				away += 1;
			});
			pages[at] += resident;
			largest = Math.max(largest, resident + away + chargedTables(kernel, space));
		}
	}

	return {bytes: sumsByTask(kernel, tasks, parents, pages), largest: largest * pageBytes};
}

/** Page tables by the kernel's own counter, and the top one. */
function chargedTables({mm: {tables}}: Kernel, space: Mm): number {
	return tables[space] + 1;
}

/** The same largest process by the kernel's own counters alone, which is quick and may be off where those have drifted. */
export function reportedLargest({kernel}: MemoryView): number {
	let largest = 0;
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		largest = Math.max(
			largest,
			residentPages(kernel, mm) + kernel.mm.swapped[mm] + chargedTables(kernel, mm),
		);
	}

	return largest * pageBytes;
}

/** Of the processes in a line from the root down to `depth`, in the order of the tree, the last that stands at or before a place. */
function deepestUpTo(line: Int32Array, depth: number, place: number): number {
	let low = 0;
	let high = depth;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (line[middle] <= place) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}

	return line[low];
}

/** From below: what a process has is added to its parent's. */
function sumsByTask(
	kernel: Kernel,
	tasks: readonly Task[],
	parents: Int32Array,
	pages: Int32Array,
): Float64Array {
	const bytes = new Float64Array(kernel.task.count);
	for (let i = tasks.length - 1; i >= 0; i -= 1) {
		bytes[tasks[i]] = pages[i] * pageBytes;
		if (parents[i] !== -1) {
			pages[parents[i]] += pages[i];
		}
	}

	return bytes;
}

/** All processes, each before those below it, with how deep they stand and the place of their parent; -1 for none. */
function inOrder({task}: Kernel) {
	const {firstChild, nextSibling} = task;
	const tasks: Task[] = [];
	const places: number[] = [];
	const depths: number[] = [];
	const pending: Task[] = [];
	const above: number[] = [];
	for (let root = nextRow(task, 0); root !== 0; root = nextRow(task, root)) {
		if (task.state[root] !== 0 && task.parent[root] === 0 && task.leader[root] === root) {
			pending.push(root);
			above.push(-1);
		}
	}

	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const parent = above.pop() ?? -1;
		const place = tasks.push(next) - 1;
		places.push(parent);
		depths.push(parent === -1 ? 0 : depths[parent] + 1);
		for (let child = firstChild[next]; child !== 0; child = nextSibling[child]) {
			pending.push(child);
			above.push(place);
		}
	}

	return {tasks, depths: Int32Array.from(depths), parents: Int32Array.from(places)};
}
