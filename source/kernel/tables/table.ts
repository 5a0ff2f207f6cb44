/**
 * Page-table pages: find, build and unlink the tables of an address space. Each is a row of `table` with a frame of
 * its own and a count of the directory entries that point at it; two address spaces share it when that count is above 1.
 */

import {allocateFrame, frameKinds, putFrame} from '../frames/frame.ts';
import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import {stripEntries} from '../state/geometry.ts';
import type {Entry, EntryIndex, Level, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {packPte, pteBits, pteTable} from '../state/pte.ts';
import {totals} from '../state/schema.ts';
import {dropStrips, entryAt, roomAt, wordAt} from '../state/strips.ts';
import {workUnits} from '../state/work.ts';

/** Bits of a directory entry that lets every access through. */
export const openEntry = pteBits.present | pteBits.write;

/** Pages that one entry of a table at `level` covers: 1 at the leaf. */
export function entrySpan(kernel: Kernel, level: Level): number {
	return kernel.geometry.spans[level];
}

/**
 * The place of the entry for `vpn` in a table at `level`. Page numbers do not fit into 31 bits: neither their quotient nor
 * their remainder is asked for, which takes most of a walk, but the low bits of a product.
 */
export function placeOf(kernel: Kernel, level: Level, vpn: Vpn): number {
	const {entries, perSpan} = kernel.geometry;
	return (vpn * perSpan[level]) & (entries - 1);
}

/** Where the entry for `vpn` stands in `kernel.strip.entry`, for a table at `level`; an empty one where its strip is not there. */
export function entryIndex(kernel: Kernel, table: Table, level: Level, vpn: Vpn): EntryIndex {
	return entryAt(kernel, table, placeOf(kernel, level, vpn));
}

/** As entryIndex, of an entry that something is about to be entered in. */
export function roomFor(kernel: Kernel, table: Table, level: Level, vpn: Vpn): EntryIndex {
	return roomAt(kernel, table, placeOf(kernel, level, vpn));
}

/**
 * Hands out an empty table with one reference, or 0 when memory is used up; `isUrgent` ones come from the kernel's
 * reserve then.
 */
export function allocateTable(kernel: Kernel, level: Level, isUrgent = false): Table {
	const frame = allocateFrame(kernel, frameKinds.table, isUrgent);
	if (frame === 0) {
		return 0;
	}

	const table = allocateRow(kernel.table);
	kernel.table.level[table] = level;
	kernel.table.refs[table] = 1;
	kernel.table.frame[table] = frame;
	const {value} = kernel.total;
	value[totals.tablesUsed] += 1;
	value[totals.tablesPeak] = Math.max(value[totals.tablesPeak], value[totals.tablesUsed]);
	countWork(kernel, level === 1 ? workUnits.pt_alloc : workUnits.upper_alloc);
	return table;
}

/**
 * The entries of a huge page of the pool, which the directory entry maps by itself: a table that is no page, with one
 * reference.
 */
export function allocateStandIn(kernel: Kernel): Table {
	const table = allocateRow(kernel.table);
	kernel.table.level[table] = 1;
	kernel.table.refs[table] = 1;
	return table;
}

/** Whether a table is no page, but stands for a huge page of the pool. */
export function isStandIn(kernel: Kernel, table: Table): boolean {
	return table !== 0 && kernel.table.frame[table] === 0;
}

/** Frees a table that holds nothing any more. */
export function freeTable(kernel: Kernel, table: Table): void {
	assert(kernel.table.used[table] === 0, 'freeing a table in use', {table, used: kernel.table.used[table]});
	dropStrips(kernel, table);
	if (isStandIn(kernel, table)) {
		freeRow(kernel.table, table);
		return;
	}

	if (kernel.table.level[table] === 1) {
		countWork(kernel, workUnits.pt_free);
	}

	putFrame(kernel, kernel.table.frame[table]);
	freeRow(kernel.table, table);
	kernel.total.value[totals.tablesUsed] -= 1;
}

/**
 * Sets one entry of a table, whose strip must be there, and keeps its count of entries in use. Every change of an entry
 * between empty and not empty goes through here.
 */
export function setEntry(kernel: Kernel, table: Table, index: EntryIndex, word: Entry): void {
	const {entry} = kernel.strip;
	assert(index >= stripEntries, 'an entry without a strip', {table, index, word});
	kernel.table.isCounted[table] = 0;
	kernel.table.used[table] += (word === 0 ? 0 : 1) - (entry[index] === 0 ? 0 : 1);
	entry[index] = word;
}

/**
 * The table at `level` that covers `vpn`, or 0 when it was never built. Looks at where directory entries point, not at
 * what they allow. Linux: the walk from pgd_offset() down.
 */
export function findTable(kernel: Kernel, mm: Mm, vpn: Vpn, level: Level = 1): Table {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level && table !== 0; at -= 1) {
		table = pteTable(kernel.strip.entry[entryIndex(kernel, table, at, vpn)]);
	}

	return table;
}

