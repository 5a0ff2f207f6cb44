/** The pane of processes: a row each, with what it holds of memory, beside the tree that fork has made. */
import {groupMemory, type ProcessMemory, processMemory} from '../../analysis/memory.ts';
import {printable} from '../cells.ts';
import {type Column, cellSpans, fittingColumns, headingSpans} from '../columns.ts';
import {processFilter} from '../filter.ts';
import type {Span} from '../line.ts';
import type {Model} from '../model.ts';
import {definePane, type PaneView} from '../pane.ts';
import type {Session} from '../session.ts';
import {sizeText} from '../text.ts';
import {descendants, readTreeRows, shapes, stateLetter, type TreeRows} from './tree-rows.ts';

type View = PaneView<TreeRows>;

/** What one row says, read when it is drawn. */
type Row = {
	readonly pid: number;
	readonly parent: number;
	readonly user: string;
	readonly state: string;
	/** Undefined for threads, which share their process's memory, and for zombies, which have none. */
	readonly memory?: ProcessMemory;
	readonly noMemory: string;
};

const size = (bytes: number | undefined, {noMemory}: Row) =>
	bytes === undefined ? noMemory : sizeText(bytes);

/** In the order of the screen; those with the highest `order` go first when it gets narrow. */
const columns: readonly Column<Row>[] = [
	{title: 'PID', width: 6, isNumber: true, order: 0, text: ({pid}) => String(pid)},
	{
		title: 'PPID',
		width: 6,
		isNumber: true,
		order: 6,
		text: ({parent}) => (parent === 0 ? '-' : String(parent)),
	},
	{title: 'USER', width: 8, order: 7, text: ({user}) => printable(user)},
	{title: 'VSZ', width: 5, isNumber: true, order: 5, text: (row) => size(row.memory?.virtualBytes, row)},
	{title: 'RSS', width: 5, isNumber: true, order: 0, text: (row) => size(row.memory?.rssBytes, row)},
	{title: 'PSS', width: 5, isNumber: true, order: 1, text: (row) => size(row.memory?.pssBytes, row)},
	{title: 'USS', width: 5, isNumber: true, order: 2, text: (row) => size(row.memory?.ussBytes, row)},
	{
		title: 'PT',
		width: 4,
		isNumber: true,
		order: 3,
		text: ({memory, noMemory}) => (memory === undefined ? noMemory : String(memory.tablePages)),
	},
	{
		title: 'SH',
		width: 3,
		isNumber: true,
		order: 3,
		text: ({memory, noMemory}) =>
			memory === undefined ? noMemory : memory.sharedTablePages === 0 ? '-' : `${memory.sharedTablePages}*`,
		meaning: ({memory}) => (memory !== undefined && memory.sharedTablePages > 0 ? 'shared' : 'dim'),
	},
	{
		title: 'S',
		width: 1,
		order: 0,
		text: ({state}) => state,
		meaning: ({state}) =>
			state === 'Z' ? 'dead' : state === 'D' ? 'warning' : state === 'R' ? 'plain' : 'dim',
	},
];

/** Cells that the tree itself should have. */
const treeCells = 22;

export const tree = definePane<TreeRows>({
	id: 'tree',
	place: 'tree',
	title: 'Processes',
	help: 'every process and thread, what it holds of memory, and who forked it',
	depends: ({folds, foldDepth, filter}) => [folds, foldDepth, filter],

	read({machine}, model) {
		const nameOf = (task: number) => machine.program.strings[machine.kernel.task.comm[task]];
		return readTreeRows(machine.kernel, model, processFilter(machine, model.filter), nameOf);
	},

	about({model, rows}) {
		const facts = [
			model.filter === '' ? '' : `FILTER ${model.filter}: ${rows.hits} match`,
			model.search === '' ? '' : `search ${model.search}`,
			model.isFollowing ? 'following' : '',
			standIn(model, rows),
		];
		return facts.filter((fact) => fact !== '').join(' · ');
	},

	heading: (view) => headingSpans(fittingColumns(columns, view.columns, treeCells), 'TREE'),

	draw(view, row) {
		const shown = fittingColumns(columns, view.columns, treeCells);
		return [...cellSpans(shown, readRow(view.session, view.rows, row)), ...treeSpans(view, row)];
	},
});

