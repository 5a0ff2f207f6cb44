/** Searches: moments that only looking at the machine after each event can find, such as the next change of a frame. */

import type {Condition} from '../../analysis/query/condition.ts';
import {isSlotUsed} from '../../analysis/rows/slots.ts';
import {isUsed} from '../../kernel/frames/frame.ts';
import type {Direction} from '../../timeline/find.ts';
import {continueScan, createScan, scannedShare, untilTrue, type Watcher} from '../../timeline/scan.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {createPast} from '../sharing/past.ts';
import {watchSubject} from '../why/watch.ts';
import type {Finding} from './finding.ts';
import type {Origin, Thing} from './moment.ts';

/** The nearest event that did something to the thing. */
export function searchChange(timeline: Timeline, thing: Thing, direction: Direction): Finding {
	const none = `Nothing happens to it ${direction === 1 ? 'after' : 'before'} this moment.`;
	return beyondHere(timeline, watchChanges(thing), direction, none);
}

/** The nearest event after which the condition holds and did not before it. */
export function searchCondition(timeline: Timeline, {holds, text}: Condition, direction: Direction): Finding {
	const none =
		direction === 1
			? `The workload ends before ${text} becomes true.`
			: `Before this moment ${text} has not become true.`;
	const past = createPast(timeline);
	return beyondHere(
		timeline,
		untilTrue((machine) => holds(machine, past)),
		direction,
		none,
	);
}

/** What is in use was handed out before, any other may be later. */
export function searchOrigin(timeline: Timeline, thing: Origin): Finding {
	const {kernel} = timeline.machine;
	const isFrame = thing.kind === 'frame';
	const isThere = isFrame
		? thing.frame < kernel.frame.count && isUsed(kernel, thing.frame)
		: isSlotUsed(kernel, thing.slot);
	const watcher = watchChanges(thing, true);
	const none = isFrame
		? `Frame #${thing.frame} is not handed out after this moment.`
		: `No page goes to swap slot ${thing.slot} after this moment.`;
	return search(timeline, watcher, isThere ? -1 : 1, positionOf(timeline), none);
}

/** The event that led here is no answer. */
function beyondHere(timeline: Timeline, watcher: Watcher, direction: Direction, none: string): Finding {
	const here = positionOf(timeline);
	return search(timeline, watcher, direction, direction === 1 ? here : here - 1, none);
}

function search(
	timeline: Timeline,
	watcher: Watcher,
	direction: Direction,
	from: number,
	none: string,
): Finding {
	const scan = createScan(timeline, watcher, direction, from);
	return {
		of: 'way',
		get isOver() {
			return scan.isOver;
		},
		get share() {
			return scan.isOver ? 1 : scannedShare(timeline, scan);
		},
		get answer() {
			if (!scan.isOver) {
				return undefined;
			}

			return scan.found === undefined ? {none} : {position: scan.found};
		},
		advance: (milliseconds) => continueScan(timeline, scan, milliseconds),
	};
}

/** Every event that does something to the thing counts, or only the one in which it began. */
function watchChanges(thing: Thing, isOriginOnly = false): Watcher {
	const watch = watchSubject(thing);
	return {
		begin: watch.begin,
		see(machine) {
			const change = watch.see(machine);
			return change !== undefined && (change.isOrigin || !isOriginOnly);
		},
	};
}
