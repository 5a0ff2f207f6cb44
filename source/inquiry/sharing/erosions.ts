/** The erosions that were asked for: each is worked out in slices, and the last few are kept. */
import {continueReplay, hasSeenEnd, type Replay} from '../../timeline/replay.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {Inquiry} from '../work.ts';
import type {Erosion} from './erosion.ts';
import {createErosion, followChildren} from './follow.ts';

/** Families kept; each has what its children were born with. */
const keptMost = 4;

/** How the children of that process stop sharing, from its birth to the end of the run; further where that has grown since. */
export function followErosion(timeline: Timeline, parent: string): Inquiry<Erosion> {
	const erosion = createErosion(parent);
	// The machine that replays comes with the first slice of work, and goes with the last that there can be.
	let replay: Replay | undefined;
	const isOver = () => erosion.isDone && (replay === undefined || hasSeenEnd(timeline, replay));
	return {
		answer: erosion,
		get isOver() {
			return isOver();
		},
		get share() {
			return isOver() ? 1 : shareDone(timeline, erosion);
		},
		advance(milliseconds) {
			if (isOver()) {
				return;
			}

			replay ??= followChildren(timeline, erosion);
			continueReplay(timeline, replay, milliseconds);
			erosion.isDone = hasSeenEnd(timeline, replay);
			replay = erosion.isDone && timeline.machine.program.isOpen !== true ? undefined : replay;
		},
	};
}

/** Of the run, as far as it has been worked through. */
function shareDone({length, machine}: Timeline, {position}: Erosion): number {
	return position / Math.max(1, length ?? machine.program.count);
}

export type Erosions = {
	/** Of the children of that process: the same inquiry as long as it is kept. */
	of(parent: string): Inquiry<Erosion>;
	/** What was asked for last. */
	readonly wanted: Inquiry<Erosion> | undefined;
};

/** For one timeline. */
export function createErosions(timeline: Timeline): Erosions {
	const kept = new Map<string, Inquiry<Erosion>>();
	let wanted: Inquiry<Erosion> | undefined;

	/** What is half done has a machine of its own, so there is only one such; of the others the oldest go. */
	const makeRoom = (): void => {
		for (const [parent, {isOver}] of kept) {
			if (!isOver || kept.size >= keptMost) {
				kept.delete(parent);
			}
		}
	};

	return {
		of(parent) {
			let erosion = kept.get(parent);
			if (erosion === undefined) {
				makeRoom();
				erosion = followErosion(timeline, parent);
				kept.set(parent, erosion);
			}

			wanted = erosion;
			return erosion;
		},
		get wanted() {
			return wanted;
		},
	};
}
