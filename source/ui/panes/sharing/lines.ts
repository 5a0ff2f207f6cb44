/** The lines of the pane of sharing: a child with its curve, the rate of copying, a mapping that is copied. */

import {cellWidth, cutMiddle, padLeft, padText} from '../../../analysis/words/cells.ts';
import {countText, shortTimeText, sizeText} from '../../../analysis/words/text.ts';
import {
	type Erosion,
	groupCurve,
	type MappingBlame,
	sampleCopies,
	sampleShares,
} from '../../../inquiry/sharing/erosion.ts';
import type {ChildRow, Family} from '../../../inquiry/sharing/family.ts';
import {addressText} from '../../text/addresses.ts';
import {type Column, cellSpans, fittingColumns, headingSpans, widthOf} from '../../text/columns.ts';
import {type Span, spansWidth} from '../../text/line.ts';
import {stepOf} from '../../text/sharing-scale.ts';
import {axisSpans, barSpans, sparkSpans} from '../../text/spark.ts';
import {percentText} from '../../text/text.ts';
import type {Meaning} from '../../text/theme.ts';
import type {SharingView} from './rows.ts';

/** One child, or all of them together. */
type Cells = Pick<ChildRow, 'name' | 'sharing' | 'ending' | 'ownBytes'> & {
	readonly label: string;
	readonly since: string;
	readonly now: string;
	readonly isMarked: boolean;
};

const pages = (
	title: string,
	order: number,
	read: (cells: Cells) => number,
	found: Meaning,
): Column<Cells> => ({
	title,
	width: 5,
	isNumber: true,
	order,
	text: (cells) => (read(cells) === 0 ? '.' : countText(read(cells))),
	meaning: (cells) => (read(cells) === 0 || cells.ending !== undefined ? 'dim' : found),
});

/** As wide as most names; the longest that a process can have has 15. */
const nameCells = 12;

const columns: readonly Column<Cells>[] = [
	{
		title: 'PID',
		width: 6,
		isNumber: true,
		order: 0,
		text: ({label, isMarked}) => (isMarked ? `>${label}` : label),
		meaning: ({isMarked}) => (isMarked ? 'mark' : 'plain'),
	},
	{title: 'NAME', width: nameCells, order: 4, text: ({name}) => name},
	{title: 'FORKED', width: 7, isNumber: true, order: 5, text: ({since}) => since, meaning: () => 'dim'},
	pages('BORN', 2, ({sharing}) => sharing.inherited, 'plain'),
	pages('STILL', 0, ({sharing}) => sharing.shared, 'shared'),
	{
		title: 'LEFT',
		width: 4,
		isNumber: true,
		order: 0,
		text: ({sharing}) => (sharing.inherited === 0 ? '.' : percentText(sharing.shared, sharing.inherited)),
		meaning: ({ending}) => (ending === undefined ? 'strong' : 'dim'),
	},
	pages('BYIT', 1, ({sharing}) => sharing.copiedByChild, 'copied'),
	pages('BYPAR', 1, ({sharing}) => sharing.copiedByParent, 'copied'),
	pages('GONE', 3, ({sharing}) => sharing.letGo, 'plain'),
	{
		title: 'OWN',
		width: 5,
		isNumber: true,
		order: 3,
		text: ({ownBytes}) => (ownBytes === undefined ? '' : sizeText(ownBytes)),
	},
	{
		title: 'NOW',
		width: 7,
		order: 2,
		text: ({now}) => now,
		meaning: ({ending}) => (ending === undefined ? 'shared' : 'dim'),
	},
];

/** A bar is drawn where the curve leaves room for it. */
const barCells = 8;
const barFrom = 110;
const curveLeast = 8;

/** Cells for the curve, and of the bar before it if there is one. */
function room({columns: cells}: SharingView): {curve: number; bar: number} {
	const bar = cells >= barFrom ? barCells : 0;
	const left = cells - widthOf(fittingColumns(columns, cells, curveLeast)) - (bar === 0 ? 0 : bar + 1);
	return {curve: Math.max(0, left), bar};
}

export function childHeads(view: SharingView): readonly Span[] {
	const {curve, bar} = room(view);
	const scale = 'EROSION 0-100%';
	const title = `${bar === 0 ? '' : padText('LEFT', bar + 1)}${scale.length <= curve ? scale : 'EROSION'}`;
	return headingSpans(fittingColumns(columns, view.columns, curveLeast), title);
}

export function childSpans(view: SharingView, row: ChildRow): readonly Span[] {
	const {rows, session} = view;
	const cells: Cells = {
		...row,
		label: String(row.pid),
		since: String(row.born),
		now: row.ending ?? 'shares',
		isMarked: rows.marked === row.index,
	};
	return shareSpans(view, cells, sampleShares([row.child], 0, session.end, curveCells(view)));
}

export function allSpans(view: SharingView, family: Family, erosion: Erosion): readonly Span[] {
	const {session} = view;
	const {stillSharing} = family;
	const cells: Cells = {
		label: 'all',
		name: `${family.sharing} share`,
		since: '',
		now: '',
		isMarked: false,
		sharing: stillSharing,
	};
	const shares = groupCurve(erosion, session.end, curveCells(view));
	return shareSpans(view, cells, shares);
}

