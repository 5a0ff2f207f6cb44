/**
 * A recording as it would have been made without root, from one that was made with tracepoints: the page faults of programs
 * without error codes, and the calls as strace tells them. Events are ten microseconds apart, as with strace nothing is at once.
 */
import {createPerfLine, type PerfLine, parsePerfLine} from '../../source/readers/perf/line.ts';

const clockStart = 1_700_000_000;
const gap = 10;

type Maker = {
	readonly strace: string[];
	readonly perf: string[];
	readonly begun: Map<number, PerfLine>;
};

/** The text of a recording of two parts. */
export function withoutRoot(text: string): string {
	const maker: Maker = {strace: [], perf: [], begun: new Map()};
	const lines = text.split('\n').flatMap((line, number): readonly PerfLine[] => {
		const parsed = createPerfLine();
		const isEvent = parsePerfLine(line, parsed);
		return isEvent ? [{...parsed, time: parsed.time === 0 ? 0 : number * gap}] : [];
	});
	const next = new Map<number, PerfLine>();
	const returns = lines.map(() => 0);
	for (let i = lines.length - 1; i >= 0; i -= 1) {
		returns[i] = returnOf(lines[i], next.get(lines[i].tid));
		next.set(lines[i].tid, lines[i]);
	}

	for (const [i, line] of lines.entries()) {
		take(maker, line, returns[i]);
	}

	return ['{"forkscope-recording":1}', '--- strace', ...maker.strace, '--- perf', ...maker.perf].join('\n');
}

/** When a call returns of which only the beginning was recorded: after the mapping that the kernel records in it. */
function returnOf({time}: PerfLine, next: PerfLine | undefined): number {
	return gap / 2 + (next?.event === 'PERF_RECORD_MMAP2' ? next.time : time);
}

function take({strace, perf, begun}: Maker, line: PerfLine, returns: number): void {
	const {event, tid, payload, time, comm} = line;
	const call = (text: string, result: string, begin = time, took = returns - time) =>
		strace.push(`${tid} ${stamp(begin)} ${text} = ${result} <${(took / 1e6).toFixed(6)}>`);
	if (event === 'exceptions:page_fault_user') {
		const address = /address=0x([\da-f]+)/.exec(payload)?.[1];
		const place = '[unknown] (/bin/x)';
		perf.push(
			`${comm} ${tid} ${stamp(time)}:          1 page-faults:u:     ${address} ${place}     401000 ${place}`,
		);
	} else if (event.startsWith('PERF_RECORD_')) {
		perf.push(`${comm} ${tid} ${stamp(time)}: ${event}${payload}`);
	} else if (event === 'task:task_newtask') {
		const [, child, flags] = /pid=(\d+) .*clone_flags=([\da-f]+)/.exec(payload) ?? [];
		call(`clone(child_stack=NULL, flags=0x${flags})`, String(child));
	} else if (event === 'sched:sched_process_exec') {
		call(`execve("${/filename=(.*) pid=/.exec(payload)?.[1]}", ["x"], 0x7ffe /* 1 var */)`, '0', time, 0);
	} else if (event.startsWith('syscalls:sys_enter_')) {
		begun.set(tid, line);
		const name = event.slice('syscalls:sys_enter_'.length);
		if (/^(?:munmap|mprotect|madvise|exit_group)$/.test(name)) {
			call(`${name}(${argumentsOf(payload)})`, name === 'exit_group' ? '?' : '0');
		}
	} else if (event.startsWith('syscalls:sys_exit_')) {
		const before = begun.get(tid);
		const name = event.slice('syscalls:sys_exit_'.length);
		if (before?.event.endsWith(`_${name}`) === true) {
			call(`${name}(${argumentsOf(before.payload)})`, resultOf(payload), before.time, time - before.time);
		}
	}
}

function stamp(time: number): string {
	return time === 0 ? '0.000000' : (clockStart + time / 1e6).toFixed(6);
}

function argumentsOf(payload: string): string {
	return payload
		.split(', ')
		.map((word) => word.replace(/^\w+: /, ''))
		.join(', ');
}

function resultOf(payload: string): string {
	return payload.startsWith('0xfffffffffffff') ? '-1 EINVAL (Invalid argument)' : payload;
}
