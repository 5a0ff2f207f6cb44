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

declare const held: unique symbol;
/** A kind of column whose numbers are known to the compiler as `Value`: ids of another table, for instance. */
export type Holding<Kind extends ColumnKind, Value extends number> = Kind & {readonly [held]: Value};
export type ColumnSpec = ColumnKind | readonly [kind: ColumnKind, width: number];
export type TableSpec = Readonly<Record<string, ColumnSpec>>;
export type Schema = Readonly<Record<string, TableSpec>>;

type ArrayOf = {u8: Uint8Array; i32: Int32Array; u32: Uint32Array; f64: Float64Array};
/** A typed array that gives and takes `Value`. */
export type ColumnHolding<Kind extends ColumnKind, Value extends number> = ArrayOf[Kind] & {
	[row: number]: Value;
};
type ColumnOf<Spec> = Spec extends readonly [infer Kind, number]
	? ColumnOf<Kind>
	: Spec extends Holding<infer Kind, infer Value>
		? ColumnHolding<Kind, Value>
		: Spec extends ColumnKind
			? ArrayOf[Spec]
			: never;

/** Which rows of a table are in use; `Id` is what its row numbers are. */
export type Rows<Id extends number = number> = {
	/** Rows ever handed out, row 0 included; rows from here on are all zero. */
	count: number;
	/** Rows that can be handed out before the arrays must grow. */
	capacity: number;
	/** Head of the list of freed rows, linked through `link`; 0 when empty. */
	free: Id;
	/** Rows in use now. */
	live: number;
	/** Next free row while a row is free; the table's owner may use it while the row is live. */
	link: ColumnHolding<'i32', Id>;
	/** All columns and how many values wide each is, in the order of the spec: what loops over them goes by. */
	readonly all: AnyColumn[];
	readonly widths: readonly number[];
};

/**
 * What every table has beside its columns: the bookkeeping, in an object of one shape for all tables, as V8 looks up by a
 * hash what is of another shape each time; and what can be read of it.
 */
export type TableHead<Id extends number = number> = Readonly<Omit<Rows<Id>, 'all' | 'widths'>> & {
	readonly rows: Rows<Id>;
};

const head: ThisType<TableHead> = {
	get count() {
		return this.rows.count;
	},
	get capacity() {
		return this.rows.capacity;
	},
	get free() {
		return this.rows.free;
	},
	get live() {
		return this.rows.live;
	},
};

/** One table: its columns by name, beside its bookkeeping. */
export type ColumnTable<Spec extends TableSpec, Id extends number = number> = {
	[Name in keyof Spec]: ColumnOf<Spec[Name]>;
} & TableHead<Id>;

/** The tables of a schema; `Ids` says for some of them what their row numbers are. */
export type Columns<
	S extends Schema,
	Ids extends {readonly [Name in keyof S]?: number} = Record<never, never>,
> = {
	[Name in keyof S]: ColumnTable<S[Name], Name extends keyof Ids ? Ids[Name] & number : number>;
};

const constructors = {u8: Uint8Array, i32: Int32Array, u32: Uint32Array, f64: Float64Array} as const;
/** Values of the widest column of a new table: a kernel that runs little is cheap to make. */
const firstValues = 2048;
const firstRows = 16;
const smallBytes = 2 ** 20;

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

/** One column by itself, all zero. */
export function createColumn<Kind extends ColumnKind>(kind: Kind, values: number): ColumnOf<Kind> {
	return new constructors[kind](values) as ColumnOf<Kind>;
}

function createTable(spec: TableSpec): TableHead {
	const shape: Shape[] = Object.entries({...spec, link: 'i32' as ColumnSpec}).map(([name, column]) =>
		typeof column === 'string' ? {name, kind: column, width: 1} : {name, kind: column[0], width: column[1]},
	);
	const widest = Math.max(...shape.map(({width}) => width));
	const capacity = Math.min(firstRows, firstValues / widest);
	// Made in one go: V8 looks up by a hash what has got many fields one after the other, and these are read all the time.
	const columns = Object.fromEntries(
		shape.map(({name, kind, width}) => [name, createColumn(kind, capacity * width)]),
	);
	const all = Object.values(columns);
	const widths = shape.map(({width}) => width);
	const link = columns.link as Int32Array;
	const rows: Rows = {count: 1, capacity, free: 0, live: 0, link, all, widths};
	const table: TableHead = Object.setPrototypeOf({rows, ...columns}, head);
	shapes.set(table, shape);
	return table;
}

