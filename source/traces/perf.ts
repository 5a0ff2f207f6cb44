/**
 * Reads recordings of real programs: the text of `perf script` with task events, system calls and page faults.
 * Ranges and unmapping come from the system calls; names, and the images of execs, from the MMAP2 records.
 */
import {faultClasses, opFlags} from '../machine/op.ts';
import type {ImageMapping, OpRow} from '../machine/program.ts';
import {createProgramBuilder} from '../machine/program.ts';
import type {LineReader, Problem, Recording, TraceFormat} from './format.ts';
import {applyCall, beginCall, type PendingCall} from './perf-calls.ts';
import {overlay, parseMappedRange} from './perf-image.ts';
import type {PerfLine} from './perf-line.ts';
import {createPerfLine, numberAfter, parsePerfLine} from './perf-line.ts';
import {createStackNotes, noteFault, type StackNotes, settleStacks} from './perf-stack.ts';

type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};
type ExecDraft = Draft & {image: ImageMapping[]};

/** What is known of a thread while its lines are read. */
type Thread = {
	readonly tid: number;
	/** Pid of its process. */
	pid: number;
	/** The exec under way: mappings that follow belong to it until sched_process_exec. */
	exec: ExecDraft | undefined;
	/** The image it runs on, its own or inherited through fork. */
	image: ImageMapping[] | undefined;
	call: PendingCall | undefined;
	/** Row of its exit; what comes after that in the file happened before its memory went. */
	exitRow: number | undefined;
	exitCode: number | undefined;
	parent: number;
};

export type PerfState = {
	readonly rows: Draft[];
	readonly threads: Map<number, Thread>;
	readonly problems: Problem[];
	readonly stacks: StackNotes;
	/** Images of all execs. */
	readonly images: ImageMapping[][];
	startTime: number | undefined;
	time: number;
};

const pageBytes = 4096;
/** Addresses from here on are the kernel's. */
const userEnd = 2 ** 47;
const cloneBits = {vm: 0x100, vfork: 0x4000, thread: 0x10000} as const;

function createReader(name: string): LineReader {
	const state: PerfState = {
		rows: [],
		threads: new Map(),
		problems: [],
		stacks: createStackNotes(),
		images: [],
		startTime: undefined,
		time: 0,
	};
	const parsed = createPerfLine();
	return {
		line(text, number) {
			if (text === '' || text.startsWith('#')) {
				return;
			}

			const problem = parsePerfLine(text, parsed) ? takeLine(state, parsed) : 'not a line of perf script';
			if (problem !== undefined) {
				state.problems.push({line: number, message: problem});
			}
		},
		finish: () => finish(state, name),
	};
}

/** Handles one line; returns what is wrong with it, if anything. */
function takeLine(state: PerfState, line: PerfLine): string | undefined {
	if (line.time > 0) {
		state.startTime ??= line.time;
		state.time = Math.max(0, line.time - state.startTime);
	}

	const handle = handlers[line.event];
	if (handle !== undefined) {
		return handle(state, line);
	}

	if (line.event.startsWith('syscalls:sys_enter_')) {
		return enterCall(state, line);
	}

	if (line.event.startsWith('syscalls:sys_exit_')) {
		return leaveCall(state, line);
	}

	return ignored.has(line.event) || line.event.startsWith('sched:')
		? undefined
		: `unknown event ${line.event}`;
}

const ignored = new Set([
	'PERF_RECORD_MMAP',
	'PERF_RECORD_ITRACE_START',
	'PERF_RECORD_SWITCH',
	'PERF_RECORD_EXIT',
]);

const handlers: Readonly<Record<string, (state: PerfState, line: PerfLine) => string | undefined>> = {
	'exceptions:page_fault_user': takeFault,
	'exceptions:page_fault_kernel': takeFault,
	PERF_RECORD_COMM: takeComm,
	PERF_RECORD_MMAP2: takeMapping,
	PERF_RECORD_FORK: takeForkRecord,
	PERF_RECORD_LOST: (_, {payload}) => `events were lost here:${payload}`,
	'task:task_newtask': takeNewTask,
	'sched:sched_process_exec': endExec,
	'sched:sched_process_exit': takeExit,
};

function push(state: PerfState, row: OpRow): Draft {
	const draft: Draft = {...row, time: state.time};
	state.rows.push(draft);
	return draft;
}

/** The thread of that id; one that nobody forked was there when the recording began. */
function threadOf(state: PerfState, tid: number, comm: string): Thread {
	let thread = state.threads.get(tid);
	if (thread === undefined) {
		thread = createThread(tid, tid, 0);
		state.threads.set(tid, thread);
		push(state, {op: 'start', pid: tid, text: comm});
	}

	return thread;
}

