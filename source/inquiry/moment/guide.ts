/**
 * The guide: finds the moment that is asked for in words. What the history knows is answered at once; what has to be
 * looked for is looked for a little at a time, and the asker comes again.
 */
import {UserError} from '../../machine/user-error.ts';
import {continueScan, scannedShare} from '../../timeline/scan.ts';
import {explore, positionOf, type Timeline} from '../../timeline/timeline.ts';
import {findTarget, unknown} from './goto.ts';
import {beginHunt, type Hunt} from './hunt.ts';

/** A position, a sentence that says why there is none, or how far the looking has come, 0 to 1. */
export type Answer =
	| {readonly position: number}
	| {readonly none: string}
	| {readonly share: number; readonly of: 'run' | 'way'};

export type Guide = {
	/** To be asked again with the same words while the answer is a share. */
	find(text: string): Answer;
};

/** What is looked for is looked for this long before the answer is that it takes longer; later so long at a time. */
export const findingMs = 40;
const furtherMs = 15;

export function createGuide(timeline: Timeline): Guide {
	let hunt: Hunt | undefined;
	return {
		find(text) {
			const isNew = hunt?.text !== text || hunt.from !== positionOf(timeline);
			try {
				hunt = isNew ? beginHunt(timeline, text) : hunt;
			} catch (error) {
				return {none: sentenceOf(error)};
			}

			if (hunt === undefined) {
				return findKnown(timeline, text);
			}

			if (!continueScan(timeline, hunt.scan, isNew ? findingMs : furtherMs)) {
				return {share: scannedShare(timeline, hunt.scan), of: 'way'};
			}

			const {scan, none} = hunt;
			hunt = undefined;
			return scan.found === undefined ? {none} : {position: scan.found};
		},
	};
}

/** What the person has written wrong; anything else is a bug of ours. */
function sentenceOf(error: unknown): string {
	if (error instanceof UserError) {
		return error.message;
	}

	throw error;
}

function findKnown(timeline: Timeline, text: string): Answer {
	let target = findTarget(timeline, text);
	if (target === unknown) {
		explore(timeline, findingMs);
		target = findTarget(timeline, text);
	}

	if (target === unknown) {
		const {history, machine} = timeline;
		return {share: history.count / Math.max(1, machine.program.count), of: 'run'};
	}

	return typeof target === 'string' ? {none: target} : {position: target};
}
