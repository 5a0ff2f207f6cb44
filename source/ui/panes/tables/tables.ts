/** The pane of page tables: the walk from the top table to the leaves, who shares each, and how full it is. */

import {tableChange} from '../../../analysis/rows/last-event.ts';
import {
	frameOfTable,
	type PageTableRow,
	pageTableRows,
	sharersOf,
} from '../../../analysis/rows/page-tables.ts';
import {sizeText} from '../../../analysis/words/text.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {type Look, type Offer, type RowKeys, tableKey} from '../../state/rows.ts';
import {addressColumn, addressText, inBase} from '../../text/addresses.ts';
import {type Column, cellSpans, fittingColumns, headingSpans, wantedColumns} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import {heldBy} from '../holders.ts';
import {isIn, linkedRanges} from '../linked.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {rowOfChange} from '../worth-a-look.ts';

type TableRows = RowKeys & {
	readonly task: Task;
	readonly tables: readonly PageTableRow[];
};

const columns: readonly Column<PageTableRow>[] = [
	{
		title: 'RC',
		width: 4,
		isNumber: true,
		order: 0,
		text: ({references}) => (references > 1 ? `${references}*` : String(references)),
		meaning: ({references}) => (references > 1 ? 'shared' : 'plain'),
	},
	addressColumn('FROM', 0, ({start}) => start),
	{
		title: 'USED',
		width: 8,
		isNumber: true,
		order: 3,
		text: ({used, entries, huge}) => (huge ? sizeText(entries * pageBytes) : `${used}/${entries}`),
	},
	{
		title: 'WR',
		width: 4,
		isNumber: true,
		order: 2,
		text: ({writable, huge}) =>
			writable === undefined ? '' : huge ? (writable === 0 ? 'no' : 'yes') : String(writable),
	},
	{
		title: 'DIR',
		width: 4,
		order: 1,
		text: directoryText,
		meaning: ({isPresent}) => (isPresent === false ? 'warning' : 'shared'),
	},
];

const walkCells = 15;

export const pageTables = definePane<TableRows>({
	facts: {
		id: 'tables',
		place: 'tables',
		title: 'Tables',
		help: 'the page tables of the selected process from top to leaf, who shares each, how full it is',
		offers: ['table', 'range', 'holder'],
		columns,
	},
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const tables = task === 0 ? [] : pageTableRows(session.memory, task);
		return {
			task,
			tables,
			count: tables.length,
			startRow: Math.max(0, rowOfChange(session, task, tables)),
			keyAt: (row) => (row < tables.length ? keyOf(tables[row]) : ''),
			rowOf: (key) => tables.findIndex((table) => keyOf(table) === key),
			offerOf: (key) => offerOf(tables, key),
			subjectAt: (row) =>
				row < tables.length ? {subject: {kind: 'table', table: tables[row].table}} : undefined,
			holdersOf(key) {
				const table = tables.find((each) => keyOf(each) === key);
				const frame = table === undefined ? 0 : frameOfTable(session.memory, table.table);
				return heldBy(session, frame, () => key);
			},
			textAt: (row) => `${nameOf(tables[row])} #${tables[row].table} ${addressText(tables[row].start)}`,
		};
	},

	about({session, rows: {task, tables}}) {
		const shared = tables.filter(({references}) => references > 1).length;
		const below = tables.length === 0 ? '' : ` · ${tables.length - 1} + top`;
		return `${processName(session, task)} · ${shared === 0 ? 'none' : shared} shared${below}`;
	},

	heading: (view) => headingSpans(shownColumns(view), 'TABLE'),

	record({session, rows: {tables}}, row) {
		return {...tables[row], sharers: sharersOf(session.memory, tables[row])};
	},

	draw(view, row) {
		const table = view.rows.tables[row];
		const isLinked = isIn(linkedRanges(view.session, view.model, 'tables'), table);
		return [
			...cellSpans(shownColumns(view), table),
			[isLinked ? '>' : ' ', 'linked'],
			[branch(view, table), 'dim'],
			[nameOf(table), isLinked ? 'linked' : table.level === 1 ? 'plain' : 'dim'],
			[table.isAllReadOnly ? ' all ro' : '', 'shared'],
			[reserveText(table), 'dim'],
			...sharers(view, table),
			[changeText(view, table), 'changed'],
		];
	},
});

/** What the directory entry above lets through, where that is not everything. */
function directoryText({isPresent, isWritable}: PageTableRow): string {
	return isPresent === false ? 'none' : isWritable === false ? 'ro' : '';
}

function shownColumns({model, columns: cells}: Look): readonly Column<PageTableRow>[] {
	const wanted = wantedColumns(columns, model.hidden.tables);
	return fittingColumns(inBase(wanted, model.isDecimal), cells, walkCells);
}

/** A table is the same one as long as it covers the same addresses, also when fork or a split has given it a new page. */
function keyOf({level, start}: PageTableRow): string {
	return tableKey(level, start);
}

/** Of a table of another process only where it begins is known. */
function offerOf(tables: readonly PageTableRow[], key: string): Offer {
	const table = tables.find((each) => keyOf(each) === key);
	const start = Number(key.slice(key.indexOf(':') + 1));
	return {ranges: [table ?? {start, end: start + pageBytes}], table};
}

/** A huge entry is one row: what it maps, not the table behind it. */
function nameOf({levelName, table, huge}: PageTableRow): string {
	if (huge === undefined) {
		return `${levelName} #${table}`;
	}

	return huge.isZero ? 'huge page of zeros' : `huge page #${huge.frame}`;
}

/** Where the table behind a huge entry is. */
function reserveText({huge, table}: PageTableRow): string {
	return huge === undefined
		? ''
		: huge.isOfPool
			? ' (of the pool, no table)'
			: ` (table #${table} in reserve)`;
}

function branch({paint}: Look, {depth, isLast}: PageTableRow): string {
	const {last, branch: more} = paint.glyphs.tree;
	return depth === 0 ? '' : `${' '.repeat(depth - 1)}${(isLast ? last : more).slice(0, 1)}`;
}

/** What the last event did to it, in words. */
function changeText({session, model}: PaneView<TableRows>, {table}: PageTableRow): string {
	const change = model.isFlashing ? tableChange(session.memory, table) : undefined;
	return change === undefined ? '' : ` ${change}`;
}

function sharers({session}: PaneView<TableRows>, table: PageTableRow): Span[] {
	return table.references > 1 && table.depth > 0
		? [
				[' with ', 'dim'],
				[sharersOf(session.memory, table).join(' '), 'shared'],
			]
		: [];
}
