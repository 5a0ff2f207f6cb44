/**
 * Finding a moment: the one evaluator of the language. What the history of a run tells is answered from there, and the run
 * is explored where it does not reach yet; what only looking at the machine after each event can tell is scanned for.
 */

import {parseCondition} from '../../analysis/query/condition.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {exploreRun} from '../explore.ts';
import {known} from '../work.ts';
import type {Finding, Landing} from './finding.ts';
import {parseMoment} from './grammar.ts';
import {type Finder, finderOf} from './history-finders.ts';
import type {Moment} from './moment.ts';
import {searchChange, searchCondition, searchOrigin} from './search.ts';

/** Where the moment lies as seen from the cursor. Words that are no moment have a sentence for an answer. */
export function findWords(timeline: Timeline, words: string): Finding {
	try {
		return findMoment(timeline, parseMoment(words));
	} catch (error) {
		if (error instanceof UserError) {
			return {...known<Landing>({none: error.message}), of: 'run'};
		}

		throw error;
	}
}

/** Throws a UserError for a condition that cannot be understood. */
export function findMoment(timeline: Timeline, moment: Moment): Finding {
	switch (moment.kind) {
		case 'change':
			return searchChange(timeline, moment.thing, moment.direction);
		case 'origin':
			return searchOrigin(timeline, moment.thing);
		case 'until': {
			const condition = parseCondition(moment.condition, timeline.machine.program);
			return searchCondition(timeline, condition, moment.direction);
		}

		default:
			return findInHistory(timeline, finderOf(timeline, moment));
	}
}

function findInHistory(timeline: Timeline, find: Finder): Finding {
	const exploring = exploreRun(timeline);
	let answer = find();
	return {
		of: 'run',
		get answer() {
			return answer;
		},
		get isOver() {
			return answer !== undefined;
		},
		get share() {
			return answer === undefined ? exploring.share : 1;
		},
		advance(milliseconds) {
			if (answer === undefined) {
				exploring.advance(milliseconds);
				answer = find();
			}
		},
	};
}
