/** How wide text is on a terminal, and text cut or padded to a width. Widths are in cells, not in characters. */
import stringWidth from 'string-width';
import {narrow} from './narrow.ts';

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character. What cuts a text so is slow to make, and most text needs none. */
function segmentsOf(text: string): string[] {
	segmenter ??= new Intl.Segmenter();
	return Array.from(segmenter.segment(text), ({segment}) => segment);
}

/** Whether each character of it takes one cell, so that cells can be told by counting characters. */
export function isNarrow(text: string): boolean {
	return narrow.test(text);
}

export function cellWidth(text: string): number {
	return narrow.test(text) ? text.length : stringWidth(text);
}

/** At most `width` cells of `text`; `ending` (one cell) stands in place of what was cut. */
export function cutText(text: string, width: number, ending = ''): string {
	if (width <= 0) {
		return '';
	}

	if (narrow.test(text)) {
		return text.length <= width ? text : text.slice(0, width - ending.length) + ending;
	}

	return stringWidth(text) <= width ? text : cutWide(text, width - ending.length) + ending;
}

function cutWide(text: string, width: number): string {
	let cut = '';
	let used = 0;
	for (const segment of segmentsOf(text)) {
		used += cellWidth(segment);
		if (used > width) {
			break;
		}

		cut += segment;
	}

	return cut;
}

/** A piece of a word that is shorter says nothing. */
const tornLeast = 4;

/**
 * At most `width` cells of a sentence: it is cut behind one of its parts, which `, ` or ` · ` tells apart, else behind a word, and no
 * number or sign stays without what comes with it. A long word is cut anywhere.
 */
export function cutSentence(text: string, width: number, more: string): string {
	if (cellWidth(text) <= width) {
		return text;
	}

	const cut = cutText(text, width - more.length);
	const whole = text[cut.length] === ' ' ? cut : cut.slice(0, cut.lastIndexOf(' ') + 1);
	const part = wholeParts(text, cut);
	const word = whole.trimEnd().replace(left, '');
	const torn = cellWidth(cut) - cellWidth(whole);
	const kept = [part, word].find((piece) => cellWidth(piece) * 2 >= width) ?? (torn < tornLeast ? word : cut);
	return width <= 0 ? '' : kept + more;
}

/** What would stand at a cut and wait for what has been cut away: a number, and signs around it. */
const left = /(?: ?[,·+|>→]|(?:^| )[▀-▟])*(?: [\d.]+[KMGT]?)?(?: ?[,·+|>→]|(?:^| )[▀-▟])*$/;

function wholeParts(text: string, cut: string): string {
	return /^(?:,| ·)/.test(text.slice(cut.length))
		? cut
		: cut.slice(0, Math.max(0, cut.lastIndexOf(', '), cut.lastIndexOf(' · ')));
}

/** At most `width` cells: the beginning and the end of `text`, with `more` (one cell) in place of what is between. */
export function cutMiddle(text: string, width: number, more: string): string {
	if (cellWidth(text) <= width || width <= more.length) {
		return cutText(text, width, more);
	}

	const kept = width - more.length;
	const head = cutText(text, Math.ceil(kept / 2));
	const segments = narrow.test(text) ? [...text] : segmentsOf(text);
	let tail = '';
	for (const segment of segments.toReversed()) {
		if (cellWidth(segment + tail) > kept - cellWidth(head)) {
			break;
		}

		tail = segment + tail;
	}

	return head + more + tail;
}

/** Exactly `width` cells, the text at the left. */
export function padText(text: string, width: number, ending = ''): string {
	const cut = cutText(text, width, ending);
	return cut + ' '.repeat(Math.max(0, width - cellWidth(cut)));
}

/** Exactly `width` cells, the text at the right: numbers. */
export function padLeft(text: string, width: number): string {
	const cut = cutText(text, width);
	return ' '.repeat(Math.max(0, width - cellWidth(cut))) + cut;
}

/** Signs that sentences use, for terminals that know ASCII only. */
const asciiSigns: Readonly<Record<string, string>> = {
	'·': '-',
	'→': '>',
	'…': '~',
	'×': 'x',
	µ: 'u',
	'’': "'",
};

/** The same number of cells in ASCII; a character without a likeness becomes `?`. */
export function asciiText(text: string): string {
	return text.replaceAll(/\P{ASCII}/gu, (sign) => asciiSigns[sign] ?? '?'.repeat(stringWidth(sign)));
}
