/** Lines on their way to a reader: the first of them say which format they are of. */

import {UserError} from '../machine/user-error.ts';
import {recognise} from './foreign.ts';
import type {LineReader, ReadOptions, Recording, TextFormat} from './format.ts';
import {byteFormats, textFormats} from './index.ts';
import {createRoomCheck} from './room.ts';
import {isPlain, type Unwrap, unwrapper} from './wrapping.ts';

/** Lines that a format may look at before it must know itself; recordings begin with notes of their tools. */
export const sniffLines = 64;

export function chooseFormat(lines: readonly string[]): TextFormat | undefined {
	return textFormats.find(({sniff}) => sniff(lines));
}

/** Keeps the first lines until a format recognises itself in them, then passes everything on. */
export function createCollector(name: string, options: ReadOptions) {
	let held: string[] = [];
	let reader: LineReader | undefined;
	let unwrap: Unwrap = (line) => line;
	let count = 0;
	const checkRoom = createRoomCheck();
	const choose = (): LineReader => {
		unwrap = unwrapper(held, (lines) => chooseFormat(lines) !== undefined);
		const lines = held.map(unwrap);
		const format = chooseFormat(lines);
		if (format === undefined) {
			throw unknownFormat(name, held);
		}

		const chosen = format.createReader(name, options);
		for (const [i, line] of lines.entries()) {
			chosen.line(line, i + 1);
		}

		held = [];
		return chosen;
	};

	return {
		take(line: string): void {
			count += 1;
			checkRoom();
			if (reader !== undefined) {
				reader.line(unwrap(line), count);
				return;
			}

			held.push(line);
			if (held.length === sniffLines) {
				reader = choose();
			}
		},
		/** Takes a line as bytes where that is possible, as LineReader.bytes. */
		takeBytes(bytes: Buffer, from: number): number {
			const next = (isPlain(unwrap) && reader?.bytes?.(bytes, from, count + 1)) || 0;
			if (next > 0) {
				count += 1;
				checkRoom();
			}

			return next;
		},
		finish: (): Recording => (reader ?? choose()).finish(),
	};
}

/** Says what the text is instead, as far as that can be told. */
export function unknownFormat(name: string, lines: readonly string[]): UserError {
	const known = [...textFormats, ...byteFormats].map(({title}) => title).join('; ');
	const recognised = recognise(lines);
	if (recognised !== undefined) {
		return new UserError(`${name} is ${recognised.what}`, {expected: recognised.help});
	}

	if (lines.some((line) => line.includes('\u0000'))) {
		return new UserError(`${name} is no text`, {expected: known});
	}

	if (lines.every((line) => line.trim() === '')) {
		return new UserError(`${name} is empty`, {expected: known});
	}

	return new UserError('This is no workload and no recording that can be read', {
		file: name,
		line: 1,
		expected: known,
		source: lines[0],
	});
}
