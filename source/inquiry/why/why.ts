/**
 * Why: the history of a subject, found by scanning backwards from the moment that it was asked at until the subject
 * began. Lines come as they are found, the latest stretch of events first; they stand in the order of time.
 */

import type {Subject} from '../../analysis/words/subject.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {continueScan, createScan, type Scan, scannedShare, type Watcher} from '../../timeline/scan.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import type {Tone} from '../history/told.ts';
import type {Inquiry} from '../work.ts';
import {watchSubject} from './watch.ts';

export type WhyLine = {
	/** Position after the event. */
	readonly event: number;
	readonly what: string;
	readonly tone?: Tone;
	/** Whose history goes on before this line, as it was just before the event. */
	readonly source?: Subject;
};

/** Lines in the order of time; the share is that of the events before. */
export type Why = Inquiry<readonly WhyLine[]> & {
	readonly subject: Subject;
	/** The position that it was asked at. */
	readonly asOf: number;
};

export function createWhy(timeline: Timeline, subject: Subject, asOf = positionOf(timeline)): Why {
	let later: readonly WhyLine[] = [];
	let now = subject;
	// A search has a machine of its own, which takes a while to make: not before there is time to work on it.
	let search: Search | undefined;
	const all = (): readonly WhyLine[] => [...(search?.found() ?? []), ...later];

	return {
		subject,
		asOf,
		get answer() {
			return all();
		},
		get isOver() {
			return search?.scan.isOver === true;
		},
		get share() {
			return search === undefined ? 0 : search.scan.isOver ? 1 : scannedShare(timeline, search.scan);
		},
		advance(milliseconds) {
			search ??= searchFor(timeline, subject, asOf);
			continueScan(timeline, search.scan, milliseconds);
			const [first] = all();
			if (search.scan.isOver && first?.source !== undefined && isSameBefore(now, first.source)) {
				const {source, ...told} = first;
				now = source;
				later = [told, ...all().slice(1)];
				search = searchFor(timeline, source, first.event - 1);
			}
		},
	};
}

/** A mapping that came with a fork was the parent's before; a page in swap was in a frame, or the other way round. */
function isSameBefore(subject: Subject, source: Subject): boolean {
	return source.kind === 'mapping' || source.kind !== subject.kind;
}

type Search = {readonly scan: Scan; found(): readonly WhyLine[]};

/** Over as soon as a stretch has the subject's beginning in it. */
function searchFor(timeline: Timeline, subject: Subject, from: number): Search {
	const watch = watchSubject(subject);
	let earlier: WhyLine[] = [];
	let stretch: WhyLine[] = [];
	const watcher: Watcher = {
		begin(machine: Machine) {
			earlier = [...stretch, ...earlier];
			stretch = [];
			watch.begin(machine);
		},
		see(machine: Machine) {
			const change = watch.see(machine);
			if (change === undefined) {
				return false;
			}

			const {isOrigin, ...told} = change;
			const line = {event: eventCount(machine), ...told};
			stretch = isOrigin ? [line] : [...stretch, line];
			return isOrigin;
		},
	};
	return {scan: createScan(timeline, watcher, -1, from), found: () => [...stretch, ...earlier]};
}
