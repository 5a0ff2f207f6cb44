/** Reducers of the mouse: what is pressed does what it shows. */

import {selectedKey} from '../cursor.ts';
import {type Facts, headingLines, paneOf} from '../facts.ts';
import {footerItems} from '../footer.ts';
import {halfOf} from '../half.ts';
import {innerSize, type Layout, layoutOf, type Slot, slotAt} from '../layout.ts';
import {openMenu} from '../menus/index.ts';
import type {Result} from '../message.ts';
import {focused, type Model} from '../model.ts';
import {overlayRectangle, overlayViewport} from '../overlay-place.ts';
import type {RowKeys} from '../rows.ts';
import {tabAt} from '../tabs.ts';
import {movementReducers} from './movement.ts';
import {overlayReducers, withRow} from './overlay.ts';
import {sendToPane} from './pane.ts';
import {only, type Reducers} from './reducer.ts';

import {selectRow, withKey} from './select-row.ts';
import {settle} from './settle.ts';
import {jump} from './time.ts';

type MouseReducers = Reducers<'press' | 'drag' | 'wheel'>;

const onOneScreen: MouseReducers = {
	press(model, {column, row}, facts) {
		const layout = layoutOf(model, facts.panes);
		if (row === layout.footer) {
			return pressFooter(model, layout, column, facts);
		}

		if (row === layout.timeline) {
			return seekByColumn(model, column, facts);
		}

		if (model.overlay !== undefined) {
			return pressOverlay(model, layout, row, facts);
		}

		const slot = slotAt(layout, column, row);
		return slot === undefined
			? only(model)
			: pressSlot(model, slot, column - slot.rectangle.column, row - slot.rectangle.row, facts);
	},

	drag(model, {column, row}, facts) {
		return row === layoutOf(model, facts.panes).timeline ? seekByColumn(model, column, facts) : only(model);
	},

	/** The pane below it scrolls, as if its selection were moved; the keys stay where they are. */
	wheel(model, {column, row, by}, facts) {
		if (model.overlay !== undefined) {
			const {overlay} = model;
			return only(withRow(model, overlay, overlay.row + by, openMenu(model, facts)));
		}

		const slot = slotAt(layoutOf(model, facts.panes), column, row);
		return only(
			slot === undefined ? model : selectRow(model, slot.shown, model.cursors[slot.shown].row + by, facts),
		);
	},
};

export const mouseReducers: MouseReducers = {
	press: (model, message, facts) => inHalf(model, message, facts, onOneScreen.press),
	drag: (model, message, facts) => inHalf(model, message, facts, onOneScreen.drag),
	wheel: (model, message, facts) => inHalf(model, message, facts, onOneScreen.wheel),
};

/**
 * The halves of a split screen show one model: a press on either counts as if there were only the one. The lines around
 * them and what lies over them are those of the whole screen.
 */
function inHalf<Place extends {readonly column: number; readonly row: number}>(
	model: Model,
	place: Place,
	facts: Facts,
	reduce: (model: Model, place: Place, facts: Facts) => Result,
): Result {
	const half = model.overlay === undefined ? halfOf(model, facts) : undefined;
	const {timeline, footer} = layoutOf(model, facts.panes);
	if (half === undefined || place.row === timeline || place.row === footer) {
		return reduce(model, place, facts);
	}

	const {columns} = half.size;
	const [next, effects] = reduce(
		settle(half, facts),
		{...place, column: place.column % (columns + 1)},
		facts,
	);
	return [{...next, isHalf: model.isHalf, size: model.size}, effects];
}

/** While a line is typed or an answer stands there, the bottom line names no keys. */
function pressFooter(model: Model, layout: Layout, column: number, facts: Facts): Result {
	const isNoticeBelow = layout.explanation === undefined || halfOf(model, facts) !== undefined;
	const isTaken = model.prompt !== undefined || (isNoticeBelow && model.notice !== '');
	const item = isTaken
		? undefined
		: footerItems(model, facts.panes).find(
				(each) => column >= each.column && column < each.column + each.width,
			);
	return item === undefined ? only(model) : [model, [{type: 'send', message: item.binding.message}]];
}

