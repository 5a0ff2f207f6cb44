/** Processes in memory cgroups: what the memory that a task asks for is charged to, and how a process gets into one. */
import {cgroupNamed} from '../frames/cgroup.ts';
import {errno} from '../state/errno.ts';
import type {Cgroup, Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';
import {makeRoom} from './make-room.ts';
import {killForMemory} from './oom.ts';

/**
 * Called before a task runs: its new pages are charged to the cgroup of the process whose memory it is on, which is another
 * one's in vfork; its page tables are charged to its own. Linux: get_mem_cgroup_from_mm(), current_obj_cgroup().
 */
export function chargeTo({task: {leader, vforkParent, cgroup}, anchor}: Kernel, task: Task): void {
	const owner = vforkParent[leader[task]] || task;
	anchor.charging[anchorRow] = cgroup[leader[owner]];
	anchor.chargingTables[anchorRow] = cgroup[leader[task]];
}

/** In pages; absent where the limit stays as it is. */
export type MemoryLimits = {readonly pages?: number; readonly slots?: number};

/**
 * Puts the process of a task, and so all that it starts from now on, into the memory cgroup of that name, made inside of the one
 * that the process is in where there is none yet, and sets its limits. What it had before stays charged to where it was. A
 * limit below what is in use frees pages, and kills processes where that is not enough, that of the task last, which is left to
 * the caller. Returns 0, or -ENOSYS where the
 * kernel has no cgroups. Linux: cgroup_attach_task(), memory_max_write().
 */
export function joinCgroup(kernel: Kernel, task: Task, name: number, limits: MemoryLimits): number {
	if (kernel.policies.hasCgroups !== true) {
		return -errno.ENOSYS;
	}

	const {leader, cgroup} = kernel.task;
	const joined = cgroupNamed(kernel, name, cgroup[leader[task]]);
	cgroup[leader[task]] = joined;
	kernel.cgroup.pagesMax[joined] = limits.pages ?? kernel.cgroup.pagesMax[joined];
	kernel.cgroup.slotsMax[joined] = limits.slots ?? kernel.cgroup.slotsMax[joined];
	shrinkToLimit(kernel, task, joined);
	return 0;
}

/** How often pages are looked for in vain before processes go. Linux: MAX_RECLAIM_RETRIES. */
const vainRounds = 16;

function shrinkToLimit(kernel: Kernel, task: Task, cgroup: Cgroup): void {
	const {pages, pagesMax} = kernel.cgroup;
	let left = vainRounds;
	while (pages[cgroup] > pagesMax[cgroup]) {
		if (left > 0) {
			left -= makeRoom(kernel, pages[cgroup] - pagesMax[cgroup], 0, cgroup) === 0 ? 1 : 0;
		} else {
			const victim = killForMemory(kernel, task, cgroup);
			if (victim === 0 || victim === task) {
				return;
			}
		}
	}
}
