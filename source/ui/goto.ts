/** Where one can go: the words that the line behind `:` understands. */
import {opKinds} from '../machine/op.ts';
import {lengthOf, positionOf, type Timeline} from '../timeline/timeline.ts';

/** A position, or a sentence that says why there is none. */
export type Target = number | string;

const microseconds = {us: 1, ms: 1000, s: 1_000_000} as const;

export function findTarget(timeline: Timeline, text: string): Target {
	const number = /^([#+-]?)(\d+(?:\.\d+)?) ?(us|ms|s|%)?$/.exec(text);
	if (number !== null) {
		return numberTarget(timeline, number[1], Number(number[2]), number[3]);
	}

	const [, kind = '', name = ''] = /^(\w+)(?:[:\s]\s*(.+))?$/.exec(text) ?? [];
	const find = finders[kind];
	return find === undefined
		? `"${text}" is no moment: #1234, 12.5s, 50%, +10, mark:LABEL, exec:COMM, pid 31, start or end.`
		: find(timeline, name);
}

/** `#12`, `+12`, `-12` and `12` count events; `12.5` alone is seconds, as nobody means half an event. */
function numberTarget(timeline: Timeline, sign: string, number: number, unit: string | undefined): Target {
	const end = lengthOf(timeline);
	if (unit === '%') {
		return Math.round((end * Math.min(100, number)) / 100);
	}

	if (unit !== undefined || !Number.isInteger(number)) {
		const us = number * microseconds[(unit ?? 's') as keyof typeof microseconds];
		return lastEventBefore(timeline, us);
	}

	const base = sign === '+' || sign === '-' ? positionOf(timeline) : 0;
	return Math.max(0, Math.min(end, base + (sign === '-' ? -number : number)));
}

const finders: Readonly<Record<string, (timeline: Timeline, name: string) => Target>> = {
	start: ({first}) => first,
	end: (timeline) => lengthOf(timeline),
	mark: (timeline, name) => namedEvent(timeline, opKinds.mark, name, 0),
	exec: (timeline, name) => namedEvent(timeline, opKinds.exec, name, 1),
	pid: (timeline, name) => birthOf(timeline, Number(name)),
};

/** Just after the last event that was over by then. Time never goes back along the history. */
function lastEventBefore(timeline: Timeline, us: number): number {
	const {history, first} = timeline;
	let low = first;
	let high = lengthOf(timeline);
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (history.time[middle] <= us) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}

	return low;
}

/** `LABEL`, or `COMM#2` for the second of that name; `before` events before it. */
function namedEvent(timeline: Timeline, kind: number, name: string, before: number): Target {
	const [, wanted, nth = '1'] = /^(.*?)(?:#(\d+))?$/.exec(name) ?? [];
	const {program} = timeline.machine;
	const matches = (op: number) => program.kind[op] === kind && program.strings[program.text[op]] === wanted;
	const position = nthEvent(timeline, matches, Number(nth));
	return position === undefined
		? `There is no ${kind === opKinds.mark ? 'mark' : 'exec of'} ${name}.`
		: position - before;
}

/** Just after the process was created: the next of that number, or the first. */
function birthOf(timeline: Timeline, pid: number): Target {
	const {program} = timeline.machine;
	const isBirth = (op: number) =>
		program.child[op] === pid
			? program.kind[op] !== opKinds.wait
			: program.kind[op] === opKinds.start && program.pid[op] === pid;
	return (
		nthEvent(timeline, isBirth, 1, positionOf(timeline) + 1) ??
		nthEvent(timeline, isBirth, 1) ??
		`There is never a process ${pid}.`
	);
}

function nthEvent(
	timeline: Timeline,
	matches: (op: number) => boolean,
	nth: number,
	start = timeline.first + 1,
): number | undefined {
	const end = lengthOf(timeline);
	let left = nth;
	for (let position = start; position <= end; position += 1) {
		if (matches(timeline.history.op[position])) {
			left -= 1;
			if (left === 0) {
				return position;
			}
		}
	}

	return undefined;
}
