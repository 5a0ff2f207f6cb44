/** Freeing page tables that nothing is mapped through any more: after munmap those of a range, at exit all. */
import type {EntryIndex, Level, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {UnmapRange} from '../state/policies.ts';
import {pteTable} from '../state/pte.ts';
import {visitStrips} from '../state/strips.ts';
import {entryIndex, entrySpan, unlinkTable} from './table.ts';

/**
 * Frees the tables in [start, end) that no mapping outside needs: those whose whole range lies within
 * [floor, ceiling), the room between the neighbouring mappings. The leaf tables must be empty by now.
 * Linux: free_pgtables() and free_pgd_range(); before 2.6 only where a whole root entry has become empty.
 */
export function freeTables(kernel: Kernel, mm: Mm, range: UnmapRange): void {
	const {levels} = kernel.geometry;
	const byRoot = kernel.policies.rules.tablesFreed === 'by-root-entry';
	for (let level = 1; level < levels; level += 1) {
		const span = entrySpan(kernel, level + 1);
		const unit = byRoot ? entrySpan(kernel, levels) : span;
		const end = Math.ceil(range.end / unit) * unit;
		for (let base = Math.floor(range.start / unit) * unit; base < end; base += span) {
			const start = Math.floor(base / unit) * unit;
			const isFree = start >= range.floor && start + unit <= range.ceiling;
			base = isFree ? freeTableAt(kernel, mm, base, level) : start + unit - span;
		}
	}
}

/**
 * Frees the table at `level` whose range begins at `base`. Returns the base of the last table that this look-up
 * settled: where a whole upper table is missing, nothing below it needs to be looked at.
 */
function freeTableAt(kernel: Kernel, mm: Mm, base: Vpn, level: Level): number {
	let table = kernel.mm.root[mm];
	for (let at = kernel.geometry.levels; at > level; at -= 1) {
		const index = entryIndex(kernel, table, at, base);
		const below = pteTable(kernel.strip.entry[index]);
		if (below === 0) {
			const span = entrySpan(kernel, at);
			return Math.floor(base / span) * span + span - entrySpan(kernel, level + 1);
		}

		if (at === level + 1) {
			unlinkTable(kernel, mm, table, index);
		}

		table = below;
	}

	return base;
}

/** Frees every table below `table`, the root unless said otherwise; the leaf tables that nobody shares must be empty. */
export function freeAllTables(kernel: Kernel, mm: Mm, table = kernel.mm.root[mm]): void {
	visitStrips(kernel, table, 0, kernel.geometry.entries, (first, count) => {
		for (let index = first; index < first + count && kernel.table.used[table] > 0; index += 1) {
			freeBelow(kernel, mm, table, index);
		}
	});
}

function freeBelow(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex): void {
	const below = pteTable(kernel.strip.entry[index]);
	if (below === 0) {
		return;
	}

	if (kernel.table.level[below] > 1) {
		freeAllTables(kernel, mm, below);
	}

	unlinkTable(kernel, mm, table, index);
}
