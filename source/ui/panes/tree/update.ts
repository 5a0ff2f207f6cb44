/** Reducers of the pane of processes: what is folded, drawn as one, sorted, or drawn in another way altogether. */

import {parseProcessKey} from '../../../inquiry/keys.ts';
import type {Facts} from '../../state/facts.ts';
import type {Result} from '../../state/message.ts';
import {focused, type Model} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import {reduceWith} from '../../state/slice.ts';
import {only, withNotice} from '../../state/update/reducer.ts';
import {selectRow} from '../../state/update/select-row.ts';
import {treeOrders} from './orders.ts';
import {everyDepth, type TreeMessage, treeId, treeModes, treeState} from './state.ts';

export const updateTree = reduceWith<TreeMessage>({
	fold: (model, {to}, facts) => setFold(model, to, facts),

	foldAll(model) {
		const {folds, foldDepth} = treeState.of(model);
		const isAllOpen = foldDepth === everyDepth && Object.values(folds).every((fold) => !fold);
		return only(treeState.with(model, {folds: {}, foldDepth: isAllOpen ? 1 : everyDepth}));
	},

	foldDepth(model, {by}, facts) {
		const before = treeState.of(model).foldDepth;
		const deepest = before === everyDepth ? treeDepth(facts.rows(treeId, model)) : before;
		const foldDepth = Math.max(0, Math.min(everyDepth, deepest + by));
		return withNotice(
			treeState.with(model, {folds: {}, foldDepth}),
			`Folded below level ${foldDepth}; * opens all.`,
		);
	},

	compact(model) {
		const isCompact = !treeState.of(model).isCompact;
		const notice = isCompact ? 'Equal siblings are drawn as one row.' : 'Every process has its own row.';
		return withNotice(treeState.with(model, {isCompact}), notice);
	},

	mode(model) {
		const mode = treeModes[(treeModes.indexOf(treeState.of(model).mode) + 1) % treeModes.length];
		return withNotice(treeState.with(model, {mode}), modeNotices[mode]);
	},

	relative(model) {
		const isRelative = !treeState.of(model).isRelative;
		const notice = isRelative
			? 'Bars show parts of each process.'
			: 'Bars are on one scale, that of the largest process.';
		return withNotice(treeState.with(model, {isRelative}), notice);
	},

	/** In another way of drawing it, the first press shows the text of pstree with the switch on. */
	pstreeSwitch(model, {letter}) {
		const {mode, pstreeSwitches: before} = treeState.of(model);
		const isOn = mode === 'pstree' && before.includes(letter);
		const others = before.replace(letter, '');
		const pstreeSwitches = isOn ? others : `${others}${letter}`;
		const line = ['pstree', ...[...pstreeSwitches].map((each) => `-${each}`)].join(' ');
		return withNotice(
			treeState.with(model, {mode: 'pstree', pstreeSwitches}),
			`The tree as ${line} prints it.`,
		);
	},

	branch(model) {
		const {key} = model.cursors[treeId];
		if (treeState.of(model).branch !== undefined) {
			return withNotice(treeState.with(model, {branch: undefined}), 'The whole tree.');
		}

		return key === undefined
			? withNotice(model, 'No process is selected.')
			: withNotice(
					treeState.with(model, {branch: key}),
					`The branch of ${parseProcessKey(key).pid} alone; a shows all again.`,
				);
	},

	sort(model, {by, isInverted = treeState.of(model).isInverted}) {
		const order = treeOrders.find(({id}) => id === by);
		const {mode} = treeState.of(model);
		const what = mode === 'flat' ? 'Processes' : 'Siblings';
		return order === undefined
			? only(model)
			: withNotice(
					{...treeState.with(model, {sort: by, isInverted}), overlay: undefined},
					`${what} sorted by ${order.title}.`,
				);
	},

	unsorted: (model, {title}) => withNotice(model, `Nothing is sorted by ${title}; o lists what is.`),

	invert(model) {
		const isInverted = !treeState.of(model).isInverted;
		return withNotice(
			treeState.with(model, {isInverted}),
			isInverted ? 'Sorted the other way round.' : 'Sorted as usual.',
		);
	},

	toParent(model, _message, facts) {
		const rows = facts.rows(treeId, model);
		const parent = rows.parentOf?.(model.cursors[treeId].row) ?? -1;
		return parent === -1
			? withNotice(model, 'This process has no parent here.')
			: only(selectRow(model, treeId, parent, facts));
	},
});

const modeNotices = {
	table: 'A row each, with the tree.',
	pstree: 'As pstree prints it: equal siblings are one, N*[…]. t goes on to the flat list.',
	flat: 'A row each, without the tree; o sorts.',
} as const;

/**
 * Left folds a branch, or goes to the parent of what cannot be folded; right opens it, or goes to its first child.
 * In the other panes left and right do nothing.
 */
function setFold(model: Model, to: 'folded' | 'open' | 'other', facts: Facts): Result {
	const rows = facts.rows(treeId, model);
	const {row} = model.cursors[treeId];
	const state = rows.count === 0 ? 'leaf' : (rows.foldOf?.(row) ?? 'leaf');
	if (focused(model) !== treeId || (to === 'other' && state === 'leaf')) {
		return only(model);
	}

	if (to === 'folded' && state !== 'open') {
		const parent = rows.parentOf?.(row) ?? -1;
		return only(parent === -1 ? model : selectRow(model, treeId, parent, facts));
	}

	if (to === 'open' && state !== 'folded') {
		return only(state === 'open' ? selectRow(model, treeId, row + 1, facts) : model);
	}

	const folds = {...treeState.of(model).folds, [rows.keyAt(row)]: state === 'open'};
	return only(selectRow(treeState.with(model, {folds}), treeId, row, facts));
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
