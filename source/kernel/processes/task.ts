/** Tasks: processes and threads, their family tree, and what becomes of their rows. fork.ts, exec.ts and exit.ts are their life. */

import {createMm, getMm, putMm} from '../mappings/mm.ts';
import {allocateRow, freeRow, nextRow} from '../state/columns.ts';
import type {Refused} from '../state/errno.ts';
import {errno, refuse} from '../state/errno.ts';
import type {Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';

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

export const signals = {SIGBUS: 7, SIGKILL: 9, SIGSEGV: 11} as const;

export function isThread(kernel: Kernel, task: Task): boolean {
	return kernel.task.leader[task] !== task;
}

export function isAlive(kernel: Kernel, task: Task): boolean {
	return task !== 0 && kernel.task.state[task] !== 0 && kernel.task.state[task] !== taskStates.zombie;
}

/** A new task row with no family and no memory, or 0 when the process table is full. */
function allocateTask(kernel: Kernel, pid: number): Task {
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
	countWork(kernel, workUnits.task_alloc);
	return task;
}

export function linkChild(kernel: Kernel, parent: Task, task: Task): void {
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

export function unlinkChild(kernel: Kernel, task: Task): void {
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

/** Gives a child that was just made to the parent of its maker, whose sibling it is then (CLONE_PARENT). */
export function makeSibling(kernel: Kernel, maker: Task, child: Task): void {
	unlinkChild(kernel, child);
	linkChild(kernel, kernel.task.parent[kernel.task.leader[maker]], child);
}

/** A process that is there at the beginning, with an empty address space. Returns its task or a negated errno. */
export function startTask(
	kernel: Kernel,
	start: {pid: number; comm: number; argv: number; uid: number; user: number; pgid: number; parent: Task},
): Task | Refused {
	const mm = createMm(kernel);
	if (mm === 0) {
		return refuse(errno.ENOMEM);
	}

	const task = allocateTask(kernel, start.pid);
	if (task === 0) {
		putMm(kernel, mm);
		return refuse(errno.EAGAIN);
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
		kernel.anchor.initTask[anchorRow] = task;
	}

	return task;
}

/** Whether the user of a task has as many processes and threads as that task may make it have; root has no limit. */
function isAtLimit(kernel: Kernel, task: Task): boolean {
	const {uid, tasksMax, leader} = kernel.task;
	const most = tasksMax[leader[task]];
	if (most === 0 || uid[task] === 0) {
		return false;
	}

	let owned = 0;
	for (let other = nextRow(kernel.task, 0); other !== 0; other = nextRow(kernel.task, other)) {
		owned += kernel.task.state[other] !== 0 && uid[other] === uid[task] ? 1 : 0;
	}

	return owned >= most;
}

/**
 * A child of `parent`'s process that has everything but memory. Returns 0 when the process table is full, or the user may
 * have no more (zombies count). Linux: copy_process(), RLIMIT_NPROC.
 */
export function createChild(kernel: Kernel, parent: Task, pid: number): Task {
	const task = isAtLimit(kernel, parent) ? 0 : allocateTask(kernel, pid);
	if (task === 0) {
		return 0;
	}

	for (const name of ['comm', 'argv', 'uid', 'user', 'pgid'] as const) {
		kernel.task[name][task] = kernel.task[name][parent];
	}

	for (const name of ['tasksMax', 'cgroup'] as const) {
		kernel.task[name][task] = kernel.task[name][kernel.task.leader[parent]];
	}

	linkChild(kernel, kernel.task.leader[parent], task);
	return task;
}

/** A thread of `task`'s process. Returns its task or -EAGAIN. */
export function createThread(kernel: Kernel, task: Task, tid: number): Task | Refused {
	const thread = isAtLimit(kernel, task) ? 0 : allocateTask(kernel, tid);
	if (thread === 0) {
		return refuse(errno.EAGAIN);
	}

	const columns = kernel.task;
	const leader = columns.leader[task];
	for (const name of ['comm', 'argv', 'uid', 'user', 'pgid', 'mm', 'parent'] as const) {
		columns[name][thread] = columns[name][leader];
	}

	columns.leader[thread] = leader;
	kernel.total.value[totals.threadsAlive] += 1;
	columns.nextThread[thread] = columns.nextThread[leader];
	columns.nextThread[leader] = thread;
	getMm(kernel, columns.mm[leader]);
	return thread;
}

/** One task's address space becomes another's, which had none. */
export function passMm(kernel: Kernel, from: Task, to: Task): void {
	kernel.task.mm[to] = kernel.task.mm[from];
	kernel.task.mm[from] = 0;
}

export function wakeTask(kernel: Kernel, task: Task): void {
	kernel.task.state[task] = taskStates.running;
	kernel.effects.woken.push(kernel.task.tag[task]);
	countWork(kernel, workUnits.wake);
}

/** The zombie that a wait for `pid` (0: any) would reap: the eldest; 0 none yet, -ECHILD no such child at all. */
export function findZombie(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	let zombie: Task = 0;
	let found = false;
	const {firstChild, nextSibling, state, leader} = kernel.task;
	for (let child = firstChild[leader[parent]]; child !== 0; child = nextSibling[child]) {
		if (pid === 0 || kernel.task.pid[child] === pid) {
			found = true;
			zombie = state[child] === taskStates.zombie ? child : zombie;
		}
	}

	return found ? zombie : refuse(errno.ECHILD);
}

/** The living process of that pid, or 0. */
export function findTask(kernel: Kernel, pid: number): Task {
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (kernel.task.pid[task] === pid && kernel.task.state[task] !== 0) {
			return task;
		}
	}

	return 0;
}

/** Puts a task to sleep until a child exits. */
export function sleepForChild(kernel: Kernel, task: Task): void {
	kernel.task.state[task] = taskStates.childWait;
	countWork(kernel, workUnits.block);
}

/** Takes a zombie out of the process table. Linux: release_task(). */
export function reapTask(kernel: Kernel, task: Task): void {
	countWork(kernel, workUnits.wait);
	unlinkChild(kernel, task);
	freeRow(kernel.task, task);
	countWork(kernel, workUnits.task_free);
}

export function removeTask(kernel: Kernel, task: Task): void {
	kernel.total.value[totals.tasksAlive] -= 1;
	freeRow(kernel.task, task);
	countWork(kernel, workUnits.task_free);
}

/** Undoes createChild for a fork that failed. */
export function forgetTask(kernel: Kernel, task: Task): void {
	unlinkChild(kernel, task);
	removeTask(kernel, task);
}
