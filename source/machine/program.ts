/**
 * A program: the ops of a whole workload as rows, in file order, with its strings interned. Data only: a
 * machine keeps row numbers, so its state can be saved while the program stays as it was read.
 *
 * Row i of the columns is the i-th op of the file (from 0); the header is line 0 of the file, so op i is
 * "op number i + 1" for the stamps that writes leave (design.md: the n-th op stamps n).
 */

import type {Geometry, HugePageMode} from '../kernel/state/kernel.ts';
import type {Limit} from './limits.ts';
import type {OpName} from './op.ts';
import {opFlags, opKinds, opName} from './op.ts';

/** The header of a workload file; sizes are in bytes. */
export type Header = {
	readonly name: string;
	readonly description?: string;
	readonly cpus: number;
	/** Physical memory; undefined is as much as is asked for. */
	readonly memoryBytes?: number;
	readonly swapBytes: number;
	readonly geometry: Geometry['id'];
	/** How transparent huge pages are set; undefined where the workload does not say: then as `madvise`. */
	readonly hugePages?: HugePageMode;
	/** What limits the answers that are got from it; nothing where it is exact. */
	readonly limits?: readonly Limit[];
};

/** One mapping of an exec's image; fields as those of the op `mmap`. */
export type ImageMapping = {
	readonly address: number;
	readonly length: number;
	/** opFlags: read, write, exec, shared, growsDown, device. */
	readonly flags: number;
	readonly file?: string;
	readonly offset: number;
	readonly name?: string;
	/** Bytes at the end of the mapping that exec itself has written (arguments on the stack). */
	readonly filled?: number;
};

/** One op as a plain object, for building programs; every field but `op` defaults to nothing. */
export type OpRow = {
	readonly op: OpName;
	readonly pid?: number;
	/** fork vfork clone spawn: the new pid · wait: the pid waited for, absent for any. */
	readonly child?: number;
	readonly address?: number;
	readonly length?: number;
	/** mmap: offset · mremap: newLen · madvise: adviceKinds · run sleep: microseconds · exit: code · start: ppid ·
	 * read: pages around it that were not in the page cache, bit i the page i - 15 further up. */
	readonly value?: number;
	/** mremap: to · exit: signal number · read: pages above it in one large folio, bit i the page i + 1 further up. */
	readonly target?: number;
	/** opFlags. */
	readonly flags?: number;
	/** start exec spawn comm: comm · mmap: file · mark: label. */
	readonly text?: string;
	/** mmap: name · start setuid: user. */
	readonly name?: string;
	readonly uid?: number;
	readonly pgid?: number;
	readonly argv?: readonly string[];
	readonly image?: readonly ImageMapping[];
	/** Microseconds since the start of the recording. */
	readonly time?: number;
	/** faultClasses: the fault that a recording saw here. */
	readonly fault?: number;
};

/** Name of the mapping that brk grows; every program has it among its strings. */
export const heapName = '[heap]';

/** A number that an op does not carry. */
export const absent = -1;

export type Program = {
	readonly header: Header;
	/** Ops in the program; columns are exactly this long. */
	readonly count: number;
	readonly kind: Uint8Array;
	readonly pid: Int32Array;
	readonly child: Int32Array;
	readonly address: Float64Array;
	readonly length: Float64Array;
	readonly value: Float64Array;
	readonly target: Float64Array;
	readonly flags: Uint16Array;
	/** Index into `strings`; 0 is "none". */
	readonly text: Int32Array;
	readonly name: Int32Array;
	readonly uid: Int32Array;
	readonly pgid: Int32Array;
	/** Index into `argvs` and `images`; 0 is "none". */
	readonly argv: Int32Array;
	readonly image: Int32Array;
	/** Microseconds; NaN where the file says nothing. */
	readonly time: Float64Array;
	readonly fault: Uint8Array;
	/** Index 0 is the empty string. */
	readonly strings: readonly string[];
	/** Index of each string. */
	readonly numbers: ReadonlyMap<string, number>;
	readonly argvs: readonly (readonly string[])[];
	readonly images: readonly (readonly ImageMapping[])[];
};

/** Collects ops one by one; `finish` trims the columns. Readers of every format and the built-in workloads use it. */
export type ProgramBuilder = {
	/** Ops added so far. */
	readonly count: number;
	add(row: OpRow): void;
	finish(header: Header): Program;
};

