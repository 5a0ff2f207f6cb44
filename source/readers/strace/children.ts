/**
 * Children of a strace recording: what a call makes by its flags, and whose child somebody is. A child is often heard of
 * before the call that made it returns, and pids are used again.
 */
import {opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program.ts';
import {hasFlag} from './calls.ts';
import type {Draft} from './image.ts';
import {forkTouch} from './image.ts';
import {copyRanges} from './ranges.ts';
import type {StraceState, Thread} from './state.ts';
import {addThread, createProcess, push, pushTouch} from './state.ts';

/** A thread that is new while somebody is inside fork or clone is taken for that call's child. */
export function expectedChild(state: StraceState, tid: number): Thread | undefined {
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
export function reapReused(state: StraceState, pid: number): void {
	const before = state.processes.get(pid);
	const parent = state.processes.get(before?.parent ?? 0);
	if (before?.hasExited === true && !before.isReaped && parent?.hasExited === false) {
		push(state, {op: 'wait', pid: parent.pid, child: pid});
	}
}
