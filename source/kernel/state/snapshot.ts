/**
 * Snapshots: all state that a set of columns holds, as one run of bytes that can be kept, put back and compared.
 *
 * Most columns are copied as they are. A page table has hundreds of entries and few of them in use, so a column that is
 * many values wide is packed: first a word a row that says which 32nds of the row hold anything, then only those.
 */
import {
	type AnyColumn,
	columnsOf,
	reserveRows,
	type Shape,
	shapeOf,
	type TableHead,
	tablesOf,
} from './columns.ts';

/** `counts` is the bookkeeping of each table; of `bytes` the first `length` are in use. */
export type Snapshot = {readonly counts: Int32Array; readonly bytes: Uint8Array; readonly length: number};

const bookkeeping = 3;
const blocksPerRow = 32;
const wordBytes = 4;
/** So many rows are emptied and then filled: what is written twice is still in the cache. */
const rowsAtOnce = 4;

/** Saves all tables; `buffer` is used again when it is large enough, so that snapshots can be pooled. */
export function saveColumns(columns: object, buffer?: Uint8Array): Snapshot {
	const tables = tablesOf(columns);
	const counts = new Int32Array(tables.length * bookkeeping);
	const marks = new Map<AnyColumn, Uint32Array>();
	const length = measure(columns, marks);
	const bytes = buffer !== undefined && buffer.length >= length ? buffer : new Uint8Array(length);
	let offset = 0;
	for (const [i, table] of tables.entries()) {
		counts.set([table.count, table.free, table.live], i * bookkeeping);
		for (const shape of shapeOf(table)) {
			const column = columnsOf(table)[shape.name];
			const marked = marks.get(column);
			offset =
				marked === undefined
					? saveWhole(column, table.count * shape.width, bytes, offset)
					: savePacked(column, shape.width, marked, bytes, offset);
		}
	}

	return {counts, bytes, length};
}

/** How many bytes a snapshot of the present state takes. */
export function snapshotBytes(columns: object): number {
	return measure(columns, new Map());
}

/** The length of a snapshot; `marks` gets what the packed columns' rows hold. */
function measure(columns: object, marks: Map<AnyColumn, Uint32Array>): number {
	let total = 0;
	for (const table of tablesOf(columns)) {
		for (const shape of shapeOf(table)) {
			const column = columnsOf(table)[shape.name];
			if (isPacked(shape)) {
				const marked = new Uint32Array(table.count);
				const blocks = markBlocks(wordsOf(column), shape.width, marked);
				marks.set(column, marked);
				total = aligned(total) + marked.byteLength + (blocks * shape.width * wordBytes) / blocksPerRow;
			} else {
				total += table.count * shape.width * column.BYTES_PER_ELEMENT;
			}
		}
	}

	return total;
}

function isPacked({kind, width}: Shape): boolean {
	return width % blocksPerRow === 0 && (kind === 'u32' || kind === 'i32');
}

function aligned(offset: number): number {
	return Math.ceil(offset / wordBytes) * wordBytes;
}

/** A column of 32-bit numbers, whatever their sign. */
function wordsOf({buffer, byteOffset, byteLength}: AnyColumn): Uint32Array {
	return new Uint32Array(buffer, byteOffset, byteLength / wordBytes);
}

/** Sets a bit in `marked` for each part of a row that is not all zero, and returns how many there are. */
function markBlocks(words: Uint32Array, width: number, marked: Uint32Array): number {
	const blockWords = (width / blocksPerRow) | 0;
	const rows = marked.length;
	let found = 0;
	let at = 0;
	for (let row = 0; row < rows; row += 1) {
		let mark = 0;
		for (let block = 0; block < blocksPerRow; block += 1) {
			let any = 0;
			for (const end = at + blockWords; at < end; at += 1) {
				any |= words[at];
			}

			if (any !== 0) {
				mark |= 1 << block;
				found += 1;
			}
		}

		marked[row] = mark;
	}

	return found;
}