function createThread(tid: number, pid: number, parent: number, image?: ImageMapping[]): Thread {
	return {
		tid,
		pid,
		exec: undefined,
		image,
		call: undefined,
		exitRow: undefined,
		exitCode: undefined,
		parent,
	};
}

/** The class of a fault by the x86 error code: bit 0 page present, bit 1 write. */
function faultClass(errorCode: number): number {
	if ((errorCode & 2) === 0) {
		return faultClasses.absentRead;
	}

	return (errorCode & 1) === 0 ? faultClasses.absentWrite : faultClasses.protectedWrite;
}

function takeFault(state: PerfState, line: PerfLine): string | undefined {
	const address = numberAfter(line.payload, 'address=');
	const errorCode = numberAfter(line.payload, 'error_code=');
	if (address === undefined || errorCode === undefined) {
		return 'a page fault without address or error code';
	}

	if (address >= userEnd || line.tid <= 0) {
		return undefined;
	}

	const thread = threadOf(state, line.tid, line.comm);
	const fault = faultClass(errorCode);
	const page = Math.floor(address / pageBytes) * pageBytes;
	const row = {pid: line.tid, address: page, length: pageBytes, fault};
	beforeExit(state, thread, () => {
		push(state, {op: fault === faultClasses.absentRead ? 'read' : 'write', ...row});
	});
	noteStackFault(state, thread, page, fault);
	return undefined;
}

/** Puts what a thread still does on its way out in front of its exit. */
function beforeExit(state: PerfState, thread: Thread, act: () => void): void {
	const exitRow = thread.exitRow === undefined ? undefined : state.rows[thread.exitRow];
	act();
	if (exitRow !== undefined && thread.exitRow !== undefined) {
		const late = state.rows.pop();
		state.rows.splice(thread.exitRow, 0, ...(late === undefined ? [] : [late]));
		thread.exitRow += 1;
	}
}

/** The image that a thread runs on tells from its faults how much of the stack exec had filled. */
function noteStackFault(state: PerfState, thread: Thread, page: number, fault: number): void {
	const process = state.threads.get(thread.pid) ?? thread;
	const image = process.exec?.image ?? process.image;
	if (image !== undefined) {
		noteFault(state.stacks, image, page, fault === faultClasses.protectedWrite);
	}
}

const commPattern = /^( exec)?: (.*):(-?\d+)\/(-?\d+)$/;

function takeComm(state: PerfState, {payload, comm}: PerfLine): string | undefined {
	const match = commPattern.exec(payload);
	if (match === null) {
		return 'a COMM record without name and pid';
	}

	const [, isExec, name, pidText, tidText] = match;
	const thread = threadOf(state, Number(tidText), comm);
	if (isExec === undefined) {
		if (state.rows.at(-1)?.op !== 'start') {
			push(state, {op: 'comm', pid: thread.tid, text: name});
		}

		return undefined;
	}

	const process = threadOf(state, Number(pidText), comm);
	const image: ImageMapping[] = [];
	state.images.push(image);
	process.exec = push(state, {op: 'exec', pid: process.tid, text: name, image}) as ExecDraft;
	return undefined;
}

function takeMapping(state: PerfState, line: PerfLine): string | undefined {
	const range = parseMappedRange(line.payload);
	if (range === undefined) {
		return 'a MMAP2 record that cannot be read';
	}

	if (range.pid <= 0) {
		return undefined;
	}

	const process = threadOf(state, range.pid, line.comm);
	if (process.exec !== undefined) {
		overlay(process.exec.image, range);
		return undefined;
	}

	const call = state.threads.get(line.tid)?.call;
	if (call !== undefined) {
		call.mapped = range;
	}

	return undefined;
}

function endExec(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const pid = numberAfter(payload, ' pid=') ?? tid;
	const process = threadOf(state, pid, comm);
	if (process.exec === undefined) {
		return 'an exec without its mappings';
	}

	const fileName = /filename=(.*) pid=\d+/.exec(payload)?.[1];
	process.exec.argv = fileName === undefined ? undefined : [fileName];
	process.image = process.exec.image;
	process.exec = undefined;
	return undefined;
}

const forkPattern = /^\((-?\d+):(-?\d+)\):\((-?\d+):(-?\d+)\)/;

