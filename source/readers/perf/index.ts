/**
 * Reads recordings of real programs: the text of `perf script` with task events, system calls and page faults.
 * Ranges and unmapping come from the system calls; names, and the images of execs, from the MMAP2 records.
 */
import {createProgramBuilder, type OpRow} from '../../machine/program-builder.ts';
import type {LineReader, Recording, TextFormat} from '../format.ts';
import {geometryOf} from '../geometry.ts';
import {cutOut, layOver} from './areas.ts';
import {settleBareExecs} from './bare.ts';
import {tellCached} from './cache.ts';
import {applyCall, beginCall, isRefusal, unsimulated} from './calls.ts';
import {timeAt} from './clock.ts';
import {createPerfLine, isFrame, numberAfter, type PerfLine, parsePerfLine} from './line.ts';
import {takeMapping} from './maps.ts';
import {noteReaped, reapedChild} from './namespaces.ts';
import {isSoftFault, settleDoubt, takeSoftFault} from './soft-faults.ts';
import {settleStacks} from './stack.ts';
import {
	bear,
	createPerfState,
	type Draft,
	noteDeed,
	type PerfState,
	processOf,
	pushFor,
	type Thread,
	threadOf,
} from './state.ts';
import {
	endExec,
	settleBorrowers,
	takeComm,
	takeExit,
	takeExitRecord,
	takeForkRecord,
	takeNewTask,
	takeProcessFork,
} from './tasks.ts';
import {settleDeaths, takeFault} from './touch.ts';

/** Fills `parsed` from a line of text; false when the line is none of the tool's. */
export type ParseLine = (text: string, parsed: PerfLine) => boolean;

/** A reader of lines that carry events of perf, in whichever form they are printed. */
export function createEventReader(name: string, parse: ParseLine, tool: string): LineReader {
	const state = createPerfState();
	const parsed = createPerfLine();
	return {
		line(text, number) {
			if (text === '' || text.startsWith('#')) {
				return;
			}

			if (state.doubtful !== undefined) {
				settleDoubt(state, isFrame(text));
			}

			if (!parse(text, parsed)) {
				noteOther(state, text, number, tool);
				return;
			}

			const problem = takeLine(state, parsed);
			if (problem !== undefined) {
				state.problems.note(number, problem);
			}
		},
		finish: () => finish(state, name),
	};
}

/** What trace-cmd prints before its events. */
const headings = /^(?:cpus=\d+|version = \d+|CPU \d+ is empty)$/;

/** Lines without an event: frames of call chains, what tools say of lost events, other text. */
function noteOther({problems, limits}: PerfState, text: string, number: number, tool: string): void {
	const lost = lostEvents(text);
	if (lost > 0) {
		limits.note('lost-events', lost);
	} else if (!isFrame(text) && text.trim() !== '' && !headings.test(text)) {
		problems.noteText(number, `not a line of ${tool}`);
	}
}

