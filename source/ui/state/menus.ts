/** Menus: lists over the panes, each entry with the message that it sends. */

import {designs} from '../../designs/index.ts';
import {clockText} from '../text/text.ts';
import {type Facts, paneOf} from './facts.ts';
import {type Format, formats, type Part} from './format.ts';
import type {MenuEntry} from './menu-entry.ts';
import {focused, type Model, type Overlay} from './model.ts';
import {setupEntries} from './setup.ts';

type MenuFacts = Pick<
	Facts,
	'panes' | 'kernel' | 'besideKernel' | 'markLabels' | 'timeAt' | 'position' | 'end'
>;

/** Undefined for overlays that are no menus. */
export function menuEntries(
	kind: Overlay['kind'],
	model: Model,
	facts: MenuFacts,
): readonly MenuEntry[] | undefined {
	const {panes, kernel, besideKernel} = facts;
	switch (kind) {
		case 'setup':
			return setupEntries(model, panes);
		case 'marks':
			return markEntries(model, facts);
		case 'write':
			return writeEntries(model, panes);
		case 'panes':
			return paneEntries(model, panes);
		case 'menu':
			return paneOf(panes, focused(model))?.menu?.(model).entries ?? [];
		case 'design':
			return designs.map(({id, year, title}) => ({
				label: `${id.padEnd(designWidth)} ${year} ${title}`,
				message: {type: 'design', kernel: id},
				isChosen: id === kernel,
			}));
		case 'beside':
			return [
				{label: 'none: one kernel alone', message: {type: 'beside'}, isChosen: besideKernel === undefined},
				...designs.map(({id, year, title}) => ({
					label: `${id.padEnd(designWidth)} ${year} ${title}`,
					message: {type: 'beside', kernel: id} as const,
					isChosen: id === besideKernel,
				})),
			];
		default:
			return undefined;
	}
}

/** All panes by their numbers, those beyond the ninth too. */
function paneEntries(model: Model, panes: MenuFacts['panes']): MenuEntry[] {
	const width = Math.max(...panes.map(({title}) => title.length));
	return panes.map(({id, title, help}, i) => ({
		label: `${String(i + 1).padStart(2)} ${title.padEnd(width)}  ${help}`,
		message: {type: 'focus', pane: id},
		isChosen: id === focused(model),
	}));
}

/** Both parts in every format. */
function writeEntries(model: Model, panes: MenuFacts['panes']): MenuEntry[] {
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

/** Bookmarks and the workload's marks in the order of time. */
function markEntries({bookmarks}: Model, {markLabels, timeAt, position: now, end}: MenuFacts): MenuEntry[] {
	const own = bookmarks.map((position) => ({position, label: 'bookmark (b removes it)'}));
	const width = String(end).length;
	return [...markLabels, ...own]
		.sort((left, right) => left.position - right.position)
		.map(({position, label}) => ({
			label: `${String(position).padStart(width)}  ${clockText(timeAt(position))}  ${label}`,
			message: {type: 'goto', target: String(position)},
			isChosen: position === now,
		}));
}

const designWidth = Math.max(...designs.map(({id}) => id.length));
