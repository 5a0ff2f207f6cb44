/** What is known of a strace recording while its lines are read: processes, threads, their memory, the ops so far. */

import type {LimitNotes} from '../../machine/limits.ts';
import {createLimitNotes} from '../../machine/limits.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import type {TouchModel} from '../format.ts';
import type {MachineSettings} from '../machine-line.ts';
import {createProblems, type Problems} from '../problems.ts';
import type {AssumedImage, Draft} from './image.ts';
import type {Ranges} from './ranges.ts';

/** An address space, as far as the recording has shown it. */
export type Memory = {
	readonly mapped: Ranges;
	/** Undefined for a program that was there before the recording began. */
	readonly image: AssumedImage | undefined;
	/** End of the heap; undefined before the first brk. */
	heapEnd: number | undefined;
};

export type Process = {
	readonly pid: number;
	/** Pid of its parent, 0 where the recording does not know it. */
	parent: number;
	memory: Memory;
	/** Paths of the descriptors that were opened in the recording. */
	readonly files: Map<string, string>;
	readonly threads: Set<Thread>;
	/** Children by the pids that they have in a namespace of their own. */
	readonly innerPids: Map<number, number>;
	hasExited: boolean;
	/** The row of its end. */
	exit: Draft | undefined;
	isReaped: boolean;
};

/** The first half of a call that has not returned. */
export type PendingCall = {
	readonly name: string;
	readonly text: string;
	/** Once a task is taken for its child. */
	child?: number;
	/** What it does has been replayed already. */
	isDone?: boolean;
};

export type Thread = {
	readonly tid: number;
	process: Process;
	pending: PendingCall | undefined;
};

export type StraceState = {
	readonly touch: TouchModel;
	/** How the machine was set, where the recording says so. */
	machine: MachineSettings | undefined;
	readonly rows: Draft[];
	readonly problems: Problems;
	readonly limits: LimitNotes;
	readonly threads: Map<number, Thread>;
	readonly processes: Map<number, Process>;
	/** Threads inside a call that makes a child. */
	readonly creating: Set<Thread>;
	/** Rows of processes that are taken to have been there before, by pid. */
	readonly starts: Map<number, Draft>;
	/** Rows of children that were heard of before the call that made them returned, by pid. */
	readonly early: Map<number, Draft>;
	readonly images: AssumedImage[];
	/** Threads that are known to be children of another, by their calls or because strace told their arrival. */
	readonly arrived: Set<number>;
	/** Whether strace tells arrivals: not with -o, and not with -q. */
	tellsArrivals: boolean;
	/** Threads that are gone: what they still say is of no use. */
	readonly ended: Set<number>;
	/** Without -o a lone process has no pid in its lines: the first one, and its pid once that is known. */
	nameless: {readonly thread: Thread; tid: number | undefined} | undefined;
	/** Processes that strace attached to, before anything was heard of them, and how many threads they had. */
	readonly attached: Map<number, number>;
	/** Children that a call has made and that have not been heard of, by the pid that the call returned. */
	readonly unheard: Map<number, Unheard>;
	/** Ends that a wait told, of processes that may still be heard of: lines can be in the order of their beginnings. */
	readonly toldEnds: Map<number, ToldEnd>;
	/** Rows that turned out not to have happened. */
	readonly undone: Set<Draft>;
	/** Touches of stacks, whose addresses are distances below the top until that is known. */
	readonly onStack: Draft[];
	/** Processes that have called exit_group: one more line says that they are gone. */
	readonly leaving: Set<number>;
	/** Mappings of mmap2, whose offsets may be in pages. */
	readonly mmap2: Draft[];
	/** One of them shows that they are. */
	countsInPages: boolean;
	readonly segments: Segments;
	/** Whether the first thing that was heard is a program being executed: all other tasks are its descendants. */
	beginsWithExec: boolean | undefined;
	/** Whether a task has waited on, or woken, a futex that only threads share. */
	isThreaded: boolean;
	/** Whether strace or a call says that the programs are 32-bit ones. */
	is32: boolean;
	/** Microseconds since the start; undefined without time stamps. */
	time: number | undefined;
	/** The line that is being read, counted from 1. */
	line: number;
};

/** A child that has not been heard of: what there is of it. */
export type Unheard = {readonly parent: Thread; readonly rows: readonly Draft[]};
export type ToldEnd = {readonly process: Process; readonly exit: Draft};

/** System V shared memory: sizes by identifier, and by the addresses that it is attached at. */
export type Segments = {readonly sizes: Map<number, number>; readonly attached: Map<number, number>};

export function createState(touch: TouchModel): StraceState {
	return {
		touch,
		machine: undefined,
		rows: [],
		problems: createProblems(),
		limits: createLimitNotes(),
		threads: new Map(),
		processes: new Map(),
		creating: new Set(),
		starts: new Map(),
		early: new Map(),
		images: [],
		arrived: new Set(),
		tellsArrivals: false,
		ended: new Set(),
		nameless: undefined,
		attached: new Map(),
		unheard: new Map(),
		toldEnds: new Map(),
		undone: new Set(),
		onStack: [],
		leaving: new Set(),
		mmap2: [],
		countsInPages: false,
		segments: {sizes: new Map(), attached: new Map()},
		beginsWithExec: undefined,
		isThreaded: false,
		is32: false,
		time: undefined,
		line: 0,
	};
}

/** Calls that make a process or thread. */
export const creators: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone', 'clone2', 'clone3']);

/** Stands for the pid of the only process until it is known. */
export const unknownPid = 1;

export function push(state: StraceState, row: OpRow): Draft {
	const draft: Draft = {...row, ...(state.time === undefined ? {} : {time: state.time})};
	state.rows.push(draft);
	return draft;
}

/** A touch of the declared model. */
export function pushTouch(state: StraceState, pid: number, touch: OpRow | undefined): Draft | undefined {
	return touch === undefined || state.touch === 'none' ? undefined : push(state, {...touch, pid});
}

/** A touch of the stack; its address comes when it is known where stacks are. */
export function pushStackTouch(state: StraceState, pid: number, touch: OpRow): Draft | undefined {
	const draft = pushTouch(state, pid, touch);
	state.onStack.push(...(draft === undefined ? [] : [draft]));
	return draft;
}

export function createProcess(
	state: StraceState,
	pid: number,
	parent: number,
	memory: Memory,
	files: Map<string, string>,
): Process {
	const process: Process = {
		pid,
		parent,
		memory,
		files,
		threads: new Set(),
		innerPids: new Map(),
		hasExited: false,
		exit: undefined,
		isReaped: false,
	};
	state.processes.set(pid, process);
	return process;
}

/** Also for the first thread of a process that another one has taken the place of, by exec. */
export function addThread(state: StraceState, tid: number, process: Process): Thread {
	const thread: Thread = {tid, process, pending: undefined};
	process.threads.add(thread);
	state.threads.set(tid, thread);
	state.ended.delete(tid);
	return thread;
}

/** Forgets a thread; what it was inside of never returns. */
export function removeThread(state: StraceState, thread: Thread): void {
	state.creating.delete(thread);
	thread.process.threads.delete(thread);
	const names = [thread.tid, state.nameless?.thread === thread ? state.nameless.tid : undefined];
	for (const tid of names.filter((each) => each !== undefined)) {
		state.threads.delete(tid);
		state.ended.add(tid);
	}
}
