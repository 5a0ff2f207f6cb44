/** A lane: a life drawn over the run, a cell a stretch of it, with a line where the present moment is. */
import type {Glyphs} from '../../text/glyphs.ts';
import type {Span} from '../../text/line.ts';
import {heightOf} from '../../text/spark.ts';
import type {Meaning} from '../../text/theme.ts';
import type {Life, Sign} from './life.ts';

export type LanePlace = {
	readonly position: number;
	readonly end: number;
	/** It is among the processes of this moment. */
	readonly isThere: boolean;
	readonly cells: number;
};

/** Of several in one cell the most telling is seen. */
const tellingFirst: readonly Sign[] = ['K', 'Q', 'X', 'F'];

const meanings: Readonly<Record<Sign, Meaning>> = {K: 'error', Q: 'dead', X: 'copied', F: 'born'};

type Cell = readonly [text: string, meaning: Meaning];

/** What is to come is dim. Where it is gone and nothing says when, its last known cell has a question mark. */
export function laneSpans(glyphs: Glyphs, life: Life, place: LanePlace): readonly Span[] {
	// One cell is the line of the present.
	const cells = place.cells - 1;
	if (cells < 1) {
		return [];
	}

	const cellOf = (position: number) =>
		Math.max(0, Math.min(cells - 1, Math.ceil((position / Math.max(1, place.end)) * cells) - 1));
	const now = place.position === 0 ? 0 : cellOf(place.position) + 1;
	const drawn = Array.from(drawCells(glyphs, life, place, {cells, cellOf}), (cell, i): Span => {
		const [text, meaning] = cell ?? [' ', 'plain'];
		return [text, i < now ? meaning : 'dim'];
	});
	return [...drawn.slice(0, now), [glyphs.box[5], 'mark'], ...drawn.slice(now)];
}

function drawCells(
	glyphs: Glyphs,
	life: Life,
	{position, end, isThere}: LanePlace,
	{cells, cellOf}: {readonly cells: number; readonly cellOf: (position: number) => number},
): readonly (Cell | undefined)[] {
	const drawn: (Cell | undefined)[] = Array.from({length: cells});
	const isLost = !isThere && life.end === undefined && life.born <= position;
	const last = cellOf(life.end ?? (isLost ? lastKnown(life) : end));
	drawn.fill([glyphs.time.left, 'plain'], cellOf(life.born), last + 1);
	for (const [cell, height] of faultHeights(glyphs, life, cells, cellOf)) {
		drawn[cell] = [height, 'shared'];
	}

	for (const sign of tellingFirst.toReversed()) {
		for (const deed of life.deeds) {
			if (deed.sign === sign) {
				drawn[cellOf(deed.position)] = [sign, meanings[sign]];
			}
		}
	}

	if (isLost) {
		drawn[last] = ['?', 'warning'];
	}

	return drawn;
}

/** The last moment at which it did something. */
function lastKnown({born, deeds, faults}: Life): number {
	return Math.max(born, deeds.at(-1)?.position ?? 0, faults.at(-1)?.position ?? 0);
}

/** Cells with faults, as high as there were faults in them; all lanes have a scale of their own. */
function faultHeights(
	glyphs: Glyphs,
	{faults}: Life,
	cells: number,
	cellOf: (position: number) => number,
): readonly (readonly [cell: number, height: string])[] {
	const counts = new Float64Array(cells);
	for (const [i, {position, sum}] of faults.entries()) {
		counts[cellOf(position)] += sum - (faults[i - 1]?.sum ?? 0);
	}

	const most = counts.reduce((left, right) => Math.max(left, right), 0);
	return [...counts.entries()]
		.filter(([, count]) => count > 0)
		.map(([cell, count]) => [cell, heightOf(glyphs, count, most)] as const);
}
