/** Reducers of the page map: what it draws, how near, which cell; and of who holds what is selected. */

import {zoomSteps} from '../../../analysis/page-map/lines.ts';
import {parseProcessKey} from '../../../inquiry/keys.ts';
import {selectedKey} from '../cursor.ts';
import type {Facts, Target} from '../facts.ts';
import {focused, type MapSpace, type Model, mapSpaces} from '../model.ts';
import {only, type Reducers, type Result, withNotice} from './reducer.ts';
import {withKey} from './select-row.ts';

export const pageMapReducers: Reducers<'mapSpace' | 'mapZoom' | 'moveCell' | 'nextHolder'> = {
	mapSpace(model) {
		const mapSpace = mapSpaces[(mapSpaces.indexOf(model.mapSpace) + 1) % mapSpaces.length];
		return withNotice({...model, mapSpace}, spaceNotices[mapSpace]);
	},

	mapZoom(model, {by}) {
		const mapZoom = Math.max(0, Math.min(zoomSteps.length - 1, model.mapZoom + by));
		const pages = zoomSteps[mapZoom];
		return withNotice(
			{...model, mapZoom},
			pages === 1
				? 'A cell a page.'
				: `Each cell stands for ${pages} pages and shows the most telling of them.`,
		);
	},

	moveCell: (model, {by}, facts) => only(moveCell(model, by, facts)),

	/** After whom of the list one is now; beyond the last to the first. */
	nextHolder(model, _message, facts) {
		const pane = focused(model);
		const rows = facts.rows(pane, model);
		const key = selectedKey(model, pane, rows);
		const held = rows.holdersOf?.(key) ?? [];
		const here = held.findIndex((each) => each.process === model.cursors.tree.key && each.key === key);
		const next = held[(here + 1) % held.length];
		if (next === undefined || held.length === (here === -1 ? 0 : 1)) {
			return withNotice(model, 'Nobody else holds what is selected here.');
		}

		const holder = `Holder ${held.indexOf(next) + 1} of ${held.length}`;
		return facts.rows('tree', model).rowOf(next.process) === -1
			? withNotice(
					model,
					`The next holder, process ${parseProcessKey(next.process).pid}, is hidden by the filter.`,
				)
			: withNotice(goTo(model, {pane, ...next}), `${holder}.`);
	},
};

const spaceNotices: Readonly<Record<MapSpace, string>> = {
	process: 'All that the selected process has mapped.',
	mapping: 'The mapping that is selected in Maps.',
	table: 'The table that is selected in Tables, an entry a cell.',
	physical: 'Physical memory, a frame a cell.',
};

/** From cell to cell, and from the end of a line to the next. */
function moveCell(model: Model, by: number, facts: Facts): Model {
	const pane = focused(model);
	const rows = facts.rows(pane, model);
	if (rows.cells === undefined || rows.count === 0) {
		return model;
	}

	const {row} = model.cursors[pane];
	const column = rows.cells.columnOf(selectedKey(model, pane, rows)) + by;
	const count = rows.cells.countAt(row);
	const next = column < 0 ? row - 1 : column >= count ? row + 1 : row;
	if (next < 0 || next >= rows.count) {
		return model;
	}

	const key = rows.cells.keyIn(next, next === row ? column : next < row ? Number.MAX_SAFE_INTEGER : 0);
	return withKey(model, pane, next, key);
}

/** Selects a row of a pane and gives it the keys; where it belongs to another process, that one too. */
export function goTo(model: Model, {pane, key, process}: Target): Model {
	const recent = [pane, ...model.recent.filter((id) => id !== pane)];
	const selected = withKey({...model, recent}, pane, model.cursors[pane].row, key);
	const {tree} = model.cursors;
	return process === undefined || process === tree.key
		? selected
		: withKey(selected, 'tree', tree.row, process);
}

/** Enter, on a row that stands for something in another pane. */
export function openTarget(model: Model, facts: Facts): Result | undefined {
	const pane = focused(model);
	const rows = facts.rows(pane, model);
	const target = rows.count === 0 ? undefined : rows.opens?.(selectedKey(model, pane, rows));
	return target === undefined
		? undefined
		: typeof target === 'string'
			? withNotice(model, target)
			: only(goTo(model, target));
}
