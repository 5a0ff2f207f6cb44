/** Tasks: processes and threads, their family tree, and their life from fork to wait. */
import {allocateRow, freeRow} from './columns.ts';
import {errno} from './errno.ts';
import type {Kernel} from './kernel.ts';
import {countWork, totals} from './kernel.ts';
import type {MapRequest} from './map.ts';
import {mapMemory, pageRange} from './map.ts';
import {createMm, duplicateMm, getMm, putMm} from './mm.ts';
import type {VforkKind} from './policies.ts';

export const taskStates = {
	running: 1,
	/** Asleep in vfork until the child execs or exits. */
	vforkWait: 2,
	/** Asleep in wait until a child exits. */
	childWait: 3,
	/** Gone but for its exit status; holds no memory. */
	zombie: 4,
} as const;

export const taskFlags = {
	/** Adopted by init, which reaps it as soon as it is gone. */
	adopted: 1,
	/** On its parent's address space since vfork. */
	vforked: 2,
	/** Has that address space to itself and must give it back. */
	borrowed: 4,
} as const;

export const signals = {SIGKILL: 9, SIGSEGV: 11} as const;

export function isThread(kernel: Kernel, task: number): boolean {
	return kernel.task.leader[task] !== task;
}

export function isAlive(kernel: Kernel, task: number): boolean {
	return task !== 0 && kernel.task.state[task] !== 0 && kernel.task.state[task] !== taskStates.zombie;
}

/** A new task row with no family and no memory, or 0 when the process table is full. */
function allocateTask(kernel: Kernel, pid: number): number {
	const {value} = kernel.total;
	if (kernel.task.live >= kernel.limits.tasks) {
		return 0;
	}

	const task = allocateRow(kernel.task);
	kernel.task.pid[task] = pid;
	kernel.task.leader[task] = task;
	kernel.task.state[task] = taskStates.running;
	kernel.task.born[task] = value[totals.event];
	value[totals.tasksAlive] += 1;
	value[totals.tasksPeak] = Math.max(value[totals.tasksPeak], value[totals.tasksAlive]);
	countWork(kernel, 'task_alloc');
	return task;
}

function linkChild(kernel: Kernel, parent: number, task: number): void {
	const {parent: parents, firstChild, nextSibling, previousSibling} = kernel.task;
	parents[task] = parent;
	if (parent === 0) {
		return;
	}

	nextSibling[task] = firstChild[parent];
	if (firstChild[parent] !== 0) {
		previousSibling[firstChild[parent]] = task;
	}

	firstChild[parent] = task;
}

function unlinkChild(kernel: Kernel, task: number): void {
	const {parent, firstChild, nextSibling, previousSibling} = kernel.task;
	if (previousSibling[task] !== 0) {
		nextSibling[previousSibling[task]] = nextSibling[task];
	} else if (parent[task] !== 0) {
		firstChild[parent[task]] = nextSibling[task];
	}

	if (nextSibling[task] !== 0) {
		previousSibling[nextSibling[task]] = previousSibling[task];
	}

	parent[task] = 0;
	nextSibling[task] = 0;
	previousSibling[task] = 0;
}

/** A process that is there at the beginning, with an empty address space. Returns its task or a negated errno. */
export function startTask(
	kernel: Kernel,
	start: {pid: number; comm: number; argv: number; uid: number; user: number; pgid: number; parent: number},
): number {
	const mm = createMm(kernel);
	if (mm === 0) {
		return -errno.ENOMEM;
	}

	const task = allocateTask(kernel, start.pid);
	if (task === 0) {
		putMm(kernel, mm);
		return -errno.EAGAIN;
	}

	const columns = kernel.task;
	columns.mm[task] = mm;
	columns.comm[task] = start.comm;
	columns.argv[task] = start.argv;
	columns.uid[task] = start.uid;
	columns.user[task] = start.user;
	columns.pgid[task] = start.pgid;
	linkChild(kernel, start.parent, task);
	if (start.pid === 1) {
		kernel.total.value[totals.initTask] = task;
	}

	return task;
}

