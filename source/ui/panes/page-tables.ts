/** The pane of page tables: the walk from the top table to the leaves, who shares each, and how full it is. */
import {frameOfTable, type PageTableRow, pageTableRows, sharersOf} from '../../analysis/page-tables.ts';
import {type Column, cellSpans, fittingColumns, headingSpans} from '../columns.ts';
import type {RowKeys} from '../facts.ts';
import {heldBy} from '../holders.ts';
import type {Span} from '../line.ts';
import {isIn, linkedRanges} from '../linked.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {addressText} from './maps.ts';

export type TableRows = RowKeys & {
	readonly task: number;
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
	{title: 'FROM', width: 12, isNumber: true, order: 0, text: ({start}) => addressText(start)},
	{title: 'USED', width: 8, isNumber: true, order: 0, text: ({used, entries}) => `${used}/${entries}`},
	{
		title: 'WR',
		width: 4,
		isNumber: true,
		order: 2,
		text: ({writable, isWritable}) =>
			writable === undefined ? '' : isWritable === false ? 'no' : String(writable),
	},
];

const walkCells = 18;

export const pageTables = definePane<TableRows>({
	id: 'tables',
	place: 'tables',
	title: 'Page tables',
	help: 'the page tables of the selected process from top to leaf, who shares each, how full it is',
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const tables = task === 0 ? [] : pageTableRows(session.memory, task);
		return {
			task,
			tables,
			count: tables.length,
			keyAt: (row) => (row < tables.length ? keyOf(tables[row]) : ''),
			rowOf: (key) => tables.findIndex((table) => keyOf(table) === key),
			holdersOf(key) {
				const table = tables.find((each) => keyOf(each) === key);
				const frame = table === undefined ? 0 : frameOfTable(session.memory, table.table);
				return heldBy(session, frame, () => key);
			},
			textAt: (row) => `#${tables[row].table} ${tables[row].levelName} ${addressText(tables[row].start)}`,
		};
	},

	about({session, rows: {task, tables}}) {
		const shared = tables.filter(({references}) => references > 1).length;
		return `${processName(session, task)} · ${shared === 0 ? 'none' : shared} shared`;
	},

	heading: (view) => headingSpans(fittingColumns(columns, view.columns, walkCells), 'TABLE'),

	draw(view, row) {
		const table = view.rows.tables[row];
		const isLinked = isIn(linkedRanges(view.session, view.model, 'tables'), table);
		return [
			...cellSpans(fittingColumns(columns, view.columns, walkCells), table),
			[isLinked ? '>' : ' ', 'linked'],
			[branch(view, table), 'dim'],
			[`${table.levelName} #${table.table}`, isLinked ? 'linked' : table.level === 1 ? 'plain' : 'dim'],
			...sharers(view, table),
		];
	},
});

/** A table is the same one as long as it covers the same addresses, also when fork or a split has given it a new page. */
function keyOf({level, start}: PageTableRow): string {
	return `${level}:${start}`;
}

function branch({paint}: PaneView, {depth, isLast}: PageTableRow): string {
	const {last, branch: more} = paint.glyphs.tree;
	return depth === 0 ? '' : `${' '.repeat(depth - 1)}${(isLast ? last : more).slice(0, 1)}`;
}

function sharers({session}: PaneView, table: PageTableRow): Span[] {
	return table.references > 1 && table.depth > 0
		? [
				[' with ', 'dim'],
				[sharersOf(session.memory, table).join(' '), 'shared'],
			]
		: [];
}