/** Level of the lowest table that there is on the way to `vpn`: 1 where its leaf table has been built. */
export function lowestLevel(kernel: Kernel, mm: Mm, vpn: Vpn): number {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > 1; at -= 1) {
		table = pteTable(kernel.strip.entry[entryIndex(kernel, table, at, vpn)]);
		if (table === 0) {
			return at;
		}
	}

	return 1;
}

/**
 * The first page of [at, end) whose leaf table has been built; `end` where there is none. What was never built is passed
 * over by the highest table that is missing, so a walk costs what is mapped and not what is reserved.
 */
export function nextLeaf(kernel: Kernel, mm: Mm, at: Vpn, end: Vpn): Vpn {
	let vpn = at;
	while (vpn < end) {
		const level = lowestLevel(kernel, mm, vpn);
		if (level === 1) {
			return vpn;
		}

		const span = entrySpan(kernel, level);
		vpn = (Math.floor(vpn / span) + 1) * span;
	}

	return end;
}

/** Where the leaf table of page `at` ends, or the range that is walked. */
export function leafEnd(kernel: Kernel, at: Vpn, end: Vpn): Vpn {
	const {entries} = kernel.geometry;
	return Math.min(end, (Math.floor(at / entries) + 1) * entries);
}

/** Index in `kernel.strip.entry` of the directory entry through which `mm` reaches its leaf table for `vpn`; 0 when none. */
export function findDirectoryEntry(kernel: Kernel, mm: Mm, vpn: Vpn): EntryIndex {
	const directory = findTable(kernel, mm, vpn, 2);
	return directory === 0 ? 0 : entryIndex(kernel, directory, 2, vpn);
}

/**
 * The leaf table that the hardware reaches for this access: 0 where a directory entry is absent, or does not let a
 * write through.
 */
export function reachTable(kernel: Kernel, mm: Mm, vpn: Vpn, isWrite: boolean): Table {
	const needed = isWrite ? openEntry : pteBits.present;
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > 1 && table !== 0; at -= 1) {
		const word = kernel.strip.entry[entryIndex(kernel, table, at, vpn)];
		table = (word & needed) === needed ? pteTable(word) : 0;
	}

	return table;
}

/** As findTable, but builds what is missing; 0 when memory is used up. Linux: p4d_alloc() down to pte_alloc(). */
export function buildTable(kernel: Kernel, mm: Mm, vpn: Vpn, level: Level = 1): Table {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level; at -= 1) {
		const index = roomFor(kernel, table, at, vpn);
		let below = pteTable(kernel.strip.entry[index]);
		if (below === 0) {
			below = allocateTable(kernel, at - 1);
			if (below === 0) {
				return 0;
			}

			setEntry(kernel, table, index, packPte(below, openEntry));
			chargeTable(kernel, mm, below);
		}

		table = below;
	}

	return table;
}

/** Counts a table of its own for `mm`. */
export function chargeTable(kernel: Kernel, mm: Mm, table: Table): void {
	kernel.table.owner[table] = mm;
	kernel.mm.tables[mm] += 1;
}

/** Whether `mm` is charged for a table that it uses: every user is, or only the owner. */
export function isCharged(kernel: Kernel, mm: Mm, table: Table): boolean {
	return kernel.table.owner[table] === mm || kernel.policies.sharing?.resident === 'each';
}

/** Undoes the charge of a table that `mm` lets go of. */
export function unchargeTable(kernel: Kernel, mm: Mm, table: Table): void {
	if (isCharged(kernel, mm, table)) {
		kernel.mm.tables[mm] -= 1;
	}

	if (kernel.table.owner[table] === mm) {
		kernel.table.owner[table] = 0;
	}
}

/** Clears a directory entry and drops its reference on the table below; the last one frees it, empty by then. */
export function unlinkTable(kernel: Kernel, mm: Mm, directory: Table, index: EntryIndex): void {
	const {refs} = kernel.table;
	const table = pteTable(kernel.strip.entry[index]);
	setEntry(kernel, directory, index, 0);
	unchargeTable(kernel, mm, table);
	refs[table] -= 1;
	if (refs[table] === 0) {
		kernel.policies.sharing?.clearStrays(kernel, mm, table);
		freeTable(kernel, table);
	}
}

/** The leaf entry for `vpn`, 0 when there is no table or nothing in it. */
export function readEntry(kernel: Kernel, mm: Mm, vpn: Vpn): Entry {
	const table = findTable(kernel, mm, vpn);
	return table === 0 ? 0 : kernel.strip.entry[entryIndex(kernel, table, 1, vpn)];
}

/** Whether an address space has more than `limit` leaf tables. McCracken: mm->ptepages. */
export function hasMoreTables(kernel: Kernel, mm: Mm, limit: number): boolean {
	return countLeafTables(kernel, kernel.mm.root[mm], limit + 1) > limit;
}

/** Leaf tables below `table`; stops looking at `enough`. */
function countLeafTables(kernel: Kernel, table: Table, enough: number): number {
	const {level, used} = kernel.table;
	if (level[table] === 2) {
		return used[table];
	}

	let found = 0;
	for (let place = 0; place < kernel.geometry.entries && found < enough; place += 1) {
		const below = pteTable(wordAt(kernel, table, place));
		found += below === 0 ? 0 : countLeafTables(kernel, below, enough);
	}

	return found;
}
