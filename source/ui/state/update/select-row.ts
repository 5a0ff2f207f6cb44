/** Selecting a row: what a hand on the cursor does, in whatever pane. */
import {selectedKey} from '../cursor.ts';
import type {Facts} from '../facts.ts';
import type {Model} from '../model.ts';

const leadingPanes = ['maps', 'tables', 'frames'];

/** Selects a row of a pane, the nearest that there is; a hand on the tree ends following. */
export function selectRow(model: Model, pane: string, row: number, facts: Facts): Model {
	const rows = facts.rows(pane, model);
	if (rows.count === 0) {
		return model;
	}

	const selected = Math.max(0, Math.min(row, rows.count - 1));
	const key =
		rows.cells?.keyIn(selected, rows.cells.columnOf(selectedKey(model, pane, rows))) ?? rows.keyAt(selected);
	return withKey(model, pane, selected, key);
}

/** Selects what has that key, in that row. */
export function withKey(model: Model, pane: string, row: number, key: string): Model {
	const isFollowing = model.isFollowing && pane !== 'tree';
	const cursor = {...model.cursors[pane], row, key, isGiven: false};
	return {...model, isFollowing, cursors: {...model.cursors, [pane]: cursor, ...mapCursor(model, pane, key)}};
}

/** The page map goes along with what is selected where memory is shown: the key of a table is `level:address`. */
function mapCursor({cursors}: Model, pane: string, key: string): Model['cursors'] {
	return cursors.map !== undefined && leadingPanes.includes(pane)
		? {map: {...cursors.map, key: key.slice(key.indexOf(':') + 1)}}
		: {};
}

/** The pane goes along with what is worth looking at, as before somebody chose a row. */
export function forgetRow(model: Model, pane: string): Model {
	const cursor = model.cursors[pane];
	return cursor?.key === undefined
		? model
		: {...model, cursors: {...model.cursors, [pane]: {...cursor, key: undefined}}};
}
