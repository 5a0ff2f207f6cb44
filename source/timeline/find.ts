/** Finding: the nearest event, forwards or backwards, of which something is true. */
import type {Machine} from '../machine/machine.ts';
import {eventCount} from '../machine/machine.ts';
import type {History} from './history.ts';
import {explore, positionOf, seek, type Timeline} from './timeline.ts';

export type Direction = 1 | -1;

/** Milliseconds of running ahead at a time while nothing has been found. */
const exploringMs = 20;

/**
 * Position of the nearest event beyond the cursor for which `matches` is true, or undefined; the cursor stays. Events
 * that were never carried out are run ahead to.
 */
export function findEvent(
	timeline: Timeline,
	matches: (history: History, event: number) => boolean,
	direction: Direction,
): number | undefined {
	const {history, first} = timeline;
	for (let event = positionOf(timeline) + (direction === 1 ? 1 : 0); event > first; event += direction) {
		while (event > history.count && !explore(timeline, exploringMs)) {
			// History grows.
		}

		if (event > history.count) {
			return undefined;
		}

		if (event !== positionOf(timeline) && matches(history, event)) {
			return event;
		}
	}

	return undefined;
}

/**
 * Goes to the nearest event that makes `holds` true where it was not before, and returns true; the cursor is back where
 * it was when there is none. `holds` looks at the machine after each event, so this carries out every one of them.
 */
export function runUntil(
	timeline: Timeline,
	holds: (machine: Machine) => boolean,
	direction: Direction,
): boolean {
	const start = positionOf(timeline);
	const found = direction === 1 ? firstAfter(timeline, holds) : lastBefore(timeline, holds, start);
	seek(timeline, found ?? start);
	return found !== undefined;
}

function firstAfter(timeline: Timeline, holds: (machine: Machine) => boolean): number | undefined {
	const {machine} = timeline;
	return becomesTrue(timeline, holds, eventCount(machine), Number.POSITIVE_INFINITY, 'first');
}

/** Keyframe by keyframe backwards: the last such event in each stretch is the nearest. */
function lastBefore(
	timeline: Timeline,
	holds: (machine: Machine) => boolean,
	start: number,
): number | undefined {
	const {keyframes, first} = timeline;
	for (let end = start - 1; end >= first; ) {
		const {frames} = keyframes;
		const begin = frames.findLast(({position}) => position < end)?.position ?? first;
		const found = becomesTrue(timeline, holds, begin, end, 'last');
		if (found !== undefined || begin === first) {
			return found;
		}

		end = begin;
	}

	return undefined;
}

/** The first or last event in (begin, end] that makes `holds` true. Leaves the cursor anywhere between. */
function becomesTrue(
	timeline: Timeline,
	holds: (machine: Machine) => boolean,
	begin: number,
	end: number,
	which: 'first' | 'last',
): number | undefined {
	let found: number | undefined;
	seek(timeline, begin);
	let held = holds(timeline.machine);
	for (let position = begin + 1; position <= end && seek(timeline, position) === position; position += 1) {
		const holdsNow = holds(timeline.machine);
		if (holdsNow && !held) {
			found = position;
			if (which === 'first') {
				return found;
			}
		}

		held = holdsNow;
	}

	return found;
}