/** One cell of the curve is the sign of the present moment. */
function curveCells(view: SharingView): number {
	return Math.max(1, room(view).curve - 1);
}

function shareSpans(
	view: SharingView,
	cells: Cells,
	shares: readonly (number | undefined)[],
): readonly Span[] {
	const {paint, columns: width} = view;
	const {curve, bar} = room(view);
	const {shared, inherited} = cells.sharing;
	return [
		...cellSpans(fittingColumns(columns, width, curveLeast), cells),
		...(bar === 0 ? [] : [...barSpans(paint.glyphs, shared, inherited, bar), [' '] as const]),
		...(curve < 2 ? [] : overTime(view, heights(shares), holdersMeaning(view))),
	];
}

/** All curves stand on nothing, so that their heights compare; a child that is there is seen, however little it shares. */
function heights(shares: readonly (number | undefined)[]): number[] {
	return shares.map((share) => (share === undefined ? 0 : Math.max(0.01, share)));
}

/** What the children share is held by all of them and their parent, on the scale of sharing. */
function holdersMeaning({rows: {family}}: SharingView): Meaning {
	return stepOf(1 + (family?.sharing ?? 1)).meaning;
}

/** A curve over the run, with a line where the present moment is. */
function overTime(view: SharingView, numbers: readonly number[], meaning: Meaning): readonly Span[] {
	const {glyphs} = view.paint;
	const [past, future] = sparkSpans(glyphs, numbers, nowCell(view, numbers.length), meaning);
	return [past, [glyphs.box[5], 'mark'], future];
}

function nowCell({session: {position, end}}: SharingView, cells: number): number {
	return end === 0 ? 0 : Math.min(cells, Math.round((position / end) * cells));
}

const copyLabelCells = 13;

/** How much was copied in each stretch of the run. */
export function copySpans(
	view: SharingView,
	erosion: Erosion,
	label: string,
	who: number | undefined,
): readonly Span[] {
	const {session, columns: width} = view;
	const count = erosion.copies.reduce(
		(sum, copying) =>
			sum + (copying.event <= session.position && (who ?? copying.who) === copying.who ? copying.pages : 0),
		0,
	);
	const cells = copyCells(width);
	const numbers = sampleCopies(erosion, session.end, cells, who);
	return [
		[padText(label, copyLabelCells), 'title'],
		[`${padLeft(countText(count), 5)} `, count === 0 ? 'dim' : 'copied'],
		...overTime(view, numbers, 'copied'),
		[width < scaleFrom ? '' : ` max ${countText(Math.max(0, ...numbers))}`, 'dim'],
	];
}

/** How high the highest cell of a curve is stands behind it where there is room. */
const scaleCells = 9;
const scaleFrom = 56;

function copyCells(width: number): number {
	return Math.max(1, width - copyLabelCells - 8 - (width < scaleFrom ? 0 : scaleCells));
}

/** The time below the curves of copying. */
export function axisLine(view: SharingView): readonly Span[] {
	const {session, paint, columns} = view;
	const cells = copyCells(columns);
	const length = shortTimeText(session.timeAt(session.end));
	return [
		[padText('  time', copyLabelCells + 6), 'title'],
		...axisSpans(paint.glyphs, cells + 1, nowCell(view, cells), length),
	];
}

type Blame = MappingBlame & {readonly all: number};

const mappingColumns: readonly Column<Blame>[] = [
	{title: 'COPIED', width: 6, isNumber: true, order: 0, text: (blame) => countText(pagesOf(blame))},
	{
		title: 'PART',
		width: 4,
		isNumber: true,
		order: 0,
		text: (blame) => percentText(pagesOf(blame), blame.all),
	},
	{title: 'BYKIDS', width: 6, isNumber: true, order: 1, text: ({byChildren}) => dotted(byChildren)},
	{title: 'BYPAR', width: 5, isNumber: true, order: 1, text: ({byParent}) => dotted(byParent)},
];

function pagesOf({byChildren, byParent}: MappingBlame): number {
	return byChildren + byParent;
}

function dotted(count: number): string {
	return count === 0 ? '.' : countText(count);
}

/** For the name of a mapping, and from which width on there is room for whole paths. */
const nameLeast = 20;
const wholePathCells = 90;

export function mappingHeads(view: SharingView): readonly Span[] {
	return headingSpans(fittingColumns(mappingColumns, view.columns, nameLeast), 'MAPPING');
}

/** A path is cut in the middle, so that the name and the address stay. */
export function mappingSpans(view: SharingView, blame: MappingBlame): readonly Span[] {
	const {rows, columns: width, paint} = view;
	const figures = cellSpans(fittingColumns(mappingColumns, width, nameLeast), {...blame, all: rows.copied});
	const start = ` ${addressText(blame.start)}`;
	const name = width < wholePathCells ? blame.name.slice(blame.name.lastIndexOf('/') + 1) : blame.name;
	const room = width - spansWidth(figures) - cellWidth(start);
	return [...figures, [cutMiddle(name, room, paint.glyphs.more)], [start, 'dim']];
}