/** `CPU:1 [LOST 300 EVENTS]` of ftrace, `[12 lost]` and `LOST 9 events!` of perf. */
function lostEvents(text: string): number {
	return Number(
		/\[?LOST (\d+) EVENTS|\[(\d+) lost\]/i
			.exec(text)
			?.slice(1)
			.find((word) => word !== undefined) ?? 0,
	);
}

/** Handles one line; returns what is wrong with it, if anything. */
function takeLine(state: PerfState, line: PerfLine): string | undefined {
	if (line.time > 0) {
		state.time = timeAt(state.clock, line.time, state.rows);
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

	if (isSoftFault(line.event)) {
		return takeSoftFault(state, line);
	}

	const isOther = line.event.startsWith('PERF_RECORD_') || line.event.startsWith('sched:');
	return isOther ? undefined : `unknown event ${line.event}`;
}

const handlers: Readonly<Record<string, (state: PerfState, line: PerfLine) => string | undefined>> = {
	'exceptions:page_fault_user': takeFault,
	'exceptions:page_fault_kernel': takeFault,
	PERF_RECORD_COMM: takeComm,
	PERF_RECORD_MMAP2: takeMapping,
	PERF_RECORD_FORK: takeForkRecord,
	PERF_RECORD_EXIT: takeExitRecord,
	PERF_RECORD_LOST: tellLost,
	PERF_RECORD_LOST_SAMPLES: tellLost,
	'task:task_newtask': takeNewTask,
	'sched:sched_process_fork': takeProcessFork,
	'sched:sched_process_exec': endExec,
	'sched:sched_process_exit': takeExit,
};

function tellLost({limits}: PerfState, {payload}: PerfLine): undefined {
	limits.note('lost-events', Number(/\d+/.exec(payload)?.[0] ?? 1));
}

function enterCall(state: PerfState, line: PerfLine): string | undefined {
	const name = line.event.slice('syscalls:sys_enter_'.length);
	const thread = threadOf(state, line.tid, line.comm, line.pid);
	const process = processOf(state, thread);
	state.hasCalls = true;
	noteDeed(state, process);
	thread.latest = undefined;
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

function leaveCall(state: PerfState, line: PerfLine): string | undefined {
	const thread = threadOf(state, line.tid, line.comm, line.pid);
	const name = line.event.slice('syscalls:sys_exit_'.length);
	const {call} = thread;
	thread.latest = undefined;
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
	} else if (name === 'mmap') {
		noteUnsimulated(state, name, call.payload);
	}

	const process = processOf(state, thread);
	for (const row of applyCall(call, result)) {
		if (row.op === 'wait') {
			takeWait(state, thread, row.child ?? 0, call.payload);
		} else {
			pushFor(state, thread, row);
			followCall(process, row);
		}
	}

	return undefined;
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

/** Keeps what is mapped, where no record says it. */
function followCall(
	{bare, areas}: Thread,
	{op, address = 0, length = 0, value = 0, target = 0, flags = 0}: OpRow,
): void {
	if (bare === undefined) {
		return;
	}

	if (op === 'mmap') {
		layOver(areas, {address, length, flags, offset: 0});
	} else if (op === 'munmap') {
		cutOut(areas, address, address + length);
	} else if (op === 'mremap') {
		cutOut(areas, address, address + length);
		layOver(areas, {address: target, length: value, flags, offset: 0});
	}
}

function finish(state: PerfState, file: string): Recording {
	if (state.doubtful !== undefined) {
		settleDoubt(state, false);
	}

	settleStacks(state.stacks, state.images);
	settleDeaths(state);
	settleBorrowers(state);
	settleTentative(state);
	settleBareExecs(state);
	const rows = settledRows(state);
	tellCached(rows, state.homes);
	if (!state.hasFaults) {
		state.limits.note('no-page-faults');
	}

	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	const limits = state.limits.list();
	return {
		program: builder.finish({
			name: nameOf(file),
			cpus: 1,
			swapBytes: 0,
			geometry: geometryOf(rows),
			...(limits.length === 0 ? {} : {limits}),
		}),
		problems: state.problems.list(),
	};
}

function nameOf(file: string): string {
	return file
		.replace(/^.*\//, '')
		.replace(/\.(?:gz|zst)$/, '')
		.replace(/(?:\.perf)?\.(?:txt|data)$/, '');
}

/** Who has done nothing after a FORK record was made all the same. */
function settleTentative(state: PerfState): void {
	for (const thread of state.threads.values()) {
		if (!thread.isBorn) {
			bear(state, thread);
		}
	}
}

/** The rows in the order they happened, without the calls that failed. */
function settledRows({rows, lastDeeds, undone}: PerfState): readonly Draft[] {
	if (lastDeeds.size === 0 && undone.size === 0) {
		return rows;
	}

	return rows.flatMap((row) => [...(lastDeeds.get(row) ?? []), ...(undone.has(row) ? [] : [row])]);
}

function isPerfLine(line: string): boolean {
	const parsed = createPerfLine();
	return (
		parsePerfLine(line, parsed) &&
		/^(?:PERF_RECORD_|(?:sched:sched_process_|task|exceptions|syscalls:sys_)|(?:page-|minor-|major-)?faults(?::\w+)?$)/.test(
			parsed.event,
		)
	);
}

export const perfFormat: TextFormat = {
	takes: 'lines',
	id: 'perf',
	title: 'text of perf script with task events and page faults',
	sniff: (lines) => lines.some(isPerfLine),
	createReader: (name) => createEventReader(name, parsePerfLine, 'perf script'),
};
