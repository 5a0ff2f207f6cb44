/**
 * Whose a line of a strace recording is: somebody known, a child that nobody told of, a process that was there before,
 * or the one whose lines have no pid.
 */
import {expectedChild, reapReused} from './children.ts';
import type {StraceLine} from './line.ts';
import {createRanges} from './ranges.ts';
import type {StraceState, Thread} from './state.ts';
import {addThread, createProcess, creators, push, unknownPid} from './state.ts';

/**
 * The thread that a line belongs to, created where the line is the first of it. Undefined for the last words of one
 * that nothing is known of, or that is gone already.
 */
export function threadOf(
	state: StraceState,
	tid: number,
	comm: string | undefined,
	line: StraceLine,
): Thread | undefined {
	const isCall = line.kind === 'call' || line.kind === 'unfinished';
	if (tid === 0) {
		return onlyThread(state) ?? (isCall ? startNameless(state, line) : undefined);
	}

	const known = state.threads.get(tid);
	if (known !== undefined) {
		return known;
	}

	if (isNamelessOne(state, tid, line)) {
		return nameThread(state, tid);
	}

	if (!isCall) {
		return undefined;
	}

	return (
		expectedChild(state, tid) ??
		(state.ended.has(tid) ? undefined : startProcess(state, tid, firstComm(comm, line)))
	);
}

/** A process that was there before the recording: strace itself, about to exec, or one that it was attached to. */
function firstComm(comm: string | undefined, line: StraceLine): string {
	const isStrace = 'name' in line && line.name.startsWith('execve');
	return comm ?? (isStrace ? 'strace' : 'unknown');
}

function startNameless(state: StraceState, line: StraceLine): Thread | undefined {
	if (state.nameless !== undefined) {
		return undefined;
	}

	const thread = startProcess(state, unknownPid, firstComm(undefined, line));
	state.nameless = {thread, tid: undefined};
	return thread;
}

function startProcess(state: StraceState, pid: number, comm: string): Thread {
	reapReused(state, pid);
	push(state, {op: 'start', pid, text: comm});
	const memory = {mapped: createRanges(), image: undefined, heapEnd: undefined};
	return addThread(state, pid, createProcess(state, pid, 0, memory, new Map()));
}

/** Lines without a pid are those of the only process that is left. */
function onlyThread(state: StraceState): Thread | undefined {
	if (state.nameless !== undefined && isAlive(state, state.nameless.thread)) {
		return state.nameless.thread;
	}

	const [thread] = state.threads.values();
	return thread;
}

/** Whether an unknown pid must be that of the process whose lines had none so far. */
function isNamelessOne(state: StraceState, tid: number, line: StraceLine): boolean {
	const {nameless, arrived, tellsArrivals} = state;
	const isNamed = nameless === undefined || nameless.tid !== undefined;
	if (isNamed || arrived.has(tid) || !isAlive(state, nameless.thread)) {
		return false;
	}

	const {pending} = nameless.thread;
	const goesOn = line.kind === 'resumed' && pending?.name === line.name;
	const mayBeChild = pending !== undefined && creators.has(pending.name) && !tellsArrivals;
	return goesOn || !mayBeChild;
}

function nameThread(state: StraceState, tid: number): Thread | undefined {
	const {nameless} = state;
	if (nameless !== undefined) {
		nameless.tid = tid;
		state.threads.set(tid, nameless.thread);
		state.processes.set(tid, nameless.thread.process);
	}

	return nameless?.thread;
}

function isAlive(state: StraceState, thread: Thread): boolean {
	return state.threads.get(thread.tid) === thread;
}