/** Lays out one table for every entry of `schema`, all empty. */
export function createColumns<
	S extends Schema,
	Ids extends {readonly [Name in keyof S]?: number} = Record<never, never>,
>(schema: S): Columns<S, Ids> {
	return Object.fromEntries(
		Object.entries(schema).map(([name, spec]) => [name, createTable(spec)]),
	) as Columns<S, Ids>;
}

/** What is small doubles; what is large grows by an eighth, so that little of it is there in vain. */
function nextCapacity({all, widths}: Rows, capacity: number): number {
	const rowBytes = all.reduce((sum, {BYTES_PER_ELEMENT}, i) => sum + widths[i] * BYTES_PER_ELEMENT, 0);
	return capacity * rowBytes < smallBytes ? 2 * capacity : Math.ceil(capacity * 1.125);
}

/** Makes room for `count` rows in all; the contents stay. */
export function reserveRows(table: TableHead, count: number): void {
	const {rows} = table;
	if (count <= rows.capacity) {
		return;
	}

	let {capacity} = rows;
	while (capacity < count) {
		capacity = nextCapacity(rows, capacity);
	}

	for (const [i, {name, kind, width}] of shapeOf(table).entries()) {
		const wider = new constructors[kind](capacity * width);
		wider.set(columnsOf(table)[name] as never);
		columnsOf(table)[name] = wider;
		rows.all[i] = wider;
	}

	rows.link = table.link;
	rows.capacity = capacity;
}

/** Hands out a row, freed ones first (the last freed comes back first). Every column of it is 0. */
export function allocateRow<Id extends number>(table: TableHead<Id>): Id {
	const {rows} = table;
	rows.live += 1;
	const recycled = rows.free;
	if (recycled !== 0) {
		rows.free = rows.link[recycled];
		rows.link[recycled] = 0 as Id;
		return recycled;
	}

	if (rows.count === rows.capacity) {
		reserveRows(table, rows.count + 1);
	}

	rows.count += 1;
	return (rows.count - 1) as Id;
}

/**
 * The id that a row number stands for, where one comes from outside the tables: from the reader, or from a plain array
 * that ids were put into.
 */
export function rowId<Id extends number>(_table: TableHead<Id>, row: number): Id {
	return row as Id;
}

/**
 * The row after `row`, in use or not, of all that were ever handed out; 0 after the last. From 0 it is the first:
 * `for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row))` visits every row.
 */
export function nextRow<Id extends number>({rows}: TableHead<Id>, row: NoInfer<Id> | 0): Id {
	return (row + 1 < rows.count ? row + 1 : 0) as Id;
}

/** Takes a row back and clears it, so that a stale row id reads as nothing. */
export function freeRow<Id extends number>(table: TableHead<Id>, row: NoInfer<Id>): void {
	const {all, widths, count} = table.rows;
	assert(row > 0 && row < count, 'freeRow outside the table', {row, count});
	for (let i = 0; i < all.length; i += 1) {
		const width = widths[i];
		if (width === 1) {
			all[i][row] = 0;
		} else {
			all[i].fill(0, row * width, (row + 1) * width);
		}
	}

	giveRowBack(table, row);
}

/** Takes back a row that its owner has cleared, every column of it. */
export function giveRowBack<Id extends number>({rows}: TableHead<Id>, row: NoInfer<Id>): void {
	rows.link[row] = rows.free;
	rows.free = row;
	rows.live -= 1;
}

/** The tables of a set of columns, in the order of their schema. */
export function tablesOf(columns: object): TableHead[] {
	return Object.values(columns) as TableHead[];
}
