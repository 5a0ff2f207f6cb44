/**
 * Reads recordings made with `strace -f`: halves of calls are put together, children are matched with the call that made
 * them even when they are heard of first, and the calls become ops.
 *
 * strace shows no page touches and no image of an exec. What is assumed instead is declared in strace-touches.ts.
 */
import {opFlags} from '../machine/op.ts';
import type {OpRow} from '../machine/program.ts';
import {createProgramBuilder} from '../machine/program.ts';
import type {LineReader, Problem, Recording, TraceFormat} from './format.ts';
import type {Call} from './strace-calls.ts';
import {mappingOps, parseArgv, parseCall, parseString} from './strace-calls.ts';
import type {StraceLine} from './strace-line.ts';
import {parseBody, parsePrefix} from './strace-line.ts';
import {assumedImage, touchesOf} from './strace-touches.ts';

type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};

type Thread = {
	readonly tid: number;
	/** The first half of a call that has not returned. */
	pending: {readonly name: string; readonly text: string} | undefined;
	hasExited: boolean;
	/** Ranges that its process is known to have mapped since its last exec. */
	mapped: {readonly start: number; readonly end: number}[];
	readonly parent: number;
};

type State = {
	readonly rows: Draft[];
	readonly threads: Map<number, Thread>;
	readonly problems: Problem[];
	/** Rows of children that were heard of before the call that made them returned. */
	readonly early: Map<number, Draft>;
	startTime: number | undefined;
	time: number;
};

const creators = new Set(['fork', 'vfork', 'clone', 'clone3']);

/** Pid of the only process, where strace was run without -f. */
const onlyPid = 1;

function createReader(name: string): LineReader {
	const state: State = {
		rows: [],
		threads: new Map(),
		problems: [],
		early: new Map(),
		startTime: undefined,
		time: 0,
	};
	return {
		line(text, number) {
			const problem = takeLine(state, text);
			if (problem !== undefined) {
				state.problems.push({line: number, message: problem});
			}
		},
		finish: () => finish(state, name),
	};
}

function takeLine(state: State, text: string): string | undefined {
	const {tid, time, body} = parsePrefix(text);
	const line = parseBody(body);
	if (line === undefined) {
		return 'not a line of strace';
	}

	if (line.kind === 'note') {
		return undefined;
	}

	if (time !== undefined) {
		state.startTime ??= time;
		state.time = Math.max(0, time - state.startTime);
	}

	return takeBody(state, nameless(state, tid, line) ?? threadOf(state, tid === 0 ? onlyPid : tid), line);
}

function takeBody(state: State, thread: Thread, line: StraceLine): string | undefined {
	switch (line.kind) {
		case 'call':
			return takeCall(state, thread, line.name, line.text);
		case 'unfinished':
			thread.pending = {name: line.name, text: line.text};
			return undefined;
		case 'resumed': {
			const {pending} = thread;
			thread.pending = undefined;
			return pending?.name === line.name
				? takeCall(state, thread, line.name, `${pending.text}${line.text}`)
				: `the end of a ${line.name} that never began`;
		}

		case 'exited':
			exit(state, thread, {value: line.code});
			return undefined;
		case 'killed':
			exit(state, thread, {target: signalNumbers[line.signal] ?? signalNumbers.SIGKILL});
			return undefined;
		case 'superseded':
			thread.pending = state.threads.get(line.by)?.pending;
			return undefined;
		default:
			return undefined;
	}
}

const signalNumbers: Readonly<Record<string, number>> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGQUIT: 3,
	SIGILL: 4,
	SIGABRT: 6,
	SIGBUS: 7,
	SIGFPE: 8,
	SIGKILL: 9,
	SIGSEGV: 11,
	SIGPIPE: 13,
	SIGALRM: 14,
	SIGTERM: 15,
};

function push(state: State, row: OpRow): Draft {
	const draft: Draft = {...row, ...(state.startTime === undefined ? {} : {time: state.time})};
	state.rows.push(draft);
	return draft;
}

/**
 * Without -o the first process has no pid in its lines until there is a second one. Its pid is learned when the call
 * that made the second one goes on.
 */
function nameless(state: State, tid: number, line: StraceLine): Thread | undefined {
	const only = state.threads.get(onlyPid);
	const goesOn = line.kind === 'resumed' && only?.pending?.name === line.name;
	if (only === undefined || !goesOn || state.threads.has(tid)) {
		return undefined;
	}

	state.threads.set(tid, only);
	return only;
}

/**
 * The thread of that id. One that is new while somebody is inside fork or clone is that call's child, though the call
 * has not returned yet; else it was there when the recording began.
 */
function threadOf(state: State, tid: number): Thread {
	const known = state.threads.get(tid);
	if (known !== undefined && !known.hasExited) {
		return known;
	}

	const parent = [...state.threads.values()].find(
		({pending, hasExited}) => !hasExited && pending !== undefined && creators.has(pending.name),
	);
	if (parent?.pending === undefined) {
		return known ?? open(state, tid, 0, push(state, {op: 'start', pid: tid, text: 'strace'}));
	}

	reapReused(state, tid);
	const row = push(state, {
		...creation(parent.pending.name, parent.pending.text),
		pid: parent.tid,
		child: tid,
	});
	state.early.set(tid, row);
	return open(state, tid, parent.tid, row);
}

