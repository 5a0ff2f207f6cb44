/** The pane of frames: the pages that the selected process has in memory, in address order, and who holds each. */

import {type FrameRow, frameRows, largestNumbers} from '../../../analysis/rows/frames.ts';
import {frameChange} from '../../../analysis/rows/last-event.ts';
import {type PageRow, pageRows} from '../../../analysis/rows/maps.ts';
import {pidOf} from '../../../analysis/rows/processes.ts';
import {rightAt, type WriteRight} from '../../../analysis/rows/write-right.ts';
import {plural} from '../../../analysis/words/text.ts';
import {fileWord} from '../../../kernel/frames/frame.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {addressKey, type Range, type RowKeys} from '../../state/rows.ts';
import {addressColumn, addressText, inBase} from '../../text/addresses.ts';
import {
	asWideAsNumbers,
	type Column,
	cellSpans,
	fittingColumns,
	headingSpans,
	wantedColumns,
} from '../../text/columns.ts';
import type {Meaning} from '../../text/theme.ts';
import {heldBy} from '../holders.ts';
import {isIn, linkedRanges} from '../linked.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {rowOfChange} from '../worth-a-look.ts';

type FrameRows = RowKeys & {
	readonly task: Task;
	readonly pages: readonly PageRow[];
	/** What was read of the frames on the screen, by number. */
	readonly known: Map<number, FrameRow>;
};

/** `right`: whether the selected process may write it. */
type Row = FrameRow & {readonly address: number; readonly right?: WriteRight};

const columns: readonly Column<Row>[] = [
	addressColumn('PAGE', 0, ({address}) => address),
	{title: 'FRAME', width: 5, isNumber: true, order: 0, text: ({frame}) => `#${frame}`},
	{title: 'RC', width: 3, isNumber: true, order: 0, text: ({references}) => String(references)},
	{
		title: 'MAP',
		width: 3,
		isNumber: true,
		order: 1,
		text: ({paths}) => String(paths),
		meaning: ({paths}) => (paths > 1 ? 'shared' : 'plain'),
	},
	{
		title: 'W',
		width: 3,
		order: 1,
		text: ({right}) => (right === 'directory' ? 'dir' : (right ?? '')),
		meaning: ({right}) => (right === 'yes' ? 'private' : 'shared'),
	},
	{
		title: 'OP',
		width: 5,
		isNumber: true,
		order: 2,
		text: contents,
		meaning: ({word}) => (word === 0 ? 'zero' : 'plain'),
	},
	{
		title: 'AGE',
		width: 3,
		isNumber: true,
		order: 2,
		text: ({age}) => (age === undefined ? '.' : String(age)),
		meaning: ({age}) => (age === 0 ? 'changed' : 'ageing'),
	},
	{title: 'KIND', width: 14, order: 3, text: ({kind}) => kind, meaning: ({kind}) => kindMeaning(kind)},
];

const ownerCells = 13;

export const frames = definePane<FrameRows>({
	facts: {
		id: 'frames',
		place: 'frames',
		title: 'Frames',
		help: 'the pages that the selected process has in memory, the counts of each frame, and who holds it',
		offers: ['frame', 'range', 'holder'],
		columns,
	},
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const pages = task === 0 ? [] : pageRows(session.memory, task);
		return {
			task,
			pages,
			known: new Map(),
			count: pages.length,
			startRow: Math.max(0, rowOfChange(session, task, pages.map(rangeOf))),
			keyAt: (row) => (row < pages.length ? String(pages[row].address) : ''),
			rowOf: (key) => pages.findIndex(({address}) => address === Number(key)),
			offerOf: (key) => ({ranges: [{start: Number(key), end: Number(key) + pageBytes}]}),
			subjectAt: (row) =>
				row < pages.length ? {subject: {kind: 'frame', frame: pages[row].frame}} : undefined,
			opens: (key) => ({thing: 'address', key: addressKey(Number(key))}),
			holdersOf: (key) =>
				heldBy(session, pages.find(({address}) => address === Number(key))?.frame ?? 0, String),
			textAt: (row) => `${addressText(pages[row].address)} #${pages[row].frame}`,
		};
	},

	about({session, rows: {task, count}}) {
		return `${processName(session, task)} · ${plural(count, 'page')} in memory`;
	},

	heading: (view) => headingSpans(shownColumns(view), 'ALSO HELD BY'),

	record: rowAt,

	draw(view, row) {
		const facts = rowAt(view, row);
		const isLinked = isIn(linkedRanges(view.session, view.model, 'frames'), rangeOf(facts));
		return [
			...cellSpans(shownColumns(view), facts),
			[isLinked ? '> ' : '  ', 'linked'],
			...(facts.file === undefined ? [] : [[`${lastPart(facts.file)} `, 'file'] as const]),
			[others(view, facts), 'shared'],
			[changeText(view, facts), 'changed'],
		];
	},
});

function rangeOf({address}: {readonly address: number}): Range {
	return {start: address, end: address + pageBytes};
}

function shownColumns({
	model,
	columns: cells,
	session: {memory, end},
}: PaneView<FrameRows>): readonly Column<Row>[] {
	const wanted = wantedColumns(columns, model.hidden.frames);
	// As they can become in this run: nothing moves as long as it does not grow.
	const wide = asWideAsNumbers(inBase(wanted, model.isDecimal), {
		...largestNumbers(memory),
		OP: end,
		AGE: end,
	});
	return fittingColumns(wide, cells, ownerCells);
}

function rowAt(view: PaneView<FrameRows>, row: number): Row {
	const {rows, session} = view;
	const {address} = rows.pages[row];
	return {...frameAt(view, row), address, right: rightAt(session.memory, rows.task, address)};
}

/** What the page contains: the op that wrote it, or what it was before anybody did. */
function contents({word, kind}: FrameRow): string {
	return word === 0 ? 'zeros' : kind === 'file page' && word === fileWord ? 'file' : String(word);
}

/** What the last event did to it, in words. */
function changeText({session, model}: PaneView<FrameRows>, {frame}: Row): string {
	const change = model.isFlashing ? frameChange(session.memory, frame) : undefined;
	return change === undefined ? '' : ` ${change}`;
}

function kindMeaning(kind: FrameRow['kind']): Meaning {
	return kind === 'file page' ? 'file' : kind === 'zero page' ? 'zero' : 'plain';
}

/** Owners are found for all the rows on the screen at once: it may take a pass over all page tables. */
function frameAt({session, model, rows, height}: PaneView<FrameRows>, row: number): FrameRow {
	const {known, pages} = rows;
	const {frame} = pages[row];
	if (!known.has(frame)) {
		const {first} = model.cursors.frames;
		const seen = pages.slice(first, first + height).map((page) => page.frame);
		for (const found of frameRows(session.memory, [...new Set([...seen, frame])], rows.task)) {
			known.set(found.frame, found);
		}
	}

	return known.get(frame) as FrameRow;
}

const othersMax = 12;

/** Pids of the other processes; the zero page belongs to none. */
function others({session, rows: {task}}: PaneView<FrameRows>, {owners, kind}: FrameRow): string {
	const own = pidOf(session.memory, task);
	const pids = [...new Set(owners.map(({pid}) => pid))].filter((pid) => pid !== own);
	const more = pids.length > othersMax ? ` and ${pids.length - othersMax} more` : '';
	return kind === 'zero page' ? '' : `${pids.slice(0, othersMax).join(' ')}${more}`;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
