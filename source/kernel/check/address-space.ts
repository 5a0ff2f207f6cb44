/** What must hold of one address space: its mappings, and what it is charged for by its page tables. */

import {residentPages} from '../frames/rss.ts';
import type {Level, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {isSwapped, pteBits, pteTable} from '../state/pte.ts';
import {wordAt} from '../state/strips.ts';
import {entrySpan, isCharged, isStandIn} from '../tables/table.ts';

/** A broken rule as a sentence. */
export type Problem = string | undefined;

/** `what` of row `row` says `told`, but it is `found`. */
export function differs(what: string, row: number, told: number, found: number): string {
	return `${what} ${row} says ${told}, but there are ${found}`;
}

/** The first rule that is broken for an address space in use. */
export function checkAddressSpace(kernel: Kernel, mm: Mm): Problem {
	return checkVmas(kernel, mm) ?? checkContents(kernel, mm);
}

/** Vmas lie in order without overlap, know their neighbours, and add up. */
function checkVmas(kernel: Kernel, mm: Mm): Problem {
	const {vma} = kernel;
	let count = 0;
	let pages = 0;
	let below = 0;
	for (let row = kernel.mm.firstVma[mm]; row !== 0; row = vma.next[row]) {
		const isInOrder = vma.start[row] < vma.end[row] && (below === 0 || vma.end[below] <= vma.start[row]);
		if (!isInOrder || vma.previous[row] !== below || vma.mm[row] !== mm) {
			return `vma ${row} of mm ${mm} stands at ${vma.start[row]}–${vma.end[row]} after vma ${below}, which ends at ${vma.end[below]}`;
		}

		count += 1;
		pages += vma.end[row] - vma.start[row];
		below = row;
	}

	if (count !== kernel.mm.vmas[mm]) {
		return differs('vmas of mm', mm, kernel.mm.vmas[mm], count);
	}

	return pages === kernel.mm.totalPages[mm]
		? undefined
		: differs('virtual pages of mm', mm, kernel.mm.totalPages[mm], pages);
}

/** What an address space is charged for: its tables, and the pages in them where the design keeps count of those. */
function checkContents(kernel: Kernel, mm: Mm): Problem {
	const found = {tables: 0, pooled: 0, resident: 0, swapped: 0, mapped: 0};
	countBelow(kernel, mm, kernel.mm.root[mm], kernel.geometry.levels, found);
	if (found.tables !== kernel.mm.tables[mm]) {
		return differs('tables of mm', mm, kernel.mm.tables[mm], found.tables);
	}

	if (found.pooled !== kernel.mm.hugetlb[mm]) {
		return differs('huge pages of the pool of mm', mm, kernel.mm.hugetlb[mm], found.pooled);
	}

	const resident = residentPages(kernel, mm);
	if (!residentDrifts(kernel) && resident !== found.resident) {
		return differs('resident pages of mm', mm, resident, found.resident);
	}

	if (!residentDrifts(kernel) && kernel.mm.swapped[mm] !== found.swapped) {
		return differs('pages in swap of mm', mm, kernel.mm.swapped[mm], found.swapped);
	}

	const inside = kernel.policies.sharing === undefined ? entriesInMappings(kernel, mm) : found.mapped;
	return inside === found.mapped
		? undefined
		: `mm ${mm} has ${found.mapped} entries, but only ${inside} of them in its mappings`;
}

/** Where only who splits a shared table is charged for its pages, the counter is known to lose touch with them. */
function residentDrifts({policies: {sharing, resume}}: Kernel): boolean {
	return sharing?.resident === 'splitter' && resume === undefined;
}

type Found = {tables: number; pooled: number; resident: number; swapped: number; mapped: number};

function countBelow(kernel: Kernel, mm: Mm, table: Table, level: Level, found: Found): void {
	const isOwn = isCharged(kernel, mm, table) && !isStandIn(kernel, table);
	let left = kernel.table.used[table];
	for (let place = 0; left > 0; place += 1) {
		const word = wordAt(kernel, table, place);
		if (word === 0) {
			continue;
		}

		left -= 1;
		if (level > 1) {
			const below = pteTable(word);
			found.tables += isCharged(kernel, mm, below) && !isStandIn(kernel, below) ? 1 : 0;
			found.pooled += isStandIn(kernel, below) ? 1 : 0;
			countBelow(kernel, mm, pteTable(word), level - 1, found);
		} else {
			found.mapped += 1;
			found.swapped += isOwn && isSwapped(word) ? 1 : 0;
			found.resident += isOwn && !isSwapped(word) && (word & pteBits.special) === 0 ? 1 : 0;
		}
	}
}

function entriesInMappings(kernel: Kernel, mm: Mm): number {
	let inside = 0;
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		inside += entriesBetween(kernel, kernel.mm.root[mm], kernel.geometry.levels, start[vma], end[vma]);
	}

	return inside;
}

/** Entries of a table for pages [start, end), counted from the first page that the table covers. */
function entriesBetween(kernel: Kernel, table: Table, level: Level, start: Vpn, end: Vpn): number {
	const {entries} = kernel.geometry;
	const span = entrySpan(kernel, level);
	const last = Math.min(entries - 1, Math.floor((end - 1) / span));
	let found = 0;
	for (let i = Math.max(0, Math.floor(start / span)); i <= last; i += 1) {
		const word = wordAt(kernel, table, i);
		if (word !== 0) {
			const base = i * span;
			found += level === 1 ? 1 : entriesBetween(kernel, pteTable(word), level - 1, start - base, end - base);
		}
	}

	return found;
}
