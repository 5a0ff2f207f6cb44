/**
 * Reads the text of ftrace: `trace`, `trace_pipe`, and what trace-cmd report prints. The events are those of perf, printed in
 * other words; there are no records of mappings, so images of execs are inferred.
 */
import type {TextFormat} from '../format.ts';
import {createEventReader} from '../perf/index.ts';
import {createPerfLine, type PerfLine} from '../perf/line.ts';

/**
 * `COMM-TID (TGID) [CPU] FLAGS SECONDS: EVENT`, of which the group of threads and the flags may be missing. The event is
 * `NAME: PAYLOAD`, `sys_NAME(ARGUMENTS)` or `sys_NAME -> RESULT`.
 */
const head = /^\s*(\S.*)-(\d+)\s+(?:\(\s*(\d+|-+)\)\s+)?\[\d+\]\s+(?:[.\w#]{4,8}\s+)?(\d+\.\d+):\s+/s;
const call = /^sys_(\w+)\((.*)\)$/s;
const result = /^sys_(\w+) -> (\S+)/;
const named = /^([\w:]+):\s*(.*)$/s;

/** Fills `parsed` from a line, in the words of perf; false when it is none of ftrace. */
export function parseFtraceLine(text: string, parsed: PerfLine): boolean {
	const match = head.exec(text);
	if (match === null) {
		return false;
	}

	const [all, comm, tid, group, seconds] = match;
	parsed.comm = comm;
	parsed.tid = Number(tid);
	parsed.pid = Number(group) || 0;
	parsed.time = Number(seconds) * 1e6;
	return parseEvent(text.slice(all.length), parsed);
}

function parseEvent(body: string, parsed: PerfLine): boolean {
	const begun = call.exec(body);
	if (begun !== null) {
		parsed.event = `syscalls:sys_enter_${begun[1]}`;
		parsed.payload = hexadecimal(begun[2]);
		return true;
	}

	const ended = result.exec(body);
	if (ended !== null) {
		parsed.event = `syscalls:sys_exit_${ended[1]}`;
		parsed.payload = ended[2];
		return true;
	}

	const event = named.exec(body);
	if (event === null) {
		return false;
	}

	parsed.event = fullName(event[1]);
	parsed.payload = event[2];
	return true;
}

/** Arguments are hexadecimal; older kernels do not write 0x before them, newer ones leave it out below ten. */
function hexadecimal(words: string): string {
	return words.replace(/: ([\da-f]+)(?=,|$)/g, ': 0x$1');
}

const systems: readonly (readonly [pattern: RegExp, system: string])[] = [
	[/^page_fault_/, 'exceptions'],
	[/^sched_/, 'sched'],
	[/^task_/, 'task'],
	[/^sys_(?:enter|exit)_/, 'syscalls'],
];

/** The event with its system, as perf names it. */
function fullName(name: string): string {
	const system = systems.find(([pattern]) => pattern.test(name))?.[1];
	return system === undefined ? name : `${system}:${name}`;
}

function isFtrace(text: string): boolean {
	const parsed = createPerfLine();
	return (
		text.startsWith('# tracer: ') ||
		(parseFtraceLine(text, parsed) && /^(?:exceptions|sched|task|syscalls):/.test(parsed.event))
	);
}

export const ftraceFormat: TextFormat = {
	takes: 'lines',
	id: 'ftrace',
	title: 'text of ftrace or trace-cmd',
	sniff: (lines) => lines.some(isFtrace),
	createReader: (name) => createEventReader(name, {tool: 'ftrace', parse: parseFtraceLine, hasBytes: false}),
};
