/** Menus of places: panes, moments with a name, and what is written where. */
import {clockText} from '../../text/text.ts';
import {type Facts, paneOf} from '../facts.ts';
import {type Format, formats, type Part} from '../format.ts';
import {focused, type Model} from '../model.ts';
import type {MenuEntry} from './menu.ts';

/** All panes by their numbers, those beyond the ninth too. */
export function paneEntries(model: Model, panes: Facts['panes']): MenuEntry[] {
	const width = Math.max(...panes.map(({title}) => title.length));
	return panes.map(({id, title, help}, i) => ({
		key: String(i + 1),
		label: `${title.padEnd(width)}  ${help}`,
		message: {type: 'focus', pane: id},
		isChosen: id === focused(model),
	}));
}

/** Both parts in every format. */
export function writeEntries(model: Model, panes: Facts['panes']): MenuEntry[] {
	const pane = focused(model);
	const parts: readonly (readonly [title: string, part: Part])[] = [
		[`all rows of ${paneOf(panes, pane)?.title ?? pane}`, {pane}],
		['the screen', 'screen'],
	];
	return parts.flatMap(([title, part]) =>
		Object.entries(formats).map(([format, what]) => ({
			label: `${title} as ${what}`,
			message: {type: 'nameFile', part, format: format as Format} as const,
			isChosen: false,
		})),
	);
}

type MarkFacts = Pick<Facts, 'markLabels' | 'timeAt' | 'position' | 'end'>;

/** Bookmarks and the workload's marks in the order of time. */
export function markEntries(
	{bookmarks}: Model,
	{markLabels, timeAt, position: now, end}: MarkFacts,
): MenuEntry[] {
	const own = bookmarks.map((position) => ({position, label: 'bookmark (b removes it)'}));
	const width = String(end).length;
	return [...markLabels, ...own]
		.sort((left, right) => left.position - right.position)
		.map(({position, label}) => ({
			key: String(position).padStart(width),
			label: `${clockText(timeAt(position))}  ${label}`,
			message: {type: 'goto', target: String(position)},
			isChosen: position === now,
		}));
}
