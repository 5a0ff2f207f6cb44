/** Questions: all that is being found out about one run, worked on together while nothing else is to be done. */
import {type Subject, subjectText} from '../analysis/words/subject.ts';
import {positionOf, type Timeline} from '../timeline/timeline.ts';
import {exploreRun} from './explore.ts';
import type {Finding} from './moment/finding.ts';
import {createGuide} from './moment/guide.ts';
import type {Erosion} from './sharing/erosion.ts';
import {createErosions} from './sharing/erosions.ts';
import {knownSharers, type Sharer} from './sharing/sharers.ts';
import {createWhy, type Why} from './why/why.ts';
import type {Inquiry} from './work.ts';

export type Questions = {
	/** The same words at the same place are the same finding until it is over; it is the asker who works on it. */
	find(words: string): Finding;
	/** Asks for the history of a subject, in place of the one that was asked for before. */
	askWhy(subject: Subject, asOf?: number): Why;
	/** The history of a subject up to now: the one that was asked for last, if it is that. */
	historyOf(subject: Subject): Why;
	readonly why: Why | undefined;
	/** How the children of a process (`31@1234`) stop sharing, as far as it is known; the rest is worked out from now on. */
	erosionOf(parent: string): Inquiry<Erosion>;
	/** The processes whose children share with them, the one first whose children keep most; none until the run is known. */
	sharers(): readonly Sharer[];
	/** Whether they were asked for. */
	readonly areSharersAsked: boolean;
	/** Nothing is left to find out. */
	readonly isOver: boolean;
	/** Works for about so many milliseconds; the sharing waits until all else is known. */
	advance(milliseconds: number): void;
	/** Grows whenever there is something new to show. */
	readonly news: number;
};

export function createQuestions(timeline: Timeline): Questions {
	const guide = createGuide(timeline);
	const exploring = exploreRun(timeline);
	const erosions = createErosions(timeline);
	let why: Why | undefined;
	let areSharersAsked = false;
	let areSharersNews = false;
	let news = 0;
	const isHistoryOver = (): boolean => exploring.isOver && why?.isOver !== false;
	const sharers = createSharers(timeline);
	const percent = ({share}: Inquiry<unknown>): number => Math.floor(share * 100);

	return {
		find: (words) => guide.find(words),
		askWhy(subject, asOf) {
			why = createWhy(timeline, subject, asOf);
			return why;
		},
		historyOf(subject) {
			if (why === undefined || !tells(why, subject, positionOf(timeline))) {
				why = createWhy(timeline, subject);
			}

			return why;
		},
		get why() {
			return why;
		},
		erosionOf: (parent) => erosions.of(parent),
		sharers() {
			areSharersNews ||= !areSharersAsked;
			areSharersAsked = true;
			return sharers();
		},
		get areSharersAsked() {
			return areSharersAsked;
		},
		get isOver() {
			return isHistoryOver() && !areSharersNews && erosions.wanted?.isOver !== false;
		},
		advance(milliseconds) {
			if (!isHistoryOver()) {
				exploring.advance(milliseconds);
				why?.advance(milliseconds);
				news += 1;
			} else if (areSharersNews) {
				areSharersNews = false;
				news += 1;
			} else if (erosions.wanted !== undefined) {
				const before = percent(erosions.wanted);
				erosions.wanted.advance(milliseconds);
				news += percent(erosions.wanted) === before ? 0 : 1;
			}
		},
		get news() {
			return news;
		},
	};
}

/** Whether a history is of that subject and has that position in it. */
function tells({subject, asOf, answer, isOver}: Why, wanted: Subject, position: number): boolean {
	const begin = answer?.[0]?.event ?? 0;
	return (
		position <= asOf &&
		(position === asOf || (isOver && begin <= position)) &&
		subjectText(subject) === subjectText(wanted) &&
		('born' in subject ? subject.born : 0) === ('born' in wanted ? wanted.born : 0)
	);
}

/** The sharers of a run; while it has grown and its new end is not known yet, those of the end that was known last. */
function createSharers(timeline: Timeline): () => readonly Sharer[] {
	const {history} = timeline;
	let known: readonly Sharer[] = [];
	let knownAt = timeline.first;
	return () => {
		if (timeline.length !== undefined && history.count !== knownAt) {
			known = knownSharers(history);
			knownAt = history.count;
		}

		return known;
	};
}
