/** The figures of the processes: the columns before the tree, what a press on their heads sorts by, and how they are drawn. */

import {hasChanged} from '../../../analysis/rows/last-event.ts';
import {hasChildren, type ProcessState} from '../../../analysis/rows/processes.ts';
import type {TreeRow} from '../../../analysis/rows/tree.ts';
import {padLeft} from '../../../analysis/words/cells.ts';
import {countText, shortTimeText, sizeText} from '../../../analysis/words/text.ts';
import {type OwnPrice, ownPrice} from '../../../inquiry/history/own-price.ts';
import type {Facts} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import {
	type Column,
	cellSpans,
	columnAt,
	fittingColumns,
	headingSpans,
	markGap,
	wantedColumns,
} from '../../text/columns.ts';
import type {Glyphs} from '../../text/glyphs.ts';
import type {Span} from '../../text/line.ts';
import {stepOf} from '../../text/sharing-scale.ts';
import type {Meaning} from '../../text/theme.ts';
import type {PaneView} from '../pane.ts';
import {barOf, isSumAwaited, type Parts, partsOf, totalBytes} from './bar.ts';
import {treeId, treeState} from './state.ts';
import {scaleOf, totalOf} from './sums.ts';

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

/** A thread's memory is its process's, and a zombie has none; what many hold together may have to wait. */
const without = (row: TreeRow) => (isSumAwaited(row) ? '…' : row.threadOf === undefined ? '-' : '.');

/** What the figures of a row are of; undefined where it has none, or none yet. */
const figuresOf = (row: TreeRow) => (isSumAwaited(row) ? undefined : (row.subtree ?? row.memory));

/** What the cells of a row are drawn from. */
export type TreeCells = TreeRow & {
	/** Undefined for threads and zombies. */
	readonly parts?: Parts;
	/** Of the process with all below it, a page of several counted once; undefined as long as it is too dear to count. */
	readonly total?: number;
	readonly price: OwnPrice;
	/** Bytes that a whole bar stands for. */
	readonly scale: number;
	readonly glyphs: Glyphs;
};

type Figure = 'virtualBytes' | 'rssBytes' | 'pssBytes' | 'ussBytes';

/** A folded row shows what all below it hold together, each page counted once. */
function sizeColumn(title: string, order: number, figure: Figure): Column<TreeCells> {
	return {
		title,
		width: 5,
		isNumber: true,
		order,
		text(row) {
			const bytes = figuresOf(row)?.[figure];
			return bytes === undefined ? without(row) : sizeText(bytes);
		},
	};
}

const bar: Column<TreeCells> = {
	title: 'MEM',
	width: 13,
	order: 0,
	text: () => '',
};

/** As wide as the pane allows. */
function barColumn(paneCells: number): Column<TreeCells> {
	const width = paneCells < 60 ? 6 : paneCells < 70 ? 9 : paneCells < 110 ? 10 : 13;
	return {
		...bar,
		width,
		spans: ({parts, scale, glyphs}) =>
			parts === undefined ? [[' '.repeat(width), 'dim']] : barOf(glyphs, parts, scale, width),
	};
}

const pid: Column<TreeCells> = {
	title: 'PID',
	width: 6,
	isNumber: true,
	order: 0,
	text: (row) => String(row.pid),
};

