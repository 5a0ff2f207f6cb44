/** Tasks of a recording: who is made by whom, execs and their images, and how everybody ends. */
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping, OpRow} from '../../machine/program.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {
	createThread,
	type ExecDraft,
	type PerfState,
	processOf,
	push,
	type Thread,
	threadOf,
} from './state.ts';

const cloneBits = {vm: 0x100, vfork: 0x4000, thread: 0x10000} as const;

const commPattern = /^( exec)?: (.*):(-?\d+)\/(-?\d+)$/;

export function takeComm(state: PerfState, {payload, comm}: PerfLine): string | undefined {
	const match = commPattern.exec(payload);
	if (match === null) {
		return 'a COMM record without name and pid';
	}

	const [, isExec, name, pidText, tidText] = match;
	const thread = threadOf(state, Number(tidText), comm);
	if (isExec === undefined) {
		const latest = state.rows.at(-1);
		if (latest?.op === 'start' && latest.pid === thread.tid) {
			latest.text = name;
		} else {
			push(state, {op: 'comm', pid: thread.tid, text: name});
		}

		return undefined;
	}

	const process = threadOf(state, Number(pidText), comm);
	const image: ImageMapping[] = [];
	state.images.push(image);
	process.borrows = false;
	process.exec = push(state, {op: 'exec', pid: process.tid, text: name, image}) as ExecDraft;
	return undefined;
}

export function endExec(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const pid = numberAfter(payload, ' pid=') ?? tid;
	const process = threadOf(state, pid, comm);
	if (process.exec === undefined) {
		return 'an exec without its mappings';
	}

	const fileName = /filename=(.*) pid=\d+/.exec(payload)?.[1];
	process.exec.argv = fileName === undefined ? undefined : [fileName];
	process.image = process.exec.image;
	process.exec = undefined;
	process.faults = undefined;
	return undefined;
}

const forkPattern = /^\((-?\d+):(-?\d+)\):\((-?\d+):(-?\d+)\)/;

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
	const image = state.threads.get(parentPid)?.image;
	state.threads.set(childTid, createThread(childTid, childPid, parentTid, image));
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

	const isThread = tid !== pid;
	const thread = createThread(tid, pid, isThread ? pid : parent);
	state.threads.set(tid, thread);
	if (isThread) {
		threadOf(state, tid, comm);
	} else {
		thread.isBorn = true;
		push(state, {op: 'start', pid, text: comm, value: parent > 0 ? parent : undefined});
	}
}

/**
 * A pid that is used again belongs to somebody else now: who had it before is gone and was waited for, even if the
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
	}
}

export function takeNewTask(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const child = numberAfter(payload, 'pid=');
	const flags = Number.parseInt(/clone_flags=(?:0x)?([0-9a-f]+)/.exec(payload)?.[1] ?? '', 16);
	if (child === undefined || Number.isNaN(flags)) {
		return 'a new task without pid or flags';
	}

	const parent = threadOf(state, tid, comm);
	const isThread = (flags & cloneBits.thread) !== 0;
	let thread = state.threads.get(child);
	if (thread === undefined || thread.isBorn) {
		buryBefore(state, child);
		thread = createThread(child, isThread ? parent.pid : child, tid, parent.image);
		state.threads.set(child, thread);
	}

	thread.isBorn = true;
	const made = push(state, {...forkOp(flags), pid: tid, child});
	thread.borrows = made.op === 'vfork';
	const process = processOf(state, parent);
	process.faults = isThread ? (process.faults ?? new Map()) : process.faults;
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

export function takeExit(state: PerfState, {tid, payload, comm}: PerfLine): string | undefined {
	const thread = threadOf(state, tid, comm);
	const process = processOf(state, thread);
	if (thread.exit !== undefined || process.exit !== undefined) {
		return undefined;
	}

	const isLast = payload.includes('group_dead=true');
	const isKnown = payload.includes('group_dead=') && process.exitCode === undefined;
	if (isLast || (thread === process && !isKnown)) {
		endProcess(state, thread, process);
	} else if (thread !== process) {
		thread.exit = push(state, {op: 'exit', pid: tid});
	}

	return undefined;
}

/** The last thread of a process, or the first that leaves after exit_group, ends all of it. */
function endProcess(state: PerfState, thread: Thread, process: Thread): void {
	const exit = push(state, {op: 'exit', pid: process.tid, value: process.exitCode});
	process.exit = exit;
	process.borrows = false;
	if (process.exitCode === undefined) {
		state.deaths.push({exit, touch: thread.latest});
	}
}

/** Children whose exec and exit were both lost: their parents would sleep in vfork for ever. */
export function settleBorrowers(state: PerfState): void {
	for (const {tid, borrows} of state.threads.values()) {
		if (borrows) {
			push(state, {op: 'exit', pid: tid});
		}
	}
}

/** wait4 also returns for children that only stopped, and to tracers: only a dead child of one's own is reaped. */
export function isReaped(state: PerfState, child: number, waiter: Thread): boolean {
	const {exit, parent = 0} = state.threads.get(child) ?? {};
	return exit !== undefined && state.threads.get(parent)?.pid === waiter.pid;
}
