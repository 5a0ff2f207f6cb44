/** Exploring: how a run ends, found out ahead of the cursor. */
import {explore} from '../timeline/explore.ts';
import type {Timeline} from '../timeline/timeline.ts';
import type {Inquiry} from './work.ts';

/** The answer is the position after the last event. */
export function exploreRun(timeline: Timeline): Inquiry<number | undefined> {
	return {
		advance: (milliseconds) => explore(timeline, milliseconds),
		get share() {
			const {length, history, machine} = timeline;
			return length === undefined ? history.count / Math.max(1, machine.program.count) : 1;
		},
		get isOver() {
			return timeline.length !== undefined;
		},
		get answer() {
			return timeline.length;
		},
	};
}
