/**
 * Scans: looking at the machine after event upon event, forwards or backwards from the cursor, a few milliseconds at a
 * time. A scan has a machine of its own, so the cursor stays where it is. Backwards it goes keyframe by keyframe: each
 * stretch between two is carried out forwards, and the last event that counts in the nearest of them is the answer.
 */

import {stepMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';
import {eventCount} from '../machine/state.ts';
import {copyMachine} from './copy-machine.ts';
import type {Direction} from './find.ts';
import {type Keyframe, keyframeAt, restoreKeyframe, snapshotOf} from './keyframes.ts';
import {positionOf, type Timeline} from './timeline.ts';

/** Looks at the machine and never changes it. */
export type Watcher = {
	/** As a stretch of events begins. Backwards an earlier stretch comes after a later one. */
	begin(machine: Machine): void;
	/** After each event of it; true where the event is what is looked for. */
	see(machine: Machine): boolean;
};

export type Scan = {
	readonly machine: Machine;
	readonly watcher: Watcher;
	readonly direction: Direction;
	/** Position that it began at. */
	readonly from: number;
	/** The stretch that is being carried out, both ends as positions. */
	begin: number;
	end: number;
	/** Position after the event that is looked for, if there was one in this stretch. */
	found: number | undefined;
	isOver: boolean;
};

/** From the cursor unless told. Backwards the event that led to `from` is the first that is looked at. */
export function createScan(
	timeline: Timeline,
	watcher: Watcher,
	direction: Direction,
	from = positionOf(timeline),
): Scan {
	const isOver = direction === -1 && from <= timeline.first;
	const keyframe = keyframeBefore(timeline, direction, isOver ? timeline.first + 1 : from);
	const scan: Scan = {
		machine: copyMachine(timeline.machine, snapshotOf(keyframe)),
		watcher,
		direction,
		from,
		begin: from,
		end: direction === 1 ? Number.POSITIVE_INFINITY : from,
		found: undefined,
		isOver,
	};
	if (!isOver) {
		beginStretch(scan, keyframe);
	}

	return scan;
}

/** Where the machine is put for a stretch that begins, or backwards ends, at `edge`. */
function keyframeBefore({keyframes}: Timeline, direction: Direction, edge: number): Keyframe {
	return keyframeAt(keyframes, direction === 1 ? edge : edge - 1);
}

/** From the keyframe that the machine is at to the beginning of the stretch; backwards that is the keyframe. */
function beginStretch(scan: Scan, keyframe: Keyframe): void {
	const {machine, watcher, direction} = scan;
	if (direction === -1) {
		scan.begin = keyframe.position;
	}

	while (eventCount(machine) < scan.begin && stepMachine(machine)) {
		// The way to where the scan begins.
	}

	watcher.begin(machine);
}

/** Goes on for about so many milliseconds. Once it is over `found` is the answer, undefined for none. */
export function continueScan(timeline: Timeline, scan: Scan, milliseconds: number): void {
	const deadline = performance.now() + milliseconds;
	while (!scan.isOver && performance.now() < deadline && advance(timeline, scan)) {
		// Everything happens in the step.
	}
}

/** False where more has to be read before it can go on. */
function advance(timeline: Timeline, scan: Scan): boolean {
	const {machine, watcher, direction} = scan;
	const hasStepped = eventCount(machine) < scan.end && stepMachine(machine);
	if (hasStepped && watcher.see(machine)) {
		scan.found = eventCount(machine);
		scan.isOver = direction === 1;
	}

	if (!hasStepped && direction === 1 && machine.program.isPartial === true) {
		return false;
	}

	if (!hasStepped) {
		endStretch(timeline, scan);
	}

	return true;
}

function endStretch(timeline: Timeline, scan: Scan): void {
	scan.isOver = scan.direction === 1 || scan.found !== undefined || scan.begin <= timeline.first;
	if (!scan.isOver) {
		scan.end = scan.begin;
		const keyframe = keyframeBefore(timeline, scan.direction, scan.end);
		restoreKeyframe(scan.machine, keyframe);
		beginStretch(scan, keyframe);
	}
}

/** How much of the way to the end, or backwards to the beginning, has been looked at: 0 to 1. */
export function scannedShare({first, machine: {program}}: Timeline, scan: Scan): number {
	const {direction, from, end, machine} = scan;
	const [done, all] =
		direction === 1 ? [eventCount(machine) - from, program.count - from] : [from - end, from - first];
	return all <= 0 ? 1 : done / all;
}

/** Watches for `holds` to become true where it was not before. */
export function untilTrue(holds: (machine: Machine) => boolean): Watcher {
	let held = false;
	return {
		begin(machine) {
			held = holds(machine);
		},
		see(machine) {
			const before = held;
			held = holds(machine);
			return held && !before;
		},
	};
}
