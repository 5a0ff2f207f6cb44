/**
 * Keyframes: states of a machine saved along the way, so that any moment is a short replay away. They share a budget
 * of memory: when it is used up, the one that would be missed least goes. Most of a state is zeros and numbers that
 * follow each other, so that packed it takes a tenth; those of the next steps back stay as they are, as that is quicker.
 */
import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Snapshot} from '../kernel/state/snapshot.ts';
import {restoreColumns, saveColumns} from '../kernel/state/snapshot.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';

type Keyframe = {
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
	/** The latest of those that are not packed. */
	near: Keyframe[];
	/** What a state is saved into before it is packed. */
	buffer: Uint8Array | undefined;
	usedBytes: number;
};

/** Steps back need three at a time; older ones are packed like all others. */
const nearMost = 6;

/** Far from the cursor, gaps may be this many times as long as beside it. */
const farGapRatio = 8;

export function createKeyframes(machine: Machine, budgetBytes: number): Keyframes {
	const keyframes = {budgetBytes, frames: [], near: [], buffer: undefined, usedBytes: 0};
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

/**
 * Saves the machine as it is now; `cursor` is where the reader is, around which keyframes are kept closest. One that is
 * `near` there is not packed.
 */
export function addKeyframe(
	keyframes: Keyframes,
	machine: Machine,
	costMs: number,
	cursor: number,
	isNear = false,
): void {
	const {frames} = keyframes;
	const position = eventCount(machine);
	const after = frames.length === 0 ? 0 : indexAt(frames, position) + 1;
	if (after > 0 && frames[after - 1].position === position) {
		return;
	}

	const saved = isNear ? saveColumns(machine.columns) : savePacked(keyframes, machine);
	const keyframe = {position, costMs, saved, isPacked: !isNear};
	keyframes.usedBytes += saved.bytes.length;
	frames.splice(after, 0, keyframe);
	if (isNear) {
		keepNear(keyframes, keyframe);
	}

	while (keyframes.usedBytes > keyframes.budgetBytes && frames.length > 2) {
		dropLeastMissed(keyframes, position, cursor);
	}
}

/** The fastest level: the next ones take twice as long for little. */
const packing = {params: {[constants.ZSTD_c_compressionLevel]: 1}};

function savePacked(keyframes: Keyframes, machine: Machine): Snapshot {
	const {counts, bytes, length} = saveColumns(machine.columns, keyframes.buffer);
	keyframes.buffer = bytes;
	return pack({counts, bytes, length});
}

function pack({counts, bytes, length}: Snapshot): Snapshot {
	return {counts, bytes: zstdCompressSync(bytes.subarray(0, length), packing), length};
}

/** Packs the oldest of the near ones, where there are more than steps back need. */
function keepNear(keyframes: Keyframes, keyframe: Keyframe): void {
	const {near} = keyframes;
	near.push(keyframe);
	for (const old of near.splice(0, Math.max(0, near.length - nearMost))) {
		const before = old.saved.bytes.length;
		old.saved = pack(old.saved);
		old.isPacked = true;
		keyframes.usedBytes += old.saved.bytes.length - before;
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
	keyframes.near = keyframes.near.filter((each) => each !== dropped);
}

export function restoreKeyframe(machine: Machine, keyframe: Keyframe): void {
	restoreColumns(machine.columns, snapshotOf(keyframe));
}
