/** The process tree: in which order its rows stand and how they hang together. */
import type {Kernel} from '../kernel/kernel.ts';
import {isThread} from '../kernel/task.ts';
import {groupMemory} from './group-memory.ts';
import type {Figures, MemoryView} from './memory.ts';
import {type ProcessRow, processRow} from './processes.ts';

/** Where a row stands in the tree, for whoever draws its lines. */
export type TreePlace = {
	readonly task: number;
	readonly depth: number;
	/** Index of the parent's place in the list; undefined at a root. */
	readonly parent?: number;
	/** The last of its siblings: the line from above ends here. */
	readonly isLast: boolean;
	readonly isThread: boolean;
	readonly hasChildren: boolean;
	/** It has children, and they are left out. */
	readonly isFolded: boolean;
};

export type TreeRow = ProcessRow &
	TreePlace & {
		/** Of a folded row: itself and all below it, a page that several of them share counted once. */
		readonly subtree?: Figures & {readonly processes: number; readonly tablePages: number};
	};

export type TreeOptions = {
	/** Whether what is below a task is left out. */
	isFolded?(task: number): boolean;
	/** Only this task and what is below it. */
	readonly root?: number;
	/** Order of siblings; the elder first unless told. */
	compare?(left: number, right: number): number;
};

/**
 * The places of all rows in the order of the screen: threads and then children after their parent, the elder before the
 * younger. Cheap, as there may be many: ask `treeRow` for the ones that are drawn.
 */
export function treePlaces({kernel}: MemoryView, options: TreeOptions = {}): TreePlace[] {
	const places: TreePlace[] = [];
	const roots = options.root === undefined ? rootsOf(kernel) : [options.root];
	const pending: Pick<TreePlace, 'task' | 'depth' | 'parent' | 'isLast'>[] = [];
	const push = (tasks: readonly number[], depth: number, parent: number | undefined) => {
		const ordered = options.compare === undefined ? tasks : tasks.toSorted(options.compare);
		for (const [i, task] of ordered.toReversed().entries()) {
			pending.push({task, depth, parent, isLast: i === 0});
		}
	};
	push(roots, 0, undefined);
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const below = childrenOf(kernel, next.task);
		const isFolded = below.length > 0 && (options.isFolded?.(next.task) ?? false);
		const row = places.push({
			...next,
			isThread: isThread(kernel, next.task),
			hasChildren: below.length > 0,
			isFolded,
		});
		if (!isFolded) {
			push(below, next.depth + 1, row - 1);
		}
	}

	return places;
}

/** The row at a place, with its figures; `members` are the roots of all subtrees that it stands for. */
export function treeRow(
	view: MemoryView,
	place: TreePlace,
	members: readonly number[] = [place.task],
): TreeRow {
	const row = {...processRow(view, place.task), ...place};
	if (!place.isFolded) {
		return row;
	}

	const tasks = members.flatMap((member) => withDescendants(view.kernel, member));
	return {...row, subtree: {processes: tasks.length, ...groupMemory(view, tasks)}};
}

/** All rows at once, for what prints them. */
export function treeRows(view: MemoryView, options: TreeOptions = {}): TreeRow[] {
	return treePlaces(view, options).map((place) => treeRow(view, place));
}

/** Processes without a parent, the eldest first. */
export function rootsOf({task}: Kernel): number[] {
	const roots: number[] = [];
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0 && task.parent[row] === 0 && task.leader[row] === row) {
			roots.push(row);
		}
	}

	return roots.sort((left, right) => task.born[left] - task.born[right] || left - right);
}

/** Threads and children; the kernel's lists have the youngest first. */
function childrenOf({task}: Kernel, parent: number): number[] {
	const children: number[] = [];
	if (task.leader[parent] !== parent) {
		return children;
	}

	for (let child = task.firstChild[parent]; child !== 0; child = task.nextSibling[child]) {
		children.push(child);
	}

	for (let thread = task.nextThread[parent]; thread !== 0; thread = task.nextThread[thread]) {
		children.push(thread);
	}

	return children.reverse();
}

/** The names of what is below some tasks, the most frequent first. One task hides its descendants, several themselves too. */
export function namesBelow(
	{kernel, strings}: MemoryView,
	roots: readonly number[],
): readonly {readonly name: string; readonly count: number}[] {
	const counts = new Map<string, number>();
	for (const root of roots) {
		for (const task of withDescendants(kernel, root).slice(roots.length > 1 ? 0 : 1)) {
			const name = strings[kernel.task.comm[task]];
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
	}

	return [...counts].map(([name, count]) => ({name, count})).sort((left, right) => right.count - left.count);
}

/** A task and all processes below it, without threads. */
export function withDescendants({task}: Kernel, root: number): number[] {
	const found = [root];
	for (let i = 0; i < found.length; i += 1) {
		for (let child = task.firstChild[found[i]]; child !== 0; child = task.nextSibling[child]) {
			found.push(child);
		}
	}

	return found;
}
