/** fork, vfork and clone: what a child gets of its parent, and which parents wait for it. */

import {duplicateMm, getMm} from '../mappings/mm.ts';
import type {Refused} from '../state/errno.ts';
import {errno, isRefused, refuse} from '../state/errno.ts';
import type {Mm, Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {VforkKind} from '../state/policies.ts';
import {workUnits} from '../state/work.ts';
import {haveRoom} from './make-room.ts';
import {createChild, forgetTask, passMm, taskFlags, taskStates} from './task.ts';
import {withMemory} from './with-memory.ts';

/** fork: a child with its own address space. Returns the child's task, -ENOMEM or -EAGAIN. Linux: copy_process(). */
export function forkTask(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return refuse(errno.EAGAIN);
	}

	countWork(kernel, workUnits.fork);
	makeRoomForTables(kernel, kernel.task.mm[parent]);
	const mm = withMemory(kernel, parent, () => duplicateMm(kernel, kernel.task.mm[parent]));
	if (isRefused(mm)) {
		forgetTask(kernel, task);
		return mm;
	}

	kernel.task.mm[task] = mm;
	return task;
}

/** Where memory is so short that a copy of the page tables would not fit, pages go to swap first. */
function makeRoomForTables(kernel: Kernel, mm: Mm): void {
	haveRoom(kernel, kernel.mm.tables[mm] + 1, mm);
}

/** clone with CLONE_VM: a child process on the same address space. `waits`: the parent sleeps (CLONE_VFORK). */
export function cloneTask(kernel: Kernel, parent: Task, pid: number, waits: boolean): Task | Refused {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return refuse(errno.EAGAIN);
	}

	getMm(kernel, kernel.task.mm[parent]);
	kernel.task.mm[task] = kernel.task.mm[parent];
	if (waits) {
		kernel.task.flags[task] |= taskFlags.vforked;
		blockForChild(kernel, parent, task);
	}

	return task;
}

function blockForChild(kernel: Kernel, parent: Task, child: Task): void {
	kernel.task.vforkParent[child] = parent;
	kernel.task.state[parent] = taskStates.vforkWait;
	countWork(kernel, workUnits.block);
}

/** vfork, as the design does it. Returns the child's task or a negated errno; the parent sleeps. */
export function vforkTask(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	return vforkKinds[kernel.policies.vfork](kernel, parent, pid);
}

const vforkKinds: Readonly<Record<VforkKind, (kernel: Kernel, parent: Task, pid: number) => Task | Refused>> =
	{
		share: shareMm,
		move: lendMm,
		block: forkAndBlock,
	};

function shareMm(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	countWork(kernel, workUnits.vfork);
	return cloneTask(kernel, parent, pid, true);
}

/** The child takes over the parent's address space; while it has it, the parent owns no memory. 3BSD: vpassvm(). */
function lendMm(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	const task = createChild(kernel, parent, pid);
	if (task === 0) {
		return refuse(errno.EAGAIN);
	}

	countWork(kernel, workUnits.vfork);
	kernel.task.flags[task] |= taskFlags.vforked | taskFlags.borrowed;
	passMm(kernel, parent, task);
	blockForChild(kernel, parent, task);
	return task;
}

/** A fork in full; the child's writes are its own, the parent only sleeps. 4.4BSD: P_PPWAIT. */
function forkAndBlock(kernel: Kernel, parent: Task, pid: number): Task | Refused {
	const task = forkTask(kernel, parent, pid);
	if (!isRefused(task)) {
		blockForChild(kernel, parent, task);
	}

	return task;
}
