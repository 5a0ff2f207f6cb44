/** The pane of processes: every process and thread, drawn in one of three ways. */
import type {PaneMenu} from '../../state/facts.ts';
import type {MenuEntry} from '../../state/menus/menu.ts';
import type {Model} from '../../state/model.ts';
import type {Pane} from '../pane.ts';
import {columns} from './figures.ts';
import {treeBindings} from './keys.ts';
import {treeOrders} from './orders.ts';
import type {Presenter} from './presenter.ts';
import {pstree} from './pstree.ts';
import {everyDepth, type TreeMessage, type TreeMode, toTree, treeId, treeState} from './state.ts';
import {flat, table} from './table.ts';
import {updateTree} from './update.ts';

const foldOther: TreeMessage = {type: 'fold', to: 'other'};

const presenters: Readonly<Record<TreeMode, Presenter>> = {table, pstree, flat};

export const tree: Pane = {
	id: treeId,
	place: 'tree',
	title: 'Processes',
	help: 'every process and thread, what it holds of memory, and who forked it',
	offers: ['process'],
	columns,
	hasHeading: true,
	keys: treeBindings,
	enter: foldOther,
	update: updateTree,
	menu,
	setup: (model) => [depthEntry(model)],
	pressHead: (model, cells, cell, facts) => presenterOf(model).pressHead?.(model, cells, cell, facts),
	cancel: (model) =>
		treeState.of(model).branch === undefined ? undefined : treeState.with(model, {branch: undefined}),
	depends: (_session, model) => [treeState.of(model), model.filter, model.glyphs],
	read: (session, model) => presenterOf(model).read(session, model),
};

function presenterOf(model: Model): Presenter {
	return presenters[treeState.of(model).mode];
}

function menu(model: Model): PaneMenu {
	const {sort} = treeState.of(model);
	return {
		title: 'Sort by',
		entries: treeOrders.map(({id, title}) => ({
			label: title,
			message: toTree({type: 'sort', by: id}),
			isChosen: id === sort,
		})),
	};
}

function depthEntry(model: Model): MenuEntry {
	const {foldDepth} = treeState.of(model);
	return {
		label: `levels of the tree that are open: ${foldDepth === everyDepth ? 'all' : foldDepth} (< and >)`,
		message: toTree({type: 'foldAll'}),
		less: toTree({type: 'foldDepth', by: -1}),
		more: toTree({type: 'foldDepth', by: 1}),
		isChosen: false,
		stays: true,
	};
}
