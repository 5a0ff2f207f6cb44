/** Going to a position: from the nearest keyframe before it, or from here where that is nearer. */
import {clearEffects} from '../kernel/state/effects.ts';
import {eventCount} from '../machine/state.ts';
import {keyframeAt, restoreKeyframe} from './keyframes.ts';
import {advance, beginStretch, endStretch, saveHere} from './stretch.ts';
import {endNow, type Timeline} from './timeline.ts';

/** A step back leaves keyframes this many events before the place where it lands, for the next steps back. */
const nearDistances = [2048, 256, 32];
/** A seek by more events than this is a jump and no step. */
const stepDistance = 64;

/** Goes to `target`, or as near as there is, and returns the position reached. */
export function seek(timeline: Timeline, target: number): number {
	const {machine, first} = timeline;
	const end = endNow(timeline);
	const goal = Math.max(first, Math.min(Math.floor(target), end ?? Number.POSITIVE_INFINITY));
	const position = eventCount(machine);
	if (goal === position) {
		return position;
	}

	restoreNearest(timeline, goal);
	const isStepBack = goal < position && position - goal <= stepDistance;
	replayTo(timeline, goal, isStepBack ? nearDistances.map((distance) => goal - distance) : []);
	if (end === undefined) {
		settleAtEnd(timeline);
	}

	return eventCount(machine);
}

/** Where the end has just been found by trying processes that sleep, the trying has changed the machine: lands once more. */
export function settleAtEnd(timeline: Timeline): void {
	const {machine} = timeline;
	const end = endNow(timeline);
	if (end === undefined || !machine.outcome.sleeps) {
		return;
	}

	restoreKeyframe(timeline.machine, keyframeAt(timeline.keyframes, Math.max(timeline.first, end - 1)));
	replayTo(timeline, end, []);
}

/**
 * Lands before the goal, so that the last event is always carried out and its effects can be looked at; goes on from
 * where the machine is when no keyframe is nearer.
 */
function restoreNearest(timeline: Timeline, goal: number): void {
	const {machine, keyframes, first} = timeline;
	const position = eventCount(machine);
	const keyframe = keyframeAt(keyframes, goal === first ? first : goal - 1);
	if (position < goal && position >= keyframe.position) {
		return;
	}

	restoreKeyframe(machine, keyframe);
	clearEffects(machine.kernel.effects);
	machine.outcome.op = -1;
}

function replayTo(timeline: Timeline, goal: number, savedOnTheWay: readonly number[]): void {
	const {machine} = timeline;
	const stretch = beginStretch(timeline, machine);
	while (eventCount(machine) < goal && advance(timeline, stretch)) {
		if (savedOnTheWay.length > 0 && savedOnTheWay.includes(eventCount(machine))) {
			saveHere(timeline, stretch);
		}
	}

	endStretch(timeline, stretch);
}
