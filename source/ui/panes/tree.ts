/** The pane of processes: a row each, with what it holds of memory, beside the tree that fork has made. */

import type {ProcessState} from '../../analysis/processes.ts';
import {parseQuery} from '../../analysis/query.ts';
import {reportedGap} from '../../analysis/reported.ts';
import {plural, sizeText} from '../../analysis/text.ts';
import {type TreeRow, treeRow} from '../../analysis/tree.ts';
import {printable} from '../cells.ts';
import {type Column, cellSpans, fittingColumns, headingSpans} from '../columns.ts';
import type {Span} from '../line.ts';
import type {Model} from '../model.ts';
import {definePane, type PaneView} from '../pane.ts';
import {isFound} from '../search.ts';
import {selectedTask} from '../selected.ts';
import type {Session} from '../session.ts';
import type {Meaning} from '../theme.ts';
import {readTreeRows, rowFlags, type TreeRows, treeParts} from './tree-rows.ts';
import {readTreeText, type TreeText} from './tree-text.ts';

type View = PaneView<TreeRows>;

/** One letter, as ps writes it. */
const stateLetters: Readonly<Record<ProcessState, string>> = {
	ready: 'R',
	waiting: 'S',
	'in vfork': 'D',
	zombie: 'Z',
};

const stateMeanings: Readonly<Record<ProcessState, Meaning>> = {
	ready: 'plain',
	waiting: 'dim',
	'in vfork': 'warning',
	zombie: 'dead',
};

/** A thread's memory is its process's, and a zombie has none. */
const without = ({threadOf}: TreeRow) => (threadOf === undefined ? '-' : '.');

type Figure = 'virtualBytes' | 'rssBytes' | 'pssBytes' | 'ussBytes';

/** A folded row shows what all below it hold together. */
function sizeColumn(title: string, order: number, figure: Figure): Column<TreeRow> {
	return {
		title,
		width: 5,
		isNumber: true,
		order,
		text(row) {
			const bytes = figure === 'virtualBytes' ? row.memory?.[figure] : (row.subtree ?? row.memory)?.[figure];
			return bytes === undefined ? without(row) : sizeText(bytes);
		},
	};
}

/** In the order of the screen; those with the highest `order` go first when it gets narrow. */
const columns: readonly Column<TreeRow>[] = [
	{title: 'PID', width: 6, isNumber: true, order: 0, text: ({pid}) => String(pid)},
	{title: 'PPID', width: 6, isNumber: true, order: 6, text: ({ppid}) => (ppid === 0 ? '-' : String(ppid))},
	{title: 'USER', width: 8, order: 7, text: ({user}) => printable(user)},
	sizeColumn('VSZ', 5, 'virtualBytes'),
	sizeColumn('RSS', 0, 'rssBytes'),
	sizeColumn('PSS', 1, 'pssBytes'),
	sizeColumn('USS', 2, 'ussBytes'),
	{
		title: 'PT',
		width: 4,
		isNumber: true,
		order: 3,
		text: (row) => String((row.subtree ?? row.memory)?.tablePages ?? without(row)),
	},
	{
		title: 'SH',
		width: 3,
		isNumber: true,
		order: 3,
		text: (row) => (row.memory === undefined ? without(row) : sharedTables(row.memory.sharedTablePages)),
		meaning: ({memory}) => ((memory?.sharedTablePages ?? 0) > 0 ? 'shared' : 'dim'),
	},
	{
		title: 'S',
		width: 1,
		order: 0,
		text: ({state}) => stateLetters[state],
		meaning: ({state}) => stateMeanings[state],
	},
];

function sharedTables(count: number): string {
	return count === 0 ? '-' : `${count}*`;
}

/** Cells that the tree itself should have: names at least, and command lines where there is room. */
function treeCells(columns: number): number {
	return columns < 60 ? 22 : 36;
}

