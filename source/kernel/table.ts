/**
 * Page-table pages: find, build and free the tables of an address space. Each is a row of `table` with a frame of
 * its own and a count of the directory entries that point at it; two address spaces share it when that count is above 1.
 */
import {assert} from './assert.ts';
import {allocateRow, freeRow} from './columns.ts';
import {allocateFrame, frameKinds, putFrame} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork, totals} from './kernel.ts';
import {packPte, pteBits, pteFrame} from './pte.ts';

/** Pages that one entry of a table at `level` covers: 1 at the leaf. */
export function entrySpan(kernel: Kernel, level: number): number {
	return kernel.geometry.entries ** (level - 1);
}

/** Where the entry for `vpn` stands in `kernel.table.entry`, for a table at `level`. */
export function entryIndex(kernel: Kernel, table: number, level: number, vpn: number): number {
	const {entries} = kernel.geometry;
	return table * entries + (Math.floor(vpn / entrySpan(kernel, level)) % entries);
}

/** Hands out an empty table with one reference, or 0 when memory is used up. */
export function allocateTable(kernel: Kernel, level: number): number {
	const frame = allocateFrame(kernel, frameKinds.table);
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
	countWork(kernel, level === 1 ? 'pt_alloc' : 'upper_alloc');
	return table;
}

/** Frees a table that holds nothing any more. */
export function freeTable(kernel: Kernel, table: number): void {
	assert(kernel.table.used[table] === 0, 'freeing a table in use', {table, used: kernel.table.used[table]});
	if (kernel.table.level[table] === 1) {
		countWork(kernel, 'pt_free');
	}

	putFrame(kernel, kernel.table.frame[table]);
	freeRow(kernel.table, table);
	kernel.total.value[totals.tablesUsed] -= 1;
}

/**
 * Sets one entry of a table and keeps its count of entries in use. Every change of an entry between empty and
 * not empty goes through here.
 */
export function setEntry(kernel: Kernel, table: number, index: number, word: number): void {
	const {entry, used} = kernel.table;
	used[table] += (word === 0 ? 0 : 1) - (entry[index] === 0 ? 0 : 1);
	entry[index] = word;
}

/** The table at `level` that covers `vpn`, or 0 when it was never built. Linux: the walk from pgd_offset() down. */
export function findTable(kernel: Kernel, mm: number, vpn: number, level = 1): number {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level && table !== 0; at -= 1) {
		table = pteFrame(kernel.table.entry[entryIndex(kernel, table, at, vpn)]);
	}

	return table;
}

/** Index in `kernel.table.entry` of the directory entry through which `mm` reaches its leaf table for `vpn`; 0 when none. */
export function findDirectoryEntry(kernel: Kernel, mm: number, vpn: number): number {
	const directory = findTable(kernel, mm, vpn, 2);
	return directory === 0 ? 0 : entryIndex(kernel, directory, 2, vpn);
}

/** As findTable, but builds what is missing; 0 when memory is used up. Linux: p4d_alloc() down to pte_alloc(). */
export function buildTable(kernel: Kernel, mm: number, vpn: number, level = 1): number {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level; at -= 1) {
		const index = entryIndex(kernel, table, at, vpn);
		let below = pteFrame(kernel.table.entry[index]);
		if (below === 0) {
			below = allocateTable(kernel, at - 1);
			if (below === 0) {
				return 0;
			}

			setEntry(kernel, table, index, packPte(below, pteBits.present | pteBits.write));
			kernel.mm.tables[mm] += 1;
		}

		table = below;
	}

	return table;
}

/** The leaf entry for `vpn`, 0 when there is no table or nothing in it. */
export function readEntry(kernel: Kernel, mm: number, vpn: number): number {
	const table = findTable(kernel, mm, vpn);
	return table === 0 ? 0 : kernel.table.entry[entryIndex(kernel, table, 1, vpn)];
}

/**
 * Frees the tables in [start, end) that no mapping outside needs: those whose whole range lies within
 * [floor, ceiling), the room between the neighbouring mappings. The leaf tables must be empty by now.
 * Linux: free_pgtables() and free_pgd_range().
 */
export function freeTables(
	kernel: Kernel,
	mm: number,
	range: {start: number; end: number; floor: number; ceiling: number},
): void {
	for (let level = 1; level < kernel.geometry.levels; level += 1) {
		const span = entrySpan(kernel, level + 1);
		const first = Math.floor(range.start / span) * span;
		for (let base = first; base < range.end; base += span) {
			if (base < range.floor || base + span > range.ceiling) {
				continue;
			}

			base = freeTableAt(kernel, mm, base, level);
		}
	}
}

/**
 * Frees the table at `level` whose range begins at `base`. Returns the base of the last table that this look-up
 * settled: where a whole upper table is missing, nothing below it needs to be looked at.
 */
function freeTableAt(kernel: Kernel, mm: number, base: number, level: number): number {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level; at -= 1) {
		const index = entryIndex(kernel, table, at, base);
		const below = pteFrame(kernel.table.entry[index]);
		if (below === 0) {
			const span = entrySpan(kernel, at);
			return Math.floor(base / span) * span + span - entrySpan(kernel, level + 1);
		}

		if (at === level + 1) {
			setEntry(kernel, table, index, 0);
			kernel.mm.tables[mm] -= 1;
			freeTable(kernel, below);
		}

		table = below;
	}

	return base;
}