/** A child of `parent`'s process that has everything but memory. Returns 0 when the process table is full. */
function createChild(kernel: Kernel, parent: number, pid: number): number {
	const task = allocateTask(kernel, pid);
	if (task === 0) {
		return 0;
	}

	for (const name of ['comm', 'argv', 'uid', 'user', 'pgid'] as const) {
		kernel.task[name][task] = kernel.task[name][parent];
	}

	linkChild(kernel, kernel.task.leader[parent], task);
	return task;
}

/** fork: a child with its own address space. Returns the child's task, -ENOMEM or -EAGAIN. Linux: copy_process(). */
export function forkTask(kernel: Kernel, parent: number, pid: number): number {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return -errno.EAGAIN;
	}

	countWork(kernel, 'fork');
	const mm = duplicateMm(kernel, kernel.task.mm[parent]);
	if (mm < 0) {
		forgetTask(kernel, task);
		return mm;
	}

	kernel.task.mm[task] = mm;
	return task;
}

/** clone with CLONE_VM: a child process on the same address space. `waits`: the parent sleeps (CLONE_VFORK). */
export function cloneTask(kernel: Kernel, parent: number, pid: number, waits: boolean): number {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return -errno.EAGAIN;
	}

	getMm(kernel, kernel.task.mm[parent]);
	kernel.task.mm[task] = kernel.task.mm[parent];
	if (waits) {
		kernel.task.flags[task] |= taskFlags.vforked;
		blockForChild(kernel, parent, task);
	}

	return task;
}

function blockForChild(kernel: Kernel, parent: number, child: number): void {
	kernel.task.vforkParent[child] = parent;
	kernel.task.state[parent] = taskStates.vforkWait;
	countWork(kernel, 'block');
}

/** vfork, as the design does it. Returns the child's task or a negated errno; the parent sleeps. */
export function vforkTask(kernel: Kernel, parent: number, pid: number): number {
	return vforkKinds[kernel.policies.vfork](kernel, parent, pid);
}

const vforkKinds: Readonly<Record<VforkKind, (kernel: Kernel, parent: number, pid: number) => number>> = {
	share: shareMm,
	move: lendMm,
	block: forkAndBlock,
};

function shareMm(kernel: Kernel, parent: number, pid: number): number {
	countWork(kernel, 'vfork');
	return cloneTask(kernel, parent, pid, true);
}

/** The child takes over the parent's address space; while it has it, the parent owns no memory. 3BSD: vpassvm(). */
function lendMm(kernel: Kernel, parent: number, pid: number): number {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return -errno.EAGAIN;
	}

	countWork(kernel, 'vfork');
	kernel.task.flags[task] |= taskFlags.vforked | taskFlags.borrowed;
	passMm(kernel, parent, task);
	blockForChild(kernel, parent, task);
	return task;
}

function passMm(kernel: Kernel, from: number, to: number): void {
	kernel.task.mm[to] = kernel.task.mm[from];
	kernel.task.mm[from] = 0;
}

/** A fork in full; the child's writes are its own, the parent only sleeps. 4.4BSD: P_PPWAIT. */
function forkAndBlock(kernel: Kernel, parent: number, pid: number): number {
	const task = forkTask(kernel, parent, pid);
	if (task > 0) {
		blockForChild(kernel, parent, task);
	}

	return task;
}

/** A thread of `task`'s process. Returns its task or -EAGAIN. */
export function createThread(kernel: Kernel, task: number, tid: number): number {
	const thread = allocateTask(kernel, tid);
	if (thread === 0) {
		return -errno.EAGAIN;
	}

	const columns = kernel.task;
	const leader = columns.leader[task];
	for (const name of ['comm', 'argv', 'uid', 'user', 'pgid', 'mm', 'parent'] as const) {
		columns[name][thread] = columns[name][leader];
	}

	columns.leader[thread] = leader;
	columns.nextThread[thread] = columns.nextThread[leader];
	columns.nextThread[leader] = thread;
	getMm(kernel, columns.mm[leader]);
	return thread;
}

