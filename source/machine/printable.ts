/**
 * Text on its way out of the program. Names, labels, paths and messages come from files, and a terminal obeys what it
 * is sent. Every writer of a line passes it through here, so that only printable characters of a file reach a
 * terminal.
 */
import type {Program} from './program.ts';

/**
 * What would move the cursor, change colours, turn the direction of text or take no cell, and what XML does not allow:
 * controls (C0, C1, DEL), formats (bidi among them), halves of characters, line separators, and the two that are none.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;
const unprintableButLineEnds = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

/** Printable ASCII is; nearly every string is of it. */
const plain = /^[ -~]*$/;

/** Text within a line: each character that is no printable one becomes `?`, line breaks among them. */
export function printable(text: string): string {
	return plain.test(text) ? text : text.replaceAll(unprintable, '?');
}

/** The same for whole lines, whose ends stay. */
export function printableLines(text: string): string {
	return text.replaceAll(unprintableButLineEnds, '?');
}

/**
 * As JSON.stringify, with all that a terminal would obey as `\u` escapes: reading it gives the same value, or what `shown` makes of
 * a value at its key.
 */
export function jsonText(
	value: unknown,
	indent?: number,
	shown?: (key: string, value: unknown) => unknown,
): string {
	return JSON.stringify(value, shown, indent).replaceAll(unprintableButLineEnds, escaped);
}

function escaped(character: string): string {
	return Array.from(
		{length: character.length},
		(_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
	).join('');
}

/**
 * The program with its names as they are shown, for answers in text: a line break in a name breaks no row. Files are still told
 * apart by the names that they have.
 */
export function withPrintableNames(program: Program): Program {
	const {header, strings, argvs} = program;
	return {
		...program,
		header: {...header, name: printable(header.name)},
		strings: strings.map(printable),
		argvs: argvs.map((words) => words.map(printable)),
	};
}
