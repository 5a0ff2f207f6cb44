/**
 * Which thread a line of a strace recording belongs to: a known one, a child that no call announced, a process from
 * before the recording, or the one whose lines have no pid.
 */
import {opFlags} from '../../machine/op.ts';
import {expectedChild, missingChild, reapReused} from './children.ts';
import {revive} from './ends.ts';
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
	state.isThreaded ||= isCall && line.name === 'futex' && line.text.includes('_PRIVATE');
	if (tid === 0) {
		return onlyThread(state) ?? (isCall ? startNameless(state, line) : undefined);
	}

	const known = state.threads.get(tid);
	if (known !== undefined) {
		state.unheard.delete(tid);
		return known;
	}

	if (isNamelessOne(state, tid, line)) {
		return nameThread(state, tid);
	}

	if (!isCall) {
		return undefined;
	}

	const isGone = state.ended.has(tid);
	return (
		expectedChild(state, tid) ??
		(isGone ? revive(state, tid) : undefined) ??
		(isGone ? undefined : (missingChild(state, tid) ?? threadOfAttached(state, tid, line))) ??
		(isGone ? undefined : startProcess(state, tid, comm, line))
	);
}

/**
 * A thread of the process that strace was attached to: -p tells how many it has. Without that, as in a file that -o has
 * written, private futexes show that there are threads: tasks that nobody has made are those then.
 */
function threadOfAttached(state: StraceState, tid: number, line: StraceLine): Thread | undefined {
	const [told] = [...state.attached].filter(([pid, threads]) => pid !== tid && threads > 1);
	const first =
		state.beginsWithExec === false && state.isThreaded ? state.processes.keys().next().value : undefined;
	const pid = told?.[0] ?? first;
	if (pid === undefined || state.attached.has(tid) || pid === tid) {
		return undefined;
	}

	const leader = state.threads.get(pid) ?? startProcess(state, pid, undefined, line);
	state.limits.note('inferred-threads');
	push(state, {op: 'clone', pid, child: tid, flags: opFlags.thread | opFlags.vm});
	return addThread(state, tid, leader.process);
}

function startNameless(state: StraceState, line: StraceLine): Thread | undefined {
	if (state.nameless !== undefined) {
		return undefined;
	}

	const tid = state.attached.keys().next().value;
	const thread = startProcess(state, tid ?? unknownPid, undefined, line);
	state.nameless = {thread, tid};
	return thread;
}

/** A process that was there before the recording: strace itself, about to exec, or one that it was attached to. */
function startProcess(state: StraceState, pid: number, comm: string | undefined, line: StraceLine): Thread {
	reapReused(state, pid);
	const isStrace = 'name' in line && line.name.startsWith('execve');
	state.beginsWithExec ??= isStrace;
	const row = push(state, {op: 'start', pid, comm: comm ?? (isStrace ? 'strace' : '?')});
	if (!isStrace) {
		state.limits.note('began-in-the-middle');
		state.starts.set(pid, row);
	}

	const memory = {mapped: createRanges(), image: undefined, heapEnd: undefined};
	return addThread(state, pid, createProcess(state, pid, 0, memory, new Map()));
}

/** The process whose lines have no pid says what its pid is. */
export function tellPid(state: StraceState, thread: Thread, pid: number): void {
	const {nameless} = state;
	if (nameless?.thread === thread && nameless.tid === undefined && pid > 0 && !state.threads.has(pid)) {
		nameThread(state, pid);
	}
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
