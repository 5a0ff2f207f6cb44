/** The simulated processes as what pstree draws. */

import {taskStates} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {MemoryView} from '../memory.ts';
import {userName} from '../processes.ts';
import {rootsOf, withDescendants} from '../tree.ts';
import type {PstreeProcess} from './process.ts';

/**
 * Everything as pstree sees it: below process 1, or below the first that is still there; below the topmost ancestor of
 * `task` where one is given. Undefined when all are gone.
 */
export function pstreeRoot(view: MemoryView, task?: Task): PstreeProcess | undefined {
	const {kernel} = view;
	const roots = rootsOf(kernel);
	const root =
		task === undefined
			? (roots.find((each) => kernel.task.pid[each] === 1) ?? roots[0])
			: topmostAncestor(kernel, task);
	if (root === undefined) {
		return undefined;
	}

	const order = withDescendants(kernel, root);
	const nodes = new Map<number, PstreeProcess & {readonly children: PstreeProcess[]}>();
	for (const task of order) {
		const node = pstreeProcess(view, task);
		nodes.set(task, node);
		if (task !== root) {
			nodes.get(kernel.task.parent[task])?.children.push(node);
		}
	}

	return nodes.get(root);
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
	const threads = [];
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
