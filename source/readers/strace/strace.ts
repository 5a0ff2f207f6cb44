/**
 * Reads recordings made with `strace -f`: halves of calls are put together, calls become ops, and lines that cannot be
 * used are told. What strace does not show, and what is assumed instead, is in strace-image.ts.
 */
import {createProgramBuilder} from '../../machine/program.ts';
import type {LineReader, ReadOptions, Recording, TraceFormat} from '../format.ts';
import type {Call} from './call.ts';
import {argument, hasSucceeded, parseCall} from './call.ts';
import {callOps} from './calls.ts';
import {creation, settleChild} from './children.ts';
import {endChild, endProcess, endThread, leaveThread, wait, waitForId} from './ends.ts';
import {exec, openFile} from './exec.ts';
import {settleImage} from './image.ts';
import type {StraceLine, StracePrefix} from './line.ts';
import {parseBody, parsePrefix, splitNote} from './line.ts';
import {pushMappingOp} from './memory.ts';
import type {StraceState, Thread} from './state.ts';
import {createState, creators, unknownPid} from './state.ts';
import {threadOf} from './threads.ts';

const microsecondsADay = 86_400e6;
const pidEnd = 2 ** 31;

/** Where the clock stands: absolute stamps count from the first, differences add up. */
type Clock = {first: number | undefined; last: number; days: number};

function createReader(name: string, {touch = 'light'}: ReadOptions = {}): LineReader {
	const state = createState(touch);
	const clock: Clock = {first: undefined, last: 0, days: 0};
	let cut: {readonly text: string; readonly number: number} | undefined;
	const take = (text: string, number: number): void => {
		const problem = takeText(state, clock, text);
		if (problem !== undefined) {
			state.problems.push({line: number, message: problem});
		}
	};

	const takeCut = (): void => {
		if (cut !== undefined) {
			take(`${cut.text} <unfinished ...>`, cut.number);
			cut = undefined;
		}
	};

	/** Takes a line, or keeps it back where a note has cut it. */
	const begin = (text: string, number: number): void => {
		const note = splitNote(text);
		if (note === undefined) {
			take(text, number);
		} else {
			noteArrival(state, note.tid);
			cut = {text: note.text, number};
		}
	};

	return {
		line(text, number) {
			const kind = cut === undefined ? 'note' : parseBody(parsePrefix(text).body)?.kind;
			if (kind === 'attached') {
				take(text, number);
				return;
			}

			const start = kind === undefined ? (cut?.text ?? '') : '';
			if (kind === undefined) {
				cut = undefined;
			}

			takeCut();
			begin(start + text, number);
		},
		finish() {
			takeCut();
			return finish(state, name);
		},
	};
}

function takeText(state: StraceState, clock: Clock, text: string): string | undefined {
	const prefix = parsePrefix(text);
	const line = parseBody(prefix.body);
	return line === undefined ? 'not a line of strace' : takeLine(state, clock, prefix, line);
}

/** Handles one line; returns what is wrong with it, if anything. */
function takeLine(
	state: StraceState,
	clock: Clock,
	prefix: StracePrefix,
	line: StraceLine,
): string | undefined {
	setTime(state, clock, prefix);
	switch (line.kind) {
		case 'note':
			return undefined;
		case 'attached':
			noteArrival(state, line.tid);
			return undefined;
		case 'childEnded':
			endChild(state, line.pid, line.how);
			return undefined;
		default:
			return takeThreadLine(state, prefix, line);
	}
}

/** -t and -tt show only the time of day, which begins again at midnight. */
function setTime(state: StraceState, clock: Clock, {time, elapsed}: StracePrefix): void {
	if (time !== undefined) {
		if (time + microsecondsADay / 2 < clock.last) {
			clock.days += time < microsecondsADay ? 1 : 0;
		}

		clock.last = time;
		const absolute = time + clock.days * microsecondsADay;
		clock.first ??= absolute;
		state.time = Math.max(0, absolute - clock.first);
	} else if (elapsed !== undefined) {
		state.time = (state.time ?? -elapsed) + elapsed;
	}
}

type ThreadLine = Exclude<StraceLine, {kind: 'note' | 'attached' | 'childEnded'}>;