export const tree = definePane<TreeRows>({
	id: 'tree',
	place: 'tree',
	title: 'Processes',
	help: 'every process and thread, what it holds of memory, and who forked it',
	depends: (model) => [...treeParts(model), model.glyphs],
	read: (session, model) =>
		model.treeMode === 'pstree'
			? readTreeText(session, model.glyphs)
			: readTreeRows(session, model, filterOf(session, model)),

	about({model, rows, session}) {
		const facts = [
			model.filter === '' || model.treeMode === 'pstree'
				? ''
				: `FILTER ${plural(rows.hits, 'hit')}: ${printable(model.filter)}`,
			model.treeMode === 'pstree' ? 'pstree' : sorting(model),
			model.search === '' ? '' : `search ${printable(model.search)}`,
			model.isCompact && model.treeMode === 'table' ? 'compact' : '',
			model.isFollowing ? 'following' : '',
			standIn(model, rows),
			gapReason(session, selectedTask(session, model)),
		];
		return facts.filter((fact) => fact !== '').join(' · ');
	},

	heading: (view) =>
		view.model.treeMode === 'pstree'
			? [['the tree as pstree prints it; each line ends with the process that it selects', 'header']]
			: headingSpans(fittingColumns(columns, view.columns, treeCells(view.columns)), treeTitle(view.model)),

	draw(view, index) {
		if (view.model.treeMode === 'pstree') {
			const meaning = isFound(view.rows, view.model.search, index) ? 'match' : 'plain';
			return [[(view.rows as TreeText).lines[index], meaning]];
		}

		const isFolded = (view.rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
		const place = {...view.rows.places[index], isFolded};
		const row = treeRow(view.session.memory, place, view.rows.membersOf(index));
		return [
			...cellSpans(fittingColumns(columns, view.columns, treeCells(view.columns)), row),
			[prefix(view, index), 'dim'],
			...nameSpans(view, index, row),
		];
	},
});

/** A filter that is not understood is never in force. */
function filterOf({memory}: Session, {filter}: Model): ((task: number) => boolean) | undefined {
	return filter === '' ? undefined : parseQuery(filter).on(memory);
}

/** What the kernel itself would say of a process, where that is not the truth. */
function gapAt({memory}: Session, {task, subtree}: TreeRow): string {
	const gap = subtree === undefined ? reportedGap(memory, task) : undefined;
	return gap === undefined ? '' : ` (reported ${gap.figures})`;
}

function gapReason({memory}: Session, task: number): string {
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
		: `${key.split('@')[0]} is not there now`;
}

function nameSpans({session, rows, model}: View, index: number, row: TreeRow): Span[] {
	const isNew = model.isFlashing && row.born === session.position && index > 0;
	const isAncestor = (rows.flags[index] & rowFlags.ancestor) !== 0;
	const isHit = isFound(rows, model.search, index) || (model.filter !== '' && !isAncestor);
	const meaning = isAncestor ? 'dim' : isHit ? 'match' : isNew ? 'born' : nameMeaning(row);
	if ((rows.flags[index] & rowFlags.group) !== 0) {
		return groupSpans(rows, index, row, meaning);
	}

	const [, ...rest] = row.command.split(' ');
	return [
		[nameText(row), meaning],
		[isNew ? ' new' : '', 'born'],
		[row.subtree === undefined ? '' : ` [${row.subtree.processes - 1} below: sums]`, 'dim'],
		[gapAt(session, row), 'warning'],
		[rest.length === 0 || row.threadOf !== undefined ? '' : ` ${printable(rest.join(' '))}`, 'dim'],
	];
}

/** `3*[sh───cc1]` as pstree has it; the figures are those of all of them together. */
function groupSpans(rows: TreeRows, index: number, row: TreeRow, meaning: Meaning): Span[] {
	const names = [nameText(row), ...rows.chainOf(index).map(printable)];
	const members = rows.membersOf(index).length;
	const hidden = (row.subtree?.processes ?? members) - members * names.length;
	return [
		[`${members}*[`, 'mark'],
		[names.join('───'), meaning],
		[hidden > 0 ? '─…' : '', 'dim'],
		[']', 'mark'],
		[` ${row.subtree?.processes ?? members} in all: sums`, 'dim'],
	];
}

/** Threads in braces and zombies in brackets, as pstree and ps write them. */
function nameText({name, state, threadOf, exitCode, exitSignal}: TreeRow): string {
	const text = printable(name);
	if (state === 'zombie') {
		return `(${text}) ${exitSignal === undefined ? `exit ${exitCode}` : `signal ${exitSignal}`}`;
	}

	return threadOf === undefined ? text : `{${text}}`;
}

function nameMeaning({state, threadOf}: TreeRow): Meaning {
	return state === 'zombie' ? 'dead' : threadOf === undefined ? 'plain' : 'dim';
}

/** Deeper than this the marks of the levels would push the names out of the pane. */
const levelsMax = 24;

/** The marks that join the row to its parent: of each level above, whether it goes on below. */
function prefix({rows, paint}: View, index: number): string {
	const {tree: glyphs} = paint.glyphs;
	const {depth} = rows.places[index];
	const isFolded = (rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
	const isLast = (row: number) => (rows.flags[row] & rowFlags.last) !== 0;
	if (depth === 0) {
		return isFolded ? '+' : '';
	}

	const own = isLast(index) ? glyphs.last : glyphs.branch;
	let text = isFolded ? `${own.slice(0, 1)}+` : own;
	let row = rows.above[index];
	for (let level = 1; level < depth && level < levelsMax; level += 1) {
		text = (isLast(row) ? glyphs.gap : glyphs.pass) + text;
		row = rows.above[row];
	}

	return depth > levelsMax ? `${depth - levelsMax}${paint.glyphs.more}${text}` : text;
}
