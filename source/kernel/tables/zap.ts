/** Zapping: take the entries of a range away and drop what they held. */

import {countFolioEntries, releaseFolios} from '../frames/folio.ts';
import {usesSwap} from '../frames/swap.ts';
import {noteDefect} from '../state/defects.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {UnmapRange} from '../state/policies.ts';
import {pteTable} from '../state/pte.ts';
import {isAnonymous} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {freeTables} from './free-tables.ts';
import {findHugeEntry, splitHugeEntry, zapHugeEntry} from './huge.ts';
import {findPoolEntry, zapPoolEntry} from './hugetlb.ts';
import {isClosed} from './open-table.ts';
import {
	entryIndex,
	findDirectoryEntry,
	findTable,
	leafEnd,
	nextLeaf,
	openEntry,
	placeOf,
	unlinkTable,
} from './table.ts';
import {zapEntries, zapPlain} from './zap-entries.ts';

/** What a zap takes away: all; all but guards; of mappings of anonymous memory and nothing else all, faster. */
type ZapKind = 'all' | 'pages' | 'plain';

/**
 * Clears every entry of [start, end), guards too unless `keepsGuards`; the tables stay. Linux: unmap_page_range() down to
 * zap_pte_range(), with ZAP_FLAG_DROP_MARKER or without.
 */
export function zapRange(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, keepsGuards = false): void {
	kernel.policies.sharing?.beforeZap?.(kernel, mm, start, end);
	zapTables(kernel, mm, start, end, keepsGuards ? 'pages' : 'all');
}

/**
 * Clears the entries of a mapping whose address space is going. A shared table in which nothing else of it lies is let
 * go of, whether the mapping fills it or not: that is what Phillips' figures for forks of less than a table show.
 */
export function zapLeaving(kernel: Kernel, vma: Vma): void {
	const {mm, start, end} = kernel.vma;
	if (kernel.policies.sharing !== undefined) {
		let at = nextLeaf(kernel, mm[vma], start[vma], end[vma]);
		while (at < end[vma]) {
			dropAlone(kernel, vma, at);
			at = nextLeaf(kernel, mm[vma], leafEnd(kernel, at, end[vma]), end[vma]);
		}
	}

	zapTables(kernel, mm[vma], start[vma], end[vma], isAnonymous(kernel, vma) ? 'plain' : 'all');
}

/** Lets go of the table at `at` if it is shared and no neighbour of the mapping reaches into it. */
function dropAlone(kernel: Kernel, vma: Vma, at: Vpn): void {
	const {mm, start, end, next, previous} = kernel.vma;
	const {entries} = kernel.geometry;
	const base = Math.floor(at / entries) * entries;
	const isAlone =
		(previous[vma] === 0 || end[previous[vma]] <= base) &&
		(next[vma] === 0 || start[next[vma]] >= base + entries);
	const index = isAlone ? findDirectoryEntry(kernel, mm[vma], at) : 0;
	const table = index === 0 ? 0 : pteTable(kernel.strip.entry[index]);
	if (table !== 0 && kernel.table.refs[table] > 1) {
		kernel.policies.sharing?.drop(kernel, mm[vma], at, index);
	}
}

function zapTables(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, zaps: ZapKind): void {
	for (let at = nextLeaf(kernel, mm, start, end); at < end; ) {
		const tableEnd = leafEnd(kernel, at, end);
		const table = zapHuge(kernel, mm, at, tableEnd) ? 0 : tableToZap(kernel, mm, at, tableEnd);
		if (table !== 0 && kernel.table.used[table] > 0) {
			const place = placeOf(kernel, 1, at);
			const folios = countFolioEntries(kernel, mm, table, place, tableEnd - at, false);
			if (zaps === 'plain' && kernel.policies.rules.reverseMaps !== 'chains' && !usesSwap(kernel)) {
				zapPlain(kernel, mm, table, place, tableEnd - at);
			} else {
				zapEntries(kernel, mm, table, place, tableEnd - at, zaps === 'pages');
			}

			releaseFolios(kernel, folios);
		}

		at = nextLeaf(kernel, mm, tableEnd, end);
	}

	countWork(kernel, workUnits.tlb_range);
}

