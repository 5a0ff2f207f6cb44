/**
 * Timelines: a machine that can go back. Going to a position restores the nearest keyframe before it and replays the
 * rest, which is the same every time. The machine does not know; it is only ever restored and stepped.
 */
import {clearEffects} from '../kernel/state/effects.ts';
import type {MachineOptions} from '../machine/machine.ts';
import {stepMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {copyMachine} from './copy-machine.ts';
import {createHistory, type History, recordEvent} from './history.ts';
import {addKeyframe, createKeyframes, type Keyframes, keyframeAt, restoreKeyframe} from './keyframes.ts';

export type Timeline = {
	/** At the cursor. After a seek its outcome and effects are those of the event that led here. */
	readonly machine: Machine;
	readonly history: History;
	readonly keyframes: Keyframes;
	/** Position that the timeline begins at: 0, or where a branch left. */
	readonly first: number;
	/**
	 * Position after the last event; undefined until that has been reached once, and again when the program has grown; of a
	 * program that is still being read, always.
	 */
	readonly length: number | undefined;
	/** The end that was reached last, and how many ops the program had then. */
	end: {readonly position: number; readonly ops: number} | undefined;
	/** A second machine that runs ahead of the cursor, while `explore` has not reached the end. */
	scout: Machine | undefined;
	/** Milliseconds that carrying out all events so far took: the unit in which keyframes are spaced. */
	frontierMs: number;
};

export type TimelineOptions = {
	/** Memory for keyframes, in bytes. */
	readonly budgetBytes?: number;
};

const defaultBudgetBytes = 192 * 2 ** 20;
/** Longest replay between two keyframes as long as the budget lasts. */
const spacingMs = 12;
/** Saving must stay this many times cheaper than running. */
const savingRatio = 8;
/** A step back leaves keyframes this many events before the place where it lands, for the next steps back. */
const nearDistances = [2048, 256, 32];
/** A seek by more events than this is a jump and no step. */
const stepDistance = 64;

/** A timeline that begins at the machine's present state. The machine is the timeline's from now on. */
export function createTimeline(machine: Machine, options: TimelineOptions = {}): Timeline {
	const first = eventCount(machine);
	const timeline: Timeline = {
		machine,
		history: createHistory(first),
		keyframes: createKeyframes(machine, options.budgetBytes ?? defaultBudgetBytes),
		first,
		get length() {
			return machine.program.isPartial === true ? undefined : endNow(timeline);
		},
		end: undefined,
		scout: undefined,
		frontierMs: 0,
	};
	return timeline;
}

/** Position after the last event that there is so far, once that has been reached. */
function endNow({end, machine}: Timeline): number | undefined {
	return end?.ops === machine.program.count ? end.position : undefined;
}

/** Where the cursor is: events carried out so far. */
export function positionOf(timeline: Timeline): number {
	return eventCount(timeline.machine);
}

/** One event forwards; false at the end. */
export function stepForward(timeline: Timeline): boolean {
	const position = positionOf(timeline);
	return seek(timeline, position + 1) > position;
}

/** One event back; false at the beginning. */
export function stepBack(timeline: Timeline): boolean {
	const position = positionOf(timeline);
	return position > timeline.first && seek(timeline, position - 1) < position;
}

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

/**
 * Goes on from the last event that is known, for about so many milliseconds: that is how the end of a program is followed that
 * grows. True once the end has been reached.
 */
export function followEnd(timeline: Timeline, milliseconds: number): boolean {
	seek(timeline, timeline.history.count);
	const {machine} = timeline;
	const end = endNow(timeline);
	const run = beginRun(timeline, machine);
	const deadline = performance.now() + milliseconds;
	while (performance.now() < deadline && advance(timeline, run)) {
		// Everything happens in the step.
	}

	endRun(timeline, run);
	if (end === undefined) {
		settleAtEnd(timeline);
	}

	return endNow(timeline) !== undefined;
}

/** Where the end has just been found by trying processes that sleep, the trying has changed the machine: lands once more. */
function settleAtEnd(timeline: Timeline): void {
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
	const run = beginRun(timeline, machine);
	while (eventCount(machine) < goal && advance(timeline, run)) {
		if (savedOnTheWay.length > 0 && savedOnTheWay.includes(eventCount(machine))) {
			saveHere(timeline, run);
		}
	}

	endRun(timeline, run);
}

/** One stretch of carrying out events, timed so that keyframes can be set where a replay would get long. */
type Run = {
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

function beginRun({keyframes, frontierMs, history}: Timeline, machine: Machine): Run {
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
function advance(timeline: Timeline, run: Run): boolean {
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
function saveHere(timeline: Timeline, run: Run): void {
	const now = performance.now();
	run.costMs += now - run.beganAt;
	addKeyframe(timeline.keyframes, run.machine, run.costMs, positionOf(timeline));
	run.beganAt = performance.now();
	run.saveMs = run.beganAt - now;
}

function endRun(timeline: Timeline, run: Run): void {
	if (eventCount(run.machine) === timeline.history.count) {
		timeline.frontierMs = run.costMs + performance.now() - run.beganAt;
	}
}

/**
 * Carries out events beyond what is known, for about so many milliseconds, without moving the cursor: history and
 * keyframes grow, and `length` is there once the end has been reached.
 */
export function explore(timeline: Timeline, milliseconds: number): void {
	if (endNow(timeline) !== undefined) {
		return;
	}

	const scout = scoutOf(timeline);
	const run = beginRun(timeline, scout);
	const deadline = performance.now() + milliseconds;
	while (performance.now() < deadline && advance(timeline, run)) {
		// Everything happens in the step.
	}

	endRun(timeline, run);
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
 * A new timeline that begins at the cursor of this one, in the same state, and goes on under another design or other
 * costs. It cannot go back beyond the moment it left; this one stays where it is.
 */
export function branch(
	timeline: Timeline,
	options: Pick<MachineOptions, 'design' | 'costs'> & TimelineOptions,
): Timeline {
	const {budgetBytes = timeline.keyframes.budgetBytes, ...others} = options;
	return createTimeline(copyMachine(timeline.machine, others), {budgetBytes});
}

/** Another cursor on the same history and keyframes, where this one is now; either may be moved. */
export function cursorBeside(timeline: Timeline): Timeline {
	const {history, keyframes, first} = timeline;
	return {
		machine: copyMachine(timeline.machine),
		history,
		keyframes,
		first,
		get length() {
			return timeline.length;
		},
		get end() {
			return timeline.end;
		},
		set end(end) {
			timeline.end = end;
		},
		scout: undefined,
		get frontierMs() {
			return timeline.frontierMs;
		},
		set frontierMs(milliseconds) {
			timeline.frontierMs = milliseconds;
		},
	};
}
