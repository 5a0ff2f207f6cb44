/** Reducers of the page map: what it draws, how near, which cell. */
import {zoomSteps} from '../../../analysis/page-map/lines.ts';
import {selectedKey} from '../../state/cursor.ts';
import type {Facts} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import {reduceWith} from '../../state/slice.ts';
import {only, withNotice} from '../../state/update/reducer.ts';
import {withKey} from '../../state/update/select-row.ts';
import {type MapMessage, type MapSpace, mapId, mapSpaces, mapState} from './state.ts';

export const updateMap = reduceWith<MapMessage>({
	space(model) {
		const {space: before} = mapState.of(model);
		const space = mapSpaces[(mapSpaces.indexOf(before) + 1) % mapSpaces.length];
		return withNotice(mapState.with(model, {space}), spaceNotices[space]);
	},

	zoom(model, {by}) {
		const zoom = Math.max(0, Math.min(zoomSteps.length - 1, mapState.of(model).zoom + by));
		const pages = zoomSteps[zoom];
		return withNotice(
			mapState.with(model, {zoom}),
			pages === 1
				? 'A cell a page.'
				: `Each cell stands for ${pages} pages and shows the most telling of them.`,
		);
	},

	moveCell: (model, {by}, facts) => only(moveCell(model, by, facts)),
});

const spaceNotices: Readonly<Record<MapSpace, string>> = {
	process: 'All that the selected process has mapped.',
	mapping: 'The mapping that is selected in Maps.',
	table: 'The table that is selected in Tables, an entry a cell.',
	physical: 'Physical memory, a frame a cell.',
};

/** From cell to cell, and from the end of a line to the next. */
function moveCell(model: Model, by: number, facts: Facts): Model {
	const rows = facts.rows(mapId, model);
	if (rows.cells === undefined || rows.count === 0) {
		return model;
	}

	const {row} = model.cursors[mapId];
	const column = rows.cells.columnOf(selectedKey(model, mapId, rows)) + by;
	const count = rows.cells.countAt(row);
	const next = column < 0 ? row - 1 : column >= count ? row + 1 : row;
	if (next < 0 || next >= rows.count) {
		return model;
	}

	const key = rows.cells.keyIn(next, next === row ? column : next < row ? Number.MAX_SAFE_INTEGER : 0);
	return withKey(model, mapId, next, key, facts);
}
