/** Lines of a byte stream: decompressed if it is gzip (told by its first bytes, not by its name), decoded, split. */
import {Readable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import {createGunzip} from 'node:zlib';

/** Some editors put it before the first line. */
const byteOrderMark = '\ufeff';
const gzipMagic = [0x1f, 0x8b];

/** How a stream ended: undefined when it was whole, else what was wrong with it. */
export type StreamEnd = string | undefined;

/** Calls `take` for every line of `input`, without line ends. Damaged gzip data ends the stream early and is told. */
export async function readLines(input: Readable, take: (text: string) => void): Promise<StreamEnd> {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	let end: StreamEnd;
	let isFirst = true;
	const takeUnmarked = (line: string): void => {
		take(isFirst && line.startsWith(byteOrderMark) ? line.slice(1) : line);
		isFirst = false;
	};

	try {
		for await (const chunk of await plainBytes(input)) {
			const text = decoder.write(chunk);
			rest = text.includes('\n') ? splitLines(rest + text, takeUnmarked) : rest + text;
		}
	} catch (error) {
		const {code = ''} = error as NodeJS.ErrnoException;
		if (!code.startsWith('Z_')) {
			throw error;
		}

		end = 'the compressed data is damaged or cut short';
	}

	rest += decoder.end();
	if (rest !== '') {
		takeUnmarked(withoutReturn(rest));
	}

	return end;
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

async function plainBytes(input: Readable): Promise<AsyncIterable<Buffer>> {
	const chunks = input[Symbol.asyncIterator]();
	const first = await chunks.next();
	const head: Buffer = first.done === true ? Buffer.alloc(0) : Buffer.from(first.value);
	const whole = (async function* () {
		yield head;
		for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
			yield Buffer.from(next.value);
		}
	})();
	const isGzip = gzipMagic.every((byte, i) => head[i] === byte);
	if (!isGzip) {
		return whole;
	}

	const source = Readable.from(whole, {objectMode: false});
	const plain = source.pipe(createGunzip());
	source.on('error', (error) => plain.destroy(error));
	return plain;
}
