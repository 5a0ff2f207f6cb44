/**
 * Timelines: a machine that can go back. Going to a position (seek.ts) restores the nearest keyframe before it and replays the
 * rest, which is the same every time. The machine does not know; it is only ever restored and stepped.
 */
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {copyMachine} from './copy-machine.ts';
import {createHistory, type History} from './history.ts';
import {createKeyframes, type Keyframes} from './keyframes.ts';

export type Timeline = {
	/** At the cursor. After a seek its outcome and effects are those of the event that led here. */
	readonly machine: Machine;
	readonly history: History;
	readonly keyframes: Keyframes;
	/** Position that the timeline begins at: that of the machine that it was made of. */
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
export function endNow({end, machine}: Timeline): number | undefined {
	return end?.ops === machine.program.count ? end.position : undefined;
}

/** Where the cursor is: events carried out so far. */
export function positionOf(timeline: Timeline): number {
	return eventCount(timeline.machine);
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
