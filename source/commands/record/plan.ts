/** How a recording is made: the command lines of the tools, and the files that they write. */
import {existsSync} from 'node:fs';
import process from 'node:process';
import {scriptFlags} from '../../readers/perf/data.ts';
import {countedCalls} from '../../readers/perf/unsimulated.ts';

export type Words = readonly string[];
export type Tool = 'perf' | 'strace';
/**
 * perf: the kernel's tracepoints, which tell all · both: page faults of programs by perf and their calls by strace, on one
 * clock · strace: calls only.
 */
export const ways = ['perf', 'both', 'strace'] as const;
export type Way = (typeof ways)[number];

/** What is recorded: a command that is started, processes that run with all below them, or the whole machine. */
export type Target =
	| {readonly kind: 'command'; readonly command: Words}
	| {readonly kind: 'processes'; readonly pids: readonly number[]}
	| {readonly kind: 'machine'};

/** A recording that is to be made: each tool writes its `data`, of which text is made in `part`, which becomes `output`. */
export type Plan = {
	readonly way: Way;
	readonly target: Target;
	readonly output: string;
	readonly part: string;
	readonly data: Readonly<Record<Tool, string>>;
	/** Tracepoints beyond those that must be there. */
	readonly more: Words;
};

const names = (kind: 'enter' | 'exit', calls: Words): Words =>
	calls.map((name) => `syscalls:sys_${kind}_${name}`);
const ended = ['mmap', 'brk', 'mremap', 'wait4', 'waitid'];

/** What must be there for a recording to be of use. */
export const tracepoints: Words = [
	'exceptions:page_fault_user',
	'exceptions:page_fault_kernel',
	'sched:sched_process_fork',
	'sched:sched_process_exec',
	'sched:sched_process_exit',
	'task:task_newtask',
	...names('enter', ended),
	...names('exit', ended),
	...names('enter', ['munmap', 'mprotect', 'madvise', 'exit_group']),
];

/** Calls that are not simulated, so that it is known that they were there. */
export const wantedTracepoints: Words = names('enter', countedCalls);

/** All that the kernel tells of page faults without rights to its tracepoints. */
export const softFaults: Words = ['-e', 'page-faults:u'];

/** Calls of strace beyond its classes of processes and memory. */
const moreCalls = ['?shmget', '?shmat', '?shmdt', '?memfd_create', '?userfaultfd'];

/** Pages of a buffer for each CPU: with the default events are lost when a program faults fast. */
const bufferSize = '8M';

export function createPlan(way: Way, target: Target, output: string, more: Words): Plan {
	const isPlain = way !== 'both' && target.kind !== 'processes';
	const data = (tool: Tool) => freeName(isPlain ? `${output}.data` : `${output}.${tool}.data`);
	return {
		...{way, target, output, more},
		part: freeName(`${output}.part`),
		data: {perf: data('perf'), strace: data('strace')},
	};
}

/** The name, or the same with a number where there is a file already. */
export function freeName(name: string): string {
	let free = name;
	for (let number = 2; existsSync(free); number += 1) {
		free = `${name}-${number}`;
	}

	return free;
}

export function toolsOf(way: Way): readonly Tool[] {
	return way === 'both' ? ['strace', 'perf'] : [way];
}

/** Whether the recording has parts (`readers/combined`), and not one tool's text alone. */
export function isCombined({way, target}: Plan): boolean {
	return way === 'both' || target.kind === 'processes';
}

/** The command line of a tool; `pids` are the processes that it attaches to, none where it starts the command itself. */
export function recordWords(plan: Plan, tool: Tool, pids: readonly number[] | 'PID'): Words {
	return tool === 'perf' ? perfWords(plan, pids) : straceWords(plan, pids);
}

/** strace tells the time of day. Of tracepoints the kernel tells that of clocks only that it can read at any moment. */
export function clockOf(way: Way): 'CLOCK_MONOTONIC' | 'CLOCK_REALTIME' {
	return way === 'perf' ? 'CLOCK_MONOTONIC' : 'CLOCK_REALTIME';
}

