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
export type Run = {
	readonly machine: Machine;
	/** Clock at the last keyframe (or at the start of the run), what a replay up to there costs, and what it had cost by then. */
	beganAt: number;
	costMs: number;
	saveMs: number;
	/** Events and effects since the clock was last looked at. */
	unseen: number;
};

/** As long as no more has happened a keyframe is not worth a look at the clock. */
const worthALook = 64;

export function beginRun({keyframes, frontierMs, history}: Timeline, machine: Machine): Run {
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

/** Carries out one event and does the timeline's book-keeping; false when there is none left. */
export function advance(timeline: Timeline, run: Run): boolean {
	const {machine} = run;
	if (eventCount(machine) === endNow(timeline) || !stepMachine(machine)) {
		timeline.end = {position: eventCount(machine), ops: machine.program.count};
		return false;
	}

	recordEvent(timeline.history, machine);
	run.unseen += 1 + machine.kernel.effects.count;
	if (run.unseen >= worthALook) {
		run.unseen = 0;
		saveWhereDue(timeline, run);
	}

	return true;
}

/** Saves the machine where a replay from the last keyframe would take too long. */
function saveWhereDue(timeline: Timeline, run: Run): void {
	const {machine} = run;
	const before = keyframeAt(timeline.keyframes, eventCount(machine));
	const costMs = run.costMs + performance.now() - run.beganAt;
	if (costMs - before.costMs >= Math.max(spacingMs, run.saveMs * savingRatio)) {
		saveHere(timeline, run);
	}
}

/** The time of saving is no time of running: the stretch begins anew. */
export function saveHere(timeline: Timeline, run: Run): void {
	const now = performance.now();
	run.costMs += now - run.beganAt;
	addKeyframe(timeline.keyframes, run.machine, run.costMs, positionOf(timeline));
	run.beganAt = performance.now();
	run.saveMs = run.beganAt - now;
}

export function endRun(timeline: Timeline, run: Run): void {
	if (eventCount(run.machine) === timeline.history.count) {
		timeline.frontierMs = run.costMs + performance.now() - run.beganAt;
	}
}
