/** Reducers of the shape of the tree: what is folded, drawn as one, sorted, or drawn in another way altogether. */

import {parseProcessKey} from '../../../inquiry/keys.ts';
import {treeOrders} from '../../panes/tree/orders.ts';
import type {Facts, RowKeys} from '../facts.ts';
import {everyDepth, focused, type Model, treeModes} from '../model.ts';
import {only, type Reducers, type Result, withNotice} from './reducer.ts';
import {selectRow} from './select-row.ts';

export const shapeReducers: Reducers<
	'fold' | 'foldAll' | 'foldDepth' | 'compact' | 'treeMode' | 'pstreeSwitch' | 'branch' | 'sort' | 'invert'
> = {
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

	treeMode(model) {
		const treeMode = treeModes[(treeModes.indexOf(model.treeMode) + 1) % treeModes.length];
		return withNotice({...model, treeMode}, modeNotices[treeMode]);
	},

	/** In another way of drawing it, the first press shows the text of pstree with the switch on. */
	pstreeSwitch(model, {letter}) {
		const isOn = model.treeMode === 'pstree' && model.pstreeSwitches.includes(letter);
		const others = model.pstreeSwitches.replace(letter, '');
		const pstreeSwitches = isOn ? others : `${others}${letter}`;
		const line = ['pstree', ...[...pstreeSwitches].map((each) => `-${each}`)].join(' ');
		return withNotice({...model, treeMode: 'pstree', pstreeSwitches}, `The tree as ${line} prints it.`);
	},

	branch(model) {
		const {key} = model.cursors.tree;
		if (model.branch !== undefined) {
			return withNotice({...model, branch: undefined}, 'The whole tree.');
		}

		return key === undefined
			? withNotice(model, 'No process is selected.')
			: withNotice(
					{...model, branch: key},
					`The branch of ${parseProcessKey(key).pid} alone; a shows all again.`,
				);
	},

	sort(model, {by}) {
		const order = treeOrders.find(({id}) => id === by);
		const what = model.treeMode === 'flat' ? 'Processes' : 'Siblings';
		return order === undefined
			? only(model)
			: withNotice({...model, sort: by, overlay: undefined}, `${what} sorted by ${order.title}.`);
	},

	invert(model) {
		const isInverted = !model.isInverted;
		return withNotice(
			{...model, isInverted},
			isInverted ? 'Sorted the other way round.' : 'Sorted as usual.',
		);
	},
};

const modeNotices = {
	table: 'A row each, with the tree.',
	pstree: 'As pstree prints it: equal siblings are one, N*[…]. t goes on to the flat list.',
	flat: 'A row each, without the tree; o sorts.',
} as const;

/**
 * Left folds a branch, or goes to the parent of what cannot be folded; right opens it, or goes to its first child.
 * In the other panes left and right do nothing.
 */
export function setFold(model: Model, to: 'folded' | 'open' | 'other', facts: Facts): Result {
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