/** Says so when the selected process is not there and another one is marked in its place. */
function standIn({cursors}: Model, rows: TreeRows): string {
	const {key, row} = cursors.tree;
	return key === undefined || rows.count === 0 || rows.keyAt(row) === key
		? ''
		: `${key.split('@')[0]} is not there now`;
}

function readRow({machine, memory}: Session, rows: TreeRows, row: number): Row {
	const {kernel, program} = machine;
	const task = rows.tasks[row];
	const isThread = (rows.shapes[row] & shapes.thread) !== 0;
	const parent = isThread ? kernel.task.leader[task] : kernel.task.parent[task];
	return {
		pid: kernel.task.pid[task],
		parent: parent === 0 ? 0 : kernel.task.pid[parent],
		user: program.strings[kernel.task.user[task]],
		state: stateLetter(kernel, task),
		memory: isThread ? undefined : processMemory(memory, task),
		noMemory: isThread ? '.' : '-',
	};
}

function treeSpans(view: View, row: number): Span[] {
	const {session, rows, model} = view;
	const {kernel, program} = session.machine;
	const task = rows.tasks[row];
	const shape = rows.shapes[row];
	const comm = printable(program.strings[kernel.task.comm[task]]);
	const name = shape & shapes.thread ? `{${comm}}` : stateLetter(kernel, task) === 'Z' ? `(${comm})` : comm;
	const isNew = model.isFlashing && kernel.task.born[task] === session.position && row > 0;
	const isHit = model.search !== '' && rows.textAt(row).toLowerCase().includes(model.search.toLowerCase());
	const meaning = shape & shapes.ancestor ? 'dim' : isHit ? 'match' : isNew ? 'born' : nameMeaning(name);
	const argv = program.argvs[kernel.task.argv[task]].slice(1).map(printable).join(' ');
	return [
		[prefix(view, row), 'dim'],
		[name, meaning],
		[isNew ? ' new' : '', 'born'],
		[folded(view, row), 'dim'],
		[argv === '' || shape & shapes.thread ? '' : ` ${argv}`, 'dim'],
	];
}

function nameMeaning(name: string) {
	return name.startsWith('(') ? 'dead' : name.startsWith('{') ? 'dim' : 'plain';
}

/** What hangs below a branch that is folded, and what it holds, each page counted by its share. */
function folded({session, rows}: View, row: number): string {
	if ((rows.shapes[row] & shapes.folded) === 0) {
		return '';
	}

	const below = descendants(session.machine.kernel, rows.tasks[row]);
	const {pssBytes} = groupMemory(session.memory, below);
	return ` [+${below.length}: PSS ${sizeText(pssBytes)}]`;
}

/** Deeper than this the marks of the levels would push the names out of the pane. */
const levelsMax = 24;

/** The marks that join the row to its parent: of each level above, whether it goes on below. */
function prefix({rows, paint}: View, row: number): string {
	const {tree: glyphs} = paint.glyphs;
	const depth = rows.depths[row];
	if (depth === 0) {
		return rows.shapes[row] & shapes.folded ? '+' : '';
	}

	const isFolded = (rows.shapes[row] & shapes.folded) !== 0;
	const own = rows.shapes[row] & shapes.last ? glyphs.last : glyphs.branch;
	let text = isFolded ? `${own.slice(0, 1)}+` : own;
	let above = rows.parents[row];
	for (let level = 1; level < depth && level < levelsMax; level += 1) {
		text = (rows.shapes[above] & shapes.last ? glyphs.gap : glyphs.pass) + text;
		above = rows.parents[above];
	}

	return depth > levelsMax ? `${depth - levelsMax}${paint.glyphs.more}${text}` : text;
}
