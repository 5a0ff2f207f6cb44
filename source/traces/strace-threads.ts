/**
 * The processes and threads of a strace recording while its lines are read: who they are, who made them, what memory
 * they have. A child is often heard of before the call that made it returns, and pids are used again.
 */
import {opFlags} from '../machine/op.ts';
import type {OpRow} from '../machine/program.ts';
import type {Problem, TouchModel} from './format.ts';
import {hasFlag} from './strace-calls.ts';
import type {AssumedImage, Draft} from './strace-image.ts';
import {forkTouch} from './strace-image.ts';
import type {StraceLine} from './strace-line.ts';
import type {Ranges} from './strace-ranges.ts';
import {copyRanges, createRanges} from './strace-ranges.ts';

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
	hasExited: boolean;
	isReaped: boolean;
};

/** The first half of a call that has not returned. */
export type PendingCall = {
	readonly name: string;
	readonly text: string;
	/** Once somebody is taken for its child. */
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
	readonly rows: Draft[];
	readonly problems: Problem[];
	readonly threads: Map<number, Thread>;
	readonly processes: Map<number, Process>;
	/** Threads inside a call that makes a child. */
	readonly creating: Set<Thread>;
	/** Rows of children that were heard of before the call that made them returned, by pid. */
	readonly early: Map<number, Draft>;
	readonly images: AssumedImage[];
	/** Threads that are known to be somebody's children, by their calls or because strace told their arrival. */
	readonly arrived: Set<number>;
	/** Whether strace tells arrivals: not with -o, and not with -q. */
	tellsArrivals: boolean;
	/** Threads that are gone: what they still say is of no use. */
	readonly ended: Set<number>;
	/** Without -o a lone process has no pid in its lines: the first one, and its pid once that is known. */
	nameless: {readonly thread: Thread; tid: number | undefined} | undefined;
	/** Microseconds since the start; undefined without time stamps. */
	time: number | undefined;
};

export function createState(touch: TouchModel): StraceState {
	return {
		touch,
		rows: [],
		problems: [],
		threads: new Map(),
		processes: new Map(),
		creating: new Set(),
		early: new Map(),
		images: [],
		arrived: new Set(),
		tellsArrivals: false,
		ended: new Set(),
		nameless: undefined,
		time: undefined,
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
	if (tid === 0) {
		return onlyThread(state) ?? (isCall ? startNameless(state, line) : undefined);
	}

	const known = state.threads.get(tid);
	if (known !== undefined) {
		return known;
	}

	if (isNamelessOne(state, tid, line)) {
		return nameThread(state, tid);
	}

	if (!isCall) {
		return undefined;
	}

	return (
		expectedChild(state, tid) ??
		(state.ended.has(tid) ? undefined : startProcess(state, tid, firstComm(comm, line)))
	);
}

/** A process that was there before the recording: strace itself, about to exec, or one that it was attached to. */
function firstComm(comm: string | undefined, line: StraceLine): string {
	const isStrace = 'name' in line && line.name.startsWith('execve');
	return comm ?? (isStrace ? 'strace' : 'unknown');
}

function startNameless(state: StraceState, line: StraceLine): Thread | undefined {
	if (state.nameless !== undefined) {
		return undefined;
	}

	const thread = startProcess(state, unknownPid, firstComm(undefined, line));
	state.nameless = {thread, tid: undefined};
	return thread;
}

function startProcess(state: StraceState, pid: number, comm: string): Thread {
	reapReused(state, pid);
	push(state, {op: 'start', pid, text: comm});
	const memory = {mapped: createRanges(), image: undefined, heapEnd: undefined};
	return addThread(state, pid, createProcess(state, pid, 0, memory, new Map()));
}

/** Lines without a pid are those of the only process that is left. */
function onlyThread(state: StraceState): Thread | undefined {
	if (state.nameless !== undefined && isAlive(state, state.nameless.thread)) {
		return state.nameless.thread;
	}

	const [thread] = state.threads.values();
	return thread;
}

function isAlive(state: StraceState, thread: Thread): boolean {
	return state.threads.get(thread.tid) === thread;
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

function createProcess(
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
		hasExited: false,
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

/** A thread that is new while somebody is inside fork or clone is taken for that call's child. */
function expectedChild(state: StraceState, tid: number): Thread | undefined {
	const waiting = [...state.creating];
	const parent = waiting.find(({pending}) => pending?.child === undefined) ?? waiting[0];
	if (parent?.pending === undefined) {
		return undefined;
	}

	const {name, text} = parent.pending;
	parent.pending.child = tid;
	const {thread, row} = createChild(state, parent, tid, creation(name, text));
	state.early.set(tid, row);
	return thread;
}

type Creation = Pick<OpRow, 'op' | 'flags'>;

/** What a call makes, by its flags: a thread, a vfork child, a child on the same memory, or a copy. */
export function creation(name: string, text: string): Creation {
	const flags = /flags=([^,} ]*)/.exec(text)?.[1] ?? '';
	const sharesMemory = name === 'vfork' || hasFlag(flags, 'CLONE_VM', 0x100);
	if (hasFlag(flags, 'CLONE_THREAD', 0x10000)) {
		return {op: 'clone', flags: opFlags.thread | opFlags.vm};
	}

	if (!sharesMemory) {
		return {op: 'fork'};
	}

	const blocks = name === 'vfork' || hasFlag(flags, 'CLONE_VFORK', 0x4000);
	return blocks ? {op: 'vfork'} : {op: 'clone', flags: opFlags.vm};
}

/** The call that makes a child has returned: the child's pid and parent are certain now. */
export function settleChild(state: StraceState, parent: Thread, child: number, made: Creation): void {
	const early = state.early.get(child);
	state.early.delete(child);
	if (early === undefined) {
		if (!wasHereBefore(state, child)) {
			createChild(state, parent, child, made);
		}

		return;
	}

	const process = state.processes.get(child);
	if (process !== undefined) {
		process.parent = parent.process.pid;
	}

	delete early.flags;
	Object.assign(early, made, {pid: parent.tid});
}

/** One that nobody was known to have made, until now. */
function wasHereBefore(state: StraceState, child: number): boolean {
	return state.threads.has(child) && state.processes.get(child)?.parent === 0;
}

function createChild(
	state: StraceState,
	parent: Thread,
	child: number,
	made: Creation,
): {readonly thread: Thread; readonly row: Draft} {
	reapReused(state, child);
	state.arrived.add(child);
	const row = push(state, {...made, pid: parent.tid, child});
	const {process} = parent;
	if (((made.flags ?? 0) & opFlags.thread) !== 0) {
		return {row, thread: addThread(state, child, process)};
	}

	const isCopy = made.op === 'fork';
	const {memory} = process;
	const own = isCopy ? {...memory, mapped: copyRanges(memory.mapped)} : memory;
	const thread = addThread(
		state,
		child,
		createProcess(state, child, process.pid, own, new Map(process.files)),
	);
	if (isCopy && memory.image !== undefined) {
		pushTouch(state, parent.tid, forkTouch);
		pushTouch(state, child, forkTouch);
	}

	return {row, thread};
}

/** A pid that is used again was waited for, whether the recording shows it or not. */
function reapReused(state: StraceState, pid: number): void {
	const before = state.processes.get(pid);
	const parent = state.processes.get(before?.parent ?? 0);
	if (before?.hasExited === true && !before.isReaped && parent?.hasExited === false) {
		push(state, {op: 'wait', pid: parent.pid, child: pid});
	}
}
