/**
 * Keyframes: states of a machine saved along the way, so that any moment is a short replay away. They share a budget
 * of memory: when it is used up, the one that would be missed least goes, and its buffer serves the next.
 */
import type {Snapshot} from '../kernel/state/snapshot.ts';
import {restoreColumns, saveColumns} from '../kernel/state/snapshot.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';

type Keyframe = {
	readonly position: number;
	/** Milliseconds that it took to get here from the beginning, as measured: what a replay would cost. */
	readonly costMs: number;
	readonly snapshot: Snapshot;
};

export type Keyframes = {
	/** Two keyframes are kept in any case, the first and the latest. */
	readonly budgetBytes: number;
	/** By position. The first is where the timeline begins, and stays. */
	readonly frames: Keyframe[];
	/** Buffers of frames that went. */
	readonly spare: Uint8Array[];
	usedBytes: number;
};

/** Far from the cursor, gaps may be this many times as long as beside it. */
const farGapRatio = 8;

export function createKeyframes(machine: Machine, budgetBytes: number): Keyframes {
	const keyframes = {budgetBytes, frames: [], spare: [], usedBytes: 0};
	addKeyframe(keyframes, machine, 0, eventCount(machine));
	return keyframes;
}

/** The last keyframe at or before `position`; there is always the first. */
export function keyframeAt({frames}: Keyframes, position: number): Keyframe {
	return frames[indexAt(frames, position)];
}

function indexAt(frames: readonly Keyframe[], position: number): number {
	let low = 0;
	let high = frames.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (frames[middle].position <= position) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}

	return low;
}

/** Saves the machine as it is now; `cursor` is where the reader is, around which keyframes are kept closest. */
export function addKeyframe(keyframes: Keyframes, machine: Machine, costMs: number, cursor: number): void {
	const {frames, spare} = keyframes;
	const position = eventCount(machine);
	const after = frames.length === 0 ? 0 : indexAt(frames, position) + 1;
	if (after > 0 && frames[after - 1].position === position) {
		return;
	}

	const buffer = spare.pop();
	const snapshot = saveColumns(machine.columns, buffer);
	keyframes.usedBytes += snapshot.bytes.length;
	frames.splice(after, 0, {position, costMs, snapshot});
	while (keyframes.usedBytes > keyframes.budgetBytes && frames.length > 2) {
		dropLeastMissed(keyframes, position, cursor);
	}
}

/** Drops the keyframe without which the longest replay grows least; never the first, never the one at `kept`. */
function dropLeastMissed(keyframes: Keyframes, kept: number, cursor: number): void {
	const {frames} = keyframes;
	const end = frames[frames.length - 1].position;
	let victim = -1;
	let least = Number.POSITIVE_INFINITY;
	for (let i = 1; i < frames.length; i += 1) {
		const next = frames[Math.min(i + 1, frames.length - 1)];
		const gap = next.costMs - frames[i - 1].costMs;
		const distance = Math.abs(frames[i].position - cursor) / Math.max(1, end);
		const missed = gap / (1 / farGapRatio + distance);
		if (frames[i].position !== kept && missed < least) {
			least = missed;
			victim = i;
		}
	}

	const [{snapshot}] = frames.splice(victim, 1);
	keyframes.usedBytes -= snapshot.bytes.length;
	keyframes.spare.length = 0;
	keyframes.spare.push(snapshot.bytes);
}

export function restoreKeyframe(machine: Machine, {snapshot}: Keyframe): void {
	restoreColumns(machine.columns, snapshot);
}
