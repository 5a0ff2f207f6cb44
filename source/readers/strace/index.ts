/**
 * Reads recordings made with `strace -f`: halves of calls are put together, calls become ops, and lines that cannot be
 * used are told. What strace does not show, and what is assumed instead, is in image.ts.
 */
import type {Follower, LineReader, ReadOptions, TextFormat} from '../format.ts';
import {readMachineLine} from '../machine-line.ts';
import {createAssembler} from './assemble.ts';
import {createClock, setTime} from './clock.ts';
import {endChild, endThread} from './ends.ts';
import {finish} from './finish.ts';
import {followCalls} from './follow.ts';
import {type ParsedLine, parseLine, type StraceLine, type StracePrefix} from './line.ts';
import {mergeParts} from './merge.ts';
import {createState, creators, type StraceState, type Thread} from './state.ts';
import {handlers, pidEnd, releaseEarly, takeCall} from './take-call.ts';
import {threadOf} from './threads.ts';

/** Takes lines into a state. */
function createLines(state: StraceState): {line(text: string, number: number): void; end(): void} {
	const clock = createClock();
	const assembler = createAssembler({
		line({prefix, line}: ParsedLine, number) {
			state.line = number;
			state.time = setTime(clock, prefix);
			const problem = takeLine(state, prefix, line);
			if (problem !== undefined) {
				state.problems.note(number, problem);
			}
		},
		arrival: (tid) => noteArrival(state, tid),
		broken(call, number) {
			if (creators.has(call) || Object.hasOwn(handlers, call)) {
				state.problems.note(number, `a ${call} without its result`);
			} else {
				state.problems.noteText(number, 'not a line of strace');
			}
		},
		other: (what, number) => state.problems.noteText(number, what),
	});
	return {
		line(text, number) {
			const machine = readMachineLine(text);
			state.machine ??= machine;
			if (machine === undefined) {
				assembler.line(text, number);
			}
		},
		end: assembler.finish,
	};
}

function createReader(name: string, {touch = 'light'}: ReadOptions = {}): LineReader {
	const state = createState(touch);
	const lines = createLines(state);
	return {
		line: lines.line,
		finish() {
			lines.end();
			return finish(state, name);
		},
	};
}

function createFollower(name: string, {touch = 'light'}: ReadOptions = {}): Follower {
	const state = createState(touch);
	const lines = createLines(state);
	const follower = followCalls(state, name);
	return {
		...follower,
		line: lines.line,
		end() {
			lines.end();
			follower.end();
		},
	};
}

/** Handles one line; returns what is wrong with it, if anything. */
function takeLine(state: StraceState, prefix: StracePrefix, line: StraceLine): string | undefined {
	switch (line.kind) {
		case 'note':
		case 'notice':
			return undefined;
		case 'is32':
			state.is32 = true;
			return undefined;
		case 'attached':
			attach(state, line.tid, line.threads);
			return undefined;
		case 'childEnded':
			endChild(state, line.pid, line.how);
			return undefined;
		default:
			return takeThreadLine(state, prefix, line);
	}
}

/** A task that nobody is making, and that nobody has made, was there before: strace -p. */
function attach(state: StraceState, tid: number, threads: number): void {
	const isKnown = state.threads.has(tid) || state.ended.has(tid);
	if (threads > 1 || (state.creating.size === 0 && !isKnown)) {
		state.attached.set(tid, threads);
	} else {
		noteArrival(state, tid);
	}
}

type ThreadLine = Exclude<StraceLine, {kind: 'note' | 'notice' | 'is32' | 'attached' | 'childEnded'}>;

function takeThreadLine(state: StraceState, {tid, comm}: StracePrefix, line: ThreadLine): string | undefined {
	if (isLastWord(line) && saysGoodbye(state, tid)) {
		return undefined;
	}

	const thread = tid < pidEnd ? threadOf(state, tid, comm, line) : undefined;
	if (thread === undefined) {
		return state.ended.has(tid) || !('name' in line)
			? undefined
			: `a ${line.name} of a process that is not known`;
	}

	switch (line.kind) {
		case 'call': {
			const missing = missingEnd(thread);
			return takeCall(state, thread, line.name, line.text) ?? missing;
		}

		case 'unfinished': {
			const missing = missingEnd(thread);
			beginCall(state, thread, line);
			return missing;
		}

		case 'resumed':
			return resumeCall(state, thread, line.name, line.text);
		case 'exited':
			return endThread(state, thread, {code: line.code});
		case 'superseded':
			thread.pending = state.threads.get(line.by)?.pending ?? thread.pending;
			return undefined;
		case 'killed':
			return endThread(state, thread, {signal: line.signal});
	}
}

function isLastWord({kind}: ThreadLine): boolean {
	return kind === 'exited' || kind === 'killed';
}

/** Whether the line is about a process that has called exit_group; without a pid in the line it is the last that did. */
function saysGoodbye({leaving}: StraceState, tid: number): boolean {
	return leaving.delete(tid === 0 ? ([...leaving].at(-1) ?? 0) : tid);
}

function noteArrival(state: StraceState, tid: number): void {
	state.arrived.add(tid);
	state.tellsArrivals = true;
}

/** Of a thread that goes on: what the call that it was in has done is not known. */
function missingEnd({pending}: Thread): string | undefined {
	const counts = pending !== undefined && pending.isDone !== true && changesMore.test(pending.name);
	return counts ? `a ${pending.name} without its end` : undefined;
}

/** Calls that make, replace or reap processes, and that change memory. */
const changesMore =
	/^(?:v?fork|clone[23]?|execve(?:at)?|wait(?:4|pid|id)|(?:old_)?mmap2?|munmap|mremap|mprotect|brk|madvise)$/;

function beginCall(
	state: StraceState,
	thread: Thread,
	{name, text, goesOnIn}: Extract<StraceLine, {kind: 'unfinished'}>,
): void {
	const goesOn = goesOnIn === undefined ? thread : (state.threads.get(goesOnIn) ?? thread);
	goesOn.pending = {name, text};
	if (creators.has(name)) {
		state.creating.add(goesOn);
	} else if (name === 'munmap') {
		releaseEarly(state, goesOn);
	}
}

function resumeCall(state: StraceState, thread: Thread, name: string, text: string): string | undefined {
	const {pending} = thread;
	if (pending?.name !== name) {
		return tellsAll.has(name)
			? takeLateHalf(state, thread, name, text)
			: `the end of a ${name} that never began`;
	}

	if (pending.isDone === true) {
		thread.pending = undefined;
		return undefined;
	}

	return takeCall(state, thread, name, `${pending.text}${text}`);
}

/** Calls whose second half says who was made or reaped. */
const tellsAll: ReadonlySet<string> = new Set([...creators, 'wait4', 'waitpid', 'waitid']);

/** The second half of a call without its first, as after grep. */
function takeLateHalf(state: StraceState, thread: Thread, name: string, text: string): string | undefined {
	if (creators.has(name) && /= [1-9]/.test(text) && !text.includes('flags=')) {
		state.limits.note('inferred-forks');
	}

	return takeCall(state, thread, name, text);
}

export const straceFormat: TextFormat = {
	takes: 'lines',
	id: 'strace',
	title: 'strace -f',
	sniff: (lines) => lines.some(isStrace),
	createReader,
	createFollower,
	merge: mergeParts,
};

function isStrace(text: string): boolean {
	const line = parseLine(text)?.line;
	return line?.kind === 'unfinished' || (line?.kind === 'call' && /\)\s+= /.test(line.text));
}
