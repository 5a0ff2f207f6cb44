/**
 * Children of a strace recording: what a call makes by its flags, and the parent of each child. A child is often heard
 * of before the call that made it returns, and pids are used again.
 */

import {opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {hasFlag} from './calls.ts';
import type {Draft} from './image.ts';
import {forkTouch} from './image.ts';
import {copyRanges} from './ranges.ts';
import type {Process, StraceState, Thread} from './state.ts';
import {addThread, createProcess, push, pushStackTouch} from './state.ts';

/** A thread that is new while another is inside fork or clone is taken for that call's child. */
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

	const blocks = name === 'vfork' || hasFlag(flags, 'CLONE_VFORK', 0x4000);
	if (hasFlag(flags, 'CLONE_PARENT', 0x8000)) {
		const shared = (sharesMemory ? opFlags.vm : 0) | (sharesMemory && blocks ? opFlags.vfork : 0);
		return {op: 'clone', flags: opFlags.parent | shared};
	}

	if (!sharesMemory) {
		return {op: 'fork'};
	}

	return blocks ? {op: 'vfork'} : {op: 'clone', flags: opFlags.vm};
}

/**
 * The call that makes a child has returned: the child's pid and parent are certain now. `expected` is who was taken for the
 * child: in a namespace of its own, the call returns another pid than the one that strace knows it by.
 */
export function settleChild(
	state: StraceState,
	parent: Thread,
	{child, expected, made}: {child: number; expected: number | undefined; made: Creation},
): void {
	const isElsewhere = expected !== undefined && expected !== child && !state.early.has(child);
	const tid = isElsewhere && state.creating.size === 0 && state.early.has(expected) ? expected : child;
	parent.process.innerPids.set(child, tid);
	const early = state.early.get(tid);
	state.early.delete(tid);
	if (early === undefined) {
		if (wasHereBefore(state, tid)) {
			adopt(state, parent, tid, made);
		} else {
			const {rows} = createChild(state, parent, tid, made);
			state.unheard.set(tid, {parent, rows});
		}

		return;
	}

	const process = state.processes.get(tid);
	if (process !== undefined) {
		process.parent = parentOf(parent, made);
	}

	delete early.flags;
	Object.assign(early, made, {pid: parent.tid});
}

/**
 * A task that nobody has made, where all are descendants of one program: a child that was never heard of under the pid that
 * its call returned, as that is its pid in another namespace. Undefined where no child is missing.
 */
export function missingChild(state: StraceState, tid: number): Thread | undefined {
	const [missing] = state.beginsWithExec === true ? state.unheard : [];
	if (missing === undefined) {
		return undefined;
	}

	const [inner, {parent, rows}] = missing;
	const thread = state.threads.get(inner);
	state.unheard.delete(inner);
	if (thread === undefined) {
		return undefined;
	}

	const {process} = thread;
	parent.process.innerPids.set(inner, tid);
	state.threads.delete(inner);
	process.threads.delete(thread);
	for (const row of rows) {
		row.child = row.child === inner ? tid : row.child;
		row.pid = row.pid === inner ? tid : row.pid;
	}

	if (process.pid !== inner) {
		return addThread(state, tid, process);
	}

	state.processes.delete(inner);
	return addThread(state, tid, createProcess(state, tid, process.parent, process.memory, process.files));
}

/** One whose maker was not known until now. */
function wasHereBefore(state: StraceState, child: number): boolean {
	return state.threads.has(child) && state.processes.get(child)?.parent === 0;
}

/**
 * One that was taken to have been there before is this call's child after all: the lines are in the order in which calls
 * returned, or somebody has taken the first halves of calls away.
 */
function adopt(state: StraceState, parent: Thread, tid: number, made: Creation): void {
	const row = state.starts.get(tid);
	const process = state.processes.get(tid);
	if (row === undefined || process === undefined || isBelow(state, parent.process, process)) {
		return;
	}

	state.starts.delete(tid);
	state.limits.note('began-in-the-middle', -1);
	process.parent = parentOf(parent, made);
	delete row.comm;
	Object.assign(row, made, {pid: parent.tid, child: tid});
}

/** Whether `process` is `ancestor`, or descends from it. */
function isBelow({processes}: StraceState, process: Process, ancestor: Process): boolean {
	for (let each: Process | undefined = process; each !== undefined; each = processes.get(each.parent)) {
		if (each === ancestor) {
			return true;
		}
	}

	return false;
}

function parentOf({process}: Thread, {flags = 0}: Creation): number {
	return (flags & opFlags.parent) === 0 ? process.pid : process.parent;
}

function createChild(
	state: StraceState,
	parent: Thread,
	child: number,
	made: Creation,
): {readonly thread: Thread; readonly row: Draft; readonly rows: readonly Draft[]} {
	reapReused(state, child);
	state.toldEnds.delete(child);
	state.arrived.add(child);
	const row = push(state, {...made, pid: parent.tid, child});
	const {process} = parent;
	const flags = made.flags ?? 0;
	if ((flags & opFlags.thread) !== 0) {
		return {row, rows: [row], thread: addThread(state, child, process)};
	}

	const isCopy = made.op === 'fork' || (made.op === 'clone' && (flags & opFlags.vm) === 0);
	const {memory} = process;
	const own = isCopy ? {...memory, mapped: copyRanges(memory.mapped)} : memory;
	const thread = addThread(
		state,
		child,
		createProcess(state, child, parentOf(parent, made), own, new Map(process.files)),
	);
	if (!isCopy || memory.image === undefined) {
		return {row, rows: [row], thread};
	}

	pushStackTouch(state, parent.tid, forkTouch);
	const touch = pushStackTouch(state, child, forkTouch);
	return {row, rows: touch === undefined ? [row] : [row, touch], thread};
}

/** A pid that is used again was waited for, whether the recording shows it or not. */
export function reapReused(state: StraceState, pid: number): void {
	const before = state.processes.get(pid);
	const parent = state.processes.get(before?.parent ?? 0);
	if (before?.hasExited === true && !before.isReaped && parent?.hasExited === false) {
		push(state, {op: 'wait', pid: parent.pid, child: pid});
	}
}
