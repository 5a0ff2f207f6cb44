/** The figures of the processes: the columns before the tree, what a press on their heads sorts by, and how they are drawn. */

import {hasChanged} from '../../../analysis/rows/last-event.ts';
import {processOrders} from '../../../analysis/rows/process-orders.ts';
import type {ProcessState} from '../../../analysis/rows/processes.ts';
import type {TreeRow} from '../../../analysis/rows/tree.ts';
import {sizeText} from '../../../analysis/words/text.ts';
import type {Model} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import {
	type Column,
	cellSpans,
	columnAt,
	fittingColumns,
	markGap,
	wantedColumns,
} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import type {PaneView} from '../pane.ts';
import {treeId} from './state.ts';

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

/** A folded row shows what all below it hold together, each page counted once. */
function sizeColumn(title: string, order: number, figure: Figure): Column<TreeRow> {
	return {
		title,
		width: 5,
		isNumber: true,
		order,
		text(row) {
			const bytes = (row.subtree ?? row.memory)?.[figure];
			return bytes === undefined ? without(row) : sizeText(bytes);
		},
	};
}

/** In the order of the screen; those with the highest `order` go first when it gets narrow. */
export const columns: readonly Column<TreeRow>[] = [
	{title: 'PID', width: 6, isNumber: true, order: 0, text: ({pid}) => String(pid)},
	{title: 'PPID', width: 6, isNumber: true, order: 6, text: ({ppid}) => (ppid === 0 ? '-' : String(ppid))},
	{title: 'USER', width: 8, order: 7, text: ({user}) => user},
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
		text(row) {
			if (row.subtree !== undefined) {
				return '';
			}

			return row.memory === undefined ? without(row) : sharedTables(row.memory.sharedTablePages);
		},
		meaning: ({memory, subtree}) =>
			subtree === undefined && (memory?.sharedTablePages ?? 0) > 0 ? 'shared' : 'dim',
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

export function shownColumns(model: Model, cells: number): readonly Column<TreeRow>[] {
	return fittingColumns(wantedColumns(columns, model.hidden[treeId]), cells, treeCells(cells));
}

/** What a press on the head of a column sorts by; on the last one it is the name. */
const columnOrders: Readonly<Record<string, string>> = {
	PID: 'pid',
	RSS: 'rss',
	PSS: 'pss',
	USS: 'uss',
	PT: 'tables',
};

export function orderOfHead(model: Model, cells: number, cell: number): string | undefined {
	const column = columnAt(shownColumns(model, cells), cell);
	const order = column === undefined ? 'name' : columnOrders[column.title];
	return processOrders.some(({id}) => id === order) ? order : undefined;
}

/**
 * Where the last event changed what the process holds, its figures stand out, and `!` comes before the tree; `>` where
 * it holds what is selected elsewhere.
 */
export function figureSpans(
	{model, session, columns: cells}: PaneView<RowKeys>,
	row: TreeRow,
	isHolder: boolean,
): Span[] {
	const spans = cellSpans(shownColumns(model, cells), row);
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
