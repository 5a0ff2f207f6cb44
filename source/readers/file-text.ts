/** The text of recordings in files: their bytes counted, unpacked, and converted where they are in a format of bytes. */
import {createReadStream, statSync} from 'node:fs';
import {type Peeked, peek, unpack} from './bytes.ts';
import {byteFormats} from './index.ts';

export type ReadingNews = {
	/** Told now and then which share of all bytes has been read, of a file whose size is known. */
	readonly onRead?: (share: number) => void;
	/** Told before it is read that there is much to read. */
	readonly onLarge?: (name: string, bytes: number) => void;
};

/** The bytes of a file as text, unpacked, and converted where it is in a format of bytes. */
export async function textOf(
	name: string,
	file: string | undefined,
	input: AsyncIterable<unknown>,
	env: Readonly<Record<string, string | undefined>>,
): Promise<Peeked> {
	const packed = await peek(input);
	const plain = await unpack(name, packed);
	const format = byteFormats.find(({sniff}) => sniff(plain.head));
	if (format === undefined) {
		return plain;
	}

	const isPacked = plain !== packed && plain.bytes !== packed.bytes;
	return peek(await format.text({name, path: isPacked ? undefined : file, bytes: plain.bytes, env}));
}

/** Bytes between two reports; who reads a smaller file does not wait. */
const reportBytes = 2 ** 20;

/** Whoever reads a larger file does something else meanwhile; packed text is some ten times as long. */
const largeBytes = 2 ** 26;
const largePackedBytes = 2 ** 23;

function isLarge(files: readonly string[], size: number): boolean {
	return size >= (files.some((file) => /\.(?:gz|zst)$/.test(file)) ? largePackedBytes : largeBytes);
}

/** A reader of the files of `name` that reports which share of all their bytes it has read, and tells first if they are many. */
export function countedBytes(
	name: string,
	files: readonly string[],
	{onRead = () => {}, onLarge = () => {}}: ReadingNews,
) {
	const size = files.reduce((sum, file) => sum + (statSync(file, {throwIfNoEntry: false})?.size ?? 0), 0);
	let read = 0;
	let reported = 0;
	if (isLarge(files, size)) {
		onLarge(name, size);
	}

	return async function* (file: string): AsyncGenerator<Buffer> {
		for await (const chunk of createReadStream(file, {highWaterMark: 2 ** 18})) {
			yield chunk as Buffer;
			read += (chunk as Buffer).length;
			if (read - reported >= reportBytes) {
				reported = read;
				onRead(Math.min(1, read / Math.max(1, size)));
			}
		}
	};
}
