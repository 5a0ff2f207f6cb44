/** Small pictures of numbers in one line: bars and curves. */
import type {Glyphs} from './glyphs.ts';
import type {Span} from './line.ts';
import type {Meaning} from './theme.ts';

/** A curve of one cell a number; what lies after `now` (a cell) is dim. Nothing at all is a space. */
export function sparkSpans(
	glyphSet: Glyphs,
	numbers: readonly number[],
	now: number,
	meaning: Meaning = 'barDone',
): Span[] {
	const most = Math.max(1, ...numbers);
	const glyphs = numbers.map((number) => (number <= 0 ? ' ' : heightOf(glyphSet, number, most)));
	return [
		[glyphs.slice(0, now).join(''), meaning],
		[glyphs.slice(now).join(''), 'dim'],
	];
}

/** The line below curves: the run in so many cells, with the present in the cell `now`, and behind it how long the run is. */
export function axisSpans({time}: Glyphs, cells: number, now: number, length: string): Span[] {
	const line = [time.start, ...time.left.repeat(Math.max(0, cells - 2)), time.end];
	const here = Math.max(0, Math.min(cells - 1, now));
	return [
		[line.slice(0, here).join(''), 'dim'],
		[time.here, 'mark'],
		[`${line.slice(here + 1).join('')} ${length}`, 'dim'],
	];
}

/** One cell of a curve; nothing is the lowest height. */
export function heightOf({spark}: Glyphs, number: number, most: number): string {
	const height = most <= 0 ? 0 : Math.floor((number / most) * spark.length);
	return spark[Math.max(0, Math.min(spark.length - 1, height))];
}

/** A bar of `cells` cells, filled to `part` of `whole`. */
export function barSpans({bar, barEmpty}: Glyphs, part: number, whole: number, cells: number): Span[] {
	const filled = whole <= 0 ? 0 : Math.round((Math.max(0, Math.min(part, whole)) / whole) * cells);
	return [
		[bar.repeat(filled), 'barDone'],
		[barEmpty.repeat(cells - filled), 'barLeft'],
	];
}
