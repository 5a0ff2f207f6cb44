/**
 * Ids: what a number stands for. At run time they are plain numbers; the compiler keeps them apart, so that a table
 * cannot be passed where a frame is wanted, nor a page number where a mapping is.
 *
 * A *row id* comes from allocateRow, from a column that holds ids of that table, or from nextRow; 0 is "none" in every
 * table. A *measure* is a number to compute with: any plain number passes for one, but no id and no other measure does.
 */
import type {Holding} from './columns.ts';

declare const kind: unique symbol;
type RowId<Kind extends string> = 0 | (number & {readonly [kind]: Kind});
type Measure<Kind extends string> = number & {readonly [kind]?: Kind};

/** A physical page: a row of `frame`. */
export type Frame = RowId<'frame'>;
/** What a physical page has beside: a row of `detail`. */
export type Detail = RowId<'detail'>;
/** 2 MiB of memory in one piece: a row of `folio`. */
export type Folio = RowId<'folio'>;
/** A page-table page: a row of `table`. */
export type Table = RowId<'table'>;
/** Some entries of a page-table page: a row of `strip`. */
export type Strip = RowId<'strip'>;
/** An address space: a row of `mm`. */
export type Mm = RowId<'mm'>;
/** A mapping: a row of `vma`. */
export type Vma = RowId<'vma'>;
/** A process or thread: a row of `task`. */
export type Task = RowId<'task'>;
/** Something with pages by index, or an amap: a row of `object`. */
export type KObject = RowId<'object'>;
/** What records the private pages of a range: a row of `mapEntry`. */
export type MapEntry = RowId<'map entry'>;
/** A private page that amaps share: a row of `anon`. */
export type Anon = RowId<'anon'>;
/** A run of an amap's slots: a row of `slots`. */
export type Slots = RowId<'slots'>;
/** A slot of swap: a row of `swap`. */
export type SwapSlot = RowId<'swap slot'>;
/** A group of processes with a limit of memory: a row of `cgroup`. */
export type Cgroup = RowId<'memory cgroup'>;
/** The lists of pages that reclaim goes by in a memory cgroup: a row of `lruvec`. */
export type Lruvec = RowId<'lruvec'>;
/** The identity of a mapping's anonymous pages: a row of `anonVma`. */
export type AnonVma = RowId<'anon_vma'>;

/** A virtual page number: an address divided by the page size. */
export type Vpn = Measure<'virtual page number'>;
/** The number of a page within an object or an amap. */
export type PageIndex = Measure<'index of a page in an object'>;
/** The word that a page table holds for a page or for the table below (pte.ts). */
export type Entry = Measure<'page-table entry'>;
/** The level of a table: 1 is the leaf, whose entries are of pages. */
export type Level = Measure<'level of a table'>;
/** Where an entry stands in `kernel.strip.entry`, the entries of all strips one after another. */
export type EntryIndex = Measure<'index of an entry'>;

/** The id that the rows of each table of the kernel have. */
export type RowIds = {
	readonly frame: Frame;
	readonly detail: Detail;
	readonly folio: Folio;
	readonly table: Table;
	readonly strip: Strip;
	readonly mm: Mm;
	readonly vma: Vma;
	readonly mapEntry: MapEntry;
	readonly anon: Anon;
	readonly slots: Slots;
	readonly swap: SwapSlot;
	readonly anonVma: AnonVma;
	readonly cgroup: Cgroup;
	readonly lruvec: Lruvec;
	readonly object: KObject;
	readonly task: Task;
};

/** Kinds of columns that hold ids and measures. */
export const holding = {
	frame: 'i32' as Holding<'i32', Frame>,
	detail: 'i32' as Holding<'i32', Detail>,
	folio: 'i32' as Holding<'i32', Folio>,
	table: 'i32' as Holding<'i32', Table>,
	strip: 'i32' as Holding<'i32', Strip>,
	mm: 'i32' as Holding<'i32', Mm>,
	vma: 'i32' as Holding<'i32', Vma>,
	task: 'i32' as Holding<'i32', Task>,
	object: 'i32' as Holding<'i32', KObject>,
	mapEntry: 'i32' as Holding<'i32', MapEntry>,
	anon: 'i32' as Holding<'i32', Anon>,
	slots: 'i32' as Holding<'i32', Slots>,
	swap: 'i32' as Holding<'i32', SwapSlot>,
	anonVma: 'i32' as Holding<'i32', AnonVma>,
	cgroup: 'i32' as Holding<'i32', Cgroup>,
	lruvec: 'i32' as Holding<'i32', Lruvec>,
	vpn: 'f64' as Holding<'f64', Vpn>,
	pageIndex: 'f64' as Holding<'f64', PageIndex>,
	entry: 'u32' as Holding<'u32', Entry>,
} as const;
