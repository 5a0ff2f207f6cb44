/**
 * The pane of the page map: a cell a page of what the selected process has mapped, of one mapping or table of it, or of
 * physical memory. A sign tells what each page is; colours only say it again.
 */

import {hasFolios} from '../../../analysis/memory/huge.ts';
import {type CellWord, wordOf} from '../../../analysis/page-map/cells.ts';
import {factsText, whereText} from '../../../analysis/page-map/facts.ts';
import {lineAt, readLines} from '../../../analysis/page-map/lines.ts';
import {mayHaveGuards, type PageMap} from '../../../analysis/page-map/page-map.ts';
import {hasSwapSpace} from '../../../analysis/rows/stats.ts';
import {cellWidth, padLeft} from '../../../analysis/words/cells.ts';
import {plural} from '../../../analysis/words/text.ts';
import {parseProcessKey} from '../../../inquiry/keys.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import {selectedKey} from '../../state/cursor.ts';
import {focused} from '../../state/model.ts';
import type {Span} from '../../text/line.ts';
import {spansWidth} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import {holdersOfSelection} from '../holders.ts';
import {isIn, linkedRanges} from '../linked.ts';
import {offeredParts} from '../offered.ts';
import {definePane, type PaneView} from '../pane.ts';
import {processName, selectionParts} from '../selected.ts';
import {mapBindings} from './keys.ts';
import {labelCells, labelOf, type PageMapRows, readPageMap} from './rows.ts';
import {legendOf, signOf} from './signs.ts';
import {mapId, mapState} from './state.ts';
import {updateMap} from './update.ts';

type View = PaneView<PageMapRows>;

export const pageMap = definePane<PageMapRows>({
	facts: {
		id: mapId,
		place: 'pages',
		title: 'Pages',
		help: 'a cell a page: private, shared by how many, copied, of a file, not in memory; m draws other memory',
		offers: ['range', 'holder'],
		wants: ({ranges: [range] = []}) => (range === undefined ? undefined : String(range.start)),
		hasSelection: false,
		keys: mapBindings,
		update: updateMap,
	},

	depends(session, model) {
		const {size, recent, isZoomed, isHeaderHidden, isFlashing, isPlaying} = model;
		const {space} = mapState.of(model);
		return [
			...selectionParts(session, model),
			size,
			recent,
			isZoomed,
			isHeaderHidden,
			isFlashing,
			isPlaying,
			mapState.of(model),
			...(space === 'mapping' || space === 'table' ? offeredParts(session, model, space) : []),
		];
	},

	read: readPageMap,

	about({session, model, rows: {task, lines}}) {
		const {map, perCell} = lines;
		const [only] = map.stretches;
		const what = {
			process: () => processName(session, task),
			mapping: () => `${processName(session, task)} · ${only?.name ?? 'no mapping'}`,
			table: () => `${processName(session, task)} · ${only?.name ?? 'no table'}`,
			physical: () => plural(only?.count ?? 0, 'frame'),
		}[mapState.of(model).space]();
		return perCell === 1 ? what : `${what} · ${perCell} to a cell`;
	},

	note(view) {
		const {session, model, rows} = view;
		const cell = rows.cellOf(selectedKey(model, mapId, rows));
		if (cell === undefined) {
			return '';
		}

		const facts = factsText(session.memory, rows.lines.map, cell, holdersNow(view));
		const where = whereText(rows.lines.map, cell);
		return view.columns < whereColumnsLeast ? facts : `${where}: ${facts}`;
	},

	heading: legendSpans,

	draw(view, row) {
		const {rows, session, model, columns} = view;
		const line = lineAt(rows.lines, row);
		const {map} = rows.lines;
		const isLinked =
			map.of !== 'frames' && isIn(linkedRanges(session, model, mapId), bytesOf(view, line.first, line.end));
		const spans: Span[] = [
			[padLeft(labelOf(map, line.first), labelCells), 'dim'],
			[isLinked ? '>' : ' ', 'linked'],
			...cellSpans(view, row, line.cells),
		];
		const name = nameOf(view, row, columns - spansWidth(spans) - 1);
		return name === '' ? spans : [...spans, [' '], [name, 'dim']];
	},
});

