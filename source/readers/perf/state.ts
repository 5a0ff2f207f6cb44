/** What a recording has told so far: rows to be, and the threads that they belong to. */

import {createLimitNotes, type LimitNotes} from '../../machine/limits.ts';
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import type {MachineSettings} from '../machine-line.ts';
import {createProblems, type Problems} from '../problems.ts';
import {strangeNumber} from '../strange.ts';
import type {BeginningState} from './beginning.ts';
import type {PendingCall} from './calls.ts';
import {createDeltaClock, type DeltaClock} from './clock.ts';
import type {PerfLine} from './line.ts';
import {createNamespaces, type Namespaces} from './namespace.ts';
import {createRows, type Draft, type Fault, noFault, type Rows} from './rows.ts';
import {createStackNotes, type StackNotes} from './stack.ts';

/** No process has memory from here on: what is between is not used, and far above is the kernel's. */
export const userEnd = 2 ** 48;
export const kernelStart = 2 ** 63;

export type ExecDraft = Draft & {image: ImageMapping[]};

export type Thread = {
	readonly tid: number;
	/** Pid of its process. */
	readonly pid: number;
	/** Tid that made it; 0 for one that was there when the recording began. */
	readonly parent: number;
	/** Whether the op that makes it is certain; a FORK record comes before its flags are known. */
	isBorn: boolean;
	/** The op that stands for it until its flags are known. */
	tentative: Draft | undefined;
	/** Of a process: children that have ended and were not waited for, in the order in which they ended. */
	readonly dead: number[];
	/** Whether it ran when the recording began, as a record of perf says. */
	isOld: boolean;
	/** Whether it did something before its memory was known. */
	isMiddle: boolean;
	/** Of the first thread of a process: it is gone, and others go on. */
	hasLeft: boolean;
	/** It runs on its parent's memory and has neither exec'd nor left: the parent of a vfork sleeps. */
	borrows: boolean;
	/** The exec under way: mappings that follow belong to it until sched_process_exec. */
	exec: ExecDraft | undefined;
	/** The image it runs on, its own or inherited through fork. */
	image: ImageMapping[] | undefined;
	/** The exec that it, or an ancestor, runs on, where no record has shown what that mapped. */
	bare: BareExec | undefined;
	/** What is mapped where and with which rights, as far as records have told. */
	areas: ImageMapping[];
	/** Where its heap ends, as its latest brk has told. */
	heapEnd: number;
	/** What is known of its pages, where faults have no error code. */
	pages: Map<number, PageNote>;
	latestExec: Draft | undefined;
	call: PendingCall | undefined;
	/** The fault that was its latest event, none once something else happened. */
	latest: Fault;
	/** Of a process with threads: the latest fault on each page. */
	faults: Map<number, Fault> | undefined;
	exit: Draft | undefined;
	exitCode: number | undefined;
};

/** An exec without records of its mappings: pages that were touched and that no call has mapped. */
export type BareExec = {readonly row: Draft; readonly pages: Map<number, boolean>};

/** A page whose first fault was seen: `touch` is that fault while it may still turn out to have been a read. */
export type PageNote = {
	state: 'read' | 'written' | 'protected';
	/** A read brought it in, and with it the pages around. */
	wasRead: boolean;
	touch: Fault;
};

export type PerfState = {
	readonly rows: Rows;
	/** Pid of the process of ops that belong to a thread of another number. */
	readonly homes: Map<OpRow, number>;
	/** What threads still did on their way out, by their exit's row, in front of which it belongs. */
	readonly lastDeeds: Map<Draft, Fault[]>;
	/** Rows of calls that failed after all. */
	readonly undone: Set<OpRow>;
	/** Everybody who was made, in order. */
	readonly made: Thread[];
	readonly namespaces: Namespaces;
	readonly bareExecs: BareExec[];
	readonly threads: Map<number, Thread>;
	readonly problems: Problems;
	readonly limits: LimitNotes;
	readonly stacks: StackNotes;
	/** Images of all execs. */
	readonly images: ImageMapping[][];
	/** The inode first seen under each file name. */
	readonly inodes: Map<string, string>;
	/** Exits of processes that never called exit_group, with the fault that was their last event. */
	readonly deaths: {readonly exit: Draft; readonly touch: Fault}[];
	hasExitCalls: boolean;
	/** What the recording has, as far as was seen: memory calls, exits, faults with an error code, any faults. */
	hasCalls: boolean;
	hasExits: boolean;
	hasErrorCodes: boolean;
	hasFaults: boolean;
	/** A fault of which the next line says whether its number is an address. */
	doubtful: {readonly line: PerfLine; readonly address: number} | undefined;
	clock: DeltaClock;
	time: number;
	/** How the machine was set, where the recording says so. */
	machine: MachineSettings | undefined;
	/** The pid that is to become the recorded command: until its exec it is no part of the recording. */
	command: number | undefined;
	/** What was there when the recording began, where it is known. */
	beginning: BeginningState | undefined;
	/** The line that is being read, counted from 1. */
	line: number;
};

