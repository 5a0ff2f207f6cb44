/**
 * Reads recordings made with `strace -f`: halves of calls are put together, calls become ops, and lines that cannot be
 * used are told. What strace does not show, and what is assumed instead, is in image.ts.
 */

import {opFlags} from '../../machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import type {LineReader, ReadOptions, Recording, TextFormat} from '../format.ts';
import {createAssembler} from './assemble.ts';
import type {Call} from './call.ts';
import {hasSucceeded, parseCall} from './call.ts';
import {callOps} from './calls.ts';
import {creation, settleChild} from './children.ts';
import {createClock, setTime} from './clock.ts';
import {endChild, endProcess, endThread, leaveThread, settleToldEnds, wait, waitForId} from './ends.ts';
import {createMemfd, exec, openFile} from './exec.ts';
import {settleImage, settleStackTouch} from './image.ts';
import {chooseLayout} from './layout.ts';
import type {ParsedLine, StraceLine, StracePrefix} from './line.ts';
import {parseLine} from './line.ts';
import {pushMappingOp} from './memory.ts';
import {mergeParts} from './merge.ts';
import {attachSegment, detachSegment, getSegment} from './segments.ts';
import type {StraceState, Thread} from './state.ts';
import {createState, creators, unknownPid} from './state.ts';
import {tellPid, threadOf} from './threads.ts';
import {unsimulated} from './unsimulated.ts';

const pidEnd = 2 ** 31;

function createReader(name: string, {touch = 'light'}: ReadOptions = {}): LineReader {
	const state = createState(touch);
	const clock = createClock();
	const assembler = createAssembler({
		line({prefix, line}: ParsedLine, number) {
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
		line: assembler.line,
		finish() {
			assembler.finish();
			return finish(state, name);
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
const handlers: Readonly<Record<string, (state: StraceState, thread: Thread, call: Call) => void>> = {
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

/** With -ff a file holds one process, and its name ends in the pid. */
function pidOfFile(file: string): number | undefined {
	const pid = Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? 0);
	return pid > 0 && pid < pidEnd ? pid : undefined;
}

function finish(state: StraceState, file: string): Recording {
	settleToldEnds(state);
	const layout = chooseLayout(state.rows, state.is32);
	for (const image of state.images) {
		settleImage(image, layout);
	}

	for (const touch of state.onStack) {
		settleStackTouch(touch, layout);
	}

	settleOffsets(state);
	if (state.touch !== 'none') {
		state.limits.note('assumed-touches');
	}

	const known = state.nameless?.tid ?? pidOfFile(file);
	const rename = (pid: number | undefined) => (pid === unknownPid && known !== undefined ? known : pid);
	const builder = createProgramBuilder();
	for (const row of settledRows(state)) {
		builder.add({...row, pid: rename(row.pid), child: rename(row.child)});
	}

	const {geometry} = layout;
	const limits = state.limits.list();
	return {
		program: builder.finish({
			name: nameOf(file),
			cpus: 1,
			swapBytes: 0,
			geometry,
			...(limits.length === 0 ? {} : {limits}),
		}),
		problems: state.problems.list(),
	};
}

/** The rows in order, without what did not happen, and with the execs that woke the parents of a vfork. */
function* settledRows({rows, undone, unheard, limits}: StraceState): Generator<OpRow> {
	const execs = new Map(
		[...unheard].flatMap(
			([
				pid,
				{
					rows: [made],
				},
			]) => (blocks(made) ? [[made, pid]] : []),
		),
	);
	for (const row of rows) {
		if (!undone.has(row)) {
			yield row;
		}

		const pid = execs.get(row);
		if (pid !== undefined) {
			limits.note('inferred-images');
			yield {op: 'exec', pid, text: '?'};
		}
	}
}

/** Whether the parent sleeps until the child has exec'ed: it went on, so one that was never heard of has done so. */
function blocks({op, flags = 0}: OpRow): boolean {
	return op === 'vfork' || (op === 'clone' && (flags & opFlags.vfork) !== 0);
}

const pageBytes = 4096;

/** mmap2 counts its offset in pages. Versions of strace that show it so are told by one that is no multiple of a page. */
function settleOffsets({mmap2}: StraceState): void {
	if (mmap2.some(({value = 0}) => value % pageBytes !== 0)) {
		for (const row of mmap2) {
			row.value = row.value === undefined ? undefined : row.value * pageBytes;
		}
	}
}

function nameOf(file: string): string {
	return file
		.replace(/\/+$/, '')
		.replace(/^.*\//, '')
		.replace(/\.(?:gz|zst)$/, '')
		.replace(/\.(?:strace|txt|log)$/, '');
}

export const straceFormat: TextFormat = {
	takes: 'lines',
	id: 'strace',
	title: 'strace -f',
	sniff: (lines) => lines.some(isStrace),
	createReader,
	merge: mergeParts,
};

function isStrace(text: string): boolean {
	const line = parseLine(text)?.line;
	return line?.kind === 'unfinished' || (line?.kind === 'call' && /\)\s+= /.test(line.text));
}
