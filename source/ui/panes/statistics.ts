/** The pane of numbers: what is in use, how often frames are held, what has happened so far, the shape of the tree. */
import {frameKinds} from '../../kernel/frame.ts';
import type {Kernel} from '../../kernel/kernel.ts';
import {pageBytes, totals} from '../../kernel/kernel.ts';
import {padLeft, padText} from '../cells.ts';
import {noRows, type RowKeys} from '../facts.ts';
import type {Span} from '../line.ts';
import {type CurveName, sampleCurve, sumBetween} from '../over-time.ts';
import {definePane, type PaneView} from '../pane.ts';
import {barSpans, sparkSpans} from '../spark.ts';
import {countText, percentText, sizeText} from '../text.ts';

/** What does not depend on the width of the pane. */
type Numbers = RowKeys & {
	readonly framesUsed: number;
	readonly framesMost: number;
	readonly tablesUsed: number;
	readonly tablesMost: number;
	/** Frames by reference count: 1, 2, 3–4, 5–8, 9 and more. */
	readonly histogram: readonly number[];
	/** Levels of the tree, and the most children that one process has. */
	readonly depth: number;
	readonly fanOut: number;
};

const histogramTitles = ['1', '2', '3-4', '5-8', '9+'] as const;

const lines: readonly ((view: PaneView<Numbers>) => readonly Span[])[] = [
	({rows: {framesUsed, framesMost}, ...view}) =>
		inUse(view, 'frames', framesUsed, framesMost, sizeText(framesUsed * pageBytes)),
	({rows: {tablesUsed, tablesMost}, ...view}) =>
		inUse(view, 'page tables', tablesUsed, tablesMost, sizeText(tablesUsed * pageBytes)),
	histogram,
	(view) => curve(view, 'forks'),
	(view) => curve(view, 'execs'),
	(view) => curve(view, 'faults'),
	(view) => curve(view, 'copies'),
	({rows: {depth, fanOut}}) => [
		[padText('tree', labelCells), 'title'],
		[`${depth} levels deep, at most ${fanOut} ${fanOut === 1 ? 'child' : 'children'} of one process`],
	],
];

const labelCells = 12;

export const statistics = definePane<Numbers>({
	id: 'stats',
	place: 'statistics',
	title: 'Stats',
	help: 'frames and tables in use, reference counts, forks and faults over time, the shape of the tree',
	hasSelection: false,
	depends: () => [],

	read({machine: {kernel}}) {
		const {value} = kernel.total;
		return {
			...noRows,
			...treeShape(kernel),
			count: lines.length,
			framesUsed: value[totals.framesUsed],
			framesMost: Number.isFinite(kernel.limits.frames) ? kernel.limits.frames : value[totals.framesPeak],
			tablesUsed: value[totals.tablesUsed],
			tablesMost: value[totals.tablesPeak],
			histogram: countReferences(kernel),
		};
	},

	draw: (view, row) => lines[row](view),
});

/** How full it is: of what the machine has, or of the most there ever was. */
function inUse(
	{paint, columns}: Pick<PaneView, 'paint' | 'columns'>,
	title: string,
	used: number,
	most: number,
	bytes: string,
): Span[] {
	const cells = Math.max(4, columns - labelCells - 22);
	return [
		[padText(title, labelCells), 'title'],
		[`${padLeft(countText(used), 5)} ${padLeft(bytes, 5)} `],
		...barSpans(paint.glyphs, used, most, cells),
		[` ${percentText(used, most)} of ${countText(most)}`, 'dim'],
	];
}

function histogram({rows}: PaneView<Numbers>): Span[] {
	return [
		[padText('references', labelCells), 'title'],
		...rows.histogram.flatMap((count, i): Span[] => [
			[`${histogramTitles[i]}:`, 'dim'],
			[`${countText(count)} `, i === 0 || count === 0 ? 'plain' : 'shared'],
		]),
		['frames', 'dim'],
	];
}

function curve({session, paint, columns}: PaneView<Numbers>, name: CurveName): Span[] {
	const {timeline, position, end} = session;
	const cells = Math.max(4, columns - labelCells - 8);
	const now = end === 0 ? 0 : Math.ceil((position / end) * cells);
	return [
		[padText(name, labelCells), 'title'],
		[`${padLeft(countText(sumBetween(timeline, name, timeline.first, position)), 6)} `],
		...sparkSpans(paint.glyphs, sampleCurve(timeline, name, end, cells), now),
	];
}

/** Page tables and the cache's own hold are left out: only frames that processes map are counted. */
function countReferences({frame}: Kernel): number[] {
	const counts = [0, 0, 0, 0, 0];
	for (let row = 1; row < frame.count; row += 1) {
		const {mapcount, kind} = frame;
		if (mapcount[row] > 0 && kind[row] !== frameKinds.table) {
			counts[mapcount[row] <= 2 ? mapcount[row] - 1 : mapcount[row] <= 4 ? 2 : mapcount[row] <= 8 ? 3 : 4] +=
				1;
		}
	}

	return counts;
}

function treeShape({task}: Kernel): {depth: number; fanOut: number} {
	const depths = new Int32Array(task.count);
	const children = new Int32Array(task.count);
	let depth = 0;
	let fanOut = 0;
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0) {
			depth = Math.max(depth, depthOf(task.parent, depths, row));
			const parent = task.parent[row];
			children[parent] += parent === 0 ? 0 : 1;
			fanOut = Math.max(fanOut, children[parent]);
		}
	}

	return {depth, fanOut};
}

/** Parents may stand in later rows, where numbers were used again. */
function depthOf(parents: Int32Array, depths: Int32Array, task: number): number {
	const path: number[] = [];
	let above = task;
	while (above !== 0 && depths[above] === 0) {
		path.push(above);
		above = parents[above];
	}

	for (let i = path.length - 1; i >= 0; i -= 1) {
		depths[path[i]] = (above === 0 ? 0 : depths[above]) + 1;
		above = path[i];
	}

	return depths[task];
}
