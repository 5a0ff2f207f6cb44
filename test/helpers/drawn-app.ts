/** The app in Ink, and what a terminal shows of all that it writes: a terminal is the only one that knows. */
import xterm from '@xterm/headless';
import {render} from 'ink-testing-library';
import {plainText} from '../../source/ui/screen/print.ts';

/** Blanks at the end of a line are not compared. */
export function textOf(lines: readonly string[]): string {
	return lines
		.map((line) => plainText(line).trimEnd())
		.join('\n')
		.trimEnd();
}

/** A terminal of cells of that size; `shown` is the text in them. */
export function openCells(size: {readonly columns: number; readonly rows: number}) {
	const cells = new xterm.Terminal({
		cols: size.columns,
		rows: size.rows,
		allowProposedApi: true,
		convertEol: true,
	});
	// A line that was longer keeps its cells beyond the last column, which nobody sees.
	const lineAt = (row: number) => cells.buffer.active.getLine(row)?.translateToString(false, 0, cells.cols);
	const shown = (): string => textOf(Array.from({length: cells.rows}, (_, row) => lineAt(row) ?? ''));
	return {cells, shown};
}

/** Draws an app into such a terminal; keys go into `stdin`. */
export function drawApp(app: Parameters<typeof render>[0], size = {columns: 80, rows: 24}) {
	const {cells, shown} = openCells(size);
	const {stdin, stdout, frames, unmount} = render(app);
	const {write} = stdout;
	for (const frame of frames) {
		cells.write(frame);
	}

	stdout.write = (text) => {
		write(text);
		cells.write(text);
	};
	return {stdin, shown, unmount};
}
