/**
 * A recording as a file that only this program reads: the columns of its program one by one, packed, and the rest of it before
 * them; then the digest of all. There is never more than one column in memory twice.
 *
 *     (LENGTH as 32 bits, BYTES)… for the rest and each column, DIGEST
 */
import {createHash} from 'node:crypto';
import {closeSync, openSync, readFileSync, writeSync} from 'node:fs';
import {deserialize, serialize} from 'node:v8';
import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Program} from '../machine/program.ts';
import type {Recording} from './format.ts';

const digestBytes = 32;
const lengthBytes = 4;
const packing = {params: {[constants.ZSTD_c_compressionLevel]: 1}};
const columnTypes = {Uint8Array, Uint16Array, Int8Array, Int16Array, Int32Array, Float64Array} as const;
type ColumnType = keyof typeof columnTypes;
type Column = InstanceType<(typeof columnTypes)[ColumnType]>;

/** What stands before the columns: all but them, and what they are. */
type Head = {
	readonly rest: {readonly program: Partial<Program>; readonly problems: Recording['problems']};
	readonly columns: readonly {readonly name: string; readonly type: ColumnType; readonly length: number}[];
};

/** Writes a recording to a file that is not there yet, for its owner alone; the answer is how many bytes it took. */
export function writeRecording(file: string, {program, problems}: Recording): number {
	const columns = Object.entries(program).filter((entry): entry is [string, Column] =>
		ArrayBuffer.isView(entry[1]),
	);
	const others = Object.fromEntries(
		Object.entries(program).filter(([, value]) => !ArrayBuffer.isView(value)),
	);
	const head: Head = {
		rest: {program: others, problems},
		columns: columns.map(([name, column]) => ({
			name,
			type: column.constructor.name as ColumnType,
			length: column.length,
		})),
	};
	const output = openSync(file, 'wx', 0o600);
	try {
		const hash = createHash('sha256');
		let written = digestBytes;
		const write = (bytes: Uint8Array): void => {
			const packed = zstdCompressSync(bytes, packing);
			const length = Buffer.alloc(lengthBytes);
			length.writeUInt32LE(packed.length);
			for (const piece of [length, packed]) {
				hash.update(piece);
				writeSync(output, piece);
				written += piece.length;
			}
		};

		write(serialize(head));
		for (const [, {buffer, byteOffset, byteLength}] of columns) {
			write(new Uint8Array(buffer, byteOffset, byteLength));
		}

		writeSync(output, hash.digest());
		return written;
	} finally {
		closeSync(output);
	}
}

/** The recording in a file. Throws where it is not what was written. */
export function readRecording(file: string): Recording {
	const all = readFileSync(file);
	const parts = all.subarray(0, -digestBytes);
	const digest = all.subarray(-digestBytes);
	if (!createHash('sha256').update(parts).digest().equals(digest)) {
		throw new Error('not what was written');
	}

	let at = 0;
	const read = (byteLength?: number): Buffer => {
		const from = at + lengthBytes;
		at = from + parts.readUInt32LE(at);
		const room = byteLength === undefined ? {} : {chunkSize: Math.max(64, byteLength)};
		return zstdDecompressSync(parts.subarray(from, at), room);
	};

	const {
		rest: {program, problems},
		columns,
	} = deserialize(read()) as Head;
	const filled = columns.map(({name, type, length}) => [name, readColumn(type, length, read)]);
	return {program: {...program, ...Object.fromEntries(filled)} as Program, problems};
}

function readColumn(type: ColumnType, length: number, read: (byteLength: number) => Buffer): Column {
	const bytes = read(length * columnTypes[type].BYTES_PER_ELEMENT);
	// Small ones come out of a common buffer.
	const own = bytes.byteOffset === 0 ? bytes : new Uint8Array(bytes);
	return new columnTypes[type](own.buffer as ArrayBuffer, 0, length);
}
