/** Out of memory: which process is killed. */

import {isWithin} from '../frames/cgroup.ts';
import {residentPages} from '../frames/rss.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Cgroup, Mm, Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {exitTask} from './exit.ts';
import {isAlive, isThread, signals} from './task.ts';

/**
 * Kills the process with the most memory, resident pages, swap entries and page tables counted, of all or of those in the
 * cgroup that is `full`; init is spared while there is anybody else. Returns the task it killed, which may be `asking`, or 0
 * when nobody is left. Linux: out_of_memory(), mem_cgroup_out_of_memory(), oom_badness().
 */
export function killForMemory(kernel: Kernel, asking: Task, full: Cgroup = 0): Task {
	const {task, total} = kernel;
	const victim = chooseVictim(kernel, full);
	if (victim === 0) {
		return 0;
	}

	total.value[totals.oomKills] += 1;
	const most = badness(kernel, victim);
	if (full !== 0) {
		kernel.cgroup.kills[full] += 1;
		noteEffect(kernel.effects, effectKinds.limitMet, 0, 0, 0, full, kernel.cgroup.pagesMax[full]);
	}

	noteEffect(kernel.effects, effectKinds.oomKill, task.mm[victim], 0, 0, victim, most);
	const isAsking = task.leader[asking] === victim;
	if (!isAsking) {
		exitTask(kernel, victim, 0, signals.SIGKILL);
	}

	return isAsking ? asking : victim;
}

/** Whether there is anybody beside init who can be killed. */
export function maySpareInit(kernel: Kernel): boolean {
	const victim = chooseVictim(kernel, 0);
	return victim !== 0 && victim !== kernel.anchor.initTask[anchorRow];
}

/** The process that would be killed next, 0 for none. */
function chooseVictim(kernel: Kernel, full: Cgroup): Task {
	const {task} = kernel;
	let victim: Task = 0;
	for (let candidate = nextRow(task, 0); candidate !== 0; candidate = nextRow(task, candidate)) {
		const isMeant = full === 0 || isWithin(kernel, task.cgroup[candidate], full);
		if (isMeant && mayBeKilled(kernel, candidate) && isWorse(kernel, candidate, victim)) {
			victim = candidate;
		}
	}

	return victim;
}

function mayBeKilled(kernel: Kernel, candidate: Task): boolean {
	return isAlive(kernel, candidate) && !isThread(kernel, candidate) && kernel.task.mm[candidate] !== 0;
}

function isWorse(kernel: Kernel, candidate: Task, victim: Task): boolean {
	const more = victim === 0 ? 1 : badness(kernel, candidate) - badness(kernel, victim);
	const {born} = kernel.task;
	const isPreferred = kernel.policies.killsYoungest === true && born[candidate] > born[victim];
	return more > 0 || (more === 0 && isPreferred);
}

/** What a kill would free as the kernel reckons, in pages. */
function badness(kernel: Kernel, candidate: Task): number {
	const mm = kernel.task.mm[candidate];
	const isInit = candidate === kernel.anchor.initTask[anchorRow];
	return isInit ? 0 : residentPages(kernel, mm) + heldElsewhere(kernel, mm) + 1;
}

/** Page tables and pages in swap. */
function heldElsewhere({mm: {tables, swapped}}: Kernel, mm: Mm): number {
	return tables[mm] + swapped[mm];
}
