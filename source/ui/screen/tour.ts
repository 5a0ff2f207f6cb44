/** The lines below the screen that guide through it: those of a tour, or of a quiz. */

import {tourRows, tourStops} from '../state/tour-stops.ts';
import {paintLine} from '../text/line.ts';
import {wrap} from '../text/wrap.ts';
import {keyFor} from './guide-keys.ts';
import {quizLines} from './quiz.ts';
import type {ScreenState} from './state.ts';

/** Empty where neither a tour nor a quiz is on. The last cell of the screen stays empty. */
export function guideLines(state: ScreenState): string[] {
	const {tour, quiz} = state.model;
	return tour === undefined
		? quiz === undefined
			? []
			: quizLines(state, quiz)
		: tourLines(state, tour.stop);
}

function tourLines({model, session, paint}: ScreenState, stop: number): string[] {
	const {title, text} = tourStops[stop];
	const columns = model.size.columns - 1;
	const [next, back] = ['tourNext', 'tourBack'].map((action) => keyFor(action, model, session.panes));
	const lines = wrap(text, columns).slice(0, tourRows - 1);
	return [
		paintLine(paint, columns, [
			[`${stop + 1}/${tourStops.length} ${title}`, 'paused'],
			[`  ${next} goes on, ${back} goes back`, 'key'],
		]),
		...Array.from({length: tourRows - 1}, (_, i) => paintLine(paint, columns, [[lines[i] ?? '', 'strong']])),
	];
}
