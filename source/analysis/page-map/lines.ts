/**
 * Lines of a page map: which places each holds. They are counted from the stretches alone and read a few at a time, as
 * there may be millions. A line never goes on into the next stretch; what lies between stretches has no line.
 */
import {firstIndex} from '../../machine/first-index.ts';
import type {MemoryView} from '../memory/memory.ts';
import {raiseCells} from './cell-loops.ts';
import {visitChanges} from './changes.ts';
import {type PageMap, stretchOf} from './page-map.ts';
import {visitPresent} from './places.ts';

export type MapLines = {
	readonly map: PageMap;
	/** Cells of a whole line, and places that a cell stands for: powers of two. */
	readonly width: number;
	readonly perCell: number;
	readonly count: number;
	/** The first line of each stretch. */
	readonly starts: readonly number[];
};

export type MapLine = {
	/** Number of its stretch. */
	readonly stretch: number;
	/** First place, and the end of the places that are there. */
	readonly first: number;
	readonly end: number;
	/** Cells that are there. */
	readonly cells: number;
};

/** What one may zoom to: places in a cell. */
export const zoomSteps: readonly number[] = [1, 4, 16, 64, 512, 4096, 32_768];

/** Most cells of a line: more would be hard to count. */
const widthMax = 128;

/** The cells of a line that fit. */
export function lineWidth(cells: number): number {
	return cells < 1 ? 1 : Math.min(widthMax, 2 ** Math.floor(Math.log2(cells)));
}

export function layLines(map: PageMap, width: number, perCell: number): MapLines {
	const starts: number[] = [];
	let count = 0;
	for (const stretch of map.stretches) {
		starts.push(count);
		count += Math.ceil(stretch.count / (width * perCell));
	}

	return {map, width, perCell, count, starts};
}

export function lineAt({map, width, perCell, starts}: MapLines, row: number): MapLine {
	const at = Math.max(0, firstIndex(starts.length, (i) => starts[i] > row) - 1);
	const stretch = map.stretches[at];
	const first = stretch.first + (row - starts[at]) * width * perCell;
	const end = Math.min(stretch.first + stretch.count, first + width * perCell);
	return {stretch: at, first, end, cells: Math.ceil((end - first) / perCell)};
}

/** The line and the cell in which a place lies; undefined where the map does not have it. */
export function cellAt(lines: MapLines, place: number): {row: number; column: number} | undefined {
	const {map, width, perCell, starts} = lines;
	const stretch = stretchOf(map, place);
	if (stretch === -1) {
		return undefined;
	}

	const cell = Math.floor((place - map.stretches[stretch].first) / perCell);
	return {row: starts[stretch] + Math.floor(cell / width), column: cell % width};
}

/** The cells of `count` lines from one on, `width` for each; what the last event changed stands out if that is wanted. */
export function readLines(
	view: MemoryView,
	lines: MapLines,
	first: number,
	count: number,
	withChanges: boolean,
): Uint8Array {
	const {map, width, perCell} = lines;
	const last = Math.min(lines.count, first + count);
	const cells = new Uint8Array(Math.max(0, last - first) * width);
	for (let row = first; row < last; row += 1) {
		const line = lineAt(lines, row);
		const start = (row - first) * width;
		raiseCells(view, map, line, perCell, cells.subarray(start, start + width));
	}

	if (withChanges && last > first) {
		const from = lineAt(lines, first).first;
		const {end} = lineAt(lines, last - 1);
		visitChanges(view.kernel, map, (place, cell) => {
			const at = place >= from && place < end ? cellAt(lines, place) : undefined;
			if (at !== undefined) {
				const index = (at.row - first) * width + at.column;
				cells[index] = Math.max(cells[index], cell);
			}

			return false;
		});
	}

	return cells;
}

/** The lines on which there is anything, in order: what is reserved and was never touched is passed over table by table. */
export function linesInUse(view: MemoryView, lines: MapLines): number[] {
	const {map} = lines;
	const rows: number[] = [];
	for (const {first, count} of map.stretches) {
		visitPresent(view, map, first, first + count, (place) => {
			const row = cellAt(lines, place)?.row;
			if (row !== undefined && row !== rows.at(-1)) {
				rows.push(row);
			}
		});
	}

	return rows;
}
