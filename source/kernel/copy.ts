/** Copying page tables at fork: what a mapping's entries become in the child. */
import {errno} from './errno.ts';
import {frameFlags, frameKinds} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork} from './kernel.ts';
import {pteBits} from './pte.ts';
import {countReverseMaps, growChain} from './reverse-map.ts';
import {changeResident} from './rss.ts';
import {buildTable, entryIndex, findTable} from './table.ts';
import {isShared} from './vma.ts';

// Constants of their own, so that the loops below compare with numbers instead of loading fields.
const {special, write} = pteBits;
const {anon: anonKind, file: fileKind} = frameKinds;

/**
 * Copies the entries of the parent's mapping `vma` into the child's `copy`, table by table: the child gets a table
 * for every one that the parent has in the range, even if none of its entries belongs to this mapping.
 * Returns 0 or -ENOMEM. Linux: copy_page_range().
 */
export function copyPageRange(kernel: Kernel, vma: number, copy: number): number {
	const from = kernel.vma.mm[vma];
	const to = kernel.vma.mm[copy];
	const {entries} = kernel.geometry;
	const end = kernel.vma.end[vma];
	for (let at = kernel.vma.start[vma]; at < end; ) {
		const tableEnd = Math.min(end, (Math.floor(at / entries) + 1) * entries);
		const source = findTable(kernel, from, at);
		if (source !== 0) {
			const target = buildTable(kernel, to, at);
			if (target === 0) {
				return -errno.ENOMEM;
			}

			const isPrivate = !isShared(kernel, vma);
			const run = {source, target, at, count: tableEnd - at, isPrivate, protectsSource: isPrivate};
			copyEntries(kernel, run, to);
		}

		at = tableEnd;
	}

	return 0;
}

/** A stretch of entries of two leaf tables that stand for the same pages, from page `at` on. */
export type EntryRun = {
	readonly source: number;
	readonly target: number;
	readonly at: number;
	readonly count: number;
	/** Private pages lose the right to write in the copy, and with `protectsSource` in the source too. */
	readonly isPrivate: boolean;
	readonly protectsSource: boolean;
};

/**
 * Copies a run of entries between two leaf tables, the target's being empty. Pages are no longer exclusive; the copies
 * are not accessed, and not dirty where the memory is shared. The pages are counted as resident in `mm`, unless it is 0.
 * Linux: copy_pte_range(), copy_present_ptes().
 */
export function copyEntries(kernel: Kernel, run: EntryRun, mm: number): void {
	const {entry, used} = kernel.table;
	const {refcount, mapcount, kind, flags} = kernel.frame;
	const hasChains = kernel.policies.rules.reverseMaps === 'chains';
	const keeps = run.protectsSource ? ~write : -1;
	const childMask = ~(pteBits.accessed | (run.isPrivate ? write : pteBits.dirty));
	const first = entryIndex(kernel, run.source, 1, run.at);
	const shift = entryIndex(kernel, run.target, 1, run.at) - first;
	let copied = 0;
	let anon = 0;
	let file = 0;
	let shmem = 0;
	let protectedCount = 0;
	for (let index = first; index < first + run.count; index += 1) {
		const word = entry[index];
		if (word === 0) {
			continue;
		}

		copied += 1;
		if ((word & special) === 0) {
			const frame = word >>> 8;
			refcount[frame] += 1;
			mapcount[frame] += 1;
			if (hasChains) {
				growChain(kernel, frame);
			}

			if (kind[frame] === anonKind) {
				flags[frame] &= ~frameFlags.exclusive;
				anon += 1;
			} else if (kind[frame] === fileKind) {
				file += 1;
			} else {
				shmem += 1;
			}
		}

		if ((word & ~keeps) !== 0) {
			entry[index] = word & keeps;
			protectedCount += 1;
		}

		entry[index + shift] = word & childMask;
	}

	used[run.target] += copied;
	if (mm !== 0) {
		changeResident(kernel, mm, anon, file, shmem);
	}

	const counted = anon + file + shmem;
	countWork(kernel, 'pte_copy', copied);
	countWork(kernel, 'pte_wp', protectedCount);
	countWork(kernel, 'page_ref', counted);
	countReverseMaps(kernel, 'rmap_add', counted);
}
