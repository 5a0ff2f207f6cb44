/**
 * One state of a race as a few dozen bytes, and where in them each thing lies: address spaces, page tables, frames,
 * swap slots, what each CPU believes, which CPU holds which lock, and how far each has come. Ids count from 1; 0 means
 * "none".
 */

/** How many there are of each thing, at most, in all states of one race. */
export type Shape = {
	readonly cpus: number;
	readonly mms: number;
	readonly tables: number;
	readonly frames: number;
	readonly slots: number;
};

/** Entries of a page table: two show all that the letters argue about. */
export const pagesOfTable = 2;

/** Bytes of an address space. `expected` has a byte a page: bit n is set if a read may return word n. */
export const mmField = {directory: 0, rss: 1, lock: 2, semaphore: 3, parent: 4, expected: 5} as const;
/** Bytes of a page table; `entry` has a byte a page. */
export const tableField = {life: 0, count: 1, lock: 2, entry: 3} as const;
/** Bytes of a frame. `cache` says which cache holds it; a frame whose count is 0 is free. */
export const frameField = {count: 0, cache: 1, lock: 2, word: 3} as const;
/** Bytes of a swap slot; `frame` is its page in the swap cache. */
export const slotField = {count: 0, word: 1, frame: 2} as const;
/** Bytes of a page of the file: its frame in the page cache, and the word on disk. */
export const fileField = {frame: 0, word: 1} as const;
/** Bytes that there are once. `broken` is a law (laws.ts) and `subject` the id that broke it; `next…` are ids never used. */
export const globalField = {
	shareLock: 0,
	bigLock: 1,
	broken: 2,
	subject: 3,
	waste: 4,
	nextTable: 5,
	nextFrame: 6,
	nextSlot: 7,
} as const;
/** Bytes of a CPU: its next step (two bytes), and what the routine holds in registers. */
export const cpuField = {
	step: 0,
	table: 2,
	fresh: 3,
	other: 4,
	entry: 5,
	frame: 6,
	newFrame: 7,
	slot: 8,
	result: 9,
	isOpen: 10,
} as const;

const bytes = {
	global: 8,
	mm: 5 + pagesOfTable,
	table: 3 + pagesOfTable,
	frame: 4,
	slot: 3,
	file: 2,
	cpu: 11,
} as const;

export const life = {unused: 0, live: 1, freed: 2} as const;

/** A directory entry: the table in the low four bits. */
export const directoryBits = {table: 0x0f, write: 0x80} as const;
/** A page-table entry: frame or slot in the low four bits; 0 is no entry. */
export const entryBits = {id: 0x0f, swap: 0x10, young: 0x20, dirty: 0x40, write: 0x80} as const;
/** What a TLB holds of a page: the frame in the low four bits. */
export const tlbBits = {frame: 0x0f, dirty: 0x40, write: 0x80} as const;
/** Frame.cache: which cache, and whether the frame differs from what is on disk. The slot stands in the low bits. */
export const cacheBits = {slot: 0x0f, dirty: 0x20, swap: 0x40, file: 0x80} as const;
/** mm.semaphore: readers are counted, a writer is this bit. */
export const semaphoreWriter = 0x80;

export type Layout = {
	readonly shape: Shape;
	readonly size: number;
	/** Offset of the record with id 0, so that `mm + id * stride` is a record. */
	readonly mm: number;
	readonly table: number;
	readonly frame: number;
	readonly slot: number;
	readonly file: number;
	readonly tlb: number;
	readonly cpu: number;
};

export function createLayout(shape: Shape): Layout {
	let size: number = bytes.global;
	const place = (count: number, stride: number) => {
		const at = size;
		size += count * stride;
		return at;
	};

	const mm = place(shape.mms, bytes.mm) - bytes.mm;
	const table = place(shape.tables, bytes.table) - bytes.table;
	const frame = place(shape.frames, bytes.frame) - bytes.frame;
	const slot = place(shape.slots, bytes.slot) - bytes.slot;
	const file = place(pagesOfTable, bytes.file);
	const tlb = place(shape.cpus, pagesOfTable);
	const cpu = place(shape.cpus, bytes.cpu);
	return {shape, size, mm, table, frame, slot, file, tlb, cpu};
}

/** Offsets of single bytes. CPUs and pages count from 0, everything else from 1. */
export const at = {
	mm: (layout: Layout, id: number, field: number) => layout.mm + id * bytes.mm + field,
	table: (layout: Layout, id: number, field: number) => layout.table + id * bytes.table + field,
	frame: (layout: Layout, id: number, field: number) => layout.frame + id * bytes.frame + field,
	slot: (layout: Layout, id: number, field: number) => layout.slot + id * bytes.slot + field,
	file: (layout: Layout, page: number, field: number) => layout.file + page * bytes.file + field,
	tlb: (layout: Layout, cpu: number, page: number) => layout.tlb + cpu * pagesOfTable + page,
	cpu: (layout: Layout, cpu: number, field: number) => layout.cpu + cpu * bytes.cpu + field,
} as const;

/** The number of the next instruction of a CPU. */
export function stepOf(layout: Layout, state: Uint8Array, cpu: number): number {
	const offset = at.cpu(layout, cpu, cpuField.step);
	return state[offset] | (state[offset + 1] << 8);
}

export function setStep(layout: Layout, state: Uint8Array, cpu: number, step: number): void {
	const offset = at.cpu(layout, cpu, cpuField.step);
	state[offset] = step & 0xff;
	state[offset + 1] = step >>> 8;
}

/** A count as it is meant: what fell below zero is negative. */
export function signed(byte: number): number {
	return (byte << 24) >> 24;
}

export function isPresent(entry: number): boolean {
	return entry !== 0 && (entry & entryBits.swap) === 0;
}

export function isSwapped(entry: number): boolean {
	return (entry & entryBits.swap) !== 0;
}
