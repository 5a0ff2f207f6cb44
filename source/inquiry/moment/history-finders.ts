/** Moments that the history of a run tells: where each lies, as far as the run is known. */

import {plural, timeText} from '../../analysis/words/text.ts';
import {firstIndex} from '../../machine/first-index.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {findEvent} from '../../timeline/find.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {isOfKind} from '../history/kinds.ts';
import type {Landing} from './finding.ts';
import type {Moment} from './moment.ts';
import {findName} from './names.ts';

/** Undefined where the answer lies in what has not been run yet. */
export type Finder = () => Landing | undefined;

type Known = Exclude<Moment, {readonly kind: 'change' | 'origin' | 'until'}>;

/** As seen from where the cursor is now. */
export function finderOf(timeline: Timeline, moment: Known): Finder {
	const from = positionOf(timeline);
	const {machine} = timeline;
	switch (moment.kind) {
		case 'start':
			return () => ({position: timeline.first});
		case 'end':
			return () => atShare(timeline, 1);
		case 'share':
			return () => atShare(timeline, moment.percent / 100);
		case 'position':
			return () => atPosition(timeline, moment.position);
		case 'step':
			return () => atStep(timeline, from + moment.by);
		case 'time':
			return () => atTime(timeline, moment.us);
		case 'mark':
			return named(timeline, opKinds.mark, moment.name, 0);
		case 'exec':
			return named(timeline, opKinds.exec, moment.name, -1);
		case 'birth':
			return () => birthOf(timeline, moment.pid, from);
		case 'nearest':
			return nearest(timeline, moment.direction, `There is no ${moment.of}`, (event) =>
				isOfKind(timeline, event, moment.of),
			);
		case 'act':
			return nearest(timeline, moment.direction, `Process ${moment.pid} does nothing`, (event) =>
				isAct(machine.program, timeline.history.op[event], moment.pid),
			);
	}
}

function atShare({length}: Timeline, share: number): Landing | undefined {
	if (share > 1) {
		return {none: `There is no ${share * 100}%: the workload ends at 100%.`};
	}

	return length === undefined ? undefined : {position: Math.round(length * share)};
}

function atPosition({length, history, first}: Timeline, position: number): Landing | undefined {
	if (position <= history.count) {
		return {position: Math.max(first, position)};
	}

	return length === undefined
		? undefined
		: {none: `There is no position ${position}: the workload ends after ${plural(length, 'event')}.`};
}

/** A step beyond an end leads to that end. */
function atStep({length, history, first}: Timeline, position: number): Landing | undefined {
	if (position < first) {
		return {position: first, note: 'There is nothing before the start.'};
	}

	if (length === undefined && position > history.count) {
		return undefined;
	}

	return length !== undefined && position > length
		? {position: length, note: endNote(history, length)}
		: {position};
}

function endNote({time}: Timeline['history'], length: number): string {
	return `The workload ends before that, after ${plural(length, 'event')} and ${timeText(time[length])}.`;
}

/** Just after the last event that was over by then; beyond the end that is told. Time never goes back along the history. */
function atTime({history, first, length}: Timeline, us: number): Landing | undefined {
	if (length === undefined && history.time[history.count] <= us) {
		return undefined;
	}

	if (length !== undefined && history.time[length] < us) {
		return {position: length, note: endNote(history, length)};
	}

	const later = firstIndex(history.count + 1, (position) => history.time[position] > us);
	return {position: Math.max(first, later - 1)};
}

/**
 * The event of that kind and name, `offset` events on. A name that the workload does not have is told at once, unless some of it
 * is still to be read.
 */
function named(timeline: Timeline, kind: number, name: string, offset: number): Finder {
	const {program} = timeline.machine;
	let found = findName(program, kind, name);
	return () => {
		if ('none' in found && program.isPartial === true) {
			found = findName(program, kind, name);
		}

		if ('none' in found) {
			return program.isPartial === true ? undefined : found;
		}

		const {text, what, nth} = found;
		const matches = (op: number) => program.kind[op] === kind && program.text[op] === text;
		const event = nthEvent(timeline, matches, nth);
		return event === undefined
			? unlessUnknown(timeline, `The workload ends before ${what} ${found.name} is reached.`)
			: {position: event + offset};
	};
}

/** There may be one yet as long as the end is not known. */
function unlessUnknown({length}: Timeline, none: string): Landing | undefined {
	return length === undefined ? undefined : {none};
}

function birthOf(timeline: Timeline, pid: number, from: number): Landing | undefined {
	const {program} = timeline.machine;
	const isBirth = (op: number) =>
		program.kind[op] === opKinds.start
			? program.pid[op] === pid
			: program.child[op] === pid && program.kind[op] !== opKinds.wait;
	const later = nthEvent(timeline, isBirth, 1, from + 1);
	const event = later ?? (timeline.length === undefined ? undefined : nthEvent(timeline, isBirth, 1));
	return event === undefined
		? unlessUnknown(timeline, `There is never a process ${pid}.`)
		: {position: event};
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

function nearest(
	timeline: Timeline,
	direction: 1 | -1,
	what: string,
	matches: (event: number) => boolean,
): Finder {
	const from = positionOf(timeline);
	return () => {
		const event = findEvent(timeline, (_history, each) => matches(each), direction, from);
		if (event !== undefined) {
			return {position: event};
		}

		return direction === 1
			? unlessUnknown(timeline, `${what} after this moment.`)
			: {none: `${what} before this moment.`};
	};
}

/** The life of a pid is a stretch of the recording: what it asks for, and who creates or awaits it. */
function isAct({pid, child}: Program, op: number, wanted: number): boolean {
	return pid[op] === wanted || child[op] === wanted;
}
