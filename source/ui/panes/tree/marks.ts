/** The marks that join the rows of the tree to their parents. */

import {nameOf} from '../../../analysis/rows/processes.ts';
import type {TreePlace} from '../../../analysis/rows/tree.ts';
import {cellWidth} from '../../../analysis/words/cells.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import type {Session} from '../../state/session.ts';
import type {PaneView} from '../pane.ts';
import {hidesOthers, rowFlags, type TreeRows} from './rows.ts';
import {treeId} from './state.ts';

type View = PaneView<TreeRows>;

/**
 * Of each level above whether it goes on below. Where a name in sight would not fit beside them in `room` cells, the first levels are left
 * out of all rows, and their number stands at the left.
 */
export function branchMarks(view: View, index: number, room: number): string {
	const {rows, paint} = view;
	const {tree: glyphs, more} = paint.glyphs;
	const {depth} = rows.places[index];
	const isFolded = hidesOthers(rows.flags[index]);
	const isLast = (row: number) => (rows.flags[row] & rowFlags.last) !== 0;
	if (depth === 0) {
		return isFolded ? '+' : '';
	}

	const levels = Math.max(1, depth - levelsLeftOut(view, room));
	const own = isLast(index) ? glyphs.last : glyphs.branch;
	let text = isFolded ? `${own.slice(0, 1)}+` : own;
	let row = rows.above[index];
	for (let level = 1; level < levels; level += 1) {
		text = (isLast(row) ? glyphs.gap : glyphs.pass) + text;
		row = rows.above[row];
	}

	const leftOut = depth > levels ? `${depth - levels}${more}` : '';
	const {task} = rows.places[index];
	return leftOut.length + text.length + nameWidth(view.session, task) <= room ? leftOut + text : text;
}

const keep = memo<number>();

/** As few as will do for the rows in sight. */
function levelsLeftOut({rows, model, session, height, paint}: View, room: number): number {
	const {first} = model.cursors[treeId];
	const cells = paint.glyphs.tree.gap.length;
	return keep(rows, [first, height, room, cells], () => {
		const seen = rows.places.slice(first, first + height);
		const widthOf = (left: number, {depth, task}: TreePlace) =>
			(depth - left) * cells + (left === 0 ? 0 : String(left).length + 1) + nameWidth(session, task);
		const deepest = seen.reduce((most, {depth}) => Math.max(most, depth), 0);
		for (let left = 0; left < deepest; left += 1) {
			if (seen.every((place) => place.depth <= left || widthOf(left, place) <= room)) {
				return left;
			}
		}

		return deepest;
	});
}

/** The kernel keeps 15 characters of a name; one that a workload made longer may be cut. */
function nameWidth({memory}: Session, task: Task): number {
	return Math.min(nameCellsMost, cellWidth(nameOf(memory, task)));
}

const nameCellsMost = 15;
