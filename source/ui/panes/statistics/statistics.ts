/** The pane of numbers: what is in use, how often pages are shared, what has happened so far, the shape of the tree. */

import {type CgroupRow, cgroupRows, cgroupText} from '../../../analysis/rows/cgroups.ts';
import {
	type Bucket,
	statistics as countAll,
	type FamilyFigures,
	familyFigures,
	type Statistics,
} from '../../../analysis/rows/stats.ts';
import {padLeft, padText} from '../../../analysis/words/cells.ts';
import {countText, plural, shortTimeText, sizeText, timeText} from '../../../analysis/words/text.ts';
import {type CurveName, sampleCurve, sumBetween} from '../../../inquiry/history/curves.ts';
import {type ForkPrice, forkPrice, type Paid} from '../../../inquiry/history/fork-price.ts';
import {parseProcessKey, taskKey} from '../../../inquiry/keys.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import {noRows, type RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {firstThatFits, type Span} from '../../text/line.ts';
import {axisSpans, barSpans, sparkSpans} from '../../text/spark.ts';
import {percentText} from '../../text/text.ts';
import type {Meaning} from '../../text/theme.ts';
import {definePane, type PaneView} from '../pane.ts';
import {selectedTask, selectionParts} from '../selected.ts';

type StatisticsRows = RowKeys & {
	readonly numbers: Statistics;
	readonly cgroups: readonly CgroupRow[];
	/** What the forks of the selected process cost; undefined where it has none. */
	readonly forks?: ForkPrice;
};
type View = PaneView<StatisticsRows>;

type KindCount = readonly [count: number, text: string, meaning?: Meaning];

const labelCells = 12;

const lines: readonly ((view: View) => readonly Span[])[] = [
	(view) => {
		const {inUse, peak, limit} = view.rows.numbers.frames;
		return used(view, 'frames', inUse, limit ?? peak, limit === undefined ? 'peak' : 'all');
	},
	({rows: {numbers}, columns}) => {
		// Page tables have a line of their own.
		const {private: anonymous, file, shared, zero, device, hugetlb} = numbers.frames;
		const kinds: readonly KindCount[] = [
			[anonymous, 'private'],
			[file, 'of files', 'file'],
			[shared, 'shared'],
			[zero, 'zero'],
			[hugetlb, 'of the pool'],
			[device, 'device'],
		];
		const there = kinds.filter(([count]) => count > 0);
		return labelled('  of these', firstThatFits(kindForms(there), columns - labelCells));
	},
	(view) => {
		const {inUse, peak} = view.rows.numbers.tables;
		return used(view, 'page tables', inUse, peak, 'peak');
	},
	({rows: {numbers}}) =>
		labelled('  of these', [
			[`${countText(numbers.tables.top)} top, ${countText(numbers.tables.inUse - numbers.tables.top)} below`],
		]),
	({rows: {numbers}, columns}) => {
		const unmapped = {least: 0, most: 0, count: numbers.unmappedPages};
		const counts = [unmapped, ...numbers.pageReferences].filter(({count}) => count > 0);
		return labelled('mapped by', firstThatFits(bucketForms(counts), columns - labelCells));
	},
	({rows: {numbers}}) => {
		const {shared, saved} = numbers.tables;
		return labelled('sharing', [
			[
				shared === 0 ? 'no page table is shared' : `${plural(shared, 'page table')} shared, ${saved} saved`,
				shared === 0 ? 'dim' : 'shared',
			],
		]);
	},
	(view) => curve(view, 'forks'),
	(view) => curve(view, 'execs'),
	(view) => curve(view, 'faults'),
	(view) => curve(view, 'copies', 'copied'),
	axis,
	({rows: {numbers}}) => {
		const {processes, threads, zombies} = numbers;
		return labelled('processes', [
			[`${processes} alive, `],
			[`${plural(threads, 'more thread')}, `],
			[plural(zombies, 'zombie'), zombies > 0 ? 'dead' : 'plain'],
		]);
	},
	({rows: {numbers}}) =>
		labelled('tree', [
			[
				`${plural(numbers.depth + 1, 'level')}, at most ${plural(numbers.fanOut, 'child', 'children')} of one process`,
			],
		]),
	({rows: {forks}, columns}) =>
		labelled(
			'its forks',
			forks === undefined ? [['none yet', 'dim']] : firstThatFits(forkForms(forks), columns - labelCells),
		),
];

export const statistics = definePane<StatisticsRows>({
	facts: {
		id: 'stats',
		place: 'statistics',
		title: 'Stats',
		help: 'frames and tables in use, how often pages are mapped, forks and faults over time, the shape of the tree',
		hasSelection: false,
	},
	depends: selectionParts,
	read(session, model) {
		const cgroups = cgroupRows(session.memory);
		return {
			...noRows,
			count: lines.length + cgroups.length,
			keyAt: String,
			rowOf: Number,
			cgroups,
			numbers: numbersOf(session),
			forks: forksOf(session, selectedTask(session, model)),
		};
	},
	draw: (view, row) =>
		row < lines.length ? lines[row](view) : limitSpans(view.rows.cgroups[row - lines.length]),
});

/** What a memory cgroup has of what it may have. */
function limitSpans(row: CgroupRow): Span[] {
	return labelled('limit', [[cgroupText(row), row.kills > 0 ? 'dead' : 'plain']]);
}

const keepNumbers = memo<Statistics>();

/** They do not depend on what is selected. */
function numbersOf(session: Session): Statistics {
	const {memory} = session;
	return keepNumbers(session, [memory], () => countAll(memory, familiesOf(session)));
}

const keep = memo<FamilyFigures>();

