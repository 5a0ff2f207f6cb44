/** Ends in a strace recording: last words, waits, signals, and threads that leave before their process does. */
import type {OpRow} from '../../machine/program-builder.ts';
import type {Call} from './call.ts';
import {argument} from './call.ts';
import {waitedEnd} from './calls.ts';
import type {ChildEnd} from './line.ts';
import {signalNumber} from './signals.ts';
import type {Process, StraceState, Thread} from './state.ts';
import {addThread, push, removeThread} from './state.ts';

/** The last line of a thread: when it is that of the first one, the process is gone. */
export function endThread(state: StraceState, thread: Thread, end: ChildEnd): undefined {
	if ('signal' in end || thread.tid === thread.process.pid) {
		endProcess(state, thread.process, end);
	} else {
		leaveThread(state, thread, end);
	}
}

/** One thread leaves, and the process with the last. */
export function leaveThread(state: StraceState, thread: Thread, end: ChildEnd): void {
	const {process} = thread;
	removeThread(state, thread);
	if (thread.tid !== process.pid) {
		push(state, {op: 'exit', pid: thread.tid, ...exitFields(end)});
	}

	if (process.threads.size === 0) {
		endProcess(state, process, end);
	}
}

export function endProcess(state: StraceState, process: Process, end: ChildEnd): void {
	for (const thread of process.threads) {
		removeThread(state, thread);
	}

	if (!process.hasExited) {
		process.hasExited = true;
		process.exit = push(state, {op: 'exit', pid: process.pid, ...exitFields(end)});
	}
}

/**
 * A process that was only told to have ended and is heard of again: the lines are in the order in which calls began, and the
 * wait began before the child's end. The end is taken back; undefined where there was no such end.
 */
export function revive(state: StraceState, tid: number): Thread | undefined {
	const told = state.toldEnds.get(tid);
	if (told === undefined) {
		return undefined;
	}

	const {process, exit} = told;
	state.toldEnds.delete(tid);
	state.undone.add(exit);
	process.hasExited = false;
	process.exit = undefined;
	return addThread(state, tid, process);
}

/** Processes that were heard of after their end was told, and never ended: their end is moved to the last. */
export function settleToldEnds(state: StraceState): void {
	for (const exit of state.undone) {
		const process = state.processes.get(exit.pid ?? 0);
		if (exit.op === 'exit' && process?.hasExited === false) {
			push(state, exit);
		}
	}
}

function exitFields(end: ChildEnd): Partial<OpRow> {
	return 'signal' in end ? {signal: signalNumber(end.signal)} : {code: end.code & 0xff};
}

export function endChild(state: StraceState, pid: number, end: ChildEnd): void {
	const process = state.processes.get(pid);
	if (process !== undefined) {
		endProcess(state, process, end);
	}
}

/** A wait that reaped a child; the child's own last words may come later, or with -qq not at all. */
export function wait(state: StraceState, thread: Thread, pid: number, status: string): void {
	const child = thread.process.innerPids.get(pid) ?? pid;
	const process = state.processes.get(child);
	const isOnlyNews = /WIFSTOPPED|WIFCONTINUED/.test(status);
	if (process === undefined || process.isReaped || isOnlyNews) {
		return;
	}

	const {hasExited} = process;
	endProcess(state, process, waitedEnd(status) ?? {code: 0});
	if (!hasExited && process.exit !== undefined) {
		state.toldEnds.set(child, {process, exit: process.exit});
	}

	process.isReaped = true;
	push(state, {op: 'wait', pid: thread.tid, child});
}

export function waitForId(state: StraceState, thread: Thread, call: Call): void {
	const info = argument(call, 2);
	const child = Number(/si_pid=(\d+)/.exec(info)?.[1] ?? 0);
	const [, how, status = '0'] = /si_code=CLD_(\w+),.*si_status=(\w+)/s.exec(info) ?? [];
	const hasEnded = how === undefined || /^(?:EXITED|KILLED|DUMPED)$/.test(how);
	if (!hasEnded || argument(call, 3).includes('WNOWAIT')) {
		return;
	}

	const end = /^\d/.test(status) ? `WEXITSTATUS(s) == ${status}` : `WTERMSIG(s) == ${status}`;
	wait(state, thread, child, end);
}