const columnTypes = {
	kind: Uint8Array,
	pid: Int32Array,
	child: Int32Array,
	address: Float64Array,
	length: Float64Array,
	value: Float64Array,
	target: Float64Array,
	flags: Uint16Array,
	text: Int32Array,
	name: Int32Array,
	uid: Int32Array,
	pgid: Int32Array,
	argv: Int32Array,
	image: Int32Array,
	time: Float64Array,
	fault: Uint8Array,
} as const;
type ColumnName = keyof typeof columnTypes;
type ProgramColumns = {[Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]>};

function createProgramColumns(capacity: number): ProgramColumns {
	return Object.fromEntries(
		Object.entries(columnTypes).map(([name, type]) => [name, new type(capacity)]),
	) as ProgramColumns;
}

function resizeColumns(columns: ProgramColumns, from: number, capacity: number): ProgramColumns {
	const resized = createProgramColumns(capacity);
	for (const name of Object.keys(columnTypes) as ColumnName[]) {
		resized[name].set(columns[name].subarray(0, Math.min(from, capacity)) as never);
	}

	return resized;
}

export function createProgramBuilder(): ProgramBuilder {
	let columns = createProgramColumns(1024);
	let capacity = 1024;
	let count = 0;
	const strings = [''];
	const numbers = new Map<string, number>([['', 0]]);
	const argvs: (readonly string[])[] = [[]];
	const images: (readonly ImageMapping[])[] = [[]];
	const intern = (text: string | undefined): number => {
		if (text === undefined) {
			return 0;
		}

		let number = numbers.get(text);
		if (number === undefined) {
			number = strings.push(text) - 1;
			numbers.set(text, number);
		}

		return number;
	};

	intern(heapName);
	return {
		get count() {
			return count;
		},
		add(row) {
			if (count === capacity) {
				capacity *= 2;
				columns = resizeColumns(columns, count, capacity);
			}

			for (const mapping of row.image ?? []) {
				intern(mapping.file);
				intern(mapping.name);
			}

			const i = count;
			count += 1;
			columns.kind[i] = opKinds[row.op];
			columns.pid[i] = row.pid ?? absent;
			columns.child[i] = row.child ?? absent;
			columns.address[i] = row.address ?? absent;
			columns.length[i] = row.length ?? absent;
			columns.value[i] = row.value ?? absent;
			columns.target[i] = row.target ?? absent;
			columns.flags[i] = row.flags ?? 0;
			columns.text[i] = intern(row.text);
			columns.name[i] = intern(row.name);
			columns.uid[i] = row.uid ?? absent;
			columns.pgid[i] = row.pgid ?? absent;
			columns.argv[i] = row.argv === undefined ? 0 : argvs.push(row.argv) - 1;
			columns.image[i] = row.image === undefined ? 0 : images.push(row.image) - 1;
			columns.time[i] = row.time ?? Number.NaN;
			columns.fault[i] = row.fault ?? 0;
		},
		finish(header) {
			return {header, count, ...resizeColumns(columns, count, count), strings, numbers, argvs, images};
		},
	};
}

function given(value: number): number | undefined {
	return value === absent ? undefined : value;
}

/** Op `i` of a program as a plain object; the inverse of `ProgramBuilder.add`. */
export function opRow(program: Program, i: number): OpRow {
	const textOf = (index: number) => (index === 0 ? undefined : program.strings[index]);
	const row: {-readonly [Name in keyof OpRow]: OpRow[Name] | undefined} = {
		op: opName(program.kind[i]),
		pid: given(program.pid[i]),
		child: given(program.child[i]),
		address: given(program.address[i]),
		length: given(program.length[i]),
		value: given(program.value[i]),
		target: given(program.target[i]),
		flags: program.flags[i] === 0 ? undefined : program.flags[i],
		text: textOf(program.text[i]),
		name: textOf(program.name[i]),
		uid: given(program.uid[i]),
		pgid: given(program.pgid[i]),
		argv: program.argv[i] === 0 ? undefined : program.argvs[program.argv[i]],
		image: program.image[i] === 0 ? undefined : program.images[program.image[i]],
		time: Number.isNaN(program.time[i]) ? undefined : program.time[i],
		fault: program.fault[i] === 0 ? undefined : program.fault[i],
	};
	return Object.fromEntries(
		Object.entries(row).filter(([, value]) => value !== undefined),
	) as unknown as OpRow;
}

/** Rights of a mapping as `rwx` text, the way workload files write them. */
export function rightsText(flags: number): string {
	return `${flags & opFlags.read ? 'r' : '-'}${flags & opFlags.write ? 'w' : '-'}${flags & opFlags.exec ? 'x' : '-'}`;
}
