/** Replays: a second machine that goes through the known part of a run once more, in slices, so that something can look on. */

import {stepMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {copyMachine} from './copy-machine.ts';
import {keyframeAt, snapshotOf} from './keyframes.ts';
import type {Timeline} from './timeline.ts';

export type Replay = {
	readonly machine: Machine;
	/** Called before and after every event, with the position that it leads to; its history is known by then. */
	readonly before: (event: number) => void;
	readonly after: (event: number) => void;
};

/** From the last keyframe at or before `position`: events from there on are seen. */
export function createReplay(
	timeline: Timeline,
	position: number,
	create: (machine: Machine) => Pick<Replay, 'before' | 'after'>,
): Replay {
	const keyframe = keyframeAt(timeline.keyframes, Math.max(timeline.first, position));
	const machine = copyMachine(timeline.machine, snapshotOf(keyframe));
	return {machine, ...create(machine)};
}

/** Goes on for about so many milliseconds, as far as the run is known or to the event `last`. */
export function continueReplay(
	timeline: Timeline,
	replay: Replay,
	milliseconds: number,
	last = Number.POSITIVE_INFINITY,
): void {
	const {machine, before, after} = replay;
	const deadline = performance.now() + milliseconds;
	while (eventCount(machine) < Math.min(last, timeline.history.count) && performance.now() < deadline) {
		const event = eventCount(machine) + 1;
		before(event);
		stepMachine(machine);
		after(event);
	}
}

/** Whether it has seen the last event of the run. */
export function hasSeenEnd({length}: Timeline, {machine}: Replay): boolean {
	return eventCount(machine) === length;
}