function open(state: State, tid: number, parent: number, row: Draft): Thread {
	const inherited = state.threads.get(parent)?.mapped ?? [];
	const sharesMemory = row.op === 'clone' || row.op === 'vfork';
	const mapped = sharesMemory ? inherited : [...inherited];
	const thread: Thread = {tid, pending: undefined, hasExited: false, mapped, parent};
	state.threads.set(tid, thread);
	return thread;
}

/** A pid that is used again was waited for, whether the recording shows it or not. */
function reapReused(state: State, pid: number): void {
	const before = state.threads.get(pid);
	if (before?.hasExited === true && before.parent > 0) {
		push(state, {op: 'wait', pid: before.parent, child: pid});
	}
}

/** What a call makes, by its flags: a thread, a vfork child, a child on the same memory, or a copy. */
function creation(name: string, text: string): Pick<OpRow, 'op' | 'flags'> {
	if (text.includes('CLONE_THREAD')) {
		return {op: 'clone', flags: opFlags.thread | opFlags.vm};
	}

	if (name === 'vfork' || text.includes('CLONE_VFORK')) {
		return {op: text.includes('CLONE_VM') || name === 'vfork' ? 'vfork' : 'fork'};
	}

	return text.includes('CLONE_VM') ? {op: 'clone', flags: opFlags.vm} : {op: 'fork'};
}

function takeCall(state: State, thread: Thread, name: string, text: string): string | undefined {
	if (name === 'exit_group' || name === 'exit') {
		exit(state, thread, {value: Number.parseInt(text, 10) & 0xff});
		return undefined;
	}

	const call = parseCall(name, text);
	if (call === undefined) {
		return `a ${name} without its result`;
	}

	if (creators.has(name)) {
		return settleChild(state, thread, call, text);
	}

	if (name === 'execve' || name === 'execveat') {
		exec(state, thread, call);
		return undefined;
	}

	for (const op of mappingOps(call)) {
		map(state, thread, op);
	}

	return undefined;
}

/** The call that made a child has returned: its pid is certain now. */
function settleChild(state: State, thread: Thread, call: Call, text: string): string | undefined {
	const child = call.result;
	if (child === undefined || child <= 0) {
		return undefined;
	}

	const early = state.early.get(child);
	if (early === undefined) {
		reapReused(state, child);
		const row = push(state, {...creation(call.name, text), pid: thread.tid, child});
		open(state, child, thread.tid, row);
		return undefined;
	}

	state.early.delete(child);
	Object.assign(early, creation(call.name, text), {pid: thread.tid});
	return undefined;
}

function exec(state: State, thread: Thread, call: Call): void {
	if (call.result !== 0) {
		return;
	}

	const shift = call.name === 'execveat' ? 1 : 0;
	const path = parseString(call.words[shift] ?? '') ?? '(program)';
	const comm = (path.split('/').at(-1) ?? path).slice(0, 15);
	thread.mapped = [];
	push(state, {
		op: 'exec',
		pid: thread.tid,
		text: comm,
		argv: parseArgv(call.words[shift + 1] ?? ''),
		image: assumedImage(path),
	});
	for (const touch of touchesOf({op: 'exec'})) {
		push(state, {...touch, pid: thread.tid});
	}
}

/** Pushes an op on a mapping, with the touches that are assumed of it. What strace never showed is left alone. */
function map(state: State, thread: Thread, op: OpRow): void {
	const {address = 0, length = 0} = op;
	const end = address + length;
	if (op.op === 'mmap' || op.op === 'mremap') {
		const start = op.target ?? address;
		thread.mapped.push({start, end: start + (op.op === 'mremap' ? (op.value ?? 0) : length)});
	} else if (op.op === 'mprotect' || op.op === 'madvise') {
		const isKnown = thread.mapped.some(
			({start, end: known}) => start <= address && end <= Math.ceil(known / 4096) * 4096,
		);
		if (!isKnown) {
			return;
		}
	}

	push(state, {...op, pid: thread.tid});
	for (const touch of touchesOf(op)) {
		push(state, {...touch, pid: thread.tid});
	}
}

function exit(state: State, thread: Thread, how: Partial<OpRow>): void {
	if (!thread.hasExited) {
		push(state, {op: 'exit', pid: thread.tid, ...how});
		thread.hasExited = true;
	}
}

function finish(state: State, file: string): Recording {
	const builder = createProgramBuilder();
	for (const row of state.rows) {
		builder.add(row);
	}

	const name = file
		.replace(/^.*\//, '')
		.replace(/\.gz$/, '')
		.replace(/\.strace$/, '');
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
			const kind = parseBody(parsePrefix(line).body);
			return kind?.kind === 'unfinished' || (kind?.kind === 'call' && /\)\s+= /.test(line));
		}),
	createReader,
};
