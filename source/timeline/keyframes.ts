/**
 * Keyframes: states of a machine saved along the way, so that any moment is a short replay away. They share a budget
 * of memory: when it is used up, the one that would be missed least goes. Most of a state is zeros and numbers that
 * follow each other: packed it takes a tenth. The latest keyframes are not packed, as the next steps back begin at them.
 */

import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Snapshot} from '../kernel/state/snapshot.ts';
import {restoreColumns, saveColumns} from '../kernel/state/snapshot.ts';
import {firstIndex} from '../machine/first-index.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';

export type Keyframe = {
	readonly position: number;
	/** Milliseconds that it took to get here from the beginning, as measured: what a replay would cost. */
	readonly costMs: number;
	/** Its bytes may be packed. */
	saved: Snapshot;
	isPacked: boolean;
};

export type Keyframes = {
	/** Two keyframes are kept in any case, the first and the latest. */
	readonly budgetBytes: number;
	/** By position. The first is where the timeline begins, and stays. */
	readonly frames: Keyframe[];
	/** The latest ones, which are not packed. */
	latest: Keyframe[];
	/** What a state was in before it was packed. */
	spare: Uint8Array | undefined;
	usedBytes: number;
};

/** Steps back need three at a time. */
const latestMost = 4;

/** Far from the cursor, gaps may be this many times as long as beside it. */
const farGapRatio = 8;

export function createKeyframes(machine: Machine, budgetBytes: number): Keyframes {
	const keyframes = {budgetBytes, frames: [], latest: [], spare: undefined, usedBytes: 0};
	addKeyframe(keyframes, machine, 0, eventCount(machine));
	return keyframes;
}

/** The last keyframe at or before `position`; there is always the first. */
export function keyframeAt({frames}: Keyframes, position: number): Keyframe {
	return frames[indexAt(frames, position)];
}

function indexAt(frames: readonly Keyframe[], position: number): number {
	return Math.max(0, firstIndex(frames.length, (i) => frames[i].position > position) - 1);
}

/** Saves the machine as it is now; `cursor` is where the reader is, around which keyframes are kept closest. */
export function addKeyframe(keyframes: Keyframes, machine: Machine, costMs: number, cursor: number): void {
	const {frames} = keyframes;
	const position = eventCount(machine);
	const after = frames.length === 0 ? 0 : indexAt(frames, position) + 1;
	if (after > 0 && frames[after - 1].position === position) {
		return;
	}

	const saved = saveColumns(machine.columns, keyframes.spare);
	const keyframe = {position, costMs, saved, isPacked: false};
	keyframes.spare = undefined;
	keyframes.usedBytes += saved.bytes.length;
	keyframes.latest.push(keyframe);
	frames.splice(after, 0, keyframe);
	packOldest(keyframes);
	while (keyframes.usedBytes > keyframes.budgetBytes && frames.length > 2) {
		dropLeastMissed(keyframes, position, cursor);
	}
}

/** The fastest level: the next ones take twice as long for little. */
const packing = {params: {[constants.ZSTD_c_compressionLevel]: 1}};

/** Packs those that are no longer among the latest. */
function packOldest(keyframes: Keyframes): void {
	const {latest} = keyframes;
	for (const keyframe of latest.splice(0, Math.max(0, latest.length - latestMost))) {
		const {bytes, length} = keyframe.saved;
		const packed = zstdCompressSync(bytes.subarray(0, length), packing);
		keyframe.saved = {...keyframe.saved, bytes: packed};
		keyframe.isPacked = true;
		keyframes.usedBytes += packed.length - bytes.length;
		keyframes.spare = bytes;
	}
}

/** The state that a keyframe holds. */
export function snapshotOf({saved, isPacked}: Keyframe): Snapshot {
	return isPacked ? {...saved, bytes: zstdDecompressSync(saved.bytes, {chunkSize: roomFor(saved)})} : saved;
}

/** In one piece; Node takes no less than 64 bytes. */
function roomFor({length}: Snapshot): number {
	return Math.max(64, length);
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

	const [dropped] = frames.splice(victim, 1);
	keyframes.usedBytes -= dropped.saved.bytes.length;
	keyframes.latest = keyframes.latest.filter((each) => each !== dropped);
}

export function restoreKeyframe(machine: Machine, keyframe: Keyframe): void {
	restoreColumns(machine.columns, snapshotOf(keyframe));
}
