/**
 * Calls that need memory for the kernel itself, page tables above all. Where none is to be had, a cgroup at its limit and Linux
 * with all of its memory in use do not refuse the call: pages leave, then a process is killed, and the call goes on.
 */
import {errno} from '../state/errno.ts';
import type {Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {swapClusterMax} from '../state/policies.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {makeRoom} from './make-room.ts';
import {killForMemory, maySpareInit} from './oom.ts';

/**
 * What a call of `task` comes to that answers -ENOMEM, with everything undone, where it got no frame. It does so in the end too
 * if `task` itself is chosen to be killed, which is up to the caller, or nobody is left but init. Kernels that promise no more
 * than they have refuse it. Linux: __alloc_pages_may_oom(), try_charge_memcg().
 */
export function withMemory<Result extends number>(kernel: Kernel, task: Task, call: () => Result): Result {
	const {value} = kernel.total;
	for (;;) {
		const before = value[totals.framesRefused];
		const result = call();
		if (result !== -errno.ENOMEM || value[totals.framesRefused] === before || !findMemory(kernel, task)) {
			return result;
		}
	}
}

/** Whether it is worth while to try again. */
function findMemory(kernel: Kernel, task: Task): boolean {
	const full = kernel.anchor.full[anchorRow];
	const refuses = full === 0 && kernel.policies.guessesFrom === undefined;
	if (refuses) {
		return false;
	}

	if (makeRoom(kernel, swapClusterMax, kernel.task.mm[task], full) > 0) {
		return true;
	}

	const victim = full === 0 && !maySpareInit(kernel) ? 0 : killForMemory(kernel, task, full);
	return victim !== 0 && victim !== task;
}
