/** Selecting a row of any pane, as a cursor key or the mouse does. */
import {selectedKey} from '../cursor.ts';
import {type Facts, paneOffering} from '../facts.ts';
import type {Cursor, Model} from '../model.ts';

/** Selects a row of a pane, the nearest that there is; a hand on the tree of processes ends following. */
export function selectRow(model: Model, pane: string, row: number, facts: Facts): Model {
	const rows = facts.rows(pane, model);
	if (rows.count === 0) {
		return model;
	}

	const selected = Math.max(0, Math.min(row, rows.count - 1));
	const key =
		rows.cells?.keyIn(selected, rows.cells.columnOf(selectedKey(model, pane, rows))) ?? rows.keyAt(selected);
	return withKey(model, pane, selected, key, facts);
}

/** Selects what has that key, in that row. */
export function withKey(model: Model, pane: string, row: number, key: string, facts: Facts): Model {
	const isFollowing = model.isFollowing && paneOffering(facts.panes, 'process')?.id !== pane;
	const cursor = {...model.cursors[pane], row, key, isGiven: false};
	const others = cursorsGoingAlong(model, pane, key, facts);
	return {...model, isFollowing, cursors: {...model.cursors, ...others, [pane]: cursor}};
}

/** Panes that want what the row offers select it too. */
export function cursorsGoingAlong(
	model: Model,
	pane: string,
	key: string,
	facts: Facts,
): Readonly<Record<string, Cursor>> {
	const offer = facts.rows(pane, model).offerOf?.(key) ?? {};
	const wanted = facts.panes.flatMap(({id, wants}): [string, Cursor][] => {
		const own = id === pane ? undefined : wants?.(offer);
		return own === undefined ? [] : [[id, {...model.cursors[id], key: own}]];
	});
	return Object.fromEntries(wanted);
}

/** The pane follows what happens again, as before a row was chosen. */
export function forgetRow(model: Model, pane: string): Model {
	const cursor = model.cursors[pane];
	return cursor?.key === undefined
		? model
		: {...model, cursors: {...model.cursors, [pane]: {...cursor, key: undefined}}};
}
