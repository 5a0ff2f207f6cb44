/** Copying page tables at fork: what a mapping's entries become in the child. */
import {errno} from './errno.ts';
import {frameFlags, frameKinds} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork} from './kernel.ts';
import {pteBits} from './pte.ts';
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

			copyEntries(kernel, {vma, copy, source, target, at, count: tableEnd - at});
		}

		at = tableEnd;
	}

	return 0;
}

/**
 * Copies a run of entries between two leaf tables. Private pages lose the right to write on both sides and are no
 * longer exclusive; the child's copies are not accessed, and not dirty where the memory is shared.
 * Linux: copy_pte_range(), copy_present_ptes().
 */
function copyEntries(
	kernel: Kernel,
	run: {vma: number; copy: number; source: number; target: number; at: number; count: number},
): void {
	const {entry, used} = kernel.table;
	const {refcount, mapcount, kind, flags} = kernel.frame;
	const child = kernel.vma.mm[run.copy];
	const isPrivate = !isShared(kernel, run.vma);
	const childMask = ~(pteBits.accessed | (isPrivate ? pteBits.write : pteBits.dirty));
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
			if (kind[frame] === anonKind) {
				flags[frame] &= ~frameFlags.exclusive;
				anon += 1;
			} else if (kind[frame] === fileKind) {
				file += 1;
			} else {
				shmem += 1;
			}
		}

		if (isPrivate && (word & write) !== 0) {
			entry[index] = word & ~write;
			protectedCount += 1;
		}

		entry[index + shift] = word & childMask;
	}

	used[run.target] += copied;
	changeResident(kernel, child, anon, file, shmem);
	const counted = anon + file + shmem;
	countWork(kernel, 'pte_copy', copied);
	countWork(kernel, 'pte_wp', protectedCount);
	countWork(kernel, 'page_ref', counted);
	countWork(kernel, 'rmap_add', counted);
}
