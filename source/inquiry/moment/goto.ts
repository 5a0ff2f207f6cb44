/** Where one can go: the words that the line behind `:` understands. */
import {opKinds} from '../../machine/op.ts';
import {UserError} from '../../machine/user-error.ts';
import {findEvent} from '../../timeline/find.ts';
import {type Position, parsePosition} from '../../timeline/position.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {type EventKind, isEventKind, isOfKind} from '../history/kinds.ts';

/** A position, a sentence that says why there is none, or `unknown`: the answer lies in what has not been run yet. */
export type Target = number | string | typeof unknown;

export const unknown = Symbol('not known yet');

/**
 * Beside the positions that commands take: `start`, `+10`, `-10`, `1234`, `12.5`, `50%`, `pid 31`, `next fork`,
 * `previous of 31`.
 */
export function findTarget(timeline: Timeline, text: string): Target {
	const [, sign, digits, percent] = /^([+-]?)(\d+(?:\.\d+)?) ?(%?)$/.exec(text) ?? [];
	if (digits !== undefined) {
		return numberTarget(timeline, sign, Number(digits), percent);
	}

	const [, pid] = /^pid[: ] *(\d+)$/.exec(text) ?? [];
	if (pid !== undefined) {
		return birthOf(timeline, Number(pid));
	}

	const [, way, kind, actor] = /^(next|previous) (?:([a-z]+)|of (\d+))$/.exec(text) ?? [];
	if (way !== undefined && (actor !== undefined || isEventKind(kind))) {
		return nearestEvent(timeline, way === 'next' ? 1 : -1, actor === undefined ? kind : Number(actor));
	}

	if (text === 'start') {
		return timeline.first;
	}

	try {
		return resolve(timeline, parsePosition(text.replace(/^(mark|exec) +/, '$1:'), timeline.machine.program));
	} catch (error) {
		if (error instanceof UserError) {
			return error.message;
		}

		throw error;
	}
}

/** The nearest event of a kind, or of a pid: its life is a stretch of the recording. */
function nearestEvent(timeline: Timeline, direction: 1 | -1, wanted: string | number): Target {
	const {program} = timeline.machine;
	const matches = ({op}: Timeline['history'], event: number) =>
		typeof wanted === 'string'
			? isOfKind(timeline, event, wanted as EventKind)
			: program.pid[op[event]] === wanted || program.child[op[event]] === wanted;
	const what = typeof wanted === 'string' ? `There is no ${wanted}` : `Process ${wanted} does nothing`;
	return (
		findEvent(timeline, matches, direction) ??
		(direction === 1 ? none(timeline, `${what} after this moment.`) : `${what} before this moment.`)
	);
}

/** A number alone counts events, but with a fraction it is seconds, as nobody means half an event. */
function numberTarget(timeline: Timeline, sign: string, number: number, percent: string): Target {
	const {length} = timeline;
	if (percent !== '') {
		return length === undefined ? unknown : Math.round((length * Math.min(100, number)) / 100);
	}

	if (sign === '' && !Number.isInteger(number)) {
		return lastEventBefore(timeline, number * 1_000_000);
	}

	const base = sign === '' ? 0 : positionOf(timeline);
	const goal = Math.max(0, base + Math.floor(sign === '-' ? -number : number));
	return length === undefined && goal > timeline.history.count ? unknown : Math.min(goal, length ?? goal);
}

function resolve(timeline: Timeline, position: Position): Target {
	switch (position.kind) {
		case 'end':
			return timeline.length ?? unknown;
		case 'ops':
			return numberTarget(timeline, '', position.count, '');
		case 'share':
			return numberTarget(timeline, '', position.percent, '%');
		case 'time':
			return lastEventBefore(timeline, position.us);
		case 'mark':
			return (
				namedEvent(timeline, opKinds.mark, position.label, position.nth) ??
				none(timeline, 'The mark is never reached.')
			);
		case 'exec': {
			const event = namedEvent(timeline, opKinds.exec, position.comm, position.nth);
			return event === undefined ? none(timeline, 'The exec is never reached.') : event - 1;
		}
	}
}

/** There may be one yet as long as the end is not known. */
function none({length}: Timeline, sentence: string): Target {
	return length === undefined ? unknown : sentence;
}

/** Just after the last event that was over by then. Time never goes back along the history. */
function lastEventBefore({history, first, length}: Timeline, us: number): Target {
	if (length === undefined && history.time[history.count] <= us) {
		return unknown;
	}

	let low = first;
	let high = history.count;
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

function namedEvent(timeline: Timeline, kind: number, name: string, nth: number): number | undefined {
	const {program} = timeline.machine;
	const text = program.numbers.get(name);
	return nthEvent(timeline, (op) => program.kind[op] === kind && program.text[op] === text, nth);
}

/** Just after the process was created: the next of that number, or the first. */
function birthOf(timeline: Timeline, pid: number): Target {
	const {program} = timeline.machine;
	const isBirth = (op: number) =>
		program.kind[op] === opKinds.start
			? program.pid[op] === pid
			: program.child[op] === pid && program.kind[op] !== opKinds.wait;
	return (
		nthEvent(timeline, isBirth, 1, positionOf(timeline) + 1) ??
		(timeline.length === undefined ? unknown : nthEvent(timeline, isBirth, 1)) ??
		`There is never a process ${pid}.`
	);
}

/** Events that were refused are none. */
function nthEvent(
	timeline: Timeline,
	matches: (op: number) => boolean,
	nth: number,
	start = timeline.first + 1,
): number | undefined {
	const {op, result, count} = timeline.history;
	let left = nth;
	for (let event = start; event <= count; event += 1) {
		if (result[event] >= 0 && matches(op[event])) {
			left -= 1;
			if (left === 0) {
				return event;
			}
		}
	}

	return undefined;
}
