/** The guide: remembers what it was asked last, so that a search goes on where it was left when the screen asks again. */
import {positionOf, type Timeline} from '../../timeline/timeline.ts';
import {findWords} from './find.ts';
import type {Finding} from './finding.ts';

export type Guide = {
	/** The same words at the same place are the same finding until it is over. */
	find(words: string): Finding;
};

export function createGuide(timeline: Timeline): Guide {
	let last: {readonly words: string; readonly from: number; readonly finding: Finding} | undefined;
	return {
		find(words) {
			const from = positionOf(timeline);
			if (last?.words !== words || last.from !== from || last.finding.isOver) {
				last = {words, from, finding: findWords(timeline, words)};
			}

			return last.finding;
		},
	};
}
