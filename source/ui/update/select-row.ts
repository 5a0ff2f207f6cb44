/** Selecting a row: what a hand on the cursor does, in whatever pane. */
import type {Facts} from '../facts.ts';
import type {Model} from '../model.ts';

/** Selects a row of a pane, the nearest that there is; a hand on the tree ends following. */
export function selectRow(model: Model, pane: string, row: number, facts: Facts): Model {
	const rows = facts.rows(pane, model);
	if (rows.count === 0) {
		return model;
	}

	const selected = Math.max(0, Math.min(row, rows.count - 1));
	const cursor = {...model.cursors[pane], row: selected, key: rows.keyAt(selected), isGiven: false};
	const isFollowing = model.isFollowing && pane !== 'tree';
	return {...model, isFollowing, cursors: {...model.cursors, [pane]: cursor}};
}

/** The pane goes along with what is worth looking at, as before somebody chose a row. */
export function forgetRow(model: Model, pane: string): Model {
	const cursor = model.cursors[pane];
	return cursor?.key === undefined
		? model
		: {...model, cursors: {...model.cursors, [pane]: {...cursor, key: undefined}}};
}
