/** Processes by their number or by a query, at the moment that is looked at. */

import {findTask} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import type {MemoryView} from '../memory/memory.ts';
import {livingProcesses, processPids} from '../rows/processes.ts';
import {parseQuery} from './query.ts';

const pidsListed = 16;

/** The task of a process or thread. Throws a UserError that says who is there. */
export function findProcess(machine: Machine, pid: number): Task {
	const task = findTask(machine.kernel, pid);
	if (task === 0) {
		throw new UserError(`There is no process ${pid} at this moment. ${whoIsThere(machine)}`);
	}

	return task;
}

function whoIsThere(machine: Machine): string {
	const pids = processPids(machine);
	if (pids.length === 0) {
		return 'There is none left: choose an earlier one with --at.';
	}

	const more = pids.length > pidsListed ? ` and ${pids.length - pidsListed} more` : '';
	return pids.length === 1
		? `There is only ${pids[0]}.`
		: `There are ${pids.slice(0, pidsListed).join(', ')}${more}.`;
}

/** The living processes that a command is about: one, or all by pid. */
export function chosenProcesses(machine: Machine, pid: number | undefined): Task[] {
	return pid === undefined
		? livingProcesses(machine.kernel)
		: [machine.kernel.task.leader[findProcess(machine, pid)]];
}

/** Everybody without a query. Throws a UserError for a mistake in it. */
export function processQuery(view: MemoryView, where: string | undefined): (task: Task) => boolean {
	return where === undefined ? () => true : parseQuery(where).on(view);
}