/** Only tells which process a new thread belongs to; the op is made where the flags are known. */
function takeForkRecord(state: PerfState, {payload}: PerfLine): string | undefined {
	const match = forkPattern.exec(payload);
	if (match === null) {
		return 'a FORK record that cannot be read';
	}

	const [, childPid, childTid, parentPid] = match.map(Number);
	reapReused(state, childTid);
	const image = state.threads.get(parentPid)?.image;
	state.threads.set(childTid, createThread(childTid, childPid, parentPid, image));
	return undefined;
}

/** A pid that is used again was waited for, even if the recording does not show by whom. */
function reapReused(state: PerfState, pid: number): void {
	const before = state.threads.get(pid);
	if (before?.exitRow !== undefined && before.tid === before.pid && before.parent > 0) {
		push(state, {op: 'wait', pid: before.parent, child: pid});
	}
}

function takeNewTask(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const child = numberAfter(payload, 'pid=');
	const flags = Number.parseInt(/clone_flags=(?:0x)?([0-9a-f]+)/.exec(payload)?.[1] ?? '', 16);
	if (child === undefined || Number.isNaN(flags)) {
		return 'a new task without pid or flags';
	}

	const parent = threadOf(state, tid, comm);
	const isThread = (flags & cloneBits.thread) !== 0;
	if (!state.threads.has(child) || state.threads.get(child)?.exitRow !== undefined) {
		reapReused(state, child);
		state.threads.set(child, createThread(child, isThread ? parent.pid : child, parent.pid, parent.image));
	}

	push(state, {...forkOp(flags), pid: tid, child});
	return undefined;
}

function forkOp(flags: number): Pick<OpRow, 'op' | 'flags'> {
	if ((flags & cloneBits.thread) !== 0) {
		return {op: 'clone', flags: opFlags.thread | opFlags.vm};
	}

	if ((flags & cloneBits.vm) === 0) {
		return {op: 'fork'};
	}

	return (flags & cloneBits.vfork) === 0 ? {op: 'clone', flags: opFlags.vm} : {op: 'vfork'};
}

function takeExit(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const thread = threadOf(state, tid, comm);
	const process = state.threads.get(thread.pid) ?? thread;
	const isGroupDead = !payload.includes('group_dead=false');
	const isLeader = thread === process;
	if (thread.exitRow !== undefined || (!isLeader && process.exitRow !== undefined)) {
		return undefined;
	}

	const leavesAlone = isLeader && !isGroupDead && process.exitCode === undefined;
	if (!leavesAlone) {
		const value = process.exitCode;
		push(state, {op: 'exit', pid: tid, value: isLeader ? value : undefined});
		thread.exitRow = state.rows.length - 1;
	}

	return undefined;
}

function enterCall(state: PerfState, line: PerfLine): string | undefined {
	const name = line.event.slice('syscalls:sys_enter_'.length);
	const thread = threadOf(state, line.tid, line.comm);
	if (name === 'exit_group') {
		const process = state.threads.get(thread.pid) ?? thread;
		process.exitCode = (numberAfter(line.payload, 'error_code:') ?? 0) & 0xff;
		return undefined;
	}

	thread.call = beginCall(name, line.payload);
	for (const row of applyCall(thread.call, undefined)) {
		push(state, {...row, pid: line.tid});
	}

	return undefined;
}

function leaveCall(state: PerfState, line: PerfLine): string | undefined {
	const thread = threadOf(state, line.tid, line.comm);
	const name = line.event.slice('syscalls:sys_exit_'.length);
	const {call} = thread;
	thread.call = undefined;
	if (call === undefined || call.name !== name) {
		return `the end of a ${name} that never began`;
	}

	const result = Number(line.payload);
	if (Number.isNaN(result)) {
		return `a ${name} without its result`;
	}

	for (const row of applyCall(call, result)) {
		push(state, {...row, pid: line.tid});
	}

	return undefined;
}

function finish(state: PerfState, file: string): Recording {
	settleStacks(state.stacks, state.images);
	const builder = createProgramBuilder();
	for (const row of state.rows) {
		builder.add(row);
	}

	const name = file.replace(/^.*\//, '').replace(/\.perf\.txt(\.gz)?$/, '');
	return {
		program: builder.finish({name, cpus: 1, swapBytes: 0, geometry: 'x86-64'}),
		problems: state.problems,
	};
}

function isPerfLine(line: string): boolean {
	const parsed = createPerfLine();
	return (
		parsePerfLine(line, parsed) && /^(PERF_RECORD_|(sched|task|exceptions|syscalls):)/.test(parsed.event)
	);
}

export const perfFormat: TraceFormat = {
	id: 'perf',
	title: 'text of perf script with task events and page faults',
	sniff: (lines) => lines.some(isPerfLine),
	createReader,
};
