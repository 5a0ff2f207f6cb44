/** Ends of tasks: which event tells of them, and when a process is gone with its last thread. */
import type {PerfLine} from './line.ts';
import {type PerfState, processOf, push, type Thread, threadOf} from './state.ts';
import {forkPattern} from './tasks.ts';

export function takeExit(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	state.hasExits = true;
	const thread = threadOf(state, tid, comm);
	const process = processOf(state, thread);
	if (thread.exit !== undefined || process.exit !== undefined) {
		return undefined;
	}

	const isLast = payload.includes('group_dead=true');
	const isKnown = payload.includes('group_dead=') && process.exitCode === undefined;
	if (isLast || (thread === process && !isKnown)) {
		endProcess(state, thread, process);
	} else if (thread !== process) {
		thread.exit = push(state, {op: 'exit', pid: tid});
	}

	return undefined;
}

/** EXIT records tell the end of a task where sched_process_exit is not there; of a process, with its last thread. */
export function takeExitRecord(state: PerfState, {payload, comm}: PerfLine): string | undefined {
	const match = forkPattern.exec(payload);
	const [, pid, tid] = (match ?? []).map(Number);
	if (match === null || state.hasExits || tid <= 0) {
		return match === null ? 'an EXIT record that cannot be read' : undefined;
	}

	const thread = threadOf(state, tid, comm, pid);
	const process = processOf(state, thread);
	if (thread.exit !== undefined || process.exit !== undefined) {
		return undefined;
	}

	const others = [...state.threads.values()].some(
		(other) => other.pid === pid && other !== thread && isAlive(other),
	);
	if (!others) {
		endProcess(state, thread, process);
	} else if (thread === process) {
		thread.hasLeft = true;
	} else {
		thread.exit = push(state, {op: 'exit', pid: tid});
	}

	return undefined;
}

function isAlive({exit, hasLeft}: Thread): boolean {
	return exit === undefined && !hasLeft;
}

/** The last thread of a process, or the first that leaves after exit_group, ends all of it. */
function endProcess(state: PerfState, thread: Thread, process: Thread): void {
	const exit = push(state, {op: 'exit', pid: process.tid, code: process.exitCode});
	process.exit = exit;
	process.borrows = false;
	const parent = state.threads.get(process.parent);
	if (parent !== undefined) {
		processOf(state, parent).dead.push(process.pid);
	}

	if (process.exitCode === undefined) {
		state.deaths.push({exit, touch: thread.latest});
	}
}

/** Children whose exec and exit were both lost: their parents would sleep in vfork for ever. */
export function settleBorrowers(state: PerfState): void {
	for (const {tid, borrows} of state.threads.values()) {
		if (borrows) {
			push(state, {op: 'exit', pid: tid});
		}
	}
}
