/** Lines of a stream of bytes: decoded, split, without their ends. */
import {StringDecoder} from 'node:string_decoder';
import {UserError} from '../machine/user-error.ts';
import {isDamage} from './bytes.ts';

/** Some editors put it before the first line. */
const byteOrderMark = '\ufeff';

/** A longer line is no line: the file is something else. */
const lineLengthMax = 2 ** 24;

/** Bytes in, lines out. */
export type LineSplitter = {
	/** Throws a UserError for a line of more than 16 MiB. */
	write(chunk: Buffer): void;
	/** What is left without a line end is a line too. */
	end(): void;
};

export function createLineSplitter(take: (text: string) => void): LineSplitter {
	let decoder: StringDecoder | undefined;
	let rest = '';
	let isFirst = true;
	const takeUnmarked = (line: string): void => {
		take(isFirst && line.startsWith(byteOrderMark) ? line.slice(1) : line);
		isFirst = false;
	};

	return {
		write(chunk) {
			decoder ??= decoderFor(chunk);
			const text = decoder.write(chunk);
			rest = text.includes('\n') ? splitLines(rest + text, takeUnmarked) : rest + text;
			if (rest.length > lineLengthMax) {
				throw new UserError('A line of more than 16 MiB', {expected: 'text with a line an event'});
			}
		},
		end() {
			rest += decoder?.end() ?? '';
			if (rest !== '') {
				takeUnmarked(withoutReturn(rest));
			}
		},
	};
}

/**
 * Calls `take` for every line of `bytes`; answers whether the data ended in the middle, as damaged packed data does.
 * Throws a UserError for a line of more than 16 MiB.
 */
export async function readLines(
	bytes: AsyncIterable<Buffer>,
	take: (text: string) => void,
): Promise<boolean> {
	const splitter = createLineSplitter(take);
	let isCut = false;
	try {
		for await (const chunk of bytes) {
			splitter.write(chunk);
		}
	} catch (error) {
		if (!isDamage(error)) {
			throw error;
		}

		isCut = true;
	}

	splitter.end();
	return isCut;
}

/** UTF-8, unless the first bytes are the mark of UTF-16, as the shell of Windows writes it. */
function decoderFor(chunk: Buffer): StringDecoder {
	return new StringDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf16le' : 'utf8');
}

/** Hands over all whole lines of `text` and returns what follows the last line end. */
function splitLines(text: string, take: (text: string) => void): string {
	let from = 0;
	for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
		take(withoutReturn(text.slice(from, to)));
		from = to + 1;
	}

	return text.slice(from);
}

function withoutReturn(line: string): string {
	return line.endsWith('\r') ? line.slice(0, -1) : line;
}
