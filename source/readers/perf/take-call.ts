/** System calls of a recording, from where they begin to where they return. */
import {adviceKinds, opFlags} from '../../machine/op.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {cutOut, layOver} from './areas.ts';
import {wasMoved} from './begin.ts';
import {applyCall, beginCall, isMappedFromPool, isRefusal} from './calls.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {noteReaped, reapedChild} from './namespaces.ts';
import {forgetPages} from './pages.ts';
import {type Draft, noFault} from './rows.ts';
import {noteDeed, type PerfState, processOf, pushFor, type Thread, threadOf} from './state.ts';
import {unsimulated} from './unsimulated.ts';

export function enterCall(state: PerfState, line: PerfLine): string | undefined {
	const name = line.event.slice('syscalls:sys_enter_'.length);
	const thread = threadOf(state, line.tid, line.comm, line.pid);
	const process = processOf(state, thread);
	noteCalls(state);
	noteDeed(state, process);
	thread.latest = noFault;
	if (name !== 'mmap') {
		noteUnsimulated(state, name, line.payload);
	}

	if (name === 'exit_group') {
		process.exitCode = (numberAfter(line.payload, 'error_code:') ?? 0) & 0xff;
		state.hasExitCalls = true;
		return undefined;
	}

	thread.call = beginCall(name, line.payload);
	for (const row of applyCall(thread.call, undefined)) {
		thread.call.begun.push(pushFor(state, thread, row));
		followCall(process, row);
	}

	return undefined;
}

function noteUnsimulated({limits}: PerfState, name: string, payload: string): void {
	const title = unsimulated(name, payload);
	if (title !== undefined) {
		limits.note('not-simulated', 1, title);
	}
}

export function leaveCall(state: PerfState, line: PerfLine): string | undefined {
	const thread = threadOf(state, line.tid, line.comm, line.pid);
	const name = line.event.slice('syscalls:sys_exit_'.length);
	const {call} = thread;
	thread.latest = noFault;
	thread.call = undefined;
	if (call === undefined || call.name !== name) {
		return `the end of a ${name} that never began`;
	}

	const result = Number(line.payload);
	if (line.payload === '' || Number.isNaN(result)) {
		return `a ${name} without its result`;
	}

	if (isRefusal(line.payload)) {
		call.begun.forEach((row) => {
			state.undone.add(row);
		});
	} else if (name === 'mmap' && !isOfPool(state, call.payload)) {
		noteUnsimulated(state, name, call.payload);
	}

	const process = processOf(state, thread);
	for (const row of applyCall(call, result)) {
		if (row.op === 'wait') {
			takeWait(state, thread, row.child ?? 0, call.payload);
		} else if (!wasMoved(state, process, row)) {
			pushFor(state, thread, isOfPool(state, call.payload) ? inPool(row) : row);
			askForHugePages(state, thread, row);
			followCall(process, row);
		}
	}

	return undefined;
}

/** Mappings whose records came before the first call are those of a recording that begins with them, and no inference. */
function noteCalls(state: PerfState): void {
	if (!state.hasCalls) {
		state.hasCalls = true;
		state.limits.forget('inferred-mappings');
	}
}

const poolPageBytes = 2 ** 21;

/** Whether a call maps pages of a pool that is known: anonymous ones, of the size that the pool has. */
function isOfPool({machine}: PerfState, payload: string): boolean {
	const flags = numberAfter(payload, 'flags:') ?? 0;
	return machine?.hugetlbPages !== undefined && isMappedFromPool(flags);
}

function inPool(row: Draft): Draft {
	const {op, length = 0, flags = 0} = row;
	return op === 'mmap'
		? {...row, length: Math.ceil(length / poolPageBytes) * poolPageBytes, flags: flags | opFlags.hugetlb}
		: row;
}

/** What runs already asks for huge pages where its machine has them always; so does new memory of it. */
function askForHugePages(
	state: PerfState,
	thread: Thread,
	{op, address, length, flags = 0, file}: OpRow,
): void {
	const {beginning, machine} = state;
	const isEverywhere = machine?.thp === 'always' && beginning?.asksHugePages === true;
	const isMemory = op === 'mmap' && file === undefined && (flags & (opFlags.shared | opFlags.stack)) === 0;
	if (isEverywhere && isMemory) {
		pushFor(state, thread, {op: 'madvise', address, length, advice: adviceKinds.hugepage});
	}
}

const untraced = 2;

function takeWait(state: PerfState, thread: Thread, pid: number, payload: string): void {
	const process = processOf(state, thread);
	const tellsStops = ((numberAfter(payload, 'options:') ?? 0) & untraced) !== 0;
	const child = reapedChild(state, process, pid, tellsStops);
	if (child !== undefined) {
		noteReaped(process, child);
		pushFor(state, thread, {op: 'wait', child});
	}
}

/** Keeps what is mapped: records tell of new memory and not of what goes, and where there are none calls tell all. */
function followCall(process: Thread, row: OpRow): void {
	const {op, address = 0, length = 0, newLength = 0, to = 0, flags = 0, advice} = row;
	const {areas, bare} = process;
	const isGone = op === 'munmap' || op === 'mremap';
	if (isGone || op === 'mmap' || (op === 'madvise' && advice === adviceKinds.dontneed)) {
		forgetPages(process, address, address + length);
	}

	if (isGone) {
		cutOut(areas, address, address + length);
	}

	if (op === 'brk') {
		forgetPages(process, address, process.heapEnd);
		process.heapEnd = address;
	}

	if (op === 'mremap') {
		forgetPages(process, to, to + newLength);
	}

	if (bare !== undefined && op === 'mmap') {
		layOver(areas, {address, length, flags, offset: 0});
	} else if (bare !== undefined && op === 'mremap') {
		layOver(areas, {address: to, length: newLength, flags, offset: 0});
	}
}
