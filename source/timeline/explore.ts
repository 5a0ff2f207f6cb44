/** How a program ends: events beyond what is known are carried out, by a machine ahead of the cursor or at the cursor itself. */
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {copyMachine} from './copy-machine.ts';
import {keyframeAt, restoreKeyframe} from './keyframes.ts';
import {seek, settleAtEnd} from './seek.ts';
import {runFor} from './stretch.ts';
import {endNow, type Timeline} from './timeline.ts';

/**
 * Carries out events beyond what is known, for about so many milliseconds, without moving the cursor: history and
 * keyframes grow, and `length` is there once the end has been reached.
 */
export function explore(timeline: Timeline, milliseconds: number): void {
	if (endNow(timeline) !== undefined) {
		return;
	}

	runFor(timeline, scoutOf(timeline), milliseconds);
	if (endNow(timeline) !== undefined && timeline.machine.program.isOpen !== true) {
		timeline.scout = undefined;
	}
}

/** The scout, at the end of what is known or on its way there. */
function scoutOf(timeline: Timeline): Machine {
	const {machine, keyframes, history} = timeline;
	timeline.scout ??= copyMachine(machine);
	const nearest = keyframeAt(keyframes, history.count);
	if (eventCount(timeline.scout) < nearest.position) {
		restoreKeyframe(timeline.scout, nearest);
	}

	return timeline.scout;
}

/** The position after the last event; runs ahead to find it if need be. */
export function lengthOf(timeline: Timeline): number {
	explore(timeline, Number.POSITIVE_INFINITY);
	return timeline.length ?? timeline.history.count;
}

/**
 * Goes on from the last event that is known, for about so many milliseconds: that is how the end of a program is followed that
 * grows. True once the end has been reached.
 */
export function followEnd(timeline: Timeline, milliseconds: number): boolean {
	seek(timeline, timeline.history.count);
	const end = endNow(timeline);
	runFor(timeline, timeline.machine, milliseconds);
	if (end === undefined) {
		settleAtEnd(timeline);
	}

	return endNow(timeline) !== undefined;
}
