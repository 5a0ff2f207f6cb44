/** What a condition can count over the whole machine: what is there now, and what has been done since the start. */

import {nextRow} from '../../kernel/state/columns.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {totals} from '../../kernel/state/schema.ts';
import {type WorkUnit, workUnits} from '../../kernel/state/work.ts';

/** Cheap: asked after every event. */
export const counts: Readonly<Record<string, (kernel: Kernel) => number>> = {
	processes: ({total}) => total.value[totals.tasksAlive] - total.value[totals.threadsAlive],
	/** Those beside the first one of each process. */
	threads: ({total}) => total.value[totals.threadsAlive],
	/** Rows of the table that are no longer in use. */
	zombies: ({task, total}) => task.live - total.value[totals.tasksAlive],
	frames: ({total}) => total.value[totals.framesUsed],
	tables: ({total}) => total.value[totals.tablesUsed],
	'shared tables': countSharedTables,
	copies: since('page_copy'),
	faults: since('fault_minor', 'fault_major'),
	forks: since('fork', 'vfork'),
	execs: since('exec'),
	exits: since('exit'),
	splits: since('pt_unshare_copy'),
	kills: ({total}) => total.value[totals.oomKills],
};

function since(...units: readonly WorkUnit[]): (kernel: Kernel) => number {
	return ({work}) => units.reduce((sum, unit) => sum + work.amount[workUnits[unit]], 0);
}

function countSharedTables({table}: Kernel): number {
	let shared = 0;
	for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row)) {
		shared += table.refs[row] > 1 ? 1 : 0;
	}

	return shared;
}
