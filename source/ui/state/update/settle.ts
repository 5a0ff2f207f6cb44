/**
 * Settling: after every message and every step of the machine the cursors are brought in line with the rows that
 * there are now. What is selected stays selected, on the same line of the screen if it can; what is gone is stood in
 * for, and comes back when time does.
 */
import {type Facts, headingLines, paneOf, paneOffering} from '../facts.ts';
import {layoutSeen} from '../half.ts';
import {innerSize, type Layout} from '../layout.ts';
import {type Cursor, type Model, startCursor} from '../model.ts';
import type {RowKeys} from '../rows.ts';
import {carryTo, middleOn} from '../viewport.ts';
import {cursorsGoingAlong} from './select-row.ts';

/** The pane of processes first: what the others show depends on the process that is selected there. */
export function settle(model: Model, facts: Facts): Model {
	const processes = paneOffering(facts.panes, 'process')?.id;
	const layout = layoutSeen(model, facts);
	const begun =
		processes === undefined
			? model
			: settlePane(
					follow(model, processes, facts),
					processes,
					heightOf(processes, layout, facts),
					facts,
					true,
				);
	return layout.slots.reduce(
		(settled, {shown}) =>
			shown === processes ? settled : settlePane(settled, shown, heightOf(shown, layout, facts), facts),
		begun,
	);
}

/** Lines for rows; a pane that is not seen has one. */
function heightOf(pane: string, {slots}: Layout, {panes}: Facts): number {
	const slot = slots.find(({shown}) => shown === pane);
	return slot === undefined ? 1 : innerSize(slot).rows - headingLines(panes, pane);
}

/** While following, the process of the last event is selected. */
function follow(model: Model, processes: string, facts: Facts): Model {
	const {actor} = facts;
	const cursor = model.cursors[processes];
	if (!model.isFollowing || actor === undefined || actor === cursor?.key) {
		return model;
	}

	const others = cursorsGoingAlong(model, processes, actor, facts);
	const cursors = {...model.cursors, ...others, [processes]: {...cursor, key: actor, isGiven: false}};
	return {...model, cursors};
}

/** A process is always selected, and where it is gone the nearest of its ancestors stands in for it. */
function settlePane(model: Model, pane: string, height: number, facts: Facts, isOfProcesses = false): Model {
	const rows = facts.rows(pane, model);
	const cursor = model.cursors[pane] ?? startCursor;
	const isTime = paneOf(facts.panes, pane)?.goesWithTime;
	const row = resolve(cursor, rows, isOfProcesses ? model.lineage : []);
	const viewport =
		isTime && cursor.key === undefined
			? middleOn(row, rows.count, height)
			: carryTo(cursor, row, rows.count, height);
	const isGiven = isOfProcesses && isNobodysChoice(cursor);
	const key = isGiven ? rows.keyAt(viewport.row) || undefined : cursor.key;
	const lineage =
		isOfProcesses && rows.rowOf(key ?? '') !== -1 ? ancestors(rows, viewport.row) : model.lineage;
	const isSame = viewport.row === cursor.row && viewport.first === cursor.first && key === cursor.key;
	return isSame && sameKeys(lineage, model.lineage)
		? model
		: {...model, lineage, cursors: {...model.cursors, [pane]: {key, isGiven, ...viewport}}};
}

function isNobodysChoice({key, isGiven}: Cursor): boolean {
	return key === undefined || isGiven === true;
}

/** The row of what is selected, or of what stands in for it. */
function resolve(cursor: Cursor, rows: RowKeys, lineage: readonly string[]): number {
	const {key, row} = cursor;
	if (key === undefined || isNobodysChoice(cursor)) {
		return rows.startRow ?? row;
	}

	for (const candidate of [key, ...lineage]) {
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
