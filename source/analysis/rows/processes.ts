/** Processes and threads, one row each: who they are, how they do, what they hold. */

import {isAlive, isThread, taskStates} from '../../kernel/processes/task.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Machine} from '../../machine/state.ts';
import type {MemoryView, ProcessMemory} from '../memory/memory.ts';
import {processMemory} from '../memory/process-memory.ts';

/** Ready to run, asleep in wait, asleep in vfork, or gone but for the exit status. */
export type ProcessState = 'ready' | 'waiting' | 'in vfork' | 'zombie';

export type ProcessRow = {
	/** Row of the kernel's table; `pid` and `born` together name the process for ever. */
	readonly task: Task;
	readonly pid: number;
	readonly born: number;
	/** 0 where there is no parent. */
	readonly ppid: number;
	readonly pgid: number;
	readonly name: string;
	/** The command line; empty for a zombie, and where the workload does not tell. */
	readonly command: string;
	readonly user: string;
	readonly state: ProcessState;
	/** The process of a thread; undefined for a process. */
	readonly threadOf?: number;
	readonly threads: number;
	readonly children: number;
	/** Undefined for threads, whose memory is their process's, and for zombies. */
	readonly memory?: ProcessMemory;
	/** Exit code or signal of a zombie. */
	readonly exitCode?: number;
	readonly exitSignal?: number;
};

const stateNames: Readonly<Record<number, ProcessState>> = {
	[taskStates.running]: 'ready',
	[taskStates.vforkWait]: 'in vfork',
	[taskStates.childWait]: 'waiting',
	[taskStates.zombie]: 'zombie',
};

/** One process or thread. */
export function processRow(view: MemoryView, row: Task): ProcessRow {
	const {kernel, strings, argvs} = view;
	const {task} = kernel;
	const leader = task.leader[row];
	const isProcess = leader === row;
	const isZombie = task.state[row] === taskStates.zombie;
	return {
		task: row,
		pid: task.pid[row],
		born: task.born[row],
		ppid: task.parent[row] === 0 ? 0 : task.pid[task.parent[row]],
		pgid: task.pgid[row],
		name: strings[task.comm[row]],
		command: isZombie ? '' : argvs[task.argv[row]].join(' '),
		user: userName(view, row),
		state: stateNames[task.state[row]],
		threadOf: isProcess ? undefined : task.pid[leader],
		threads: countThreads(kernel, leader),
		children: isProcess ? countChildren(kernel, row) : 0,
		memory: isProcess ? processMemory(view, row) : undefined,
		exitCode: isZombie ? task.exitCode[row] : undefined,
		exitSignal: isZombie && task.exitSignal[row] !== 0 ? task.exitSignal[row] : undefined,
	};
}

export function pidOf({kernel}: MemoryView, task: Task): number {
	return kernel.task.pid[task];
}

/** What it is called now. */
export function nameOf({kernel, strings}: MemoryView, task: Task): string {
	return strings[kernel.task.comm[task]];
}

/** The task of its parent; 0 where there is none. */
export function parentOf({kernel}: MemoryView, task: Task): Task {
	return kernel.task.parent[task];
}

/** Zombies count. */
export function hasChildren({kernel}: MemoryView, task: Task): boolean {
	return kernel.task.firstChild[task] !== 0;
}

/** The task of each pid, zombies and threads included. */
export function tasksByPid({kernel: {task}}: MemoryView): Map<number, Task> {
	const tasks = new Map<number, Task>();
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] !== 0) {
			tasks.set(task.pid[row], row);
		}
	}

	return tasks;
}

/** The name that the workload gives, else root, else the number. */
export function userName({kernel, strings}: MemoryView, task: Task): string {
	const uid = kernel.task.uid[task];
	return strings[kernel.task.user[task]] || (uid === 0 ? 'root' : String(uid));
}

/** The first one counts too. */
export function countThreads({task}: Kernel, leader: number): number {
	let threads = 0;
	for (let thread = leader; thread !== 0; thread = task.nextThread[thread]) {
		threads += 1;
	}

	return threads;
}

export function countChildren({task}: Kernel, parent: Task): number {
	let children = 0;
	for (let child = task.firstChild[parent]; child !== 0; child = task.nextSibling[child]) {
		children += 1;
	}

	return children;
}

/** Pids of all processes that are there, zombies included, ascending. */
export function processPids({kernel}: Machine): number[] {
	const pids: number[] = [];
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (kernel.task.state[task] !== 0 && !isThread(kernel, task)) {
			pids.push(kernel.task.pid[task]);
		}
	}

	return pids.sort((left, right) => left - right);
}

/** Processes that live, by pid, or those of them that are wanted; zombies are not among them. */
export function livingProcesses(kernel: Kernel, isWanted?: (task: Task) => boolean): Task[] {
	const tasks: Task[] = [];
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (isAlive(kernel, task) && !isThread(kernel, task) && (isWanted?.(task) ?? true)) {
			tasks.push(task);
		}
	}

	return tasks.sort((left, right) => kernel.task.pid[left] - kernel.task.pid[right]);
}

/** Children of a process that live, the eldest first; threads are none. */
export function livingChildren(kernel: Kernel, parent: Task): Task[] {
	const {firstChild, nextSibling} = kernel.task;
	const tasks: Task[] = [];
	for (let child = firstChild[parent]; child !== 0; child = nextSibling[child]) {
		if (isAlive(kernel, child)) {
			tasks.push(child);
		}
	}

	return tasks.reverse();
}
