/** Walks over the leaf entries of address spaces that are not empty. */
import {nextRow} from '../state/columns.ts';
import type {EntryIndex, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {visitStrips} from '../state/strips.ts';
import {findTable, leafEnd, nextLeaf, placeOf} from './table.ts';

/** `index` stands in `kernel.strip.entry`. */
export type EntryVisitor = (table: Table, index: EntryIndex, vpn: Vpn) => void;

/** Calls `visit` for each entry of [start, end) that is not empty, in address order; it may change or clear that entry. */
export function visitEntries(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: EntryVisitor): void {
	for (let at = nextLeaf(kernel, mm, start, end); at < end; ) {
		const tableEnd = leafEnd(kernel, at, end);
		const table = findTable(kernel, mm, at);
		const base = at - placeOf(kernel, 1, at);
		visitStrips(kernel, table, at - base, tableEnd - at, (first, count, place) =>
			visitRun(kernel, table, first, base + place, count, visit),
		);
		at = nextLeaf(kernel, mm, tableEnd, end);
	}
}

function visitRun(
	kernel: Kernel,
	table: Table,
	first: EntryIndex,
	vpn: Vpn,
	count: number,
	visit: EntryVisitor,
): void {
	for (let i = 0; i < count; i += 1) {
		if (kernel.strip.entry[first + i] !== 0) {
			visit(table, first + i, vpn + i);
		}
	}
}

/**
 * Calls `visit` for each entry in the mappings of all address spaces that is not empty; for one of a shared table once, for
 * the first address space that maps it.
 */
export function visitAllEntries(
	kernel: Kernel,
	visit: (vma: Vma, table: Table, index: EntryIndex, vpn: Vpn) => void,
): void {
	const {start, end, next} = kernel.vma;
	const met = new Set<EntryIndex>();
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
			visitEntries(kernel, mm, start[vma], end[vma], (table, index, vpn) => {
				if (kernel.table.refs[table] > 1) {
					if (met.has(index)) {
						return;
					}

					met.add(index);
				}

				visit(vma, table, index, vpn);
			});
		}
	}
}
