/**
 * Writes lines to a terminal, each to its row: of a line that is there already only what has changed. Lines come as
 * `paintLine` makes them: every style that is set in one is also reset in it, and is reset before another is set.
 */
import {isNarrow} from '../../analysis/words/cells.ts';
import {withoutStyles} from '../text/line.ts';

export type LineWriter = {
	/** Puts lines on the screen, from its first row on; as many as it has rows. */
	write(lines: readonly string[]): void;
	/** What is on the screen may be anything: the next lines are written whole. */
	forget(): void;
	/** Leaves an empty screen behind: of what stood on it when it goes some terminals show a part beside what comes next. */
	erase(): void;
};

/** Synchronized output: the terminal shows what is between as one. One that does not know the mode ignores it. */
const frameBegins = '\u001B[?2026h';
const frameEnds = '\u001B[?2026l';
/** The cursor rests there, where a line feed scrolls nothing. */
const home = '\u001B[H';
const eraseBelow = '\u001B[J';
const eraseRight = '\u001B[K';
const reset = '\u001B[0m';

export function createLineWriter(stdout: Pick<NodeJS.WritableStream, 'write'>): LineWriter {
	let shown: readonly string[] = [];
	return {
		write(lines) {
			const text =
				lines.length === shown.length
					? lines.map((line, row) => (line === shown[row] ? '' : changed(shown[row], line, row))).join('')
					: home + eraseBelow + lines.map((line, row) => at(row, 0) + line).join('');
			shown = lines;
			if (text !== '') {
				stdout.write(frameBegins + text + home + frameEnds);
			}
		},
		forget() {
			shown = [];
		},
		erase() {
			shown = [];
			stdout.write(home + eraseBelow);
		},
	};
}

function at(row: number, column: number): string {
	return `\u001B[${row + 1};${column + 1}H`;
}

/** What makes one line of another. Where cells cannot be told by counting characters it is the whole line. */
function changed(before: string, line: string, row: number): string {
	const [textBefore, text] = [before, line].map(withoutStyles);
	if (textBefore.length !== text.length || !isNarrow(textBefore) || !isNarrow(text)) {
		return at(row, 0) + eraseRight + line;
	}

	const {start, style} = sameStart(before, line);
	const end = line.length - sameEnd(before, line, start);
	return at(row, withoutStyles(line.slice(0, start)).length) + style + line.slice(start, end);
}

/** How far two lines are the same, never into an escape code, and the style that is set there. */
function sameStart(before: string, line: string): {readonly start: number; readonly style: string} {
	let same = 0;
	while (before.charCodeAt(same) === line.charCodeAt(same)) {
		same += 1;
	}

	const last = line.lastIndexOf('\u001B', same - 1);
	const isTorn = last !== -1 && same > 0 && line.indexOf('m', last) >= same;
	const start = isTorn ? last : same;
	const set = start === 0 ? -1 : line.lastIndexOf('\u001B', start - 1);
	const style = set === -1 ? '' : line.slice(set, line.indexOf('m', set) + 1);
	return {start, style: style === reset ? '' : style};
}

/** Characters at the end of two lines of the same width that are the same, from where no style is set; none before `start`. */
function sameEnd(before: string, line: string, start: number): number {
	const most = Math.min(before.length, line.length) - start;
	let same = 0;
	while (
		same < most &&
		before.charCodeAt(before.length - 1 - same) === line.charCodeAt(line.length - 1 - same)
	) {
		same += 1;
	}

	const code = line.indexOf('\u001B', line.length - same);
	const behind = line.startsWith(reset, code) ? reset.length : 0;
	return code === -1 ? 0 : line.length - code - behind;
}
