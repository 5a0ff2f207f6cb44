/** Tasks of a recording: which task makes which, execs and their images, and how each ends. */

import {opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {noteReaped} from './namespaces.ts';
import {sharePages} from './pages.ts';
import {
	bear,
	createThread,
	noteDeed,
	type PerfState,
	processOf,
	push,
	startThread,
	type Thread,
	threadOf,
} from './state.ts';

const cloneBits = {vm: 0x100, vfork: 0x4000, parent: 0x8000, thread: 0x10000} as const;

export const forkPattern = /^\((-?\d+):(-?\d+)\):\((-?\d+):(-?\d+)\)/;

/** Only tells which process a new thread belongs to; the op is made where the flags are known. */
export function takeForkRecord(state: PerfState, {payload, time, comm}: PerfLine): string | undefined {
	const match = forkPattern.exec(payload);
	if (match === null) {
		return 'a FORK record that cannot be read';
	}

	const [, childPid, childTid, parentPid, parentTid] = match.map(Number);
	if (childTid <= 0 || childTid === parentTid) {
		return undefined;
	}

	if (time === 0) {
		return takeOld(state, {pid: childPid, tid: childTid, parent: parentPid}, comm);
	}

	buryBefore(state, childTid);
	const isThread = childTid !== childPid;
	const parent = threadOf(state, parentTid, comm, parentPid);
	const child = makeThread(state, parent, childTid, childPid);
	child.tentative = push(state, {
		op: isThread ? 'clone' : 'fork',
		pid: parentTid,
		child: childTid,
		...(isThread ? {flags: opFlags.thread | opFlags.vm} : {}),
	});
	return undefined;
}

/** A new task, with what it inherits. */
function makeThread(state: PerfState, maker: Thread, tid: number, pid: number, parent = maker.tid): Thread {
	const from = processOf(state, maker);
	noteDeed(state, from);
	const thread = createThread(tid, pid, parent, from.image);
	thread.bare = from.bare;
	if (tid === pid) {
		thread.areas = [...from.areas];
		thread.heapEnd = from.heapEnd;
		sharePages(from, thread);
	} else {
		from.faults ??= new Map();
	}

	state.threads.set(tid, thread);
	state.made.push(thread);
	return thread;
}

/**
 * Where neither task_newtask nor FORK records are there, this is all that tells of a new task. It does not say whether
 * that is a thread.
 */
export function takeProcessFork(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const child = /child_pid=(\d+)/.exec(payload)?.[1];
	if (child === undefined) {
		return 'a new process without its pid';
	}

	const pid = Number(child);
	const known = state.threads.get(pid);
	if (known !== undefined && known.exit === undefined) {
		return undefined;
	}

	buryBefore(state, pid);
	const parent = threadOf(state, tid, comm);
	bear(state, makeThread(state, parent, pid, pid));
	push(state, {op: 'fork', pid: tid, child: pid});
	return undefined;
}

/** perf begins a recording of a whole machine with who is there already, at time 0. */
function takeOld(
	state: PerfState,
	{pid, tid, parent}: {pid: number; tid: number; parent: number},
	comm: string,
): undefined {
	if (state.threads.has(tid)) {
		return;
	}

	if (tid !== pid) {
		startThread(state, tid, pid, comm);
		return;
	}

	const process = createThread(pid, pid, parent);
	process.isOld = true;
	process.isBorn = true;
	state.threads.set(pid, process);
	push(state, {op: 'start', pid, comm, parent: parent > 0 ? parent : undefined});
}

/**
 * A pid that is used again belongs to another process now: the one that had it before is gone and was waited for, even if the
 * recording does not show it.
 */
function buryBefore(state: PerfState, pid: number): void {
	const before = state.threads.get(pid);
	if (before === undefined) {
		return;
	}

	if (before.exit === undefined && before.isBorn) {
		before.exit = push(state, {op: 'exit', pid});
	}

	const parent = state.threads.get(before.parent);
	if (before.tid === before.pid && parent !== undefined && parent.exit === undefined) {
		push(state, {op: 'wait', pid: parent.pid, child: pid});
		noteReaped(processOf(state, parent), pid);
	}
}

export function takeNewTask(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const child = numberAfter(payload, 'pid=');
	const flags = Number.parseInt(/clone_flags=(?:0x)?([0-9a-f]+)/.exec(payload)?.[1] ?? '', 16);
	if (child === undefined || Number.isNaN(flags)) {
		return 'a new task without pid or flags';
	}

	const maker = threadOf(state, tid, comm);
	const isThread = (flags & cloneBits.thread) !== 0;
	const isSibling = !isThread && (flags & cloneBits.parent) !== 0;
	let thread = state.threads.get(child);
	if (thread === undefined || thread.isBorn) {
		buryBefore(state, child);
		const parent = isSibling ? processOf(state, maker).parent : tid;
		thread = makeThread(state, maker, child, isThread ? maker.pid : child, parent);
	}

	if (thread.tentative !== undefined) {
		state.undone.add(thread.tentative);
		thread.tentative = undefined;
	}

	thread.isBorn = true;
	const made = push(state, {...forkOp(flags), pid: tid, child});
	thread.borrows = made.op === 'vfork';
	const process = processOf(state, maker);
	process.faults = isThread ? (process.faults ?? new Map()) : process.faults;
	return undefined;
}

function forkOp(flags: number): Pick<OpRow, 'op' | 'flags'> {
	if ((flags & cloneBits.thread) !== 0) {
		return {op: 'clone', flags: opFlags.thread | opFlags.vm};
	}

	if ((flags & cloneBits.parent) !== 0) {
		const vm = (flags & cloneBits.vm) === 0 ? 0 : opFlags.vm;
		const waits = vm === 0 || (flags & cloneBits.vfork) === 0 ? 0 : opFlags.vfork;
		return {op: 'clone', flags: opFlags.parent | vm | waits};
	}

	if ((flags & cloneBits.vm) === 0) {
		return {op: 'fork'};
	}

	return (flags & cloneBits.vfork) === 0 ? {op: 'clone', flags: opFlags.vm} : {op: 'vfork'};
}
