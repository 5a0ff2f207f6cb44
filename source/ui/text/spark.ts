/** Small pictures of numbers in one line: bars and curves. */
import type {Glyphs} from './glyphs.ts';
import type {Span} from './line.ts';

/** A curve of one cell a number; what lies after `now` (a cell) is dim. Nothing at all is a space. */
export function sparkSpans(glyphSet: Glyphs, numbers: readonly number[], now: number): Span[] {
	const most = Math.max(1, ...numbers);
	const glyphs = numbers.map((number) => (number <= 0 ? ' ' : heightOf(glyphSet, number, most)));
	return [
		[glyphs.slice(0, now).join(''), 'shared'],
		[glyphs.slice(now).join(''), 'dim'],
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
