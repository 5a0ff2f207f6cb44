/**
 * Links between the panes that show memory: each marks what has to do with the selection of the others. Of mappings,
 * tables, frames and the page map the one that had the keys last leads; as long as nothing was chosen in any of them
 * that is the mapping.
 */
import {pageBytes} from '../../kernel/state/kernel.ts';
import {selectedKey} from '../state/cursor.ts';
import {focused, type Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import type {MapRows} from './maps/maps.ts';
import type {PageMapRows} from './page-map/rows.ts';
import type {TableRows} from './tables/tables.ts';

/** Bytes of the selected process; end exclusive. */
export type Range = {readonly start: number; readonly end: number};

const linkedPanes = ['maps', 'tables', 'frames', 'map'];

/** What the other panes have selected, for a pane that marks it. */
export function linkedRanges(session: Session, model: Model, pane: string): readonly Range[] {
	const leader = model.recent.find(
		(id) =>
			id !== pane &&
			linkedPanes.includes(id) &&
			(id === 'maps' || id === focused(model) || model.cursors[id]?.key !== undefined),
	);
	return leader === undefined ? [] : selectedRanges(session, model, leader);
}

export function isIn(ranges: readonly Range[], {start, end}: Range): boolean {
	return ranges.some((range) => range.start < end && range.end > start);
}

function selectedRanges(session: Session, model: Model, pane: string): readonly Range[] {
	const {key, row} = model.cursors[pane];
	const rows = session.rows(pane, model);
	if (pane === 'frames') {
		const start = Number(key ?? rows.keyAt(row));
		return [{start, end: start + pageBytes}];
	}

	if (pane === 'map') {
		// Who has a frame is not looked for while it plays.
		return model.isPlaying && model.mapSpace === 'physical'
			? []
			: (rows as PageMapRows).rangesOf(selectedKey(model, pane, rows));
	}

	const found = rows.rowOf(key ?? '');
	const at = found === -1 ? row : found;
	const range = pane === 'maps' ? (rows as MapRows).mappings[at] : (rows as TableRows).tables[at];
	return range === undefined ? [] : [range];
}
