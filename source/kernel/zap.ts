/** Zapping: take the entries of a range away and drop what they held. */

import {frameFlags, frameKinds, putFrame} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork} from './kernel.ts';
import {pteBits} from './pte.ts';
import {changeResident} from './rss.ts';
import {entryIndex, findTable, freeTable, freeTables, setEntry} from './table.ts';

// Constants of their own, so that the loops below compare with numbers instead of loading fields.
const {special, dirty} = pteBits;
const {anon: anonKind, file: fileKind} = frameKinds;

/** Clears every entry of [start, end); the tables stay. Linux: unmap_page_range() down to zap_pte_range(). */
export function zapRange(kernel: Kernel, mm: number, start: number, end: number): void {
	const {entries} = kernel.geometry;
	for (let at = start; at < end; ) {
		const tableEnd = Math.min(end, (Math.floor(at / entries) + 1) * entries);
		const table = findTable(kernel, mm, at);
		if (table !== 0 && kernel.table.used[table] > 0) {
			zapEntries(kernel, mm, table, entryIndex(kernel, table, 1, at), tableEnd - at);
		}

		at = tableEnd;
	}

	countWork(kernel, 'tlb_range');
}

/**
 * Clears `count` entries of one leaf table from `first` (an index into table.entry) on and drops what they held. A
 * written page that others share becomes dirty itself, as its entry goes. One loop without calls: an exit runs it for
 * every page of the process. Linux: zap_pte_range().
 */
export function zapEntries(kernel: Kernel, mm: number, table: number, first: number, count: number): void {
	const {entry, used} = kernel.table;
	const {refcount, mapcount, kind, flags} = kernel.frame;
	let zapped = 0;
	let anon = 0;
	let file = 0;
	let shmem = 0;
	for (let index = first; index < first + count; index += 1) {
		const word = entry[index];
		if (word === 0) {
			continue;
		}

		entry[index] = 0;
		zapped += 1;
		if ((word & special) !== 0) {
			continue;
		}

		const frame = word >>> 8;
		if (kind[frame] === anonKind) {
			anon += 1;
		} else {
			flags[frame] |= (word & dirty) === 0 ? 0 : frameFlags.dirty;
			if (kind[frame] === fileKind) {
				file += 1;
			} else {
				shmem += 1;
			}
		}

		mapcount[frame] -= 1;
		if (refcount[frame] > 1) {
			refcount[frame] -= 1;
		} else {
			putFrame(kernel, frame);
		}
	}

	used[table] -= zapped;
	changeResident(kernel, mm, -anon, -file, -shmem);
	const dropped = anon + file + shmem;
	countWork(kernel, 'pte_zap', zapped);
	countWork(kernel, 'rmap_remove', dropped);
	countWork(kernel, 'page_unref', dropped);
}

/**
 * What madvise(DONTNEED) does to the part of one vma: the entries go, and so does every leaf table that the part
 * covers whole. Linux: zap_page_range_single() with reclaim_pt (6.14 and later).
 */
export function discardRange(kernel: Kernel, mm: number, start: number, end: number): void {
	zapRange(kernel, mm, start, end);
	const {entries} = kernel.geometry;
	const first = Math.ceil(start / entries) * entries;
	for (let base = first; base + entries <= end; base += entries) {
		const directory = findTable(kernel, mm, base, 2);
		const table = findTable(kernel, mm, base);
		if (table !== 0) {
			setEntry(kernel, directory, entryIndex(kernel, directory, 2, base), 0);
			kernel.mm.tables[mm] -= 1;
			freeTable(kernel, table);
		}
	}
}

/** Unmaps [start, end) with no mapping left in it: entries first, then the tables nobody beside it needs. */
export function unmapRange(
	kernel: Kernel,
	mm: number,
	range: {start: number; end: number; floor: number; ceiling: number},
): void {
	zapRange(kernel, mm, range.start, range.end);
	freeTables(kernel, mm, range);
}
