/** The pane of processes: a row each, with what it holds of memory, beside the tree that fork has made. */

import {hasChanged} from '../../analysis/last-event.ts';
import type {ProcessState} from '../../analysis/processes.ts';
import {reportedGap} from '../../analysis/reported.ts';
import {plural, sizeText} from '../../analysis/text.ts';
import {namesBelow, type TreeRow, treeRow, withDescendants} from '../../analysis/tree.ts';
import {taskKey, taskOfKey} from '../actor.ts';
import {printable} from '../cells.ts';
import {
	type Column,
	cellSpans,
	columnAt,
	fittingColumns,
	headingSpans,
	markGap,
	wantedColumns,
} from '../columns.ts';
import {readQuery, searchIn} from '../finding.ts';
import {holdersOfSelection} from '../holders.ts';
import {isNewborn, lateGone} from '../lately.ts';
import type {Span} from '../line.ts';
import type {Model} from '../model.ts';
import {definePane, type PaneView} from '../pane.ts';
import {selectedTask} from '../selected.ts';
import type {Session} from '../session.ts';
import type {Meaning} from '../theme.ts';
import {treeOrders} from './tree-orders.ts';
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
	depends: (model) => [...treeParts(model), model.glyphs, model.pstreeSwitches],
	columns,
	read: (session, model) =>
		model.treeMode === 'pstree'
			? readTreeText(session, model)
			: readTreeRows(session, model, filterOf(session, model)),

	about({model, rows, session}) {
		const facts = [
			model.treeMode === 'pstree' ? commandLine(model) : sorting(model),
			branchText(session, model),
			filterText(model, rows),
			model.search === '' ? '' : `search ${model.search}: ${plural(found(model, rows).hits, 'hit')}`,
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

	orderAt(model, cells, cell) {
		if (model.treeMode === 'pstree') {
			return undefined;
		}

		const column = columnAt(shownColumns(model, cells), cell);
		const order = column === undefined ? 'name' : columnOrders[column.title];
		return treeOrders.some(({id}) => id === order) ? order : undefined;
	},

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

	draw(view, index) {
		if (view.model.treeMode === 'pstree') {
			return [[(view.rows as TreeText).lines[index]]];
		}

		const isFolded = (view.rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
		const place = {...view.rows.places[index], isFolded};
		const row = treeRow(view.session.memory, place, view.rows.membersOf(index));
		const figures = figureSpans(view, row);
		const isHolder = holdsSelection(view, index);
		return [
			...(isHolder ? markGap(figures, '>') : figures),
			[prefix(view, index), 'dim'],
			...nameSpans(view, index, row, isHolder),
		];
	},
});

/** Nobody is filtered out by what cannot be understood. */
function filterOf({memory}: Session, {filter}: Model): ((task: number) => boolean) | undefined {
	return filter.trim() === '' ? undefined : readQuery(filter).query?.matcher(memory);
}

function filterText({filter, treeMode}: Model, {hits}: TreeRows): string {
	if (filter.trim() === '' || treeMode === 'pstree') {
		return '';
	}

	const {problem} = readQuery(filter);
	return `FILTER ${filter}: ${problem ?? `${hits} match`}`;
}

type Found = {readonly search: string; readonly hits: number; isHit(row: number): boolean};

const lastFound = new WeakMap<TreeRows, Found>();

/** What the search means among these rows, looked through once. */
function found({search}: Model, rows: TreeRows): Found {
	const known = lastFound.get(rows);
	if (known?.search === search) {
		return known;
	}

	const {matches} = searchIn(rows, search);
	const isHit = Array.from({length: rows.count}, (_, row) => matches(row));
	const answer = {search, hits: isHit.filter(Boolean).length, isHit: (row: number) => isHit[row]};
	lastFound.set(rows, answer);
	return answer;
}

function shownColumns(model: Model, cells: number): readonly Column<TreeRow>[] {
	return fittingColumns(wantedColumns(columns, model.hidden.tree), cells, treeCells(cells));
}

/** What a press on the head of a column sorts by; on the last one it is the name. */
const columnOrders: Readonly<Record<string, string>> = {
	PID: 'pid',
	RSS: 'rss',
	PSS: 'pss',
	USS: 'uss',
	PT: 'tables',
};

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
	return `branch of ${branch.split('@')[0]}${isThere ? '' : ', not there now: all'}`;
}

/** Whether the row, or what is folded below it, holds the frame or table that is selected in the pane that has the keys. */
function holdsSelection({session, model, rows}: View, index: number): boolean {
	const held = holdersOfSelection(session, model);
	if (held.length === 0) {
		return false;
	}

	const {kernel} = session.machine;
	const keys = new Set(held.map(({process}) => process));
	const isFolded = (rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
	const members = rows.membersOf(index);
	const tasks = isFolded ? members.flatMap((task) => withDescendants(kernel, task)) : members;
	return tasks.some((task) => keys.has(taskKey(kernel, task)));
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

function nameSpans({session, rows, model}: View, index: number, row: TreeRow, isHolder: boolean): Span[] {
	const isNew = model.isFlashing && index > 0 && isNewborn(row.born, session);
	const isAncestor = (rows.flags[index] & rowFlags.ancestor) !== 0;
	const isFound = model.search !== '' && found(model, rows).isHit(index);
	const isHit = isFound || (model.filter.trim() !== '' && !isAncestor);
	const meaning = isAncestor
		? 'dim'
		: isHit
			? 'match'
			: isNew
				? 'born'
				: isHolder
					? 'linked'
					: nameMeaning(row);
	if ((rows.flags[index] & rowFlags.group) !== 0) {
		return groupSpans(rows, index, row, meaning);
	}

	const [, ...rest] = row.command.split(' ');
	return [
		[nameText(row), meaning],
		[isNew ? ' new' : '', 'born'],
		[model.isFlashing ? goneText(session, row) : '', 'dead'],
		[row.subtree === undefined ? '' : ` [${row.subtree.processes - 1} below: sums]`, 'dim'],
		[gapAt(session, row), 'warning'],
		[rest.length === 0 || row.threadOf !== undefined ? '' : ` ${printable(rest.join(' '))}`, 'dim'],
	];
}

/** Where the last event changed what the process holds, its figures stand out, and `!` comes before the tree. */
function figureSpans({model, session, columns: cells}: View, row: TreeRow): Span[] {
	const spans = cellSpans(shownColumns(model, cells), row);
	if (!model.isFlashing || !hasChanged(session.memory, row.task)) {
		return spans;
	}

	return spans.map(([text, meaning], i): Span => {
		const shown = i === spans.length - 1 ? `${text.slice(0, -1)}!` : text;
		return [shown, i === 0 || (meaning ?? 'plain') !== 'plain' ? meaning : 'changed'];
	});
}

const goneMax = 3;

/** Children that have just ended and left no zombie; their rows are gone at once, so that nothing jumps later. */
function goneText(session: Session, {pid, threadOf}: TreeRow): string {
	const gone = threadOf === undefined ? (lateGone(session).get(pid) ?? []) : [];
	const names = gone.slice(0, goneMax).map((each) => `${each.pid} ${printable(each.name)}`);
	const more = gone.length > goneMax ? ` and ${gone.length - goneMax} more` : '';
	return gone.length === 0 ? '' : ` (${names.join(', ')}${more} ended)`;
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
