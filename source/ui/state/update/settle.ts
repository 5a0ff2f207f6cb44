/**
 * Settling: after every message and every step of the machine the cursors are brought in line with the rows that
 * there are now. What is selected stays selected, on the same line of the screen if it can; what is gone is stood in
 * for, and comes back when time does.
 */
import type {Facts, RowKeys} from '../facts.ts';
import {innerSize, type Layout, layoutOf} from '../layout.ts';
import {type Cursor, type Model, startCursor} from '../model.ts';
import {carryTo} from '../viewport.ts';

/** The tree first: what the other panes show depends on the process that is selected there. */
export function settle(model: Model, facts: Facts): Model {
	const followed = follow(model, facts);
	const layout = layoutOf(model, facts.panes);
	const settledTree = settlePane(followed, 'tree', treeHeight(layout, facts), facts);
	return layout.slots.reduce((settled, slot) => {
		const height = innerSize(slot).rows - facts.headingLines(slot.shown);
		return slot.shown === 'tree' ? settled : settlePane(settled, slot.shown, height, facts);
	}, settledTree);
}

function treeHeight({slots}: Layout, facts: Facts): number {
	const slot = slots.find(({shown}) => shown === 'tree');
	return slot === undefined ? 1 : innerSize(slot).rows - facts.headingLines('tree');
}

/** While following, the process of the last event is selected. */
function follow(model: Model, {actor}: Facts): Model {
	return model.isFollowing && actor !== undefined && actor !== model.cursors.tree?.key
		? {...model, cursors: {...model.cursors, tree: {...model.cursors.tree, key: actor, isGiven: false}}}
		: model;
}

function settlePane(model: Model, pane: string, height: number, facts: Facts): Model {
	const rows = facts.rows(pane, model);
	const cursor = model.cursors[pane] ?? startCursor;
	const row = resolve(model, pane, cursor, rows);
	const viewport = carryTo(cursor, row, rows.count, height);
	const isGiven = pane === 'tree' && isNobodysChoice(cursor);
	const key = isGiven ? rows.keyAt(viewport.row) || undefined : cursor.key;
	const lineage =
		pane === 'tree' && rows.rowOf(key ?? '') !== -1 ? ancestors(rows, viewport.row) : model.lineage;
	const isSame = viewport.row === cursor.row && viewport.first === cursor.first && key === cursor.key;
	return isSame && sameKeys(lineage, model.lineage)
		? model
		: {...model, lineage, cursors: {...model.cursors, [pane]: {key, isGiven, ...viewport}}};
}

function isNobodysChoice({key, isGiven}: Cursor): boolean {
	return key === undefined || isGiven === true;
}

/** The row of what is selected, or of what stands in for it. */
function resolve(model: Model, pane: string, cursor: Cursor, rows: RowKeys): number {
	const {key, row} = cursor;
	if (key === undefined || isNobodysChoice(cursor)) {
		return rows.startRow ?? row;
	}

	const candidates = pane === 'tree' ? [key, ...model.lineage] : [key];
	for (const candidate of candidates) {
		const found = rows.rowOf(candidate);
		if (found !== -1) {
			return found;
		}
	}

	return row;
}

function ancestors(rows: RowKeys, row: number): string[] {
	const keys: string[] = [];
	for (let parent = rows.parentOf?.(row) ?? -1; parent !== -1; parent = rows.parentOf?.(parent) ?? -1) {
		keys.push(rows.keyAt(parent));
	}

	return keys;
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((key, i) => key === right[i]);
}
