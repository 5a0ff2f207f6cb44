/** Carrying out events for a timeline: what happened goes into its history, and keyframes are set where a replay would get long. */
import {stepMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {recordEvent} from './history.ts';
import {addKeyframe, keyframeAt} from './keyframes.ts';
import {endNow, positionOf, type Timeline} from './timeline.ts';

/** Longest replay between two keyframes as long as the budget lasts. */
const spacingMs = 12;
/** Saving must stay this many times cheaper than running. */
const savingRatio = 8;

/** One stretch of carrying out events, timed so that keyframes can be set where a replay would get long. */
export type Stretch = {
	readonly machine: Machine;
	/** Clock at the last keyframe (or at the start of the stretch), what a replay up to there costs, and what it had cost by then. */
	beganAt: number;
	costMs: number;
	saveMs: number;
	/** Events and effects since the clock was last looked at. */
	unseen: number;
};

/** As long as no more has happened a keyframe is not worth a look at the clock. */
const worthALook = 64;

export function beginStretch({keyframes, frontierMs, history}: Timeline, machine: Machine): Stretch {
	const position = eventCount(machine);
	const {costMs} = keyframeAt(keyframes, position);
	const isFrontier = position === history.count;
	return {
		machine,
		beganAt: performance.now(),
		costMs: isFrontier ? frontierMs : costMs,
		saveMs: 0,
		unseen: 0,
	};
}

/** Carries out events on `machine` for about so many milliseconds, or up to the last. */
export function runFor(timeline: Timeline, machine: Machine, milliseconds: number): void {
	const stretch = beginStretch(timeline, machine);
	const deadline = performance.now() + milliseconds;
	while (performance.now() < deadline && advance(timeline, stretch)) {
		// Everything happens in the step.
	}

	endStretch(timeline, stretch);
}

/** Carries out one event and does the timeline's book-keeping; false when there is none left. */
export function advance(timeline: Timeline, stretch: Stretch): boolean {
	const {machine} = stretch;
	if (eventCount(machine) === endNow(timeline) || !stepMachine(machine)) {
		timeline.end = {position: eventCount(machine), ops: machine.program.count};
		return false;
	}

	recordEvent(timeline.history, machine);
	stretch.unseen += 1 + machine.kernel.effects.count;
	if (stretch.unseen >= worthALook) {
		stretch.unseen = 0;
		saveWhereDue(timeline, stretch);
	}

	return true;
}

/** Saves the machine where a replay from the last keyframe would take too long. */
function saveWhereDue(timeline: Timeline, stretch: Stretch): void {
	const {machine} = stretch;
	const before = keyframeAt(timeline.keyframes, eventCount(machine));
	const costMs = stretch.costMs + performance.now() - stretch.beganAt;
	if (costMs - before.costMs >= Math.max(spacingMs, stretch.saveMs * savingRatio)) {
		saveHere(timeline, stretch);
	}
}

/** The time of saving is no time of running: the stretch begins anew. */
export function saveHere(timeline: Timeline, stretch: Stretch): void {
	const now = performance.now();
	stretch.costMs += now - stretch.beganAt;
	addKeyframe(timeline.keyframes, stretch.machine, stretch.costMs, positionOf(timeline));
	stretch.beganAt = performance.now();
	stretch.saveMs = stretch.beganAt - now;
}

export function endStretch(timeline: Timeline, stretch: Stretch): void {
	if (eventCount(stretch.machine) === timeline.history.count) {
		timeline.frontierMs = stretch.costMs + performance.now() - stretch.beganAt;
	}
}
