/** Branches: what would have happened from here on another kernel. */
import type {MachineOptions} from '../machine/machine.ts';
import {copyMachine} from './copy-machine.ts';
import {createTimeline, type Timeline, type TimelineOptions} from './timeline.ts';

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
