/**
 * Lines: a line of the screen is made of spans, each a text and its meaning, and becomes one string with the theme's
 * escape codes in it. A line is cut, behind a whole word, and padded to its width as it is made, so nothing is ever drawn
 * outside, and no text brings escape codes of its own.
 */
import {cellWidth, cutSentence, cutText} from '../../analysis/words/cells.ts';
import {printable} from '../../machine/printable.ts';
import type {Glyphs} from './glyphs.ts';
import type {Meaning, Theme} from './theme.ts';

export type Span = readonly [text: string, meaning?: Meaning];

/** What lines are painted with. */
export type Paint = {
	readonly theme: Theme;
	readonly glyphs: Glyphs;
};

/**
 * Exactly `width` cells. `base` lies under all spans, as the bar of the selected row does; spans of meaning `plain`
 * show it alone.
 */
export function paintLine(
	paint: Paint,
	width: number,
	spans: readonly Span[],
	base: Meaning = 'plain',
): string {
	const {styles} = paint.theme;
	let line = '';
	let left = width;
	let style = styles[base];
	let pending = '';
	for (const [said, meaning = 'plain'] of spans) {
		if (left <= 0) {
			break;
		}

		const text = printable(said);
		const size = cellWidth(text);
		const shown = size <= left ? text : cutSentence(text, left, paint.glyphs.more);
		left -= size <= left ? size : cellWidth(shown);
		const next = joinStyles(styles[base], meaning === base ? '' : styles[meaning]);
		if (next !== style) {
			line += styled(pending, style);
			pending = '';
			style = next;
		}

		pending += shown;
		if (shown !== text) {
			break;
		}
	}

	if (style === styles[base]) {
		return line + styled(pending + ' '.repeat(Math.max(0, left)), style);
	}

	return line + styled(pending, style) + styled(' '.repeat(Math.max(0, left)), styles[base]);
}

/** The bar of a selected row must stay readable: colours of the spans give way to it, and so do their underlines. */
function joinStyles(base: string, style: string): string {
	if (base === '' || style === '') {
		return base + style;
	}

	return base;
}

function styled(text: string, style: string): string {
	return style === '' || text === '' ? text : `\u001B[${style}m${text}\u001B[0m`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a style begins with
const styleCode = /\u001B\[[\d;]*m/g;

/** The text of a line that is painted: all widths are those of text, which is told fast without codes in it. */
export function withoutStyles(line: string): string {
	return line.includes('\u001B') ? line.replaceAll(styleCode, '') : line;
}

/** The spans without their first cells; half of a wide character becomes a blank. */
export function skipCells(spans: readonly Span[], cells: number): readonly Span[] {
	let left = cells;
	return cells === 0
		? spans
		: spans.map(([text, meaning]): Span => {
				const width = cellWidth(text);
				const skipped = Math.min(left, width);
				left -= skipped;
				const rest = skipped === width ? '' : dropCells(text, skipped);
				return [rest, meaning];
			});
}

function dropCells(text: string, cells: number): string {
	const head = cutText(text, cells);
	return cellWidth(head) === cells
		? text.slice(head.length)
		: ` ${text.slice(cutText(text, cells + 1).length)}`;
}

/** One piece of text in its meaning. */
export function paintText(paint: Paint, text: string, meaning: Meaning): string {
	return styled(printable(text), paint.theme.styles[meaning]);
}

/** The width of spans that were not cut. */
export function spansWidth(spans: readonly Span[]): number {
	return spans.reduce((sum, [text]) => sum + cellWidth(text), 0);
}

/** The first of several ways of saying the same that has room, the shortest where none has. */
export function firstThatFits(forms: readonly (readonly Span[])[], cells: number): readonly Span[] {
	return forms.find((spans) => spansWidth(spans) <= cells) ?? forms.at(-1) ?? [];
}