/** What exec starts with; string numbers and mappings as mmap takes them. */
export type ExecRequest = {
	readonly comm: number;
	readonly argv: number;
	readonly image: readonly MapRequest[];
};

/**
 * exec: a fresh address space with the image's mappings. A refusal (-EINVAL for an impossible image, -ENOMEM) comes
 * before anything is given up, so a vfork parent goes on sleeping. Linux: begin_new_exec(), exec_mmap().
 */
export function execTask(kernel: Kernel, task: number, request: ExecRequest): number {
	const mm = createImage(kernel, request.image);
	if (mm < 0) {
		return mm;
	}

	countWork(kernel, 'exec');
	killThreads(kernel, task);
	leaveMm(kernel, task);
	kernel.task.mm[task] = mm;
	kernel.task.comm[task] = request.comm;
	kernel.task.argv[task] = request.argv;
	return 0;
}

function createImage(kernel: Kernel, image: readonly MapRequest[]): number {
	if (image.some(({address, length}) => pageRange(kernel, address, length) === undefined)) {
		return -errno.EINVAL;
	}

	const mm = createMm(kernel);
	if (mm === 0) {
		return -errno.ENOMEM;
	}

	for (const request of image) {
		const result = mapMemory(kernel, mm, request);
		if (result < 0) {
			putMm(kernel, mm);
			return result;
		}
	}

	return mm;
}

/** Wakes a vfork parent and lets go of the address space. Linux: exec_mm_release(), exit_mm(). */
function leaveMm(kernel: Kernel, task: number): void {
	releaseVforkParent(kernel, task);
	const mm = kernel.task.mm[task];
	kernel.task.mm[task] = 0;
	if (mm !== 0) {
		putMm(kernel, mm);
	}
}

function wakeTask(kernel: Kernel, task: number): void {
	kernel.task.state[task] = taskStates.running;
	kernel.effects.woken.push(kernel.task.tag[task]);
	countWork(kernel, 'wake');
}

function releaseVforkParent(kernel: Kernel, task: number): void {
	const {vforkParent, flags} = kernel.task;
	const parent = vforkParent[task];
	const isBorrower = (flags[task] & taskFlags.borrowed) !== 0;
	vforkParent[task] = 0;
	flags[task] &= ~(taskFlags.vforked | taskFlags.borrowed);
	if (parent === 0) {
		return;
	}

	wakeTask(kernel, parent);
	if (isBorrower) {
		// The child in its turn sleeps until the parent has taken its memory back.
		passMm(kernel, task, parent);
		countWork(kernel, 'wake');
	}
}

/** Ends every other thread of the task's process, and makes the task its leader where it was not. Linux: de_thread(). */
function killThreads(kernel: Kernel, task: number): void {
	const {leader, nextThread} = kernel.task;
	const head = leader[task];
	for (let thread = nextThread[head], next = 0; thread !== 0; thread = next) {
		next = nextThread[thread];
		if (thread !== task) {
			endThread(kernel, thread);
		}
	}
}

/** A thread leaves: its row goes at once, there is nothing to wait for. */
function endThread(kernel: Kernel, thread: number): void {
	const {leader, nextThread} = kernel.task;
	let before = leader[thread];
	while (nextThread[before] !== thread) {
		before = nextThread[before];
	}

	nextThread[before] = nextThread[thread];
	leaveMm(kernel, thread);
	forgetVforkChildren(kernel, thread);
	kernel.effects.ended.push(kernel.task.tag[thread]);
	removeTask(kernel, thread);
}

/**
 * exit: memory goes now, children go to init, and a zombie stays until somebody waits. A thread just leaves; the
 * first task of a process takes all threads with it (exit_group). Linux: do_exit(), exit_notify().
 */
