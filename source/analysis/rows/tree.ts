/** The process tree: in which order its rows stand and how they hang together. */
import {nextRow} from '../../kernel/state/columns.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {groupMemory} from '../memory/group-memory.ts';
import type {GroupMemory, MemoryView} from '../memory/memory.ts';
import {type ProcessRow, processRow} from './processes.ts';

/** Where a row stands in the tree, for drawing its lines. */
export type TreePlace = {
	readonly task: Task;
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
		/** Of a folded row: itself and all below it, a page that several of them share counted once; mappings added up. */
		readonly subtree?: GroupMemory & {readonly processes: number};
	};

export type TreeOptions = {
	/** Whether what is below a task is left out. */
	isFolded?(task: Task): boolean;
	/** Only this task and what is below it. */
	readonly root?: Task;
	/** Order of siblings; the elder first unless told. */
	compare?(left: Task, right: Task): number;
};

/**
 * The places of all rows in the order of the screen: threads and then children after their parent, the elder before the
 * younger. Cheap, as there may be many: ask `treeRow` for the ones that are drawn.
 */
export function treePlaces({kernel}: MemoryView, options: TreeOptions = {}): TreePlace[] {
	const {firstChild, nextSibling, nextThread, leader} = kernel.task;
	const places: TreePlace[] = [];
	const pending: TreePlace[] = [];
	/** What is put last comes first; the first that is put for a parent is the last of its children. */
	const put = (task: Task, depth: number, parent: number | undefined, isLast: boolean) => {
		const hasChildren = leader[task] === task && (firstChild[task] !== 0 || nextThread[task] !== 0);
		const isFolded = hasChildren && (options.isFolded?.(task) ?? false);
		pending.push({task, depth, parent, isLast, isThread: leader[task] !== task, hasChildren, isFolded});
	};
	const putAll = (tasks: readonly Task[], depth: number, parent: number | undefined) => {
		const ordered = options.compare === undefined ? tasks : tasks.toSorted(options.compare);
		for (let i = ordered.length - 1; i >= 0; i -= 1) {
			put(ordered[i], depth, parent, i === ordered.length - 1);
		}
	};
	putAll(options.root === undefined ? rootsOf(kernel) : [options.root], 0, undefined);
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const {task, hasChildren, isFolded} = next;
		const depth = next.depth + 1;
		const parent = places.push(next) - 1;
		if (!hasChildren || isFolded) {
			continue;
		}

		if (options.compare !== undefined) {
			putAll(childrenOf(kernel, task), depth, parent);
			continue;
		}

		// The kernel's lists have the youngest first, which is the order in which they are put.
		for (let child = firstChild[task]; child !== 0; child = nextSibling[child]) {
			put(child, depth, parent, child === firstChild[task]);
		}

		for (let thread = nextThread[task]; thread !== 0; thread = nextThread[thread]) {
			put(thread, depth, parent, firstChild[task] === 0 && thread === nextThread[task]);
		}
	}

	return places;
}

/** The row at a place, with its figures; `members` are the roots of all subtrees that it stands for. */
export function treeRow(
	view: MemoryView,
	place: TreePlace,
	members: readonly Task[] = [place.task],
): TreeRow {
	const row = {...processRow(view, place.task), ...place};
	if (!place.isFolded) {
		return row;
	}

	return {...row, subtree: subtreeOf(view, members)};
}

/** Equal siblings stand together or alone: the first and how many there are tell which. */
function subtreeOf(view: MemoryView, members: readonly Task[]): NonNullable<TreeRow['subtree']> {
	const name = `${members[0]} ${members.length}`;
	let subtree = view.knownSubtrees.get(name);
	if (subtree === undefined) {
		const tasks = members.flatMap((member) => withDescendants(view.kernel, member));
		subtree = {processes: tasks.length, ...groupMemory(view, tasks)};
		view.knownSubtrees.set(name, subtree);
	}

	return subtree;
}

/** All rows at once, for what prints them. */
export function treeRows(view: MemoryView, options: TreeOptions = {}): TreeRow[] {
	return treePlaces(view, options).map((place) => treeRow(view, place));
}

/** Processes without a parent, the eldest first. */
export function rootsOf({task}: Kernel): Task[] {
	const roots: Task[] = [];
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] !== 0 && task.parent[row] === 0 && task.leader[row] === row) {
			roots.push(row);
		}
	}

	return roots.sort((left, right) => task.born[left] - task.born[right] || left - right);
}

/** Threads and children; the kernel's lists have the youngest first. */
function childrenOf({task}: Kernel, parent: Task): Task[] {
	const children: Task[] = [];
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
	roots: readonly Task[],
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
export function withDescendants({task}: Kernel, root: Task): Task[] {
	const found = [root];
	for (let i = 0; i < found.length; i += 1) {
		for (let child = task.firstChild[found[i]]; child !== 0; child = task.nextSibling[child]) {
			found.push(child);
		}
	}

	return found;
}
