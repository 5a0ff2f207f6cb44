/**
 * Columns: every piece of simulation state is a row in one of these tables, and every table is a set of
 * typed arrays that grow together. What is laid out here can be saved, restored and compared as a whole.
 *
 * Row 0 of every table means "none" and is never handed out. A column may be `width` values wide:
 * value i of row r then stands at `column[r * width + i]`. Growing replaces the arrays, so no caller may
 * keep one in a variable across an allocation.
 */
import {assert} from './assert.ts';

export type ColumnKind = 'u8' | 'i32' | 'u32' | 'f64';
export type ColumnSpec = ColumnKind | readonly [kind: ColumnKind, width: number];
export type TableSpec = Readonly<Record<string, ColumnSpec>>;
export type Schema = Readonly<Record<string, TableSpec>>;

type ArrayOf = {u8: Uint8Array; i32: Int32Array; u32: Uint32Array; f64: Float64Array};
type ColumnOf<Spec> = Spec extends ColumnKind
	? ArrayOf[Spec]
	: Spec extends readonly [infer Kind extends ColumnKind, number]
		? ArrayOf[Kind]
		: never;

/** The bookkeeping that every table has. */
export type TableHead = {
	/** Rows ever handed out, row 0 included; rows from here on are all zero. */
	count: number;
	/** Rows that can be handed out before the arrays must grow. */
	capacity: number;
	/** Head of the list of freed rows, linked through `link`; 0 when empty. */
	free: number;
	/** Rows in use now. */
	live: number;
	/** Next free row while a row is free; the table's owner may use it while the row is live. */
	link: Int32Array;
};

/** One table: its columns by name, beside its bookkeeping. */
export type Table<Spec extends TableSpec> = {[Name in keyof Spec]: ColumnOf<Spec[Name]>} & TableHead;
export type Columns<S extends Schema> = {[Name in keyof S]: Table<S[Name]>};

const constructors = {u8: Uint8Array, i32: Int32Array, u32: Uint32Array, f64: Float64Array} as const;
const firstCapacity = 64;

/** How one column of a table is laid out. */
export type Shape = {readonly name: string; readonly kind: ColumnKind; readonly width: number};
const shapes = new WeakMap<object, readonly Shape[]>();

/** The columns of a table, in the order of its spec. */
export function shapeOf(table: object): readonly Shape[] {
	const shape = shapes.get(table);
	assert(shape !== undefined, 'a table that createColumns did not lay out', {});
	return shape;
}

export type AnyColumn = ArrayOf[ColumnKind];

export function columnsOf(table: TableHead): Record<string, AnyColumn> {
	return table as never;
}

function createTable(spec: TableSpec): TableHead {
	const shape: Shape[] = Object.entries({...spec, link: 'i32' as ColumnSpec}).map(([name, column]) =>
		typeof column === 'string' ? {name, kind: column, width: 1} : {name, kind: column[0], width: column[1]},
	);
	const table: TableHead = {count: 1, capacity: firstCapacity, free: 0, live: 0, link: new Int32Array(0)};
	for (const {name, kind, width} of shape) {
		columnsOf(table)[name] = new constructors[kind](firstCapacity * width);
	}

	shapes.set(table, shape);
	return table;
}

/** Lays out one table for every entry of `schema`, all empty. */
export function createColumns<S extends Schema>(schema: S): Columns<S> {
	return Object.fromEntries(
		Object.entries(schema).map(([name, spec]) => [name, createTable(spec)]),
	) as Columns<S>;
}

/** Makes room for `rows` rows in all; the contents stay. */
export function reserveRows(table: TableHead, rows: number): void {
	if (rows <= table.capacity) {
		return;
	}

	let capacity = table.capacity;
	while (capacity < rows) {
		capacity *= 2;
	}

	for (const {name, kind, width} of shapeOf(table)) {
		const wider = new constructors[kind](capacity * width);
		wider.set(columnsOf(table)[name] as never);
		columnsOf(table)[name] = wider;
	}

	table.capacity = capacity;
}

/** Hands out a row, freed ones first (the last freed comes back first). Every column of it is 0. */
export function allocateRow(table: TableHead): number {
	table.live += 1;
	const recycled = table.free;
	if (recycled !== 0) {
		table.free = table.link[recycled];
		table.link[recycled] = 0;
		return recycled;
	}

	if (table.count === table.capacity) {
		reserveRows(table, table.count + 1);
	}

	table.count += 1;
	return table.count - 1;
}

/** Takes a row back and clears it, so that a stale row id reads as nothing. */
export function freeRow(table: TableHead, row: number): void {
	assert(row > 0 && row < table.count, 'freeRow outside the table', {row, count: table.count});
	for (const {name, width} of shapeOf(table)) {
		if (width === 1) {
			columnsOf(table)[name][row] = 0;
		} else {
			columnsOf(table)[name].fill(0, row * width, (row + 1) * width);
		}
	}

	table.link[row] = table.free;
	table.free = row;
	table.live -= 1;
}

/** The tables of a set of columns, in the order of their schema. */
export function tablesOf(columns: object): TableHead[] {
	return Object.values(columns) as TableHead[];
}