/** Takes a huge page of the pool away, or a huge entry that [at, end) covers whole, and splits one that it covers in part. True: nothing is left there. */
function zapHuge(kernel: Kernel, mm: Mm, at: Vpn, end: Vpn): boolean {
	const pooled = findPoolEntry(kernel, mm, at);
	if (pooled !== 0) {
		zapPoolEntry(kernel, mm, at, pooled);
		return true;
	}

	const index = findHugeEntry(kernel, mm, at);
	if (index === 0) {
		return false;
	}

	if (end - at < pagesInFolio) {
		splitHugeEntry(kernel, mm, at);
		return false;
	}

	zapHugeEntry(kernel, mm, index);
	return true;
}

/**
 * Clears every table that the mappings of an address space touch, whole tables at a time, so that no shared one is
 * opened only to be emptied. McCracken: unmap_all_pages().
 */
export function zapWholeTables(kernel: Kernel, mm: Mm): void {
	const {entries} = kernel.geometry;
	let done = 0;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		const end = Math.ceil(kernel.vma.end[vma] / entries) * entries;
		const first = Math.max(done, Math.floor(kernel.vma.start[vma] / entries) * entries);
		for (
			done = nextLeaf(kernel, mm, first, end);
			done < end;
			done = nextLeaf(kernel, mm, done + entries, end)
		) {
			const table = tableToZap(kernel, mm, done, done + entries);
			if (table !== 0 && kernel.table.used[table] > 0) {
				zapEntries(kernel, mm, table, 0, entries);
			}
		}
	}

	countWork(kernel, workUnits.tlb_mm);
}

/**
 * The table whose entries for [at, end) are to be cleared, 0 for nothing to do. A shared table is let go of if the
 * range covers it whole, and made the address space's own before a part of it is cleared; nobody else has it then.
 */
function tableToZap(kernel: Kernel, mm: Mm, at: Vpn, end: Vpn): Table {
	const {refs, used} = kernel.table;
	const index = findDirectoryEntry(kernel, mm, at);
	const word = index === 0 ? 0 : kernel.strip.entry[index];
	const table = pteTable(word);
	const {sharing} = kernel.policies;
	if (table === 0 || sharing === undefined || (refs[table] === 1 && (word & openEntry) === openEntry)) {
		return table;
	}

	if (end - at === kernel.geometry.entries) {
		return sharing.drop(kernel, mm, at, index) ? 0 : table;
	}

	// What is entered in an empty one next opens it; but one that stands open to all its users would be entered by them all.
	if (used[table] === 0 && isClosed(kernel, sharing, index)) {
		return 0;
	}

	if (kernel.mm.users[mm] === 0 && refs[table] > 1) {
		noteDefect(kernel, 'overUnshare', mm, at);
	}

	return sharing.open(kernel, mm, at, index, true);
}

/**
 * What madvise(DONTNEED) does to the part of one vma: the entries go, and so does every leaf table that the part
 * covers whole and that has no guards. Linux: zap_page_range_single() with reclaim_pt (6.14 and later).
 */
export function discardRange(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	zapRange(kernel, mm, start, end, true);
	const {entries} = kernel.geometry;
	const first = Math.ceil(start / entries) * entries;
	const last = Math.floor(end / entries) * entries;
	let base = nextLeaf(kernel, mm, first, last);
	while (base < last) {
		if (kernel.table.used[findTable(kernel, mm, base)] === 0) {
			const directory = findTable(kernel, mm, base, 2);
			unlinkTable(kernel, mm, directory, entryIndex(kernel, directory, 2, base));
		}

		base = nextLeaf(kernel, mm, base + entries, last);
	}
}

/** Unmaps [start, end) with no mapping left in it: entries first, then the tables nobody beside it needs. */
export function unmapRange(kernel: Kernel, mm: Mm, range: UnmapRange): void {
	zapRange(kernel, mm, range.start, range.end);
	freeTables(kernel, mm, range);
}
