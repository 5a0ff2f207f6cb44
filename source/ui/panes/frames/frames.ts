/** The pane of frames: the pages that the selected process has in memory or in swap, in address order, and who holds each. */

import {largestNumbers} from '../../../analysis/rows/frames.ts';
import {frameChange} from '../../../analysis/rows/last-event.ts';
import {pidOf} from '../../../analysis/rows/processes.ts';
import {plural} from '../../../analysis/words/text.ts';
import {fileWord} from '../../../kernel/frames/frame.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import {addressKey} from '../../state/rows.ts';
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
import {isIn, linkedRanges} from '../linked.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {rowOfChange} from '../worth-a-look.ts';
import {type FrameRows, type Row, rowAt} from './facts.ts';
import {holdersAt, pagesOf, placeText, rangeOf, subjectOf} from './pages.ts';

const columns: readonly Column<Row>[] = [
	addressColumn('PAGE', 0, ({address}) => address),
	{title: 'FRAME', width: 5, isNumber: true, order: 0, text: placeText},
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
		help: 'the pages that the selected process has in memory or in swap, the counts of each frame, and who holds it',
		offers: ['frame', 'range', 'holder'],
		columns,
	},
	depends: selectionParts,

	read(session, model) {
		const task = selectedTask(session, model);
		const pages = task === 0 ? [] : pagesOf(session.memory, task);
		const held = (key: string) =>
			holdersAt(
				session,
				pages.find(({address}) => address === Number(key)),
			);
		return {
			task,
			pages,
			known: new Map(),
			knownSlots: new Map(),
			count: pages.length,
			startRow: Math.max(0, rowOfChange(session, task, pages.map(rangeOf))),
			keyAt: (row) => (row < pages.length ? String(pages[row].address) : ''),
			rowOf: (key) => pages.findIndex(({address}) => address === Number(key)),
			offerOf: (key) => ({ranges: [{start: Number(key), end: Number(key) + pageBytes}]}),
			subjectAt: (row) => (row < pages.length ? {subject: subjectOf(pages[row])} : undefined),
			opens: (key) => ({thing: 'address', key: addressKey(Number(key))}),
			holdersOf: held,
			textAt: (row) => `${addressText(pages[row].address)} ${placeText(pages[row])}`,
		};
	},

	about({session, rows: {task, pages}}) {
		const swapped = pages.filter((page) => 'slot' in page).length;
		const away = swapped === 0 ? '' : `, ${swapped} in swap`;
		return `${processName(session, task)} · ${plural(pages.length - swapped, 'page')} in memory${away}`;
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

/** What the page contains: the op that wrote it, or what it was before anybody did. */
function contents({word, kind}: Row): string {
	return word === 0 ? 'zeros' : kind === 'file page' && word === fileWord ? 'file' : String(word);
}

/** What the last event did to it, in words. */
function changeText({session, model}: PaneView<FrameRows>, {frame}: Row): string {
	const change = model.isFlashing && frame !== undefined ? frameChange(session.memory, frame) : undefined;
	return change === undefined ? '' : ` ${change}`;
}

function kindMeaning(kind: Row['kind']): Meaning {
	return kind === 'in swap'
		? 'warning'
		: kind === 'file page'
			? 'file'
			: kind === 'zero page'
				? 'zero'
				: 'plain';
}

const othersMax = 12;

/** Pids of the other processes; the zero page belongs to none. */
function others({session, rows: {task}}: PaneView<FrameRows>, {owners, kind}: Row): string {
	const own = pidOf(session.memory, task);
	const pids = [...new Set(owners.map(({pid}) => pid))].filter((pid) => pid !== own);
	const more = pids.length > othersMax ? ` and ${pids.length - othersMax} more` : '';
	return kind === 'zero page' ? '' : `${pids.slice(0, othersMax).join(' ')}${more}`;
}

function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