function perfWords({way, target, data, more}: Plan, pids: readonly number[] | 'PID'): Words {
	// Only root may lock that much memory.
	const buffer = process.getuid?.() === 0 ? ['-m', bufferSize] : [];
	const events = way === 'both' ? softFaults : ['-e', [...tracepoints, ...more].join(',')];
	const words = ['perf', 'record', '-q', '-d', '-c', '1', ...buffer, ...events, '-o', data.perf];
	if (pids.length > 0) {
		// It waits for a word on these descriptors, and tells when it is there.
		const control = ['-k', clockOf(way), '-D', '-1', '--control', 'fd:3,4'];
		return [...words, ...control, '-p', pids === 'PID' ? pids : pids.join(',')];
	}

	return target.kind === 'command' ? [...words, '--', ...target.command] : [...words, '-a'];
}

/** Tells its pid, and waits for a line before it becomes the command. */
export const gate = 'echo $$ >&4; read -r _ <&3; exec 3<&- 4>&-; exec "$@"';

function straceWords(plan: Plan, pids: readonly number[] | 'PID'): Words {
	const {way, target, data} = plan;
	const filter = ['-e', `trace=%process,%memory,${moreCalls.join(',')}`];
	const numbers = isCombined(plan) ? ['-X', 'raw'] : [];
	const words = ['strace', '-f', '-ttt', '-T', '-y', '-s', '256', ...numbers, '-o', data.strace, ...filter];
	if (target.kind !== 'command') {
		return [...words, ...(pids === 'PID' ? [] : pids).flatMap((pid) => ['-p', String(pid)])];
	}

	return [...words, '--', ...(way === 'both' ? ['sh', '-c', gate, 'sh'] : []), ...target.command];
}

/** What prints the data of a tool as text; undefined where it is text already. */
export function printWords({way, data}: Plan, tool: Tool): Words | undefined {
	const addresses = way === 'both' ? ['-F', '+addr'] : [];
	return tool === 'perf' ? ['perf', 'script', '-i', data.perf, ...scriptFlags, ...addresses] : undefined;
}

/** The plan as a shell would take it, one command a line. */
export function shellLines(plan: Plan): string[] {
	const {output, way, target, data} = plan;
	const tools = toolsOf(way);
	const recorded = tools.map((tool) => quote(recordWords(plan, tool, attachedTo(plan, tool))));
	const packer = output.endsWith('.gz') ? 'gzip' : output.endsWith('.zst') ? 'zstd' : undefined;
	const files = tools.map((tool) => data[tool]);
	const end = `rm ${quote(files)}`;
	if (isCombined(plan)) {
		const snapshot = target.kind === 'processes' ? [`# /proc is read for pid:${target.pids.join(',')}`] : [];
		const printed = tools.flatMap((tool) => printWords(plan, tool) ?? []);
		return [
			...recorded,
			...snapshot,
			`# ${quote([...(printed.length === 0 ? ['cat', ...files] : printed)])} and the rest become ${quote([output])}`,
			end,
		];
	}

	const print = printWords(plan, tools[0]);
	const source = print === undefined ? `${packer ?? 'cat'} < ${quote(files)}` : quote(print);
	const packed = print === undefined || packer === undefined ? '' : ` | ${packer}`;
	return [...recorded, `${source}${packed} > ${quote([output])}`, end];
}

/** Whom the tool attaches to, as far as that is known before it begins. */
function attachedTo({way, target}: Plan, tool: Tool): readonly number[] | 'PID' {
	if (target.kind === 'processes') {
		return target.pids;
	}

	return way === 'both' && tool === 'perf' ? 'PID' : [];
}

export function quote(words: Words): string {
	return words
		.map((word) => (/^[\w@%+=:,./?-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
		.join(' ');
}
