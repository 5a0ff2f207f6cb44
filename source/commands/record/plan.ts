/** How a recording is made: the command lines of the tools, and the files that they write. */
import {existsSync} from 'node:fs';
import process from 'node:process';
import {scriptFlags} from '../../readers/perf/data.ts';
import {countedCalls} from '../../readers/perf/unsimulated.ts';

export type Words = readonly string[];
export type Tool = 'perf' | 'strace';

/** A recording that is to be made: the tool writes `data`, of which text is made in `part`, which becomes `output`. */
export type Plan = {
	readonly tool: Tool;
	readonly command: Words;
	readonly output: string;
	readonly data: string;
	readonly part: string;
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

/** Calls of strace beyond its classes of processes and memory. */
const moreCalls = ['?shmget', '?shmat', '?shmdt', '?memfd_create', '?userfaultfd'];

/** Pages of a buffer for each CPU: with the default events are lost when a program faults fast. */
const bufferSize = '8M';

export function createPlan(tool: Tool, command: Words, output: string, more: Words): Plan {
	return {tool, command, output, data: freeName(`${output}.data`), part: freeName(`${output}.part`), more};
}

/** The name, or the same with a number where there is a file already. */
export function freeName(name: string): string {
	let free = name;
	for (let number = 2; existsSync(free); number += 1) {
		free = `${name}-${number}`;
	}

	return free;
}

export function recordWords({tool, command, data, more}: Plan): Words {
	if (tool === 'perf') {
		// Only root may lock that much memory.
		const buffer = process.getuid?.() === 0 ? ['-m', bufferSize] : [];
		const events = [...tracepoints, ...more].join(',');
		return ['perf', 'record', '-q', '-d', '-c', '1', ...buffer, '-e', events, '-o', data, '--', ...command];
	}

	const filter = ['-e', `trace=%process,%memory,${moreCalls.join(',')}`];
	return ['strace', '-f', '-ttt', '-T', '-y', '-s', '256', '-o', data, ...filter, '--', ...command];
}

/** What prints the data as text; undefined where it is text already. */
export function printWords({tool, data}: Plan): Words | undefined {
	return tool === 'perf' ? ['perf', 'script', '-i', data, ...scriptFlags] : undefined;
}

/** The plan as a shell would take it, one command a line. */
export function shellLines(plan: Plan): string[] {
	const {output, data} = plan;
	const packer = output.endsWith('.gz') ? 'gzip' : output.endsWith('.zst') ? 'zstd' : undefined;
	const print = printWords(plan);
	const source = print === undefined ? `${packer ?? 'cat'} < ${quote([data])}` : quote(print);
	const packed = print === undefined || packer === undefined ? '' : ` | ${packer}`;
	return [quote(recordWords(plan)), `${source}${packed} > ${quote([output])}`, `rm ${quote([data])}`];
}

export function quote(words: Words): string {
	return words
		.map((word) => (/^[\w@%+=:,./?-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
		.join(' ');
}