function takeThreadLine(state: StraceState, {tid, comm}: StracePrefix, line: ThreadLine): string | undefined {
	const thread = tid < pidEnd ? threadOf(state, tid, comm, line) : undefined;
	if (thread === undefined) {
		const isLastWord = state.ended.has(tid) || !('name' in line);
		return isLastWord ? undefined : `a ${line.name} of a process that is not known`;
	}

	switch (line.kind) {
		case 'call':
			return takeCall(state, thread, line.name, line.text);
		case 'unfinished':
			return beginCall(state, thread, line);
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

function noteArrival(state: StraceState, tid: number): void {
	state.arrived.add(tid);
	state.tellsArrivals = true;
}

function beginCall(
	state: StraceState,
	thread: Thread,
	{name, text, goesOnIn}: Extract<StraceLine, {kind: 'unfinished'}>,
): undefined {
	const goesOn = goesOnIn === undefined ? thread : (state.threads.get(goesOnIn) ?? thread);
	goesOn.pending = {name, text};
	if (creators.has(name)) {
		state.creating.add(goesOn);
	} else if (name === 'munmap') {
		releaseEarly(state, goesOn);
	}
}

/**
 * Memory is free before munmap returns, and another thread may have it by then: what follows in the file holds only if
 * it is unmapped where the call begins. With mmap it is the other way round, its address is known when it returns.
 */
function releaseEarly(state: StraceState, thread: Thread): void {
	const {pending} = thread;
	const call = pending === undefined ? undefined : parseCall(pending.name, `${pending.text}) = 0`);
	if (pending !== undefined && call !== undefined) {
		pending.isDone = true;
		pushOps(state, thread, call);
	}
}

function resumeCall(state: StraceState, thread: Thread, name: string, text: string): string | undefined {
	const {pending} = thread;
	if (pending?.name !== name) {
		return `the end of a ${name} that never began`;
	}

	if (pending.isDone === true) {
		thread.pending = undefined;
		return undefined;
	}

	return takeCall(state, thread, name, `${pending.text}${text}`);
}

function takeCall(state: StraceState, thread: Thread, name: string, text: string): string | undefined {
	thread.pending = undefined;
	state.creating.delete(thread);
	const {process} = thread;
	if (name === 'exit' || name === 'exit_group') {
		const end = {code: Number.parseInt(text.replace(/^\w+=/, ''), 10) & 0xff};
		if (name === 'exit_group') {
			endProcess(state, process, end);
		} else {
			leaveThread(state, thread, end);
		}

		return undefined;
	}

	const call = parseCall(name, text);
	if (call === undefined) {
		return `a ${name} without its result`;
	}

	if (creators.has(name)) {
		const child = call.result ?? 0;
		if (child > 0 && child < pidEnd) {
			settleChild(state, thread, child, creation(name, text));
			process.innerPids.set(call.innerResult ?? child, child);
		}

		return undefined;
	}

	const handle = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
	if (handle !== undefined) {
		if (hasSucceeded(call)) {
			handle(state, thread, call);
		}

		return undefined;
	}

	pushOps(state, thread, call);
	return undefined;
}

function pushOps(state: StraceState, thread: Thread, call: Call): void {
	for (const op of callOps(call)) {
		pushMappingOp(state, thread, op);
	}
}

/** Calls that concern more than the process that makes them, or that change who it is. */
const handlers: Readonly<Record<string, (state: StraceState, thread: Thread, call: Call) => void>> = {
	execve: (state, thread, call) => exec(state, thread, call, 0),
	execveat: (state, thread, call) => exec(state, thread, call, 1),
	wait4: (state, thread, call) => wait(state, thread, call.result ?? 0, argument(call, 1)),
	waitpid: (state, thread, call) => wait(state, thread, call.result ?? 0, argument(call, 1)),
	waitid: waitForId,
	open: openFile,
	openat: openFile,
	creat: openFile,
};

/** With -ff a file holds one process, and its name ends in the pid. */
function pidOfFile(file: string): number | undefined {
	const pid = Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? 0);
	return pid > 0 && pid < pidEnd ? pid : undefined;
}

function finish(state: StraceState, file: string): Recording {
	for (const image of state.images) {
		settleImage(image);
	}

	const known = state.nameless?.tid ?? pidOfFile(file);
	const rename = (pid: number | undefined) => (pid === unknownPid && known !== undefined ? known : pid);
	const builder = createProgramBuilder();
	for (const row of state.rows) {
		builder.add({...row, pid: rename(row.pid), child: rename(row.child)});
	}

	const name = file
		.replace(/^.*\//, '')
		.replace(/\.gz$/, '')
		.replace(/\.(?:strace|txt|log)$/, '');
	return {
		program: builder.finish({name, cpus: 1, swapBytes: 0, geometry: 'x86-64'}),
		problems: state.problems,
	};
}

export const straceFormat: TraceFormat = {
	id: 'strace',
	title: 'strace -f',
	sniff: (lines) =>
		lines.some((line) => {
			const kind = parseBody(parsePrefix(line).body)?.kind;
			return kind === 'unfinished' || (kind === 'call' && /\)\s+= /.test(line));
		}),
	createReader,
};
