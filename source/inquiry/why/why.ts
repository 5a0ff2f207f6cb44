/**
 * Why: the history of a subject, found by scanning backwards from the moment that it was asked at until the subject
 * began. Lines come as they are found, the latest stretch of events first; they stand in the order of time.
 */
import type {Subject} from '../../analysis/subject.ts';
import {eventCount, type Machine} from '../../machine/machine.ts';
import {continueScan, createScan, type Scan, scannedShare, type Watcher} from '../../timeline/scan.ts';
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {watchSubject} from './watch.ts';

export type WhyLine = {
	/** Position after the event. */
	readonly event: number;
	readonly what: string;
	/** Whose history goes on before this line, as it was just before the event. */
	readonly source?: Subject;
};

export type Why = {
	readonly subject: Subject;
	/** The moment that it was asked at. */
	readonly asOf: number;
	readonly lines: readonly WhyLine[];
	readonly isComplete: boolean;
	/** Of the events before, how many have been looked at: 0 to 1. */
	readonly share: number;
	/** Looks on for about so many milliseconds. */
	work(milliseconds: number): void;
};

export function createWhy(timeline: Timeline, subject: Subject, asOf = positionOf(timeline)): Why {
	let lines: readonly WhyLine[] = [];
	let search = searchFor(timeline, subject, asOf);
	const all = (): readonly WhyLine[] => [...search.found(), ...lines];

	return {
		subject,
		asOf,
		get lines() {
			return all();
		},
		get isComplete() {
			return search.scan.isOver;
		},
		get share() {
			return search.scan.isOver ? 1 : scannedShare(timeline, search.scan);
		},
		work(milliseconds) {
			if (!continueScan(timeline, search.scan, milliseconds)) {
				return;
			}

			// A mapping that came with a fork was the parent's before.
			const [first] = all();
			if (first?.source?.kind === 'mapping') {
				const {source, ...told} = first;
				lines = [told, ...all().slice(1)];
				search = searchFor(timeline, source, first.event - 1);
			}
		},
	};
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

			const {what, isOrigin, source} = change;
			const line = {event: eventCount(machine), what, source};
			stretch = isOrigin ? [line] : [...stretch, line];
			return isOrigin;
		},
	};
	return {scan: createScan(timeline, watcher, -1, from), found: () => [...stretch, ...earlier]};
}
