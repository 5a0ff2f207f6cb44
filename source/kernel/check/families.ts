/** What must hold of tasks: the family tree, the threads of each process, who sleeps for whom. */

import {isAlive, isThread, taskStates} from '../processes/task.ts';
import {nextRow} from '../state/columns.ts';
import type {Task} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';

/** The first broken rule as a sentence. */
export function checkFamilies(kernel: Kernel): string | undefined {
	const {task, total} = kernel;
	let alive = 0;
	let threads = 0;
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] === 0) {
			continue;
		}

		alive += isAlive(kernel, row) ? 1 : 0;
		threads += isAlive(kernel, row) && isThread(kernel, row) ? 1 : 0;
		const problem = checkTask(kernel, row);
		if (problem !== undefined) {
			return `task ${row} (pid ${task.pid[row]}) ${problem}`;
		}
	}

	if (total.value[totals.tasksAlive] !== alive) {
		return `${total.value[totals.tasksAlive]} tasks are said to live, but there are ${alive}`;
	}

	return total.value[totals.threadsAlive] === threads
		? undefined
		: `${total.value[totals.threadsAlive]} threads are said to live, but there are ${threads}`;
}

function checkTask(kernel: Kernel, row: Task): string | undefined {
	const {task} = kernel;
	if (isThread(kernel, row)) {
		return isInList(task.nextThread, task.leader[row], row)
			? undefined
			: `is not among the threads of pid ${task.pid[task.leader[row]]}`;
	}

	const parent = task.parent[row];
	if (parent !== 0 && !isInList(task.nextSibling, task.firstChild[parent], row)) {
		return `is not among the children of its parent, pid ${task.pid[parent]}`;
	}

	if (task.state[row] === taskStates.zombie && task.mm[row] !== 0) {
		return 'is a zombie and still holds memory';
	}

	return checkChildren(kernel, row);
}

function isInList(next: Int32Array, first: number, row: number): boolean {
	let at = first;
	for (let steps = 0; at !== 0 && at !== row && steps < next.length; steps += 1) {
		at = next[at];
	}

	return at === row;
}

function checkChildren({task}: Kernel, row: number): string | undefined {
	let before = 0;
	for (let child = task.firstChild[row]; child !== 0; child = task.nextSibling[child]) {
		if (task.parent[child] !== row || task.previousSibling[child] !== before) {
			return `has pid ${task.pid[child]} among its children, which has another parent or sibling`;
		}

		before = child;
	}

	return undefined;
}
