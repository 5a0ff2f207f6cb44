/** Reducers of where one looks: which pane has the keys, which row is selected, what is folded. */
import type {Facts} from '../facts.ts';
import {innerSize, layOut, slotOf} from '../layout.ts';
import {focused, type Model} from '../model.ts';
import {only, type Reducers, type Result, withNotice} from './reducer.ts';
import {selectRow} from './select-row.ts';
import {setFold} from './shape.ts';
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

		return focused(model) === 'sharing'
			? enterSharing(model, facts.rows('sharing', model).keyAt(focusedRow(model)), facts)
			: only({...model, isZoomed: !model.isZoomed});
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
};

/** A child's row leads to its fork, a mapping's to the mapping where the selected process has it. */
function enterSharing(model: Model, key: string, facts: Facts): Result {
	const [, born] = /^child \d+@(\d+)$/.exec(key) ?? [];
	if (born !== undefined) {
		return jump(model, {type: 'seek', position: Number(born)}, facts);
	}

	const [, start] = /^mapping (\d+) /.exec(key) ?? [];
	if (start === undefined) {
		return only({...model, isZoomed: !model.isZoomed});
	}

	const row = facts.rows('maps', model).rowOf(start);
	return row === -1
		? withNotice(model, 'The selected process has no mapping that begins there.')
		: only(selectRow(focusPane(model, 'maps', facts), 'maps', row, facts));
}

function focusPane(model: Model, pane: string, {panes}: Facts): Model {
	return panes.some(({id}) => id === pane)
		? {...model, recent: [pane, ...model.recent.filter((id) => id !== pane)]}
		: model;
}

function focusedRow(model: Model): number {
	return model.cursors[focused(model)].row;
}

/** Lines for rows in the pane that has the keys. */
function paneHeight(model: Model, {panes}: Facts): number {
	const layout = layOut(model.size, panes, model.recent, model.isZoomed);
	const slot = slotOf(layout, focused(model));
	return slot === undefined ? 1 : innerSize(slot).rows;
}
