/** Out of memory: which process is killed. */

import {residentPages} from '../frames/rss.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Mm, Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {exitTask} from './exit.ts';
import {isAlive, isThread, signals} from './task.ts';

/**
 * Kills the process with the most memory, resident pages, swap entries and page tables counted; init is spared while there is
 * anybody else. Returns the task it killed, which may be `asking`, or 0 when nobody is left. Linux: out_of_memory(),
 * oom_badness().
 */
export function killForMemory(kernel: Kernel, asking: Task): Task {
	const {task, total} = kernel;
	let victim: Task = 0;
	let most = -1;
	for (let candidate = nextRow(task, 0); candidate !== 0; candidate = nextRow(task, candidate)) {
		if (!isAlive(kernel, candidate) || isThread(kernel, candidate) || task.mm[candidate] === 0) {
			continue;
		}

		const isInit = candidate === kernel.anchor.initTask[anchorRow];
		const badness = isInit
			? 0
			: residentPages(kernel, task.mm[candidate]) + heldElsewhere(kernel, task.mm[candidate]) + 1;
		if (badness > most) {
			most = badness;
			victim = candidate;
		}
	}

	if (victim === 0) {
		return 0;
	}

	total.value[totals.oomKills] += 1;
	noteEffect(kernel.effects, effectKinds.oomKill, task.mm[victim], 0, 0, victim, most);
	const isAsking = task.leader[asking] === victim;
	if (!isAsking) {
		exitTask(kernel, victim, 0, signals.SIGKILL);
	}

	return isAsking ? asking : victim;
}

/** Page tables and pages in swap. */
function heldElsewhere({mm: {tables, swapped}}: Kernel, mm: Mm): number {
	return tables[mm] + swapped[mm];
}
