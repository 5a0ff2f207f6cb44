/** exit: what goes at once, what stays for the parent, and who is woken. */

import {putMm} from '../mappings/mm.ts';
import {nextRow} from '../state/columns.ts';
import type {Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {
	isThread,
	linkChild,
	passMm,
	reapTask,
	removeTask,
	taskFlags,
	taskStates,
	unlinkChild,
	wakeTask,
} from './task.ts';

/** Wakes a vfork parent and lets go of the address space. Linux: exec_mm_release(), exit_mm(). */
export function leaveMm(kernel: Kernel, task: Task): void {
	releaseVforkParent(kernel, task);
	const mm = kernel.task.mm[task];
	kernel.task.mm[task] = 0;
	if (mm !== 0) {
		putMm(kernel, mm);
	}
}

function releaseVforkParent(kernel: Kernel, task: Task): void {
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
		countWork(kernel, workUnits.wake);
	}
}

/** Ends every thread of a process but the first. Linux: zap_other_threads(). */
export function killThreads(kernel: Kernel, leader: Task): void {
	const {nextThread} = kernel.task;
	for (let thread = nextThread[leader]; thread !== 0; thread = nextThread[leader]) {
		endThread(kernel, thread);
	}
}

/**
 * A process is about to become another program, whichever of its threads asked for it: the others end, the one that asked
 * has the first one's place, and what that one slept for is over. Linux: de_thread().
 */
export function becomeAlone(kernel: Kernel, leader: Task): void {
	killThreads(kernel, leader);
	if (kernel.task.state[leader] !== taskStates.running) {
		forgetVforkChildren(kernel, leader);
		wakeTask(kernel, leader);
	}
}

/** A thread leaves: its row goes at once, there is nothing to wait for. */
function endThread(kernel: Kernel, thread: Task): void {
	const {leader, nextThread} = kernel.task;
	let before = leader[thread];
	while (nextThread[before] !== thread) {
		before = nextThread[before];
	}

	nextThread[before] = nextThread[thread];
	leaveMm(kernel, thread);
	forgetVforkChildren(kernel, thread);
	kernel.effects.ended.push(kernel.task.tag[thread]);
	kernel.total.value[totals.threadsAlive] -= 1;
	removeTask(kernel, thread);
}

/**
 * exit: memory goes now, children go to init, and a zombie stays until its parent waits. A thread just leaves; the
 * first task of a process takes all threads with it (exit_group). Linux: do_exit(), exit_notify().
 */
export function exitTask(kernel: Kernel, task: Task, code: number, signal: number): void {
	countWork(kernel, workUnits.exit);
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
function wakeWaiters(kernel: Kernel, parent: Task): void {
	const {state, nextThread} = kernel.task;
	for (let thread = parent; thread !== 0; thread = nextThread[thread]) {
		if (state[thread] === taskStates.childWait) {
			wakeTask(kernel, thread);
		}
	}
}

/** A vfork parent that is killed while it sleeps: there is none to wake any more. */
function forgetVforkChildren(kernel: Kernel, task: Task): void {
	if (kernel.task.state[task] !== taskStates.vforkWait) {
		return;
	}

	const {vforkParent} = kernel.task;
	for (let child = nextRow(kernel.task, 0); child !== 0; child = nextRow(kernel.task, child)) {
		if (vforkParent[child] === task) {
			vforkParent[child] = 0;
		}
	}
}

/** Children of a process that exits go to init, which reaps those that are gone already. */
function orphanChildren(kernel: Kernel, task: Task): void {
	const init = kernel.anchor.initTask[anchorRow];
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
		kernel.anchor.initTask[anchorRow] = 0;
	}
}
