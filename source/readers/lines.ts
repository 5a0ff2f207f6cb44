/** Lines of a stream of bytes: decoded, split, without their ends. */
import {StringDecoder} from 'node:string_decoder';
import {UserError} from '../machine/user-error.ts';
import {isDamage} from './bytes.ts';

/** Some editors put it before the first line. */
const byteOrderMark = '\ufeff';

/** A longer line is no line: the file is something else. */
const lineBytesMax = 2 ** 24;

/** Bytes in, lines out. */
export type LineSplitter = {
	/** Throws a UserError for a line of more than 16 MiB. */
	write(chunk: Buffer): void;
	/** What is left without a line end is a line too. */
	end(): void;
};

/** Takes a line as bytes, as LineReader.bytes: answers where the next begins, 0 where it has to come as text. */
export type TakeBytes = (bytes: Buffer, from: number) => number;

const newline = 10;

export function createLineSplitter(
	take: (text: string) => void,
	takeBytes: TakeBytes = () => 0,
): LineSplitter {
	let toUtf8: ((chunk: Buffer) => Buffer) | undefined;
	let rest: Buffer = Buffer.alloc(0);
	let isFirst = true;
	const takeLine = (bytes: Buffer, from: number, to: number): void => {
		const line = withoutReturn(bytes.toString('utf8', from, to));
		take(isFirst && line.startsWith(byteOrderMark) ? line.slice(1) : line);
		isFirst = false;
	};

	/** Takes all lines that end in the bytes; answers where the rest begins. */
	const takeAll = (bytes: Buffer): number => {
		const end = bytes.lastIndexOf(newline) + 1;
		for (let from = 0; from < end; ) {
			const next = takeBytes(bytes, from);
			const to = next === 0 ? bytes.indexOf(newline, from) : next;
			if (next === 0) {
				takeLine(bytes, from, to);
			}

			from = next === 0 ? to + 1 : next;
		}

		return end;
	};

	return {
		write(chunk) {
			toUtf8 ??= converterFor(chunk);
			const bytes = toUtf8(chunk);
			// Only the line that the last chunk has begun is put together.
			const first = rest.length === 0 ? 0 : bytes.indexOf(newline) + 1;
			if (rest.length > 0) {
				rest = Buffer.concat([rest, first === 0 ? bytes : bytes.subarray(0, first)]);
				takeAll(rest);
			}

			if (rest.length === 0 || first > 0) {
				const others = bytes.subarray(first);
				rest = others.subarray(takeAll(others));
			}

			if (rest.length > lineBytesMax) {
				throw new UserError('A line of more than 16 MiB', {expected: 'text with a line an event'});
			}
		},
		end() {
			if (rest.length > 0) {
				takeLine(rest, 0, rest.length);
			}
		},
	};
}

/**
 * Calls `take` for every line of `bytes` that `takeBytes` has not taken; answers whether the data ended in the middle, as damaged packed data does.
 * Throws a UserError for a line of more than 16 MiB.
 */
export async function readLines(
	bytes: AsyncIterable<Buffer>,
	take: (text: string) => void,
	takeBytes?: TakeBytes,
): Promise<boolean> {
	const splitter = createLineSplitter(take, takeBytes);
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

/** Files are UTF-8, unless the first bytes are the mark of UTF-16, as the shell of Windows writes it. */
function converterFor(first: Buffer): (chunk: Buffer) => Buffer {
	if (first[0] !== 0xff || first[1] !== 0xfe) {
		return (chunk) => chunk;
	}

	const decoder = new StringDecoder('utf16le');
	return (chunk) => Buffer.from(decoder.write(chunk));
}

function withoutReturn(line: string): string {
	return line.endsWith('\r') ? line.slice(0, -1) : line;
}