export function createPerfState(): PerfState {
	return {
		rows: createRows(),
		homes: new Map(),
		lastDeeds: new Map(),
		undone: new Set(),
		made: [],
		namespaces: createNamespaces(),
		bareExecs: [],
		threads: new Map(),
		problems: createProblems(),
		limits: createLimitNotes(),
		stacks: createStackNotes(),
		images: [],
		inodes: new Map(),
		deaths: [],
		hasExitCalls: false,
		hasCalls: false,
		hasExits: false,
		hasErrorCodes: false,
		hasFaults: false,
		doubtful: undefined,
		clock: createDeltaClock(),
		time: 0,
		machine: undefined,
		command: undefined,
		beginning: undefined,
		line: 0,
	};
}

/** Adds a row, which nobody else may have; one with numbers that no process can have is told and left out. */
export function push(state: PerfState, row: Draft): Draft {
	row.time = state.time;
	const problem = strangeNumber(row);
	if (problem !== undefined) {
		state.problems.note(state.line, problem);
		state.undone.add(row);
	}

	state.rows.ops.push(row);
	return row;
}

/** A row of a thread's own doing. */
export function pushFor(state: PerfState, thread: Thread, row: Draft): Draft {
	row.pid = thread.tid;
	noteHome(state, thread, row);
	return push(state, row);
}

/** Keeps whose memory a row is about, where its pid does not tell. */
export function noteHome({homes}: PerfState, {tid, pid}: Thread, row: Draft): void {
	if (tid !== pid) {
		homes.set(row, pid);
	}
}

export function createThread(tid: number, pid: number, parent: number, image?: ImageMapping[]): Thread {
	return {
		tid,
		pid,
		parent,
		isBorn: false,
		tentative: undefined,
		dead: [],
		isOld: false,
		isMiddle: false,
		hasLeft: false,
		borrows: false,
		exec: undefined,
		image,
		bare: undefined,
		areas: [],
		heapEnd: 0,
		pages: new Map(),
		latestExec: undefined,
		call: undefined,
		latest: noFault,
		faults: undefined,
		exit: undefined,
		exitCode: undefined,
	};
}

/** The thread of that id; one that nobody forked was there when the recording began. */
export function threadOf(state: PerfState, tid: number, comm: string, pid = 0): Thread {
	const known = state.threads.get(tid);
	if (known === undefined) {
		return pid > 0 && pid !== tid ? startThread(state, tid, pid, comm) : startProcess(state, tid, comm);
	}

	if (!known.isBorn) {
		bear(state, known);
	}

	return known;
}

function startProcess(state: PerfState, pid: number, comm: string): Thread {
	const process = createThread(pid, pid, 0);
	process.isBorn = true;
	state.threads.set(pid, process);
	push(state, {op: 'start', pid, comm});
	return process;
}

/** A thread that was there already, of a process that was. */
export function startThread(state: PerfState, tid: number, pid: number, comm: string): Thread {
	const process = threadOf(state, pid, comm);
	const thread = createThread(tid, pid, pid, process.image);
	thread.isBorn = true;
	state.threads.set(tid, thread);
	push(state, {op: 'clone', pid, child: tid, flags: opFlags.thread | opFlags.vm});
	process.faults ??= new Map();
	return thread;
}

/** The process of a thread, as the thread that leads it. */
export function processOf(state: PerfState, thread: Thread): Thread {
	return state.threads.get(thread.pid) ?? thread;
}

/** The memory of a process of which neither an exec nor the birth was recorded is not known. */
export function noteDeed(state: PerfState, process: Thread): void {
	if (
		(process.parent === 0 || process.isOld) &&
		!process.isMiddle &&
		process.image === undefined &&
		process.exec === undefined
	) {
		process.isMiddle = true;
		state.limits.note('began-in-the-middle');
	}
}

/** Takes the op for certain that stood for a task whose flags the recording does not have. */
export function bear({limits}: PerfState, thread: Thread): void {
	thread.isBorn = true;
	thread.tentative = undefined;
	limits.note('inferred-forks');
}
