/**
 * One line of output and where it is cut. pstree counts characters, not columns: number k of a line of width W is
 * printed while k < W, at k = W stands a `+`, and nothing after it. A character of several bytes leaves one `+` for
 * each of its bytes there.
 */

export type Line = {
	text: string;
	/** Characters so far, those that were cut off included. */
	length: number;
	/** Infinity where lines are never cut. */
	readonly width: number;
};

export function newLine(width: number): Line {
	return {text: '', length: 0, width};
}

export function write(line: Line, text: string): void {
	if (line.length + text.length < line.width && !hasPairs(text)) {
		line.text += text;
		line.length += text.length;
		return;
	}

	for (const character of text) {
		writeCharacter(line, character);
	}
}

/** For what a terminal obeys and does not show: not counted, and never cut. */
export function writeInvisible(line: Line, text: string): void {
	line.text += text;
}

function writeCharacter(line: Line, character: string): void {
	line.length += 1;
	if (line.length < line.width) {
		line.text += character;
	} else if (line.length === line.width) {
		line.text += '+'.repeat(utf8Length(character));
	}
}

function hasPairs(text: string): boolean {
	return /[\uD800-\uDBFF]/.test(text);
}

function utf8Length(character: string): number {
	const code = character.codePointAt(0) ?? 0;
	const limits = [0x80, 0x8_00, 0x1_00_00];
	return 1 + limits.filter((limit) => code >= limit).length;
}

const defaultWidth = 132;

/** A C integer literal: decimal, `0x` hexadecimal or `0` octal, after blanks and a sign. */
const integerLiteral =
	/^[ \t\n\v\f\r]*\+?(?:0x(?<hexadecimal>[\da-f]+)|0(?<octal>[0-7]*)|(?<decimal>[1-9]\d*))$/i;

/**
 * How wide pstree's output is: `COLUMNS` where that is a whole positive number, else the terminal's width, else 132.
 */
export function pstreeWidth(columns: string | undefined, terminalColumns: number | undefined): number {
	const wanted = columns === undefined ? 0 : parseInteger(columns);
	return wanted > 0 && wanted < 0x7f_ff_ff_ff ? wanted : terminalColumns || defaultWidth;
}

/** NaN where the text is anything but a literal. */
function parseInteger(text: string): number {
	const {hexadecimal, octal, decimal} = integerLiteral.exec(text)?.groups ?? {};
	if (hexadecimal !== undefined) {
		return Number.parseInt(hexadecimal, 16);
	}

	return octal === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(`0${octal}`, 8);
}
