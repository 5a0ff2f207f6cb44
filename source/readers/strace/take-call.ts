/** A system call that has returned: the tasks it makes, ends or reaps, and what it does to memory. */
import {type Call, hasSucceeded, parseCall} from './call.ts';
import {callOps} from './calls.ts';
import {creation, settleChild} from './children.ts';
import {endProcess, leaveThread, wait, waitForId} from './ends.ts';
import {createMemfd, exec, openFile} from './exec.ts';
import {pushMappingOp} from './memory.ts';
import {attachSegment, detachSegment, getSegment} from './segments.ts';
import {creators, type StraceState, type Thread} from './state.ts';
import {tellPid} from './threads.ts';
import {unsimulated} from './unsimulated.ts';

export const pidEnd = 2 ** 31;

/**
 * Memory is free before munmap returns, and another thread may have it by then: what follows in the file holds only if
 * it is unmapped where the call begins. With mmap it is the other way round, its address is known when it returns.
 */
export function releaseEarly(state: StraceState, thread: Thread): void {
	const {pending} = thread;
	const call = pending === undefined ? undefined : parseCall(pending.name, `${pending.text}) = 0`);
	if (pending !== undefined && call !== undefined) {
		pending.isDone = true;
		pushOps(state, thread, call);
	}
}

export function takeCall(state: StraceState, thread: Thread, name: string, text: string): string | undefined {
	const expected = thread.pending?.child;
	thread.pending = undefined;
	state.creating.delete(thread);
	if (/^_?exit(?:_group)?$/.test(name)) {
		takeEnd(state, thread, name, text);
		return undefined;
	}

	const call = parseCall(name, text);
	if (call === undefined) {
		return `a ${name} without its result`;
	}

	if (creators.has(name)) {
		takeChild(state, thread, call, expected, text);
	} else if (hasSucceeded(call)) {
		takeSuccess(state, thread, call);
	}

	return undefined;
}

/** exit ends the thread that calls it; exit_group, and the _exit of old systems, the process. */
function takeEnd(state: StraceState, thread: Thread, name: string, text: string): void {
	const end = {code: Number.parseInt(text.replace(/^\w+=/, ''), 10) & 0xff};
	if (name === 'exit') {
		leaveThread(state, thread, end);
	} else {
		state.leaving.add(thread.process.pid);
		endProcess(state, thread.process, end);
	}
}

function takeChild(
	state: StraceState,
	thread: Thread,
	call: Call,
	expected: number | undefined,
	text: string,
): void {
	const {result = 0, innerResult} = call;
	if (result > 0 && result < pidEnd) {
		settleChild(state, thread, {child: result, expected, made: creation(call.name, text)});
		if (innerResult !== undefined) {
			thread.process.innerPids.set(innerResult, result);
		}
	}
}

function takeSuccess(state: StraceState, thread: Thread, call: Call): void {
	const name = unsimulated(call);
	if (name !== undefined) {
		state.limits.note('not-simulated', 1, name);
	}

	const handle = Object.hasOwn(handlers, call.name) ? handlers[call.name] : undefined;
	if (handle === undefined) {
		pushOps(state, thread, call);
	} else {
		handle(state, thread, call);
	}
}

function pushOps(state: StraceState, thread: Thread, call: Call): void {
	for (const op of callOps(call)) {
		pushMappingOp(state, thread, op, call.name === 'mmap2');
	}
}

/** What a program prints into a wait may shift its arguments: the status is looked for in all of them. */
function waitFor(state: StraceState, thread: Thread, call: Call): void {
	wait(state, thread, call.result ?? 0, call.words.join(', '));
}

/** Calls that concern more than the process that makes them, or that change who it is. */
export const handlers: Readonly<Record<string, (state: StraceState, thread: Thread, call: Call) => void>> = {
	execve: (state, thread, call) => exec(state, thread, call, 0),
	execveat: (state, thread, call) => exec(state, thread, call, 1),
	wait4: waitFor,
	waitpid: waitFor,
	waitid: waitForId,
	open: openFile,
	openat: openFile,
	creat: openFile,
	memfd_create: createMemfd,
	shmget: getSegment,
	shmat: attachSegment,
	shmdt: detachSegment,
	getpid: (state, thread, call) => tellPid(state, thread, call.result ?? 0),
	gettid: (state, thread, call) => tellPid(state, thread, call.result ?? 0),
	set_tid_address: (state, thread, call) => tellPid(state, thread, call.result ?? 0),
};
