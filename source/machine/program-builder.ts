/** Building programs op by op, and taking them apart again. */
import {createCuts} from './cuts.ts';
import {createFitting, type FittingColumn, resized, withValue} from './fitting-column.ts';
import {withLimit} from './limits.ts';
import {type OpName, opKinds, opName, opOf} from './ops/index.ts';
import {createPlainRow, fillRow, isHugetlb, type PlainRow, rowNumbers} from './plain-row.ts';
import {
	absent,
	type Header,
	heapName,
	hugetlbName,
	type ImageMapping,
	type Program,
	type RowFields,
} from './program.ts';
import {UserError} from './user-error.ts';

/** One op as a plain object. */
export type OpRow = RowFields & {readonly op: OpName};

/** A read or write, in a form that can be filled again and again; `fault` and `flags` are 0 where there is nothing. */
export type TouchRow = {
	isWrite: boolean;
	pid: number;
	address: number;
	length: number;
	time: number;
	fault: number;
	flags: number;
};

export function createTouchRow(): TouchRow {
	return {isWrite: false, pid: 0, address: 0, length: 0, time: 0, fault: 0, flags: 0};
}

/** Collects ops one by one; `finish` trims the columns. Readers of every format and the built-in workloads use it. */
export type ProgramBuilder = {
	/** Ops added so far. */
	readonly count: number;
	add(row: OpRow): void;
	/** The same for an op without an object for each. */
	addPlain(row: PlainRow): void;
	/** The same for a touch of pages, without an object for each. */
	addTouch(touch: TouchRow): void;
	/** Says what `value` and `target` of an op that was added are after all. */
	setNumbers(i: number, value: number, target: number): void;
	/** The program as it is now, on columns that are written on: valid until the next `add`. */
	soFar(header: Header): Program;
	finish(header: Header): Program;
};

/** Columns that every op fills, or nearly so. */
const columnTypes = {
	kind: Uint8Array,
	pid: Int32Array,
	address: Float64Array,
	flags: Uint16Array,
	time: Float64Array,
	fault: Uint8Array,
} as const;
type ColumnName = keyof typeof columnTypes;

/** Those that only some ops fill, or with small numbers, and what stands there where they do not. */
const fittingColumns = {
	child: absent,
	length: 0,
	value: absent,
	target: absent,
	text: 0,
	name: 0,
	uid: absent,
	pgid: absent,
	argv: 0,
	image: 0,
} as const;
type FittingName = keyof typeof fittingColumns;
const columnNames = Object.keys(columnTypes) as readonly ColumnName[];
const fittingNames = Object.keys(fittingColumns) as readonly FittingName[];

type ProgramColumns = {[Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]>} & {
	[Name in FittingName]: FittingColumn;
};

/** Rows without an op have nothing in them. */
function createProgramColumns(capacity: number): ProgramColumns {
	return Object.fromEntries([
		...columnNames.map((name) => [name, new columnTypes[name](capacity)]),
		...fittingNames.map((name) => [name, createFitting(capacity, fittingColumns[name])]),
	]) as ProgramColumns;
}

function resizeColumns(columns: ProgramColumns, from: number, capacity: number): ProgramColumns {
	const copies = columnNames.map((name) => {
		const copy = new columnTypes[name](capacity);
		copy.set(columns[name].subarray(0, Math.min(from, capacity)));
		return [name, copy];
	});
	const fitting = fittingNames.map((name) => [
		name,
		resized(columns[name], from, capacity, fittingColumns[name]),
	]);
	return Object.fromEntries([...copies, ...fitting]) as ProgramColumns;
}

/** Twice as many rows. Throws a UserError where there is no memory for them. */
function growColumns(columns: ProgramColumns, count: number): ProgramColumns {
	try {
		return resizeColumns(columns, count, 2 * count);
	} catch (error) {
		throw error instanceof RangeError
			? new UserError(`There is no memory for a workload of more than ${count} ops.`, {cause: error})
			: error;
	}
}

function cutColumns(columns: ProgramColumns, count: number): ProgramColumns {
	return Object.fromEntries(
		Object.entries(columns).map(([name, column]) => [name, column.subarray(0, count)]),
	) as ProgramColumns;
}

export type BuilderOptions = {
	/** How names and words of command lines are kept; those that differ stay apart all the same. */
	readonly shown?: (text: string) => string;
	/** How many ops there will be, where that is known. */
	readonly capacity?: number;
};

