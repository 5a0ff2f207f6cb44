/** What a recording has told so far: rows to be, and the threads that they belong to. */

import {createLimitNotes, type LimitNotes} from '../../machine/limits.ts';
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping, OpRow} from '../../machine/program.ts';
import {createProblems, type Problems} from '../problems.ts';
import type {PendingCall} from './calls.ts';
import {createStackNotes, type StackNotes} from './stack.ts';

/** Addresses from here on are the kernel's. */
export const userEnd = 2 ** 47;

export type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};
export type ExecDraft = Draft & {image: ImageMapping[]};

/** A page fault that a thread took. */
export type Touch = {readonly draft: Draft; readonly thread: Thread; readonly isUser: boolean};

export type Thread = {
	readonly tid: number;
	/** Pid of its process. */
	readonly pid: number;
	/** Tid that made it; 0 for one that was there when the recording began. */
	readonly parent: number;
	/** Whether the op that makes it is there already; a FORK record comes before its flags are known. */
	isBorn: boolean;
	/** It runs on its parent's memory and has neither exec'd nor left: the parent of a vfork sleeps. */
	borrows: boolean;
	/** The exec under way: mappings that follow belong to it until sched_process_exec. */
	exec: ExecDraft | undefined;
	/** The image it runs on, its own or inherited through fork. */
	image: ImageMapping[] | undefined;
	call: PendingCall | undefined;
	/** The fault that was its latest event, undefined once something else happened. */
	latest: Touch | undefined;
	/** Of a process with threads: the latest fault on each page. */
	faults: Map<number, Touch> | undefined;
	exit: Draft | undefined;
	exitCode: number | undefined;
};

export type PerfState = {
	readonly rows: Draft[];
	/** Pid of the process of rows that belong to a thread of another number. */
	readonly homes: Map<OpRow, number>;
	/** What threads still did on their way out, by their exit's row, in front of which it belongs. */
	readonly lastDeeds: Map<Draft, Draft[]>;
	/** Rows of calls that failed after all. */
	readonly undone: Set<OpRow>;
	readonly threads: Map<number, Thread>;
	readonly problems: Problems;
	readonly limits: LimitNotes;
	readonly stacks: StackNotes;
	/** Images of all execs. */
	readonly images: ImageMapping[][];
	/** The inode first seen under each file name. */
	readonly inodes: Map<string, string>;
	/** Exits of processes that never called exit_group, with the fault that was their last event. */
	readonly deaths: {readonly exit: Draft; readonly touch: Touch | undefined}[];
	hasExitCalls: boolean;
	startTime: number | undefined;
	time: number;
};

export function createPerfState(): PerfState {
	return {
		rows: [],
		homes: new Map(),
		lastDeeds: new Map(),
		undone: new Set(),
		threads: new Map(),
		problems: createProblems(),
		limits: createLimitNotes(),
		stacks: createStackNotes(),
		images: [],
		inodes: new Map(),
		deaths: [],
		hasExitCalls: false,
		startTime: undefined,
		time: 0,
	};
}

export function push(state: PerfState, row: OpRow): Draft {
	const draft: Draft = {...row, time: state.time};
	state.rows.push(draft);
	return draft;
}

/** A row of a thread's own doing. */
export function pushFor(state: PerfState, thread: Thread, row: OpRow): Draft {
	const draft = push(state, {...row, pid: thread.tid});
	noteHome(state, thread, draft);
	return draft;
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
		borrows: false,
		exec: undefined,
		image,
		call: undefined,
		latest: undefined,
		faults: undefined,
		exit: undefined,
		exitCode: undefined,
	};
}

/** The thread of that id; one that nobody forked was there when the recording began. */
export function threadOf(state: PerfState, tid: number, comm: string): Thread {
	let thread = state.threads.get(tid);
	if (thread === undefined) {
		thread = createThread(tid, tid, 0);
		thread.isBorn = true;
		state.threads.set(tid, thread);
		push(state, {op: 'start', pid: tid, text: comm});
	} else if (!thread.isBorn) {
		bear(state, thread);
	}

	return thread;
}

/** The process of a thread, as the thread that leads it. */
export function processOf(state: PerfState, thread: Thread): Thread {
	return state.threads.get(thread.pid) ?? thread;
}

/** Makes the op for a thread whose flags the recording has lost. */
function bear(state: PerfState, thread: Thread): void {
	const {tid, pid, parent} = thread;
	const isThread = tid !== pid;
	thread.isBorn = true;
	push(state, {
		op: isThread ? 'clone' : 'fork',
		pid: parent,
		child: tid,
		...(isThread ? {flags: opFlags.thread | opFlags.vm} : {}),
	});
}
