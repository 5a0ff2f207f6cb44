/** The bytes behind a file: gzip and zstd are told by their first bytes, not by the name, and unpacked on the way. */
import {Readable, type Transform} from 'node:stream';
import {createGunzip, createZstdDecompress} from 'node:zlib';
import {UserError} from '../machine/user-error.ts';

type Packing = {readonly magic: readonly number[]} & (
	| {readonly unpack: () => Transform}
	/** What Node cannot unpack: the tool that can. */
	| {readonly tool: string; readonly command: string}
);

/** Node unpacks on another thread: in large pieces, and some of them ahead of who reads. */
const room = {chunkSize: 2 ** 18, readableHighWaterMark: 2 ** 21};

const packings: readonly Packing[] = [
	{magic: [0x1f, 0x8b], unpack: () => createGunzip(room)},
	{magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: () => createZstdDecompress(room)},
	{magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], tool: 'xz', command: 'xz -dk'},
	{magic: [0x42, 0x5a, 0x68], tool: 'bzip2', command: 'bzip2 -dk'},
	{magic: [0x04, 0x22, 0x4d, 0x18], tool: 'lz4', command: 'lz4 -dk'},
	{magic: [0x50, 0x4b, 0x03, 0x04], tool: 'zip', command: 'unzip'},
];

/** Bytes that were looked at before they are read. */
export type Peeked = {readonly head: Buffer; readonly bytes: AsyncIterable<Buffer>};

/** The first chunk of a stream, and the whole of it. */
export async function peek(input: AsyncIterable<unknown>): Promise<Peeked> {
	const chunks = input[Symbol.asyncIterator]();
	const first = await chunks.next();
	const head = first.done === true ? Buffer.alloc(0) : toBuffer(first.value);
	const bytes = (async function* () {
		try {
			yield head;
			for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
				yield toBuffer(next.value);
			}
		} finally {
			await chunks.return?.();
		}
	})();
	return {head, bytes};
}

function toBuffer(chunk: unknown): Buffer {
	return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
}

/** The unpacked bytes. Throws a UserError for a packing that cannot be undone here. */
export async function unpack(name: string, {head, bytes}: Peeked): Promise<Peeked> {
	const packing = packings.find(({magic}) => magic.every((byte, i) => head[i] === byte));
	if (packing === undefined) {
		return {head, bytes};
	}

	if ('tool' in packing) {
		throw new UserError(`${name} is packed by ${packing.tool}`, {
			expected: `it unpacked: ${packing.command} ${name}`,
		});
	}

	const source = Readable.from(bytes, {objectMode: false});
	const plain = source.pipe(packing.unpack());
	source.on('error', (error) => plain.destroy(error));
	plain.on('close', () => source.destroy());
	return peek(plain);
}

/** Whether an error says that packed data is damaged or ends too early. */
export function isDamage(error: unknown): boolean {
	const {code = ''} = error as NodeJS.ErrnoException;
	return code.startsWith('Z_') || code.startsWith('ZSTD_');
}
