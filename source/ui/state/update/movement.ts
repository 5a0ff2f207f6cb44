/** Reducers of the cursor: which pane has the keys, which row is selected, what is folded. */
import {type Facts, headingLines, paneOf, paneOffering} from '../facts.ts';
import {layoutSeen} from '../half.ts';
import {innerSize, slotOf} from '../layout.ts';
import {focused, type Model} from '../model.ts';
import {sendToPane} from './pane.ts';
import {only, type Reducers, withNotice} from './reducer.ts';
import {selectRow} from './select-row.ts';
import {openTarget} from './targets.ts';
import {jump} from './time.ts';

/** Cells of one press, and as far as it goes: no command line that one reads is longer. */
const shiftCells = 8;
const shiftMax = 400;

export const movementReducers: Reducers<
	| 'focus'
	| 'focusNumber'
	| 'focusNext'
	| 'zoom'
	| 'allKernels'
	| 'move'
	| 'movePages'
	| 'moveTo'
	| 'moveToRow'
	| 'pan'
	| 'shift'
	| 'select'
	| 'enter'
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

	allKernels(model, _message, facts) {
		const pane = paneOffering(facts.panes, 'kernel')?.id;
		const [here, ...others] = model.recent;
		if (pane === undefined || here !== pane) {
			return only({...focusPane(model, pane ?? '', facts), isZoomed: true});
		}

		return only({...model, recent: [...others, here], isZoomed: false});
	},

	move(model, {by}, facts) {
		return only(selectRow(model, focused(model), focusedRow(model) + by, facts));
	},

	movePages(model, {by}, facts) {
		const rows = Math.max(1, Math.trunc(Math.abs(by) * (paneHeight(model, facts) - 1)));
		return only(selectRow(model, focused(model), focusedRow(model) + Math.sign(by) * rows, facts));
	},

	pan(model, {by}, facts) {
		const pane = focused(model);
		const {row, first} = model.cursors[pane];
		const height = Math.max(1, paneHeight(model, facts) - headingLines(facts.panes, pane));
		const {count} = facts.rows(pane, model);
		const top = Math.max(0, Math.min(first + by, count - height));
		const seen = Math.max(top, Math.min(row, top + height - 1));
		const moved = seen === row ? model : selectRow(model, pane, seen, facts);
		return only({...moved, cursors: {...moved.cursors, [pane]: {...moved.cursors[pane], first: top}}});
	},

	shift(model, {by}) {
		const pane = focused(model);
		const shift = (model.shifts[pane] ?? 0) + by * shiftCells;
		return only({...model, shifts: {...model.shifts, [pane]: Math.max(0, Math.min(shift, shiftMax))}});
	},

	moveTo(model, {end}, facts) {
		const {count} = facts.rows(focused(model), model);
		return only(selectRow(model, focused(model), end === 'first' ? 0 : count - 1, facts));
	},

	moveToRow(model, {row, half}, facts) {
		return only({...selectRow(model, focused(model), row, facts), prefix: half});
	},

	select: (model, {pane, row}, facts) => only(selectRow(focusPane(model, pane, facts), pane, row, facts)),

	/** Enter opens what the row stands for: a moment of the run, a row of another pane; or what the pane says. */
	enter(model, _message, facts) {
		const pane = paneOf(facts.panes, focused(model));
		if (pane?.enter !== undefined) {
			return sendToPane(model, pane, pane.enter, facts);
		}

		const position = facts.rows(focused(model), model).positionAt?.(focusedRow(model));
		if (position !== undefined) {
			return jump(model, {type: 'seek', position}, facts);
		}

		return openTarget(model, facts) ?? only({...model, isZoomed: !model.isZoomed});
	},

	follow(model) {
		const isFollowing = !model.isFollowing;
		const notice = isFollowing
			? 'Following: the process of each event is selected.'
			: 'No longer following: the selection stays where it is.';
		return withNotice({...model, isFollowing}, notice);
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

/** Lines for rows in the pane that has the keys. */
function paneHeight(model: Model, facts: Facts): number {
	const slot = slotOf(layoutSeen(model, facts), focused(model));
	return slot === undefined ? 1 : innerSize(slot).rows;
}
