/**
 * The rows of the process tree: which processes and threads are seen, in what order, and how they hang together.
 * Numbers only, as there may be a hundred thousand; what a row says is asked when it is drawn.
 */
import type {Kernel} from '../../kernel/kernel.ts';
import {taskStates} from '../../kernel/task.ts';
import {taskKey} from '../actor.ts';
import type {RowKeys} from '../facts.ts';
import type {Model} from '../model.ts';

export type TreeRows = RowKeys & {
	/** Task of each row. */
	readonly tasks: Int32Array;
	readonly depths: Int32Array;
	/** Row of the parent, -1 at a root. */
	readonly parents: Int32Array;
	/** Bits: see `shapes`. */
	readonly shapes: Uint8Array;
	/** Rows that match the filter; the others are there as their ancestors. */
	readonly hits: number;
};

export const shapes = {
	hasChildren: 1,
	folded: 2,
	/** The last of its siblings. */
	last: 4,
	thread: 8,
	/** Only here because a descendant matches the filter. */
	ancestor: 16,
} as const;

export function readTreeRows(
	kernel: Kernel,
	model: Pick<Model, 'folds' | 'foldDepth'>,
	matches: ((task: number) => boolean) | undefined,
	nameOf: (task: number) => string,
): TreeRows {
	const walk = createWalk(kernel, model, matches);
	for (const root of rootsOf(kernel)) {
		visit(walk, root, 0, -1, false);
	}

	const {count} = walk;
	const rowsByTask = new Int32Array(kernel.task.count).fill(-1);
	for (let row = 0; row < count; row += 1) {
		rowsByTask[walk.tasks[row]] = row;
	}

	return {
		count,
		tasks: walk.tasks,
		depths: walk.depths,
		parents: walk.parents,
		shapes: walk.shapes,
		hits: walk.hits,
		keyAt: (row) => (row < count ? taskKey(kernel, walk.tasks[row]) : ''),
		rowOf: (key) => rowOf(kernel, rowsByTask, key),
		textAt: (row) => `${kernel.task.pid[walk.tasks[row]]} ${nameOf(walk.tasks[row])}`,
		parentOf: (row) => (row < count ? walk.parents[row] : -1),
		foldOf: (row) => foldOf(walk.shapes[row]),
	};
}

function foldOf(shape: number): 'open' | 'folded' | 'leaf' {
	return shape & shapes.folded ? 'folded' : shape & shapes.hasChildren ? 'open' : 'leaf';
}

/** Tasks are few against what is done with them once a key was pressed: no table of keys is kept. */
function rowOf({task}: Kernel, rowsByTask: Int32Array, key: string): number {
	const [pid, born] = key.split('@').map(Number);
	for (let row = 1; row < task.count; row += 1) {
		if (task.pid[row] === pid && task.born[row] === born && task.state[row] !== 0) {
			return rowsByTask[row];
		}
	}

	return -1;
}

type Walk = {
	readonly kernel: Kernel;
	readonly folds: Model['folds'];
	readonly hasFolds: boolean;
	readonly foldDepth: number;
	/** By task: 1 matches, 2 has a descendant that does; absent when there is no filter. */
	readonly marks?: Uint8Array;
	readonly tasks: Int32Array;
	readonly depths: Int32Array;
	readonly parents: Int32Array;
	readonly shapes: Uint8Array;
	count: number;
	readonly hits: number;
};

function createWalk(
	kernel: Kernel,
	model: Pick<Model, 'folds' | 'foldDepth'>,
	matches?: (task: number) => boolean,
): Walk {
	const capacity = kernel.task.live;
	const marks = matches === undefined ? undefined : markMatches(kernel, matches);
	return {
		kernel,
		folds: model.folds,
		hasFolds: Object.keys(model.folds).length > 0,
		foldDepth: model.foldDepth,
		marks,
		tasks: new Int32Array(capacity),
		depths: new Int32Array(capacity),
		parents: new Int32Array(capacity),
		shapes: new Uint8Array(capacity),
		count: 0,
		hits: marks?.reduce((sum, mark) => sum + (mark & 1), 0) ?? 0,
	};
}

function markMatches({task}: Kernel, matches: (task: number) => boolean): Uint8Array {
	const marks = new Uint8Array(task.count);
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0 && matches(row)) {
			marks[row] |= 1;
			const parent = task.leader[row] === row ? task.parent[row] : task.leader[row];
			for (let above = parent; above !== 0 && (marks[above] & 2) === 0; above = task.parent[above]) {
				marks[above] |= 2;
			}
		}
	}

	return marks;
}

/** Processes without a parent, in the order of their birth. */
function rootsOf({task}: Kernel): number[] {
	const roots: number[] = [];
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0 && task.parent[row] === 0 && task.leader[row] === row) {
			roots.push(row);
		}
	}

	return roots.sort((left, right) => task.born[left] - task.born[right]);
}

/** A row for the task and, unless it is folded, all below it. Not recursive in width, and trees are seldom deep. */
function visit(walk: Walk, task: number, depth: number, parent: number, isLast: boolean): void {
	if (walk.marks !== undefined && walk.marks[task] === 0) {
		return;
	}

	const {leader} = walk.kernel.task;
	const row = walk.count;
	walk.count += 1;
	walk.tasks[row] = task;
	walk.depths[row] = depth;
	walk.parents[row] = parent;
	walk.shapes[row] = (isLast ? shapes.last : 0) | (leader[task] === task ? 0 : shapes.thread);
	if (walk.marks?.[task] === 2) {
		walk.shapes[row] |= shapes.ancestor;
	}

	const below = leader[task] === task ? childrenOf(walk, task) : [];
	if (below.length === 0) {
		return;
	}

	walk.shapes[row] |= shapes.hasChildren;
	if (isFolded(walk, task, depth)) {
		walk.shapes[row] |= shapes.folded;
		return;
	}

	for (const [i, child] of below.entries()) {
		visit(walk, child, depth + 1, row, i === below.length - 1);
	}
}

/** A filter opens what it needs to: hits are never folded away. */
function isFolded(walk: Walk, task: number, depth: number): boolean {
	if (walk.marks !== undefined) {
		return false;
	}

	const byHand = walk.hasFolds ? walk.folds[taskKey(walk.kernel, task)] : undefined;
	return byHand ?? depth >= walk.foldDepth;
}

/** Threads, then children, each in the order of their birth; the kernel's lists have the youngest first. */
function childrenOf({kernel, marks}: Walk, task: number): number[] {
	const {firstChild, nextSibling, nextThread, state} = kernel.task;
	const children: number[] = [];
	for (let child = firstChild[task]; child !== 0; child = nextSibling[child]) {
		children.push(child);
	}

	for (let thread = nextThread[task]; thread !== 0; thread = nextThread[thread]) {
		children.push(thread);
	}

	children.reverse();
	return children.filter((child) => state[child] !== 0 && (marks === undefined || marks[child] !== 0));
}

/** Tasks below a row that is folded, for its sums. */
export function descendants(kernel: Kernel, task: number): number[] {
	const {firstChild, nextSibling} = kernel.task;
	const found: number[] = [];
	const pending = [task];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		for (let child = firstChild[next]; child !== 0; child = nextSibling[child]) {
			found.push(child);
			pending.push(child);
		}
	}

	return found;
}

/** One letter, as ps writes it. */
export function stateLetter({task}: Kernel, row: number): string {
	switch (task.state[row]) {
		case taskStates.zombie:
			return 'Z';
		case taskStates.vforkWait:
			return 'D';
		case taskStates.childWait:
			return 'S';
		default:
			return 'R';
	}
}
