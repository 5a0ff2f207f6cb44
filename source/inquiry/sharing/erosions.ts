/** The erosions that were asked for: worked out in slices while nothing else is to be done, and kept for a while. */
import {type Replay, replaySlice} from '../../timeline/replay.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import type {Erosion} from './erosion.ts';
import {createErosion, followChildren} from './follow.ts';

/** Families kept; each has what its children were born with. */
const keptMost = 4;

export type Erosions = {
	/** Of the children of that process, as far as it is known; the rest is worked out from now on. */
	of(parent: string): Erosion;
	/** Whether what was asked for last is not all known. */
	readonly isBusy: boolean;
	/** Works on it for about so many milliseconds; true if there is something new to draw. */
	advance(milliseconds: number): boolean;
};

/** The machine that replays comes with the first slice of work, and goes with the last. */
type Kept = {readonly erosion: Erosion; replay?: Replay};

/** For one timeline. */
export function createErosions(timeline: Timeline): Erosions {
	const kept = new Map<string, Kept>();
	let wanted: Kept | undefined;

	/** What is half done has a machine of its own, so there is only one such; of the others the oldest go. */
	const makeRoom = (): void => {
		for (const [parent, {erosion}] of kept) {
			if (!erosion.isDone || kept.size >= keptMost) {
				kept.delete(parent);
			}
		}
	};

	return {
		of(parent) {
			wanted = kept.get(parent);
			if (wanted === undefined) {
				makeRoom();
				wanted = {erosion: createErosion(parent)};
				kept.set(parent, wanted);
			}

			return wanted.erosion;
		},
		get isBusy() {
			return wanted !== undefined && !wanted.erosion.isDone;
		},
		advance(milliseconds) {
			if (wanted === undefined || wanted.erosion.isDone) {
				return false;
			}

			const {erosion, replay = followChildren(timeline, erosion)} = wanted;
			const before = percentDone(timeline, erosion);
			erosion.isDone = replaySlice(timeline, replay, milliseconds);
			wanted.replay = erosion.isDone ? undefined : replay;
			return erosion.isDone || percentDone(timeline, erosion) !== before;
		},
	};
}

/** Of the run, as far as it has been worked through. */
export function percentDone({length, machine}: Timeline, {position}: Erosion): number {
	return Math.floor((position / Math.max(1, length ?? machine.program.count)) * 100);
}
