/**
 * What strace has recorded, as events of perf: its calls are those of the tracepoints, told with numbers (`-X raw`). Who is made
 * stands with perf's own record of it, where there is one.
 */
import {readMachineLine} from '../machine-line.ts';
import type {CallEvents} from '../perf/beside.ts';
import {createPerfLine, type PerfLine} from '../perf/line.ts';
import {createAssembler} from '../strace/assemble.ts';
import {argument, type Call, hasSucceeded, numberAt, parseCall, parseString} from '../strace/call.ts';
import type {ParsedLine} from '../strace/line.ts';
import {signalNumber} from '../strace/signals.ts';

/** The arguments of calls, in their order, as tracepoints name them. */
const argumentNames: Readonly<Record<string, readonly string[]>> = {
	mmap: ['addr', 'len', 'prot', 'flags', 'fd', 'off'],
	munmap: ['addr', 'len'],
	mprotect: ['start', 'len', 'prot'],
	madvise: ['start', 'len_in', 'behavior'],
	mremap: ['addr', 'old_len', 'new_len', 'flags', 'new_addr'],
	brk: ['brk'],
	wait4: ['upid', 'stat_addr', 'options', 'ru'],
	waitid: ['which', 'upid', 'infop', 'options', 'ru'],
	exit_group: ['error_code'],
};
const makers: Readonly<Record<string, number>> = {fork: 0, vfork: 0x4100, clone: 0, clone3: 0};
const errors: Readonly<Record<string, number>> = {ENOMEM: -12};

export type CallReader = {
	line(text: string, number: number): void;
	finish(): CallEvents;
};

type Begun = {readonly name: string; readonly text: string; readonly time: number};

export function createCallReader(): CallReader {
	const events: PerfLine[] = [];
	const tasks = new Map<number, PerfLine[]>();
	const killed = new Map<number, number[]>();
	const strange: number[] = [];
	const begun = new Map<number, Begun>();
	const take = (tid: number, call: Begun, end: number): void => {
		const line = (event: string, payload: string, time: number): PerfLine => ({
			...createPerfLine(),
			...{tid, event, payload, time},
		});
		if (Object.hasOwn(makers, call.name)) {
			const made = takeMaker(call);
			const list = tasks.get(made?.child ?? 0) ?? [];
			if (made !== undefined) {
				tasks.set(made.child, list);
				list.push(line('task:task_newtask', `pid=${made.child} clone_flags=${made.flags}`, call.time));
			}
		} else if (call.name === 'execve' || call.name === 'execveat') {
			const file = execFile(call);
			if (file !== undefined) {
				events.push(line('sched:sched_process_exec', `filename=${file} pid=${tid} old_pid=${tid}`, end));
			}
		} else {
			const payloads = callPayloads(call);
			events.push(line(`syscalls:sys_enter_${call.name}`, payloads.enter, call.time));
			if (payloads.leave !== undefined) {
				events.push(line(`syscalls:sys_exit_${call.name}`, payloads.leave, end));
			}
		}
	};

	const assembler = createAssembler({
		line({prefix: {tid, time = 0}, line}: ParsedLine) {
			switch (line.kind) {
				case 'call':
					take(tid, {name: line.name, text: line.text, time}, time + duration(line.text));
					break;
				case 'unfinished':
					begun.set(tid, {name: line.name, text: line.text, time});
					break;
				case 'resumed': {
					const before = begun.get(tid);
					begun.delete(tid);
					if (before?.name === line.name) {
						take(tid, {...before, text: before.text + line.text}, time);
					}

					break;
				}
				case 'killed':
					killed.set(tid, [...(killed.get(tid) ?? []), signalNumber(line.signal)]);
					break;
			}
		},
		arrival: () => {},
		broken: (_, number) => strange.push(number),
		other: (_, number) => strange.push(number),
	});
	return {
		line(text, number) {
			if (readMachineLine(text) === undefined) {
				assembler.line(text, number);
			}
		},
		finish() {
			assembler.finish();
			// A sort keeps the order of what has the same time.
			events.sort((left, right) => left.time - right.time);
			return {events, tasks, killed, strange};
		},
	};
}

/** Microseconds that -T shows. */
function duration(text: string): number {
	return Number(/<(\d+\.\d+)>$/.exec(text)?.[1] ?? 0) * 1e6;
}

function takeMaker({name, text}: Begun): {readonly child: number; readonly flags: string} | undefined {
	const child = parseCall(name, text)?.result ?? 0;
	const flags = Number(/\bflags=(0x[\da-f]+|\d+)/.exec(text)?.[1] ?? makers[name]);
	return child > 0 ? {child, flags: flags.toString(16)} : undefined;
}

function execFile({name, text}: Begun): string | undefined {
	const call = parseCall(name, text);
	return call === undefined || !hasSucceeded(call)
		? undefined
		: parseString(argument(call, name === 'execve' ? 0 : 1));
}

/** What tracepoints would say of a call where it begins, and where it returns. */
function callPayloads({name, text}: Begun): {readonly enter: string; readonly leave: string | undefined} {
	const call = parseCall(name, text);
	if (call === undefined) {
		// exit_group never returns.
		return {enter: `error_code: ${Number.parseInt(text, 10) || 0}`, leave: undefined};
	}

	const names = argumentNames[name] ?? [];
	const enter = names.map((key, i) => `${key}: ${numberOf(call, i)}`).join(', ');
	return {enter, leave: String(errors[/= -1 (E\w+)/.exec(text)?.[1] ?? ''] ?? call.result ?? 0)};
}

function numberOf(call: Call, index: number): number {
	const number = numberAt(call, index) ?? 0;
	return number < 0 ? number + 2 ** 32 : number;
}
