/** The pane of mappings: what the selected process has mapped, in the columns of smaps. */

import {type MapRow, mapRows, recordedKb} from '../../../analysis/rows/maps.ts';
import {reportedGap, reportedOfMapping} from '../../../analysis/rows/reported.ts';
import {cellWidth, cutMiddle, padText} from '../../../analysis/words/cells.ts';
import {sizeText} from '../../../analysis/words/text.ts';
import {taskSubject} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {startCursor} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {addressColumn, addressText, inBase} from '../../text/addresses.ts';
import {
	type Column,
	cellSpans,
	fittingColumns,
	headingSpans,
	markGap,
	wantedColumns,
	widthOf,
} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import {isIn, linkedRanges} from '../linked.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {rowOfChange} from '../worth-a-look.ts';

type MapRows = RowKeys & {
	readonly task: Task;
	readonly mappings: readonly MapRow[];
};

/** Nothing is `.`, so that what there is stands out. */
const size = (kilobytes: number) => (kilobytes === 0 ? '.' : sizeText(kilobytes * 1024));

function sizeColumn(
	title: string,
	order: number,
	read: (row: MapRow) => number,
	isShared = false,
): Column<MapRow> {
	return {
		title,
		width: 5,
		isNumber: true,
		order,
		text: (row) => size(read(row)),
		meaning: (row) => (read(row) === 0 ? 'dim' : isShared ? 'shared' : 'plain'),
	};
}

/** Only where a kernel has some, or the one beside it: RSS without it is the sum of the four columns before. */
const recorded = sizeColumn('REC', 6, recordedKb);

const columns: readonly Column<MapRow>[] = [
	addressColumn('START', 0, ({start}) => start),
	addressColumn('END', 7, ({end}) => end),
	{title: 'PERM', width: 4, order: 0, text: ({perms}) => perms},
	sizeColumn('SIZE', 2, ({sizeKb}) => sizeKb),
	sizeColumn('RSS', 0, ({rssKb}) => rssKb),
	sizeColumn('PSS', 1, ({pssKb}) => pssKb),
	sizeColumn('USS', 4, ({ussKb}) => ussKb),
	sizeColumn('SHC', 6, ({smaps}) => smaps.Shared_Clean, true),
	sizeColumn('SHD', 5, ({smaps}) => smaps.Shared_Dirty, true),
	sizeColumn('PRC', 6, ({smaps}) => smaps.Private_Clean),
	sizeColumn('PRD', 5, ({smaps}) => smaps.Private_Dirty),
	recorded,
	sizeColumn('SWP', 8, ({smaps}) => smaps.Swap),
	{
		title: 'PT',
		width: 4,
		isNumber: true,
		order: 3,
		text: ({tables, sharedTables}) => (tables === 0 ? '.' : `${tables}${sharedTables > 0 ? '*' : ''}`),
		meaning: ({tables, sharedTables}) => (sharedTables > 0 ? 'shared' : tables === 0 ? 'dim' : 'plain'),
	},
];

const nameCells = 12;
/** From this width on there is room for whole paths. */
const wholePathCells = 116;

