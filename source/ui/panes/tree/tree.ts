/** The pane of processes: a row each, with what it holds of memory, beside the tree that fork has made. */

import {printable} from '../../../analysis/cells.ts';
import {reportedGap} from '../../../analysis/reported.ts';
import {plural} from '../../../analysis/text.ts';
import {namesBelow, type TreeRow, treeRow, withDescendants} from '../../../analysis/tree.ts';
import {parseProcessKey, taskKey, taskOfKey} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {readQuery} from '../../state/finding.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {headingSpans} from '../../text/columns.ts';
import {holdersOfSelection} from '../holders.ts';
import {definePane, type PaneView} from '../pane.ts';
import {selectedTask} from '../selected.ts';
import {columns, figureSpans, orderOfHead, shownColumns} from './figures.ts';
import {foundIn} from './found.ts';
import {branchMarks, nameSpans} from './names.ts';
import {readTreeRows, rowFlags, type TreeRows, treeParts} from './rows.ts';
import {readTreeText, type TreeText} from './text.ts';

type View = PaneView<TreeRows>;

export const tree = definePane<TreeRows>({
	id: 'tree',
	place: 'tree',
	title: 'Processes',
	help: 'every process and thread, what it holds of memory, and who forked it',
	depends: (model) => [...treeParts(model), model.glyphs, model.pstreeSwitches],
	columns,
	read: (session, model) =>
		model.treeMode === 'pstree'
			? readTreeText(session, model)
			: readTreeRows(session, model, filterOf(session, model)),

	about({model, rows, session}) {
		const facts = [
			filterText(model, rows),
			model.treeMode === 'pstree' ? commandLine(model) : sorting(model),
			branchText(session, model),
			model.search === ''
				? ''
				: `search ${plural(foundIn(rows, model.search).hits, 'hit')}: ${printable(model.search)}`,
			model.isCompact && model.treeMode === 'table' ? 'compact' : '',
			model.isFollowing ? 'following' : '',
			standIn(model, rows),
			gapReason(session, selectedTask(session, model)),
		];
		return facts.filter((fact) => fact !== '').join(' · ');
	},

	heading: (view) =>
		view.model.treeMode === 'pstree'
			? [[pstreeHeading(view.model), 'header']]
			: headingSpans(shownColumns(view.model, view.columns), treeTitle(view.model)),

	orderAt: (model, cells, cell) =>
		model.treeMode === 'pstree' ? undefined : orderOfHead(model, cells, cell),

	/** What is hidden below the selected row. */
	note({session, rows, model}) {
		const {row} = model.cursors.tree;
		const isHiding =
			row < rows.count &&
			model.treeMode === 'table' &&
			(rows.flags[row] & (rowFlags.folded | rowFlags.group)) !== 0;
		if (!isHiding) {
			return '';
		}

		const names = namesBelow(session.memory, rows.membersOf(row)).map(({name, count}) =>
			count === 1 ? printable(name) : `${count} ${printable(name)}`,
		);
		return `hides ${names.join(', ')}`;
	},

	record(view, index) {
		if (view.model.treeMode === 'pstree') {
			return undefined;
		}

		const {task: _task, isLast: _isLast, parent: _parent, ...row} = rowAt(view, index);
		return row;
	},

	draw(view, index) {
		if (view.model.treeMode === 'pstree') {
			return [[(view.rows as TreeText).lines[index]]];
		}

		const row = rowAt(view, index);
		const isHolder = holdsSelection(view, index);
		return [
			...figureSpans(view, row, isHolder),
			[branchMarks(view, index), 'dim'],
			...nameSpans(view, index, row, isHolder),
		];
	},
});

/** With the sums of what is folded below it. */
function rowAt({rows, session}: View, index: number): TreeRow {
	const isFolded = (rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
	return treeRow(session.memory, {...rows.places[index], isFolded}, rows.membersOf(index));
}

/** Nobody is filtered out by what cannot be understood. */
function filterOf({memory}: Session, {filter}: Model): ((task: Task) => boolean) | undefined {
	return filter === '' ? undefined : readQuery(filter).query?.on(memory);
}

function filterText({filter, treeMode}: Model, {hits}: TreeRows): string {
	return filter === '' || treeMode === 'pstree' ? '' : `FILTER ${plural(hits, 'hit')}: ${printable(filter)}`;
}

/** As one would have typed it: `pstree -p -u`. */
function commandLine({pstreeSwitches}: Model): string {
	return ['pstree', ...[...pstreeSwitches].map((letter) => `-${letter}`)].join(' ');
}

function pstreeHeading({pstreeSwitches}: Model): string {
	return pstreeSwitches.includes('a')
		? 'the tree as pstree prints it, a process a line'
		: 'the tree as pstree prints it; each line ends with the process that it selects';
}

function branchText(session: Session, {branch}: Model): string {
	if (branch === undefined) {
		return '';
	}

	const isThere = taskOfKey(session.machine.kernel, branch) !== 0;
	return `branch of ${parseProcessKey(branch).pid}${isThere ? '' : ', not there now: all'}`;
}

function gapReason({memory}: Session, task: Task): string {
	return (task === 0 ? undefined : reportedGap(memory, task)?.reason) ?? '';
}

function sorting({sort, isInverted}: Model): string {
	return sort === '' && !isInverted
		? ''
		: `by ${sort === '' ? 'birth' : sort}${isInverted ? ', inverted' : ''}`;
}

function treeTitle({treeMode}: Model): string {
	return treeMode === 'flat' ? 'COMMAND' : 'TREE';
}

/** Says so when the selected process is not there and another one is marked in its place. */
function standIn({cursors}: Model, rows: TreeRows): string {
	const {key, row} = cursors.tree;
	return key === undefined || rows.count === 0 || rows.rowOf(key) === row
		? ''
		: `${parseProcessKey(key).pid} is not there now`;
}

/** Whether the row, or what is folded below it, holds the frame or table that is selected in the pane that has the keys. */
function holdsSelection({session, model, rows}: View, index: number): boolean {
	const {processes} = holdersOfSelection(session, model);
	if (processes.size === 0) {
		return false;
	}

	const {kernel} = session.machine;
	const isFolded = (rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
	const members = rows.membersOf(index);
	const tasks = isFolded ? members.flatMap((task) => withDescendants(kernel, task)) : members;
	return tasks.some((task) => processes.has(taskKey(kernel, task)));
}
