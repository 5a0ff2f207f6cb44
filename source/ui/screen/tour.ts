/** The lines below the screen that guide a tour. */

import {spellKey} from '../state/keys/spell.ts';
import {boundWith} from '../state/keys/table.ts';
import {tourRows, tourStops} from '../state/tour-stops.ts';
import {paintLine} from '../text/line.ts';
import {wrap} from '../text/wrap.ts';
import type {ScreenState} from './state.ts';

/** Empty where no tour is on. The last cell of the screen stays empty. */
export function tourLines({model, session, paint}: ScreenState): string[] {
	if (model.tour === undefined) {
		return [];
	}

	const {stop} = model.tour;
	const {title, text} = tourStops[stop];
	const columns = model.size.columns - 1;
	const [next, back] = ['tourNext', 'tourBack'].map((wanted) => {
		const keys = boundWith(session.panes, model.keys).find(({action}) => action === wanted)?.keys ?? [];
		return spellKey(keys[0] ?? '');
	});
	const lines = wrap(text, columns).slice(0, tourRows - 1);
	return [
		paintLine(paint, columns, [
			[`${stop + 1}/${tourStops.length} ${title}`, 'paused'],
			[`  ${next} goes on, ${back} goes back`, 'key'],
		]),
		...Array.from({length: tourRows - 1}, (_, i) => paintLine(paint, columns, [[lines[i] ?? '', 'strong']])),
	];
}