/** In narrower panes the address at the left of the line has to do. */
const whereColumnsLeast = 50;

/** Pids of those who hold what is selected, while the pane has the keys. */
function holdersNow({session, model}: View): number[] {
	const processes = focused(model) === mapId ? holdersOfSelection(session, model) : [];
	return [...processes].map((process) => parseProcessKey(process).pid);
}

function bytesOf({rows: {lines}}: View, first: number, end: number) {
	const bytes = lines.map.span * pageBytes;
	return {start: first * bytes, end: end * bytes};
}

/** The cells of all lines on the screen are read at once. */
function cellsOf({session, model, rows, height}: View, row: number): Uint8Array {
	const {lines} = rows;
	const {first} = model.cursors[mapId];
	const from = row >= first && row < first + height ? first : row;
	if (rows.known?.first !== from || rows.known.count < height) {
		const cells = readLines(session.memory, lines, from, Math.max(1, height), model.isFlashing);
		rows.known = {first: from, count: height, cells};
	}

	const start = (row - from) * lines.width;
	return rows.known.cells.subarray(start, start + lines.width);
}

/** Cells of one meaning that stand side by side are one span. */
function cellSpans(view: View, row: number, count: number): Span[] {
	const {model, rows, paint} = view;
	const key = selectedKey(model, mapId, rows);
	const selected = model.cursors[mapId].row === row ? (rows.cells?.columnOf(key) ?? 0) : -1;
	const bar: Meaning = focused(model) === mapId ? 'selected' : 'selectedElsewhere';
	const cells = cellsOf(view, row);
	const spans: [string, Meaning][] = [];
	for (let column = 0; column < count; column += 1) {
		const [glyph, own] = signOf(paint, cells[column]);
		const meaning = column === selected ? bar : own;
		const last = spans.at(-1);
		if (last !== undefined && last[1] === meaning) {
			last[0] += glyph;
		} else {
			spans.push([glyph, meaning]);
		}
	}

	return spans;
}

/** On the first line of a mapping; where that is full to the edge, on its last. */
function nameOf({rows: {lines}, columns}: View, row: number, room: number): string {
	const {stretch} = lineAt(lines, row);
	const name = lines.map.stretches[stretch].name;
	const isLast = row + 1 === (lines.starts[stretch + 1] ?? lines.count);
	const isHere =
		lines.starts[stretch] === row || (isLast && cellWidth(name) > columns - labelCells - 2 - lines.width);
	return isHere && cellWidth(name) <= room ? name : '';
}

const pageWords: readonly CellWord[] = [
	'absent',
	'guarded',
	'in swap',
	'private',
	'huge',
	'shared by',
	'file',
	'zero',
	'shmem',
	'copied',
	'changed',
];
const legends: Readonly<Record<PageMap['of'], readonly CellWord[]>> = {
	pages: pageWords,
	entries: ['absent', 'table', 'shared by', 'copied', 'changed'],
	frames: ['absent', 'private', 'shared by', 'file', 'table', 'shmem', 'copied', 'changed'],
};

/** All signs that there may be; where they do not fit, those that are in sight. */
function legendSpans(view: View): readonly Span[] {
	const {of} = view.rows.lines.map;
	const {memory} = view.session;
	const all = legends[of].filter(
		(word) =>
			(word !== 'in swap' || hasSwapSpace(memory.kernel)) &&
			(word !== 'huge' || hasFolios(memory)) &&
			(word !== 'guarded' || mayHaveGuards(memory)),
	);
	const whole = joined(view, all);
	if (spansWidth(whole) <= view.columns) {
		return whole;
	}

	const {first} = view.model.cursors[mapId];
	if (view.rows.count > 0) {
		cellsOf(view, first);
	}

	const seen = new Set([...(view.rows.known?.cells ?? [])].map(wordOf));
	return joined(
		view,
		all.filter((word) => seen.has(word)),
	);
}

function joined({paint, model}: View, words: readonly CellWord[]): Span[] {
	const isPhysical = mapState.of(model).space === 'physical';
	return words.flatMap((word, i): Span[] => [
		...(i === 0 ? [] : [[' ', 'header'] as const]),
		...legendOf(paint, word, word === 'absent' && isPhysical ? 'free' : word),
	]);
}
