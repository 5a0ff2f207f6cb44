/** The pane of frames: the pages that the selected process has in memory, in address order, and who holds each. */
import {type FrameRow, frameRows} from '../../analysis/frames.ts';
import {type PageRow, pageRows} from '../../analysis/maps.ts';
import {printable} from '../cells.ts';
import {type Column, cellSpans, fittingColumns, headingSpans} from '../columns.ts';
import type {RowKeys} from '../facts.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import type {Meaning} from '../theme.ts';
import {addressText, type MapRows} from './maps.ts';

type FrameRows = RowKeys & {
	readonly task: number;
	readonly pages: readonly PageRow[];
	/** What was read of the frames on the screen, by number. */
	readonly known: Map<number, FrameRow>;
};

type Row = FrameRow & {readonly address: number};

const columns: readonly Column<Row>[] = [
	{title: 'PAGE', width: 12, isNumber: true, order: 0, text: ({address}) => addressText(address)},
	{title: 'FRAME', width: 7, isNumber: true, order: 0, text: ({frame}) => `#${frame}`},
	{title: 'RC', width: 4, isNumber: true, order: 0, text: ({references}) => String(references)},
	{
		title: 'MAP',
		width: 4,
		isNumber: true,
		order: 1,
		text: ({paths}) => String(paths),
		meaning: ({paths}) => (paths > 1 ? 'shared' : 'plain'),
	},
	{title: 'KIND', width: 14, order: 3, text: ({kind}) => kind, meaning: ({kind}) => kindMeaning(kind)},
];

const ownerCells = 16;

export const frames = definePane<FrameRows>({
	id: 'frames',
	place: 'frames',
	title: 'Frames',
	help: 'the pages that the selected process has in memory, the counts of each frame, and who holds it',
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const pages = task === 0 ? [] : pageRows(session.memory, task);
		return {
			task,
			pages,
			known: new Map(),
			count: pages.length,
			keyAt: (row) => (row < pages.length ? String(pages[row].address) : ''),
			rowOf: (key) => pages.findIndex(({address}) => address === Number(key)),
			textAt: (row) => `${addressText(pages[row].address)} #${pages[row].frame}`,
		};
	},

	about({session, rows: {task, count}}) {
		return `${processName(session, task)} · ${count} pages in memory`;
	},

	heading: (view) => headingSpans(fittingColumns(columns, view.columns, ownerCells), 'ALSO HELD BY'),

	draw(view, row) {
		const {address} = view.rows.pages[row];
		const facts = {...frameAt(view, row), address};
		const isLinked = inSelectedMapping(view, address);
		return [
			...cellSpans(fittingColumns(columns, view.columns, ownerCells), facts),
			[isLinked ? '> ' : '  ', 'linked'],
			...(facts.file === undefined ? [] : [[`${printable(lastPart(facts.file))} `, 'file'] as const]),
			[others(view, facts), 'shared'],
		];
	},
});

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

function inSelectedMapping({session, model}: PaneView, address: number): boolean {
	const {mappings} = session.rows('maps', model) as MapRows;
	const mapping = mappings[model.cursors.maps.row];
	return mapping !== undefined && address >= mapping.start && address < mapping.end;
}

const othersMax = 12;

/** Pids of the other processes; the zero page is everybody's and nobody's. */
function others({session, rows: {task}}: PaneView<FrameRows>, {owners, kind}: FrameRow): string {
	const own = session.machine.kernel.task.pid[task];
	const pids = [...new Set(owners.map(({pid}) => pid))].filter((pid) => pid !== own);
	const more = pids.length > othersMax ? ` and ${pids.length - othersMax} more` : '';
	return kind === 'zero page' ? '' : `${pids.slice(0, othersMax).join(' ')}${more}`;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
