/** Going to a moment and waiting until it is found. */
import {UserError} from '../../machine/user-error.ts';
import {seek} from '../../timeline/seek.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {finish} from '../work.ts';
import {findWords} from './find.ts';
import {momentWords} from './moment.ts';

/**
 * Moves the cursor to a moment in words, as seen from where it is, and returns the position; tells where it leads elsewhere
 * than was asked, as beyond the end. Throws a UserError for what is no moment, and for one that never comes.
 */
export function goTo(timeline: Timeline, words: string, tell: (note: string) => void = () => {}): number {
	// Going to the end is finding it: nothing has to run ahead.
	if (words === momentWords({kind: 'end'})) {
		return seek(timeline, Number.POSITIVE_INFINITY);
	}

	const landing = finish(findWords(timeline, words));
	if (landing === undefined || 'none' in landing) {
		throw new UserError(landing?.none ?? `${words} was not found.`);
	}

	if (landing.note !== undefined) {
		tell(landing.note);
	}

	return seek(timeline, landing.position);
}
