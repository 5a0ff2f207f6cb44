/** One screen, printed: after some keys, of a size of its own, in any of the formats that can be taken along. */
import {UserError} from '../machine/user-error.ts';
import {writePart} from '../ui/screen/carry/formats.ts';
import {createScreen, pressKeys} from '../ui/screen/print.ts';
import {isFormat, type Part} from '../ui/state/format.ts';
import type {Size} from '../ui/state/layout.ts';
import type {Model} from '../ui/state/model.ts';
import type {Session} from '../ui/state/session.ts';
import type {Streams} from './command.ts';
import {writeAll} from './print.ts';

export type PrintFlags = {
	readonly screen?: string;
	readonly keys?: string;
	readonly format?: string;
	readonly pane?: string;
};

/** Keys come before the screen is drawn. To a terminal it goes with its colours, unless a format is asked for. */
export async function printScreen(
	{flags, stdout, env}: Pick<Streams, 'stdout' | 'env'> & {readonly flags: PrintFlags},
	session: Session,
	start: Partial<Model>,
): Promise<number> {
	const size = flags.screen === undefined ? sizeOf(stdout, env) : parseSize(flags.screen);
	const store = createScreen(session, size, {...start, isPlaying: false});
	pressKeys(store, flags.keys ?? '');
	const part = partOf(session, flags.pane);
	if (part !== 'screen') {
		// Some panes find out what they show while they are seen.
		store.send({type: 'focus', pane: part.pane});
		pressKeys(store, '');
	}

	const format = flags.format ?? (stdout.isTTY ? 'ansi' : 'txt');
	if (isFormat(format)) {
		await writeAll(stdout, [writePart(format, session, store.model(), part)]);
	}

	return 0;
}

function partOf({panes}: Session, pane: string | undefined): Part {
	if (pane !== undefined && !panes.some(({id}) => id === pane)) {
		throw new UserError(`There is no pane "${pane}"`, {expected: panes.map(({id}) => id).join(', ')});
	}

	return pane === undefined ? 'screen' : {pane};
}

const usualSize: Size = {columns: 120, rows: 40};

/** Of the terminal, or what COLUMNS and LINES say. */
function sizeOf({columns, rows}: NodeJS.WriteStream, {COLUMNS, LINES}: Streams['env']): Size {
	return {
		columns: columns || Number(COLUMNS) || usualSize.columns,
		rows: rows || Number(LINES) || usualSize.rows,
	};
}

function parseSize(text: string): Size {
	const match = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text);
	if (match === null) {
		throw new UserError(`--screen cannot be "${text}"`, {expected: 'columns and rows such as 120x40'});
	}

	return {columns: Number(match[1]), rows: Number(match[2])};
}