function bytesOf(column: AnyColumn, length: number): Uint8Array {
	return new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT);
}

function saveWhole(column: AnyColumn, length: number, bytes: Uint8Array, offset: number): number {
	bytes.set(bytesOf(column, length), offset);
	return offset + length * column.BYTES_PER_ELEMENT;
}

function savePacked(
	column: AnyColumn,
	width: number,
	marked: Uint32Array,
	bytes: Uint8Array,
	offset: number,
): number {
	const start = aligned(offset);
	// A buffer that is used again holds what it held before.
	bytes.fill(0, offset, start);
	bytes.set(bytesOf(marked, marked.length), start);
	const words = wordsOf(column);
	const packed = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / wordBytes));
	const blockWords = (width / blocksPerRow) | 0;
	let to = (start / wordBytes + marked.length) | 0;
	for (let row = 0; row < marked.length; row += 1) {
		for (let left = marked[row], block = 0; left !== 0; left >>>= 1, block += 1) {
			if ((left & 1) !== 0) {
				const from = row * width + block * blockWords;
				for (let i = 0; i < blockWords; i += 1) {
					packed[to] = words[from + i];
					to += 1;
				}
			}
		}
	}

	return to * wordBytes;
}

/** Puts all tables back to what they were when `snapshot` was saved from columns of the same schema. */
export function restoreColumns(columns: object, snapshot: Snapshot): void {
	const {counts, bytes} = snapshot;
	let offset = 0;
	for (const [i, table] of tablesOf(columns).entries()) {
		const [count, free, live] = counts.subarray(i * bookkeeping, (i + 1) * bookkeeping);
		reserveRows(table, count);
		for (const shape of shapeOf(table)) {
			offset = restoreColumn(table, shape, count, bytes, offset);
		}

		Object.assign(table.rows, {count, free, live});
	}
}

/** Rows beyond `count` that were in use until now become all zero again. */
function restoreColumn(
	table: TableHead,
	shape: Shape,
	count: number,
	bytes: Uint8Array,
	offset: number,
): number {
	const column = columnsOf(table)[shape.name];
	const before = table.count;
	if (isPacked(shape)) {
		column.fill(0, count * shape.width, Math.max(count, before) * shape.width);
		return restorePacked(column, shape.width, count, bytes, aligned(offset));
	}

	const length = count * shape.width;
	const size = length * column.BYTES_PER_ELEMENT;
	bytesOf(column, length).set(bytes.subarray(offset, offset + size));
	column.fill(0, length, Math.max(count, before) * shape.width);
	return offset + size;
}

function restorePacked(
	column: AnyColumn,
	width: number,
	count: number,
	bytes: Uint8Array,
	start: number,
): number {
	const words = wordsOf(column);
	const packed = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / wordBytes));
	const blockWords = (width / blocksPerRow) | 0;
	const first = (start / wordBytes) | 0;
	let from = (first + count) | 0;
	for (let row = 0; row < count; row += 1) {
		if (row % rowsAtOnce === 0) {
			words.fill(0, row * width, Math.min(count, row + rowsAtOnce) * width);
		}

		for (let left = packed[first + row], block = 0; left !== 0; left >>>= 1, block += 1) {
			if ((left & 1) !== 0) {
				const to = row * width + block * blockWords;
				for (let i = 0; i < blockWords; i += 1) {
					words[to + i] = packed[from];
					from += 1;
				}
			}
		}
	}

	return from * wordBytes;
}

/** True when two snapshots hold the same rows with the same bytes. */
export function sameSnapshot(left: Snapshot, right: Snapshot): boolean {
	if (left.length !== right.length || left.counts.some((value, i) => value !== right.counts[i])) {
		return false;
	}

	for (let i = 0; i < left.length; i += 1) {
		if (left.bytes[i] !== right.bytes[i]) {
			return false;
		}
	}

	return true;
}