export function createProgramBuilder({
	shown = (text) => text,
	capacity: expected = 1024,
}: BuilderOptions = {}): ProgramBuilder {
	let capacity = Math.max(1, expected);
	let columns = createProgramColumns(capacity);
	let count = 0;
	const strings = [''];
	const numbers = new Map<string, number>([['', 0]]);
	const argvs: (readonly string[])[] = [[]];
	const images: (readonly ImageMapping[])[] = [[]];
	const cuts = createCuts();
	const intern = (text: string | undefined): number => {
		if (text === undefined) {
			return 0;
		}

		const name = cuts.name(text);
		let number = numbers.get(name);
		if (number === undefined) {
			number = strings.push(shown(name)) - 1;
			numbers.set(name, number);
		}

		return number;
	};

	const nextRow = (): number => {
		if (count === capacity) {
			columns = growColumns(columns, count);
			capacity *= 2;
		}

		count += 1;
		return count - 1;
	};

	/** Most of what only some ops have stands there already as none. */
	const writeNumber = (
		name: 'child' | 'value' | 'target' | 'uid' | 'pgid',
		i: number,
		value: number,
	): void => {
		if (value !== absent) {
			columns[name] = withValue(columns[name], i, value);
		}
	};

	const writeText = (name: 'text' | 'name', i: number, text: string | undefined): void => {
		if (text !== undefined) {
			columns[name] = withValue(columns[name], i, intern(text));
		}
	};

	const writeLength = (i: number, length: number): void => {
		columns.length[i] = length;
		if (columns.length[i] !== length) {
			columns.length = withValue(columns.length, i, length);
		}
	};

	const write = (row: PlainRow): number => {
		if (isHugetlb(row)) {
			intern(hugetlbName);
		}

		const i = nextRow();
		const {kind, numbers} = row;
		columns.kind[i] = kind;
		columns.pid[i] = numbers[rowNumbers.pid];
		columns.address[i] = numbers[rowNumbers.address];
		columns.flags[i] = numbers[rowNumbers.flags];
		columns.time[i] = numbers[rowNumbers.time];
		columns.fault[i] = numbers[rowNumbers.fault];
		writeLength(i, numbers[rowNumbers.length]);
		writeNumber('child', i, numbers[rowNumbers.child]);
		writeNumber('value', i, numbers[rowNumbers.value]);
		writeNumber('target', i, numbers[rowNumbers.target]);
		writeNumber('uid', i, numbers[rowNumbers.uid]);
		writeNumber('pgid', i, numbers[rowNumbers.pgid]);
		writeText('text', i, row.text);
		writeText('name', i, row.name);
		return i;
	};

	const filled = createPlainRow();
	intern(heapName);
	return {
		get count() {
			return count;
		},
		add(row) {
			const image = row.image?.map(cuts.mapping);
			for (const mapping of image ?? []) {
				intern(mapping.file);
				intern(mapping.name);
			}

			fillRow(filled, row.op, row);
			const i = write(filled);
			if (row.argv !== undefined) {
				const argv = row.argv.map((word) => shown(cuts.word(word)));
				columns.argv = withValue(columns.argv, i, argvs.push(argv) - 1);
			}

			if (image !== undefined) {
				columns.image = withValue(columns.image, i, images.push(image) - 1);
			}
		},
		addPlain: write,
		addTouch({isWrite, pid, address, length, time, fault, flags}) {
			const i = nextRow();
			columns.kind[i] = isWrite ? opKinds.write : opKinds.read;
			columns.pid[i] = pid;
			columns.address[i] = address;
			writeLength(i, length);
			columns.flags[i] = flags;
			columns.time[i] = time;
			columns.fault[i] = fault;
		},
		setNumbers(i, value, target) {
			columns.value = withValue(columns.value, i, value);
			columns.target = withValue(columns.target, i, target);
		},
		soFar(given) {
			const header = withLimit(given, 'cut-names', cuts.count());
			return {header, count, ...cutColumns(columns, count), strings, numbers, argvs, images};
		},
		finish(given) {
			const program = this.soFar(given);
			return count === capacity ? program : {...program, ...resizeColumns(columns, count, count)};
		},
	};
}

function given(value: number): number | undefined {
	return value === absent ? undefined : value;
}

/** Op `i` of a program as a plain object; the inverse of `ProgramBuilder.add`. */
export function opRow(program: Program, i: number): OpRow {
	const textOf = (index: number) => (index === 0 ? undefined : program.strings[index]);
	const {value: first, target: second, text: own} = opOf(program.kind[i]);
	const row: {-readonly [Name in keyof OpRow]: OpRow[Name] | undefined} = {
		op: opName(program.kind[i]),
		pid: given(program.pid[i]),
		child: given(program.child[i]),
		address: given(program.address[i]),
		length: given(program.length[i]),
		...(first === undefined ? {} : {[first]: given(program.value[i])}),
		...(second === undefined ? {} : {[second]: given(program.target[i])}),
		flags: program.flags[i] === 0 ? undefined : program.flags[i],
		...(own === undefined ? {} : {[own]: textOf(program.text[i])}),
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
