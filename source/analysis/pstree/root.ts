/** The simulated processes as what pstree draws. */

import {taskStates} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {MemoryView} from '../memory/memory.ts';
import {userName} from '../rows/processes.ts';
import {rootsOf, withDescendants} from '../rows/tree.ts';
import type {PstreeProcess, PstreeThread} from './process.ts';

/**
 * Everything as pstree sees it: below process 1, and below every other that has no parent, the eldest first; below the topmost
 * ancestor of `task` only where one is given. Empty when all are gone.
 */
export function pstreeRoots(view: MemoryView, task?: Task): readonly PstreeProcess[] {
	const {kernel} = view;
	if (task !== undefined) {
		return [treeBelow(view, topmostAncestor(kernel, task))];
	}

	const isFirst = (root: Task) => Number(kernel.task.pid[root] === 1);
	return rootsOf(kernel)
		.sort((left, right) => isFirst(right) - isFirst(left))
		.map((root) => treeBelow(view, root));
}

/** The first of them: all that real pstree shows. */
export function pstreeRoot(view: MemoryView, task?: Task): PstreeProcess | undefined {
	return pstreeRoots(view, task)[0];
}

function treeBelow(view: MemoryView, root: Task): PstreeProcess {
	const {kernel} = view;
	/** By task: children come after their parents. */
	const found = new Array<PstreeProcess & {readonly children: PstreeProcess[]}>(kernel.task.count);
	for (const task of withDescendants(kernel, root)) {
		found[task] = pstreeProcess(view, task);
		if (task !== root) {
			found[kernel.task.parent[task]].children.push(found[task]);
		}
	}

	return found[root];
}

function topmostAncestor({task}: Kernel, row: Task): Task {
	let top = task.leader[row];
	while (task.parent[top] !== 0) {
		top = task.parent[top];
	}

	return top;
}

function pstreeProcess(view: MemoryView, row: Task): PstreeProcess & {readonly children: PstreeProcess[]} {
	const {kernel, strings, argvs} = view;
	const {task} = kernel;
	const comm = strings[task.comm[row]];
	const argv = argvs[task.argv[row]];
	const threads: PstreeThread[] = [];
	for (let thread = task.nextThread[row]; thread !== 0; thread = task.nextThread[thread]) {
		threads.push({tid: task.pid[thread], comm: strings[task.comm[thread]]});
	}

	return {
		pid: task.pid[row],
		pgid: task.pgid[row],
		uid: task.uid[row],
		user: userName(view, row),
		comm,
		argv,
		threads,
		children: [],
		zombie: task.state[row] === taskStates.zombie,
	};
}