export function exitTask(kernel: Kernel, task: number, code: number, signal: number): void {
	countWork(kernel, 'exit');
	if (isThread(kernel, task)) {
		endThread(kernel, task);
		return;
	}

	killThreads(kernel, task);
	leaveMm(kernel, task);
	forgetVforkChildren(kernel, task);
	orphanChildren(kernel, task);
	kernel.task.state[task] = taskStates.zombie;
	kernel.task.exitCode[task] = code;
	kernel.task.exitSignal[task] = signal;
	kernel.total.value[totals.tasksAlive] -= 1;
	kernel.effects.ended.push(kernel.task.tag[task]);
	const parent = kernel.task.parent[task];
	if (parent === 0 || (kernel.task.flags[task] & taskFlags.adopted) !== 0) {
		reapTask(kernel, task);
	} else {
		wakeWaiters(kernel, parent);
	}
}

/** Any thread of the parent may be the one that waits. Linux: do_notify_parent(), __wake_up_parent(). */
function wakeWaiters(kernel: Kernel, parent: number): void {
	const {state, nextThread} = kernel.task;
	for (let thread = parent; thread !== 0; thread = nextThread[thread]) {
		if (state[thread] === taskStates.childWait) {
			wakeTask(kernel, thread);
		}
	}
}

/** A vfork parent that is killed while it sleeps: nobody is to be woken any more. */
function forgetVforkChildren(kernel: Kernel, task: number): void {
	if (kernel.task.state[task] !== taskStates.vforkWait) {
		return;
	}

	const {vforkParent} = kernel.task;
	for (let child = 1; child < kernel.task.count; child += 1) {
		if (vforkParent[child] === task) {
			vforkParent[child] = 0;
		}
	}
}

/** Children of a process that exits go to init, which reaps those that are gone already. */
function orphanChildren(kernel: Kernel, task: number): void {
	const init = kernel.total.value[totals.initTask];
	const adopter = init === task ? 0 : init;
	for (let child = kernel.task.firstChild[task]; child !== 0; child = kernel.task.firstChild[task]) {
		unlinkChild(kernel, child);
		linkChild(kernel, adopter, child);
		kernel.task.flags[child] |= taskFlags.adopted;
		if (kernel.task.state[child] === taskStates.zombie) {
			reapTask(kernel, child);
		}
	}

	if (init === task) {
		kernel.total.value[totals.initTask] = 0;
	}
}

/** The zombie that a wait for `pid` (0: any) would reap: the eldest; 0 none yet, -ECHILD no such child at all. */
export function findZombie(kernel: Kernel, parent: number, pid: number): number {
	let zombie = 0;
	let found = false;
	const {firstChild, nextSibling, state, leader} = kernel.task;
	for (let child = firstChild[leader[parent]]; child !== 0; child = nextSibling[child]) {
		if (pid === 0 || kernel.task.pid[child] === pid) {
			found = true;
			zombie = state[child] === taskStates.zombie ? child : zombie;
		}
	}

	return found ? zombie : -errno.ECHILD;
}

/** Puts a task to sleep until a child exits. */
export function sleepForChild(kernel: Kernel, task: number): void {
	kernel.task.state[task] = taskStates.childWait;
	countWork(kernel, 'block');
}

/** Takes a zombie out of the process table. Linux: release_task(). */
export function reapTask(kernel: Kernel, task: number): void {
	countWork(kernel, 'wait');
	unlinkChild(kernel, task);
	freeRow(kernel.task, task);
	countWork(kernel, 'task_free');
}

function removeTask(kernel: Kernel, task: number): void {
	kernel.total.value[totals.tasksAlive] -= 1;
	freeRow(kernel.task, task);
	countWork(kernel, 'task_free');
}

/** Undoes createChild for a fork that failed. */
function forgetTask(kernel: Kernel, task: number): void {
	unlinkChild(kernel, task);
	removeTask(kernel, task);
}
