/** The process tree: who is there, in which order and how they hang together, and what each of them holds. */
import type {Kernel} from '../kernel/kernel.ts';
import {isAlive, isThread, taskStates} from '../kernel/task.ts';
import type {Machine} from '../machine/machine.ts';
import {type Figures, groupMemory, type MemoryView, type ProcessMemory, processMemory} from './memory.ts';
import type {PstreeProcess} from './pstree-process.ts';

/** Ready to run, asleep in wait, asleep in vfork, or gone but for the exit status. */
export type ProcessState = 'ready' | 'waiting' | 'in vfork' | 'zombie';

export type ProcessRow = {
	/** Row of the kernel's table; `pid` and `born` together name the process for ever. */
	readonly task: number;
	readonly pid: number;
	readonly born: number;
	/** 0 where there is no parent. */
	readonly ppid: number;
	readonly pgid: number;
	readonly name: string;
	/** The command line; empty for a zombie, and where the workload does not tell. */
	readonly command: string;
	readonly user: string;
	readonly state: ProcessState;
	/** The process of a thread; undefined for a process. */
	readonly threadOf?: number;
	readonly threads: number;
	readonly children: number;
	/** Undefined for threads, whose memory is their process's, and for zombies. */
	readonly memory?: ProcessMemory;
	/** Exit code or signal of a zombie. */
	readonly exitCode?: number;
	readonly exitSignal?: number;
};

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
function rootsOf({task}: Kernel): number[] {
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

const stateNames: Readonly<Record<number, ProcessState>> = {
	[taskStates.running]: 'ready',
	[taskStates.vforkWait]: 'in vfork',
	[taskStates.childWait]: 'waiting',
	[taskStates.zombie]: 'zombie',
};

/** One process or thread. */
export function processRow(view: MemoryView, row: number): ProcessRow {
	const {kernel, strings, argvs} = view;
	const {task} = kernel;
	const leader = task.leader[row];
	const isProcess = leader === row;
	const isZombie = task.state[row] === taskStates.zombie;
	return {
		task: row,
		pid: task.pid[row],
		born: task.born[row],
		ppid: task.parent[row] === 0 ? 0 : task.pid[task.parent[row]],
		pgid: task.pgid[row],
		name: strings[task.comm[row]],
		command: isZombie ? '' : argvs[task.argv[row]].join(' '),
		user: userName(view, row),
		state: stateNames[task.state[row]],
		threadOf: isProcess ? undefined : task.pid[leader],
		threads: countThreads(kernel, leader),
		children: isProcess ? countChildren(kernel, row) : 0,
		memory: isProcess ? processMemory(view, row) : undefined,
		exitCode: isZombie ? task.exitCode[row] : undefined,
		exitSignal: isZombie && task.exitSignal[row] !== 0 ? task.exitSignal[row] : undefined,
	};
}

function userName({kernel, strings}: MemoryView, task: number): string {
	const uid = kernel.task.uid[task];
	return strings[kernel.task.user[task]] || (uid === 0 ? 'root' : String(uid));
}

/** The first one counts too. */
function countThreads({task}: Kernel, leader: number): number {
	let threads = 0;
	for (let thread = leader; thread !== 0; thread = task.nextThread[thread]) {
		threads += 1;
	}

	return threads;
}

function countChildren({task}: Kernel, parent: number): number {
	let children = 0;
	for (let child = task.firstChild[parent]; child !== 0; child = task.nextSibling[child]) {
		children += 1;
	}

	return children;
}

/** Pids of all processes that are there, zombies included, ascending. */
export function processPids({kernel}: Machine): number[] {
	const pids: number[] = [];
	for (let task = 1; task < kernel.task.count; task += 1) {
		if (kernel.task.state[task] !== 0 && !isThread(kernel, task)) {
			pids.push(kernel.task.pid[task]);
		}
	}

	return pids.sort((left, right) => left - right);
}

/** Processes that live, by pid; zombies are not among them. */
export function livingProcesses(kernel: Kernel): number[] {
	const tasks: number[] = [];
	for (let task = 1; task < kernel.task.count; task += 1) {
		if (isAlive(kernel, task) && !isThread(kernel, task)) {
			tasks.push(task);
		}
	}

	return tasks.sort((left, right) => kernel.task.pid[left] - kernel.task.pid[right]);
}

/**
 * Everything as pstree sees it: below process 1, or below the first that is still there; below the topmost ancestor of
 * `task` where one is given. Undefined when all are gone.
 */
export function pstreeRoot(view: MemoryView, task?: number): PstreeProcess | undefined {
	const {kernel} = view;
	const roots = rootsOf(kernel);
	const root =
		task === undefined
			? (roots.find((each) => kernel.task.pid[each] === 1) ?? roots[0])
			: topmostAncestor(kernel, task);
	if (root === undefined) {
		return undefined;
	}

	const order = withDescendants(kernel, root);
	const nodes = new Map<number, PstreeProcess & {readonly children: PstreeProcess[]}>();
	for (const task of order) {
		const node = pstreeProcess(view, task);
		nodes.set(task, node);
		if (task !== root) {
			nodes.get(kernel.task.parent[task])?.children.push(node);
		}
	}

	return nodes.get(root);
}

function topmostAncestor({task}: Kernel, row: number): number {
	let top = task.leader[row];
	while (task.parent[top] !== 0) {
		top = task.parent[top];
	}

	return top;
}

function pstreeProcess(view: MemoryView, row: number): PstreeProcess & {readonly children: PstreeProcess[]} {
	const {kernel, strings, argvs} = view;
	const {task} = kernel;
	const comm = strings[task.comm[row]];
	const argv = argvs[task.argv[row]];
	const threads = [];
	for (let thread = task.nextThread[row]; thread !== 0; thread = task.nextThread[thread]) {
		threads.push({tid: task.pid[thread], comm: strings[task.comm[thread]]});
	}

	return {
		pid: task.pid[row],
		pgid: task.pgid[row],
		uid: task.uid[row],
		user: userName(view, row),
		comm,
		argv,
		threads,
		children: [],
		zombie: task.state[row] === taskStates.zombie,
	};
}
