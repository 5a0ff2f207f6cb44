/**
 * Reads recordings of real programs: the text of `perf script` with task events, system calls and page faults.
 * Ranges and unmapping come from the system calls; names, and the images of execs, from the MMAP2 records.
 */
import {createProgramBuilder} from '../../machine/program.ts';
import type {LineReader, Recording, TextFormat} from '../format.ts';
import {tellCached} from './cache.ts';
import {applyCall, beginCall, isRefusal} from './calls.ts';
import {createPerfLine, numberAfter, type PerfLine, parsePerfLine} from './line.ts';
import {takeMapping} from './maps.ts';
import {settleStacks} from './stack.ts';
import {createPerfState, type Draft, type PerfState, processOf, pushFor, threadOf} from './state.ts';
import {
	endExec,
	isReaped,
	settleBorrowers,
	takeComm,
	takeExit,
	takeForkRecord,
	takeNewTask,
} from './tasks.ts';
import {settleDeaths, takeFault} from './touch.ts';

function createReader(name: string): LineReader {
	const state = createPerfState();
	const parsed = createPerfLine();
	return {
		line(text, number) {
			if (text === '' || text.startsWith('#')) {
				return;
			}

			const problem = parsePerfLine(text, parsed) ? takeLine(state, parsed) : 'not a line of perf script';
			if (problem !== undefined) {
				state.problems.note(number, problem);
			}
		},
		finish: () => finish(state, name),
	};
}

/** Handles one line; returns what is wrong with it, if anything. */
function takeLine(state: PerfState, line: PerfLine): string | undefined {
	if (line.time > 0) {
		state.startTime ??= line.time;
		state.time = Math.max(0, line.time - state.startTime);
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

	const isOther = line.event.startsWith('PERF_RECORD_') || line.event.startsWith('sched:');
	return isOther ? undefined : `unknown event ${line.event}`;
}

const handlers: Readonly<Record<string, (state: PerfState, line: PerfLine) => string | undefined>> = {
	'exceptions:page_fault_user': takeFault,
	'exceptions:page_fault_kernel': takeFault,
	PERF_RECORD_COMM: takeComm,
	PERF_RECORD_MMAP2: takeMapping,
	PERF_RECORD_FORK: takeForkRecord,
	PERF_RECORD_LOST: tellLost,
	PERF_RECORD_LOST_SAMPLES: tellLost,
	'task:task_newtask': takeNewTask,
	'sched:sched_process_exec': endExec,
	'sched:sched_process_exit': takeExit,
};

function tellLost(_: PerfState, {payload}: PerfLine): string {
	return `events were lost here: ${payload.replace(/^:?\s*/, '')}`;
}

function enterCall(state: PerfState, line: PerfLine): string | undefined {
	const name = line.event.slice('syscalls:sys_enter_'.length);
	const thread = threadOf(state, line.tid, line.comm);
	thread.latest = undefined;
	if (name === 'exit_group') {
		processOf(state, thread).exitCode = (numberAfter(line.payload, 'error_code:') ?? 0) & 0xff;
		state.hasExitCalls = true;
		return undefined;
	}

	thread.call = beginCall(name, line.payload);
	for (const row of applyCall(thread.call, undefined)) {
		thread.call.begun.push(pushFor(state, thread, row));
	}

	return undefined;
}

function leaveCall(state: PerfState, line: PerfLine): string | undefined {
	const thread = threadOf(state, line.tid, line.comm);
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
	}

	for (const row of applyCall(call, result)) {
		if (row.op !== 'wait' || isReaped(state, row.child ?? 0, thread)) {
			pushFor(state, thread, row);
		}
	}

	return undefined;
}

function finish(state: PerfState, file: string): Recording {
	settleStacks(state.stacks, state.images);
	settleDeaths(state);
	settleBorrowers(state);
	const rows = settledRows(state);
	tellCached(rows, state.homes);
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	const name = file.replace(/^.*\//, '').replace(/\.perf\.txt(\.gz)?$/, '');
	return {
		program: builder.finish({name, cpus: 1, swapBytes: 0, geometry: 'x86-64'}),
		problems: state.problems.list(),
	};
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
		parsePerfLine(line, parsed) && /^(PERF_RECORD_|(sched|task|exceptions|syscalls):)/.test(parsed.event)
	);
}

export const perfFormat: TextFormat = {
	takes: 'lines',
	id: 'perf',
	title: 'text of perf script with task events and page faults',
	sniff: (lines) => lines.some(isPerfLine),
	createReader,
};