/** With ten thousand processes this is the dear part, and most events leave it as it is. */
function familiesOf({machine, families, memory}: Session): FamilyFigures {
	return keep(machine, [families], () => familyFigures(memory));
}

function forksOf({memory, timeline, position}: Session, task: Task): ForkPrice | undefined {
	if (task === 0) {
		return undefined;
	}

	const {pid, born} = parseProcessKey(taskKey(memory.kernel, task));
	const price = forkPrice(timeline, pid, born, position);
	return price.now.events === 0 ? undefined : price;
}

/** What the parent paid at once, what it pays for later, and what its children do, from the longest way to say it to the shortest. */
function forkForms({now, later, children}: ForkPrice): Span[][] {
	const toneOf = ({events}: Paid): Meaning => (events > 0 ? 'copied' : 'dim');
	return [
		[
			[`${timeText(now.us)} for ${plural(now.events, 'fork')}`],
			[`, later ${timeText(later.us)} in ${plural(later.events, 'write')}`, toneOf(later)],
			[`; children ${timeText(children.us)} in ${children.events}`, toneOf(children)],
		],
		[
			[`${plural(now.events, 'fork')} ${shortTimeText(now.us)}`],
			[`, later ${shortTimeText(later.us)}`, toneOf(later)],
			[`, children ${shortTimeText(children.us)}`, toneOf(children)],
		],
		[
			[`${shortTimeText(now.us)} now`],
			[`, ${shortTimeText(later.us)} later`, toneOf(later)],
			[`, ${shortTimeText(children.us)} theirs`, toneOf(children)],
		],
	];
}

/** How many frames of each kind, then the last kinds together, as many as it takes. */
function kindForms(kinds: readonly KindCount[]): Span[][] {
	if (kinds.length === 0) {
		return [[['none', 'dim']]];
	}

	return kinds.map((_, together) => {
		const from = together === 0 ? kinds.length : kinds.length - together - 1;
		const others = kinds.slice(from).reduce((sum, [count]) => sum + count, 0);
		const told: readonly KindCount[] =
			others === 0 ? kinds : [...kinds.slice(0, from), [others, 'other', 'dim']];
		return listed(told.map(([count, text, meaning]): Span => [`${countText(count)} ${text}`, meaning]));
	});
}

/** With commas between them. */
function listed(parts: readonly Span[]): Span[] {
	return parts.map(([text, meaning], i) => [i === parts.length - 1 ? text : `${text}, `, meaning]);
}

function labelled(title: string, spans: readonly Span[]): Span[] {
	return [[padText(title, labelCells), 'title'], ...spans];
}

/** How full it is: of what the machine has, or of the most there ever was. */
function used({paint, columns}: View, title: string, inUse: number, most: number, mostIs: string): Span[] {
	const ending = ` ${percentText(inUse, most)} of ${mostIs} ${countText(most)}`;
	const cells = Math.max(4, columns - labelCells - 13 - Math.max(ending.length, 18));
	return labelled(title, [
		[`${padLeft(countText(inUse), 5)} ${padLeft(sizeText(inUse * pageBytes), 6)} `],
		...barSpans(paint.glyphs, inUse, most, cells),
		[ending, 'dim'],
	]);
}

/** How many pages are mapped never, once, twice, and so on, from the widest way to say it to the narrowest; what is left out is none. */
function bucketForms(counts: readonly Bucket[]): Span[][] {
	const fewer = counts.map((_, i) => (i === 0 ? counts : withRestTogether(counts, counts.length - i - 1)));
	return [
		[['(pages)  ', 'dim'], ...bucketSpans(counts, ': ', '  ')],
		...fewer.map((each) => bucketSpans(each, ':', ' ')),
	];
}

function bucketSpans(counts: readonly Bucket[], colon: string, gap: string): Span[] {
	return counts.map(({least, most, count}): Span => {
		const range = most === undefined ? `${least}+` : most === least ? String(least) : `${least}-${most}`;
		return [`${range}${colon}${countText(count)}${gap}`, least <= 1 ? 'plain' : 'shared'];
	});
}

/** The first ones, and all others as one: `5+`. */
function withRestTogether(counts: readonly Bucket[], from: number): readonly Bucket[] {
	const rest = counts.slice(from);
	const count = rest.reduce((sum, bucket) => sum + bucket.count, 0);
	return [...counts.slice(0, from), {least: rest[0].least, most: undefined, count}];
}

/** How high the highest cell of a curve is stands behind it where there is room. */
const scaleCells = 9;
const scaleFrom = 50;

function curveCells(columns: number): number {
	return Math.max(4, columns - labelCells - 7 - (columns < scaleFrom ? 0 : scaleCells));
}

function nowCell({position, end}: Session, cells: number): number {
	return end === 0 ? 0 : Math.ceil((position / end) * cells);
}

function curve({session, paint, columns}: View, name: CurveName, meaning?: Meaning): Span[] {
	const {timeline, position, end} = session;
	const cells = curveCells(columns);
	const numbers = sampleCurve(timeline, name, end, cells);
	return labelled(name, [
		[`${padLeft(countText(sumBetween(timeline, name, timeline.first, position)), 5)} `],
		...sparkSpans(paint.glyphs, numbers, nowCell(session, cells), meaning),
		[columns < scaleFrom ? '' : ` max ${countText(Math.max(0, ...numbers))}`, 'dim'],
	]);
}

/** From the start of the run to its end. */
function axis({session, paint, columns}: View): Span[] {
	const cells = curveCells(columns);
	const length = shortTimeText(session.timeAt(session.end));
	return labelled('time', [
		[' '.repeat(6)],
		...axisSpans(paint.glyphs, cells, nowCell(session, cells) - 1, length),
	]);
}