/** In the order of the screen; those with the highest `order` go first when it gets narrow. */
export const columns: readonly Column<TreeCells>[] = [
	pid,
	{title: 'PPID', width: 6, isNumber: true, order: 8, text: ({ppid}) => (ppid === 0 ? '-' : String(ppid))},
	{title: 'USER', width: 8, order: 9, text: ({user}) => user},
	sizeColumn('VSZ', 7, 'virtualBytes'),
	sizeColumn('RSS', 0, 'rssBytes'),
	sizeColumn('PSS', 4, 'pssBytes'),
	sizeColumn('USS', 5, 'ussBytes'),
	bar,
	{
		title: 'BY',
		width: 3,
		isNumber: true,
		order: 3,
		text: ({parts}) =>
			parts === undefined || parts.shared === 0 ? '' : countText(Math.round(parts.holders)),
		meaning: ({parts}) => stepOf(parts?.holders ?? 1).meaning,
	},
	{
		title: 'SWAP',
		width: 5,
		isNumber: true,
		order: 1,
		text: (row) => (row.parts === undefined ? without(row) : dotted(row.parts.swapped, sizeText)),
		meaning: ({parts}) => (parts === undefined || parts.swapped === 0 ? 'dim' : 'warning'),
	},
	{
		title: 'TOTAL',
		width: 5,
		isNumber: true,
		order: 1,
		text: (row) =>
			row.threadOf !== undefined ? without(row) : row.total === undefined ? '…' : sizeText(row.total),
		meaning: ({hasChildren}) => (hasChildren ? 'plain' : 'dim'),
	},
	{
		title: 'FORK',
		width: 5,
		isNumber: true,
		order: 2,
		text: ({price}) => (price.forkUs === undefined ? '.' : shortTimeText(price.forkUs)),
		meaning: () => 'dim',
	},
	{
		title: 'COPY',
		width: 4,
		isNumber: true,
		order: 2,
		text: ({price}) => dotted(price.copied, shortCount),
		meaning: ({price}) => (price.copied === 0 ? 'dim' : 'copied'),
	},
	{
		title: 'PT',
		width: 4,
		isNumber: true,
		order: 6,
		text: (row) => String(figuresOf(row)?.tablePages ?? without(row)),
	},
	{
		title: 'SH',
		width: 3,
		isNumber: true,
		order: 6,
		text(row) {
			if (row.isFolded) {
				return '';
			}

			return row.memory === undefined ? without(row) : sharedTables(row.memory.sharedTablePages);
		},
		meaning: ({memory, isFolded}) => (!isFolded && (memory?.sharedTablePages ?? 0) > 0 ? 'shared' : 'dim'),
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

/** As wide as COPY. */
function shortCount(count: number): string {
	const text = countText(count);
	return text.length <= 4 ? text : text.replace(/\.\d/, '');
}

function dotted(number: number, text: (number: number) => string): string {
	return number === 0 ? '.' : text(number);
}

/** Cells that the tree itself should have: the longest name at least, and some levels before it. */
function treeCells(columns: number): number {
	return columns < 60 ? 20 : Math.max(28, Math.floor(columns * 0.3));
}

/** What the columns follow from, beside the room that there is. */
export type TreeFacts = Pick<Facts, 'hasSwap' | 'pidCells'>;

export function shownColumns(
	model: Model,
	cells: number,
	{hasSwap, pidCells}: TreeFacts,
): readonly Column<TreeCells>[] {
	const possible = columns
		.filter(({title}) => title !== 'SWAP' || hasSwap)
		.map((column) =>
			column === bar ? barColumn(cells) : column === pid ? {...pid, width: pidCells} : column,
		);
	return fittingColumns(wantedColumns(possible, model.hidden[treeId]), cells, treeCells(cells));
}

/** The heads; beside that of the bars stands what a whole one comes to. */
export function figureHeads(view: PaneView<RowKeys>, lastTitle: string): readonly Span[] {
	const {model, session, columns: cells} = view;
	const scale = treeState.of(model).isRelative ? '100%' : sizeText(scaleOf(session));
	const heads = shownColumns(model, cells, session).map((column) =>
		column.title === bar.title ? {...column, title: barHead(scale, column.width)} : column,
	);
	return headingSpans(heads, lastTitle);
}

/** `MEM   66M`; where there is no room for both only what it is. */
function barHead(scale: string, width: number): string {
	const room = width - bar.title.length;
	const short = scale === '100%' ? ' %' : '';
	return scale.length < room ? bar.title + padLeft(scale, room) : bar.title + short;
}

/** What the cells of a row are made from. */
function cellsOf({session, model, paint}: PaneView<RowKeys>, row: TreeRow): TreeCells {
	const {timeline, position} = session;
	const parts = partsOf(row);
	const {isRelative} = treeState.of(model);
	return {
		...row,
		parts,
		// In the flat list nothing hangs below a row, and the children are there all the same.
		total: hasChildren(session.memory, row.task) && !row.isFolded ? totalOf(session, row.task) : rssOf(row),
		price: ownPrice(timeline, row.pid, row.born, position),
		scale: isRelative && parts !== undefined ? totalBytes(parts) : scaleOf(session),
		glyphs: paint.glyphs,
	};
}

function rssOf(row: TreeRow): number | undefined {
	return isSumAwaited(row) ? undefined : (figuresOf(row)?.rssBytes ?? 0);
}

/** The column whose head is at a cell; undefined for the last one, which has the names. */
export function headAt(model: Model, cells: number, cell: number, facts: TreeFacts): string | undefined {
	return columnAt(shownColumns(model, cells, facts), cell)?.title;
}

/**
 * Where the last event changed what the process holds, its figures stand out, and `!` comes before the tree; `>` where
 * it holds what is selected elsewhere.
 */
export function figureSpans(view: PaneView<RowKeys>, row: TreeRow, isHolder: boolean): Span[] {
	const {model, session, columns: cells} = view;
	const spans = cellSpans(shownColumns(model, cells, session), cellsOf(view, row));
	const isChanged = model.isFlashing && hasChanged(session.memory, row.task);
	if (isHolder) {
		return markGap(spans, '>');
	}

	const last = spans.length - 1;
	return !isChanged
		? spans
		: spans.flatMap(([text, meaning], i): Span[] => {
				const isFigure = i > 0 && (meaning ?? 'plain') === 'plain';
				const cell: Span = [i === last ? text.slice(0, -1) : text, isFigure ? 'changed' : meaning];
				return i < last ? [cell] : [cell, ['!', 'changed']];
			});
}
