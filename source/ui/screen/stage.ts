/**
 * The stage of the next event that a session stands at: the machine in the middle of it, and the session of the stage before,
 * so that what has changed since can be lit up.
 */
import type {Run} from '../../inquiry/run.ts';
import {type Stages, stagesOfNext} from '../../inquiry/stages/stages.ts';
import type {Machine} from '../../machine/state.ts';
import {positionOf} from '../../timeline/timeline.ts';
import type {Session} from '../state/session.ts';

export type AtStage = {
	/** From 0. */
	readonly index: number;
	/** The one that was asked for, which the kernel beside may still have. */
	readonly wanted: number;
	readonly stages: Stages;
	readonly run: Run;
	readonly machine: Machine;
	/** How it was a stage before; the first stage has none. */
	readonly before: Session | undefined;
};

/** The last stage, which is the event as a whole, stands in for what would come after it. Undefined at the end of the run. */
export function standAt(
	run: Run,
	present: AtStage | undefined,
	wanted: number,
	open: (run: Run) => Session,
): AtStage | undefined {
	const stages = present?.stages ?? stagesOfNext(run.timeline.machine);
	if (stages === undefined) {
		return undefined;
	}

	const index = Math.min(wanted, stages.all.length - 1);
	if (index === present?.index) {
		return {...present, wanted};
	}

	const before = index === 0 ? undefined : open(runAt(run, stages.machineAt(index - 1)));
	return {index, wanted, stages, run, machine: stages.machineAt(index), before};
}

/** What is known of the run, with another machine to look at. */
function runAt(run: Run, machine: Machine): Run {
	return {...run, timeline: {...run.timeline, machine}};
}

/** Only as long as neither the run nor its moment is another. */
export function isStill({stages, run}: AtStage, now: Run): boolean {
	return run === now && stages.event === positionOf(now.timeline) + 1;
}
