/**
 * Reads recordings of real programs: the text of `perf script` with task events, system calls and page faults.
 * Ranges and unmapping come from the system calls; names, and the images of execs, from the MMAP2 records.
 */
import type {Follower, LineReader, TextFormat} from '../format.ts';
import {readMachineLine} from '../machine-line.ts';
import {beginWith, isBeforeCommand, isToBeTaken} from './begin.ts';
import type {Beginning} from './beginning.ts';
import {besideCalls, type CallEvents} from './beside.ts';
import {timeAt} from './clock.ts';
import {createEventParser} from './event-line.ts';
import {endExec, takeComm} from './execs.ts';
import {takeExit, takeExitRecord} from './exits.ts';
import {createFault, parseFault} from './fault-line.ts';
import {finish} from './finish.ts';
import {followRows} from './follow.ts';
import {createHead, parseHeadBytes} from './head-bytes.ts';
import {createPerfLine, isFrame, type PerfLine, parsePerfLine} from './line.ts';
import {takeMapping} from './maps.ts';
import {forgetTimes} from './rows.ts';
import {isSoftFault, settleDoubt, takeSoftFault} from './soft-faults.ts';
import {createPerfState, type PerfState} from './state.ts';
import {enterCall, leaveCall} from './take-call.ts';
import {takeForkRecord, takeNewTask, takeProcessFork} from './tasks.ts';
import {takeFault, takeFaultOf} from './touch.ts';

/** How a tool prints events. */
export type LineForm = {
	readonly tool: string;
	/** Fills `parsed` from a line of text; false when the line is none of the tool's. */
	readonly parse: (text: string, parsed: PerfLine) => boolean;
	/** Whether its lines can be taken as bytes. */
	readonly hasBytes: boolean;
};

export const perfScript: LineForm = {
	tool: 'perf script',
	parse: parsePerfLine,
	hasBytes: true,
};

/** What is known beside the lines. */
export type EventReaderOptions = {
	readonly beginning?: Beginning;
	/** Calls that another tool has recorded. */
	readonly calls?: CallEvents;
	/** The pid that becomes the recorded command. */
	readonly command?: number;
};

/** A reader of lines that carry events of perf, in whichever form they are printed. */
export function createEventReader(
	name: string,
	form: LineForm,
	options: EventReaderOptions = {},
): LineReader {
	const state = createPerfState();
	const lines = takeLines(state, form, options);
	return {
		line: lines.line,
		bytes: byteTaker(state, form, options),
		finish() {
			lines.finish();
			return finish(state, name);
		},
	};
}

/** The same for a recording that goes on. */
export function createEventFollower(form: LineForm, options: EventReaderOptions = {}): Follower {
	const state = createPerfState();
	const lines = takeLines(state, form, options);
	const rows = followRows(state);
	return {
		...rows,
		line: lines.line,
		end() {
			lines.finish();
			rows.end();
		},
	};
}

/** Lets lines fill the state; `finish` is for when there are no more. */
function takeLines(
	state: PerfState,
	{parse, tool}: LineForm,
	{beginning, calls, command}: EventReaderOptions,
) {
	state.command = command;
	if (beginning !== undefined) {
		beginWith(state, beginning, calls !== undefined);
	}

	const beside = calls === undefined ? undefined : besideCalls(state, calls, (line) => takeLine(state, line));
	const parsed = createPerfLine();
	return {
		line(text: string, number: number) {
			if (text === '' || text.startsWith('#')) {
				state.machine ??= readMachineLine(text);
				return;
			}

			if (state.doubtful !== undefined) {
				settleDoubt(state, isFrame(text));
			}

			if (!parse(text, parsed)) {
				noteOther(state, text, number, tool);
				return;
			}

			state.line = number;
			beside?.before(parsed);
			takeEvent(state, parsed);
			beside?.after(parsed);
		},
		finish: () => beside?.finish(),
	};
}

/** Takes lines as bytes; absent where every one has to be looked at. */
function byteTaker(
	state: PerfState,
	{hasBytes}: LineForm,
	{beginning, calls, command}: EventReaderOptions,
): LineReader['bytes'] {
	if (!hasBytes || beginning !== undefined || calls !== undefined || command !== undefined) {
		return undefined;
	}

	const head = createHead();
	const fault = createFault();
	const parsed = createPerfLine();
	const parseEvent = createEventParser();
	return (bytes, from, number) => {
		const at = state.doubtful === undefined ? parseHeadBytes(bytes, from, head) : 0;
		const behindFault = at === 0 ? 0 : parseFault(bytes, at, fault);
		const thread = behindFault === 0 ? undefined : state.threads.get(head.tid);
		state.line = number;
		if (thread?.isBorn === true) {
			noteTime(state, head.time);
			takeFaultOf(state, thread, fault);
			return behindFault;
		}

		const next = at === 0 ? 0 : parseEvent(bytes, from, at, head, parsed);
		if (next > 0) {
			takeEvent(state, parsed);
		}

		return next;
	};
}

function takeEvent(state: PerfState, line: PerfLine): void {
	const problem = takeLine(state, line);
	if (problem !== undefined) {
		state.problems.note(state.line, problem);
	}
}

/** Time 0 is for what was there when the recording began, and less where a line has none. */
function noteTime(state: PerfState, stamp: number): void {
	if (stamp > 0) {
		state.time = timeAt(state.clock, stamp, () => forgetTimes(state.rows));
	}
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
	if (isBeforeCommand(state, line) || !isToBeTaken(state, line)) {
		return undefined;
	}

	noteTime(state, line.time);
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
	createReader: (name) => createEventReader(name, perfScript),
	createFollower: () => createEventFollower(perfScript),
};