/** A press on an entry runs it, one elsewhere closes the list. */
function pressOverlay(model: Model, layout: Layout, row: number, facts: Facts): Result {
	const {overlay} = model;
	const menu = openMenu(model, facts);
	if (overlay === undefined || menu === undefined) {
		return only({...model, overlay: undefined});
	}

	const rectangle = overlayRectangle(layout, model);
	const line = row - rectangle.row - 1;
	const {first, height} = overlayViewport(overlay, menu, rectangle);
	const at = first + line;
	const isEntry = line >= 0 && line < height && at < menu.entries.length;
	const enter = {type: 'overlayKey', input: {type: 'key', key: 'enter', text: ''}} as const;
	return isEntry
		? overlayReducers.overlayKey({...model, overlay: {...overlay, row: at}}, enter, facts)
		: only({...model, overlay: undefined});
}

/** In the title a tab, then the heads of the columns, then the rows. */
function pressSlot(model: Model, slot: Slot, cell: number, line: number, facts: Facts): Result {
	const pane = slot.shown;
	if (line === 0) {
		const tab = tabAt(slot, facts.panes, cell) ?? pane;
		return movementReducers.focus(model, {type: 'focus', pane: tab}, facts);
	}

	const heads = headingLines(facts.panes, pane);
	return line <= heads
		? pressHeads(model, slot, cell, facts)
		: pressRow(
				model,
				pane,
				{line: line - 1 - heads, cell: cell - (slot.isFramed ? 1 : 0)},
				innerSize(slot).rows - heads,
				facts,
			);
}

/** The pane gets the keys, and says what a press on the head of a column does. */
function pressHeads(model: Model, slot: Slot, cell: number, facts: Facts): Result {
	const pane = slot.shown;
	const {columns} = innerSize(slot);
	const [next] = movementReducers.focus(model, {type: 'focus', pane}, facts);
	const at = cell - (slot.isFramed ? 1 : 0);
	const owner = paneOf(facts.panes, pane);
	const message = owner?.pressHead?.(model, columns, at, facts);
	return owner === undefined || message === undefined ? only(next) : sendToPane(next, owner, message, facts);
}

/**
 * A press on a row, or on a cell of it, selects it, and once more on the same opens it; below the last row the pane gets
 * the keys.
 */
function pressRow(
	model: Model,
	pane: string,
	{line, cell}: {readonly line: number; readonly cell: number},
	height: number,
	facts: Facts,
): Result {
	const cursor = model.cursors[pane];
	const row = cursor.first + line;
	const rows = facts.rows(pane, model);
	if (line >= height || row >= rows.count) {
		return movementReducers.focus(model, {type: 'focus', pane}, facts);
	}

	const key = rows.cells?.keyIn(row, cell - rows.cells.indent);
	if (
		focused(model) === pane &&
		cursor.row === row &&
		(key === undefined || key === cellOf(model, pane, rows, row))
	) {
		return movementReducers.enter(model, {type: 'enter'}, facts);
	}

	const [selected] = movementReducers.select(model, {type: 'select', pane, row}, facts);
	return only(key === undefined ? selected : withKey(selected, pane, row, key, facts));
}

/** The cell of a line in which what is selected lies. */
function cellOf(model: Model, pane: string, rows: RowKeys, row: number): string | undefined {
	return rows.cells?.keyIn(row, rows.cells.columnOf(selectedKey(model, pane, rows)));
}

/** The timeline spans the whole line. */
function seekByColumn(model: Model, column: number, facts: Facts): Result {
	const share = column / Math.max(1, model.size.columns - 1);
	const position = Math.round(Math.max(0, Math.min(1, share)) * facts.end);
	return jump(model, {type: 'seek', position}, facts);
}