export const maps = definePane<MapRows>({
	facts: {
		id: 'maps',
		place: 'maps',
		title: 'Maps',
		help: 'the mappings of the selected process, with the columns of smaps',
		offers: ['mapping', 'range'],
		columns,
	},
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const mappings = task === 0 ? [] : mapRows(session.memory, task);
		return {
			task,
			mappings,
			count: mappings.length,
			startRow: startRow(session, task, mappings),
			keyAt: (row) => (row < mappings.length ? String(mappings[row].start) : ''),
			rowOf: (key) => mappings.findIndex(({start}) => start === Number(key)),
			offerOf: (key) => ({ranges: mappings.filter(({start}) => start === Number(key))}),
			subjectAt: (row) => (row < mappings.length ? mappingSubject(session, task, mappings[row]) : undefined),
			textAt: (row) => `${addressText(mappings[row].start)} ${whatOf(mappings[row])}`,
		};
	},

	about: ({session, rows: {task}}) => `${processName(session, task)}${gapText(session, task)}`,
	heading: (view) => headingSpans(shownColumns(view), 'WHAT'),

	/** In the lower edge too, as a narrow pane has no room for it in the row. */
	note({model, rows: {mappings}}) {
		const {row} = model.cursors.maps ?? startCursor;
		const mapping = mappings[row];
		return mapping === undefined ? '' : noteOf(mapping).trim();
	},

	record: ({rows: {mappings}}, row) => mappings[row],

	draw(view, row) {
		const {rows, session, model, paint, columns: cells} = view;
		const mapping = rows.mappings[row];
		const shown = shownColumns(view);
		const figures = cellSpans(shown, mapping);
		const isLinked = isIn(linkedRanges(session, model, 'maps'), mapping);
		return [
			...(isLinked ? markGap(figures, '>') : figures),
			...whatSpans(mapping, cells, cells - widthOf(shown), paint.glyphs.more),
		];
	},
});

/** Where nothing has changed, the first mapping that is in memory. */
function startRow(session: Session, task: Task, mappings: readonly MapRow[]): number {
	const changed = rowOfChange(session, task, mappings);
	return Math.max(0, changed === -1 ? mappings.findIndex(({rssKb}) => rssKb > 0) : changed);
}

function mappingSubject({memory}: Session, task: Task, {start}: MapRow) {
	return {subject: {...taskSubject(memory.kernel, task), kind: 'mapping', address: start}} as const;
}

function shownColumns({
	model,
	columns: cells,
	rows: {mappings},
	beside,
}: PaneView<MapRows>): readonly Column<MapRow>[] {
	const hasRecorded =
		hasRecords(mappings) || (beside !== undefined && isMaps(beside) && hasRecords(beside.mappings));
	const possible = columns.filter((column) => hasRecorded || column !== recorded);
	const wanted = wantedColumns(possible, model.hidden.maps);
	return fittingColumns(inBase(wanted, model.isDecimal), cells, nameCells);
}

function isMaps(rows: RowKeys): rows is MapRows {
	return 'mappings' in rows;
}

function hasRecords(mappings: readonly MapRow[]): boolean {
	return mappings.some((row) => recordedKb(row) > 0);
}

/** What the kernel itself would say of the process, where that is not the truth. */
function gapText({memory}: Session, task: Task): string {
	const gap = task === 0 ? undefined : reportedGap(memory, task);
	return gap === undefined ? '' : ` · reported ${gap.figures}`;
}

/** What is mapped, in `room` cells: its end says more than its beginning. What is reported stands at the right, if it fits. */
function whatSpans(mapping: MapRow, cells: number, room: number, more: string): Span[] {
	const whole = whatOf(mapping);
	const note = noteOf(mapping);
	const what = cells < wholePathCells ? lastPart(whole) : whole;
	const isNoted = cellWidth(what) + cellWidth(note) <= room;
	const meaning: Meaning = mapping.file === undefined ? 'plain' : 'file';
	return note === '' || !isNoted
		? [[cutMiddle(what, room, more), meaning]]
		: [
				[padText(what, room - cellWidth(note)), meaning],
				[note, 'warning'],
			];
}

/** What the kernel reports where that is not the truth, and what fork does with the mapping. */
function noteOf(mapping: MapRow): string {
	const reported = reportedOfMapping(mapping);
	return [
		reported === undefined ? '' : ` reported ${reported}`,
		mapping.onFork === undefined ? '' : ` ${mapping.onFork} at fork`,
	].join('');
}

function whatOf({name, file, perms}: MapRow): string {
	const text = name ?? file;
	return text === undefined ? (perms.endsWith('s') ? 'shared memory' : 'anonymous') : text;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
