/** Reducers of where one looks: which pane has the keys, which row is selected, what is folded. */
import type {Facts, RowKeys} from '../facts.ts';
import {innerSize, layOut, slotOf} from '../layout.ts';
import {everyDepth, focused, type Model} from '../model.ts';
import {only, type Reducers, type Result, withNotice} from './reducer.ts';
import {jump} from './time.ts';

export const movementReducers: Reducers<
	| 'focus'
	| 'focusNumber'
	| 'focusNext'
	| 'zoom'
	| 'move'
	| 'movePages'
	| 'moveTo'
	| 'select'
	| 'enter'
	| 'toParent'
	| 'follow'
	| 'fold'
	| 'foldAll'
	| 'foldDepth'
	| 'compact'
> = {
	focus: (model, {pane}, facts) => only(focusPane(model, pane, facts)),

	focusNumber(model, {number}, facts) {
		const pane = facts.panes[number - 1];
		return pane === undefined ? only(model) : only(focusPane(model, pane.id, facts));
	},

	focusNext(model, {by}, facts) {
		const ids = facts.panes.map(({id}) => id);
		const next = (ids.indexOf(focused(model)) + by + ids.length) % ids.length;
		return only(focusPane(model, ids[next], facts));
	},

	zoom: (model) => only({...model, isZoomed: !model.isZoomed}),

	move(model, {by}, facts) {
		return only(selectRow(model, focused(model), focusedRow(model) + by, facts));
	},

	movePages(model, {by}, facts) {
		const rows = Math.max(1, Math.trunc(Math.abs(by) * (paneHeight(model, facts) - 1)));
		return only(selectRow(model, focused(model), focusedRow(model) + Math.sign(by) * rows, facts));
	},

	moveTo(model, {end}, facts) {
		const {count} = facts.rows(focused(model), model);
		return only(selectRow(model, focused(model), end === 'first' ? 0 : count - 1, facts));
	},

	select: (model, {pane, row}, facts) => only(selectRow(focusPane(model, pane, facts), pane, row, facts)),

	/** Enter opens what the row stands for: a branch of the tree, a moment of the log. */
	enter(model, _message, facts) {
		if (focused(model) === 'tree') {
			return setFold(model, 'other', facts);
		}

		if (focused(model) === 'log') {
			const key = facts.rows('log', model).keyAt(focusedRow(model));
			return key === '' ? only(model) : jump(model, {type: 'seek', position: Number(key)}, facts);
		}

		return only({...model, isZoomed: !model.isZoomed});
	},

	toParent(model, _message, facts) {
		const rows = facts.rows('tree', model);
		const parent = rows.parentOf?.(model.cursors.tree.row) ?? -1;
		return parent === -1
			? withNotice(model, 'This process has no parent here.')
			: only(selectRow(model, 'tree', parent, facts));
	},

	follow(model) {
		const isFollowing = !model.isFollowing;
		const notice = isFollowing
			? 'Following: the process of each event is selected.'
			: 'No longer following: the selection stays where it is.';
		return withNotice({...model, isFollowing}, notice);
	},

	fold: (model, {to}, facts) => setFold(model, to, facts),

	foldAll(model) {
		const isAllOpen = model.foldDepth === everyDepth && Object.values(model.folds).every((fold) => !fold);
		return only({...model, folds: {}, foldDepth: isAllOpen ? 1 : everyDepth});
	},

	foldDepth(model, {by}, facts) {
		const deepest = model.foldDepth === everyDepth ? treeDepth(facts.rows('tree', model)) : model.foldDepth;
		const foldDepth = Math.max(0, Math.min(everyDepth, deepest + by));
		return withNotice({...model, folds: {}, foldDepth}, `Folded below level ${foldDepth}; * opens all.`);
	},

	compact(model) {
		const isCompact = !model.isCompact;
		const notice = isCompact ? 'Equal siblings are drawn as one row.' : 'Every process has its own row.';
		return withNotice({...model, isCompact}, notice);
	},
};

function focusPane(model: Model, pane: string, {panes}: Facts): Model {
	return panes.some(({id}) => id === pane)
		? {...model, recent: [pane, ...model.recent.filter((id) => id !== pane)]}
		: model;
}

function focusedRow(model: Model): number {
	return model.cursors[focused(model)].row;
}

/** Selects a row of a pane, the nearest that there is; a hand on the tree ends following. */
export function selectRow(model: Model, pane: string, row: number, facts: Facts): Model {
	const rows = facts.rows(pane, model);
	if (rows.count === 0) {
		return model;
	}

	const selected = Math.max(0, Math.min(row, rows.count - 1));
	const cursor = {...model.cursors[pane], row: selected, key: rows.keyAt(selected)};
	const isFollowing = model.isFollowing && pane !== 'tree';
	return {...model, isFollowing, cursors: {...model.cursors, [pane]: cursor}};
}

/** Lines for rows in the pane that has the keys. */
function paneHeight(model: Model, {panes}: Facts): number {
	const layout = layOut(model.size, panes, model.recent, model.isZoomed);
	const slot = slotOf(layout, focused(model));
	return slot === undefined ? 1 : innerSize(slot).rows;
}

/**
 * Left folds a branch, or goes to the parent of what cannot be folded; right opens it, or goes to its first child.
 * In the other panes left and right do nothing.
 */
function setFold(model: Model, to: 'folded' | 'open' | 'other', facts: Facts): Result {
	const rows = facts.rows('tree', model);
	const {row} = model.cursors.tree;
	const state = rows.count === 0 ? 'leaf' : (rows.foldOf?.(row) ?? 'leaf');
	if (focused(model) !== 'tree' || (to === 'other' && state === 'leaf')) {
		return only(model);
	}

	if (to === 'folded' && state !== 'open') {
		const parent = rows.parentOf?.(row) ?? -1;
		return only(parent === -1 ? model : selectRow(model, 'tree', parent, facts));
	}

	if (to === 'open' && state !== 'folded') {
		return only(state === 'open' ? selectRow(model, 'tree', row + 1, facts) : model);
	}

	const folds = {...model.folds, [rows.keyAt(row)]: state === 'open'};
	return only(selectRow({...model, folds}, 'tree', row, facts));
}

/** Levels of the tree as it is seen. */
function treeDepth(rows: RowKeys): number {
	const depths = new Int32Array(rows.count);
	let deepest = 0;
	for (let row = 0; row < rows.count; row += 1) {
		const parent = rows.parentOf?.(row) ?? -1;
		depths[row] = parent === -1 ? 0 : depths[parent] + 1;
		deepest = Math.max(deepest, depths[row]);
	}

	return deepest;
}
