/**
 * Huge pages of the pool in page tables: the directory entry maps 2 MiB, and no table lies below it. What each of its pages
 * allows and has met stands in a stand-in, a table that is no page.
 */
import {dropEntry, frameFlags} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {errno} from '../state/errno.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {EntryIndex, Frame, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {packPte, pteBits, pteFrame, pteTable} from '../state/pte.ts';
import {totals} from '../state/schema.ts';
import {entryAt, roomAt, tableHolding, wordAt} from '../state/strips.ts';
import {vmaAt, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {
	allocateStandIn,
	buildTable,
	entrySpan,
	findDirectoryEntry,
	findTable,
	isStandIn,
	lowestLevel,
	openEntry,
	roomFor,
	setEntry,
	unlinkTable,
} from './table.ts';

/** Index in `kernel.strip.entry` of the directory entry that maps a huge page of the pool at `vpn`; 0 when none does. */
export function findPoolEntry(kernel: Kernel, mm: Mm, vpn: Vpn): EntryIndex {
	if (kernel.total.value[totals.hugetlbFrames] === 0) {
		return 0;
	}

	const index = findDirectoryEntry(kernel, mm, vpn);
	return isStandIn(kernel, pteTable(kernel.strip.entry[index])) ? index : 0;
}

/** The first frame of the huge page that a directory entry maps. */
export function headOf(kernel: Kernel, index: EntryIndex): Frame {
	return pteFrame(wordAt(kernel, pteTable(kernel.strip.entry[index]), 0));
}

/** The frames of the huge page that a directory entry maps. */
export function framesOf(kernel: Kernel, index: EntryIndex): readonly Frame[] {
	const table = pteTable(kernel.strip.entry[index]);
	return Array.from({length: pagesInFolio}, (_, i) => pteFrame(wordAt(kernel, table, i)));
}

/** Maps a huge page at `vpn`, where its upper tables are; `bits` of pteBits. Each of its frames has a mapping more. */
export function enterPoolPage(
	kernel: Kernel,
	mm: Mm,
	vpn: Vpn,
	frames: readonly Frame[],
	bits: number,
): void {
	const table = allocateStandIn(kernel);
	for (const [i, frame] of frames.entries()) {
		setEntry(kernel, table, roomAt(kernel, table, i), packPte(frame, bits));
		kernel.frame.mapcount[frame] += 1;
	}

	const directory = findTable(kernel, mm, vpn, 2);
	setEntry(kernel, directory, roomFor(kernel, directory, 2, vpn), packPte(table, openEntry));
	kernel.mm.hugetlb[mm] += 1;
	countWork(kernel, workUnits.page_ref);
	countReverseMaps(kernel, workUnits.rmap_add, 1);
}

/** Sets bits of all entries of a huge page. */
export function addBits(kernel: Kernel, index: EntryIndex, bits: number): void {
	const table = pteTable(kernel.strip.entry[index]);
	for (let i = 0; i < pagesInFolio; i += 1) {
		kernel.strip.entry[entryAt(kernel, table, i)] |= bits;
	}
}

/**
 * Takes a huge page away from where a directory entry maps it. What its owner gives up is reserved for it again, and where
 * others keep it, once these have let go: meanwhile fewer are counted as reserved than are. Linux: __unmap_hugepage_range(),
 * free_huge_folio(); 6.18 shows HugePages_Rsvd below zero then.
 */
export function zapPoolEntry(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): void {
	const isOwners = (kernel.vma.flags[vmaAt(kernel, mm, vpn)] & vmaFlags.hugetlbOwner) !== 0;
	kernel.frame.flags[headOf(kernel, index)] |= isOwners ? frameFlags.restores : 0;
	dropPoolEntry(kernel, mm, index);
	countWork(kernel, workUnits.huge_zap);
}

/** Takes a huge page away to put another in its place. */
export function dropPoolEntry(kernel: Kernel, mm: Mm, index: EntryIndex): void {
	const table = pteTable(kernel.strip.entry[index]);
	for (let i = 0; i < pagesInFolio; i += 1) {
		const at = entryAt(kernel, table, i);
		const frame = pteFrame(kernel.strip.entry[at]);
		setEntry(kernel, table, at, 0);
		dropEntry(kernel, frame);
	}

	unlinkTable(kernel, mm, tableHolding(kernel, index), index);
	kernel.mm.hugetlb[mm] -= 1;
	countWork(kernel, workUnits.page_unref);
	countReverseMaps(kernel, workUnits.rmap_remove, 1);
}

/**
 * Copies the huge pages of a private mapping to the child's `copy`: nobody may write to them any more. The child gets upper
 * tables wherever the parent has them. Returns 0 or -ENOMEM. Linux: copy_hugetlb_page_range().
 */
export function copyPoolRange(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {mm, start, end} = kernel.vma;
	for (let at = start[vma]; at < end[vma]; ) {
		const level = lowestLevel(kernel, mm[vma], at);
		if (level > 2) {
			const span = entrySpan(kernel, level);
			at = (Math.floor(at / span) + 1) * span;
			continue;
		}

		if (buildTable(kernel, mm[copy], at, 2) === 0) {
			return -errno.ENOMEM;
		}

		copyPoolEntry(kernel, mm[vma], mm[copy], at);
		at += pagesInFolio;
	}

	return 0;
}

function copyPoolEntry(kernel: Kernel, from: Mm, to: Mm, at: Vpn): void {
	const index = findPoolEntry(kernel, from, at);
	if (index === 0) {
		return;
	}

	const frames = framesOf(kernel, index);
	const table = pteTable(kernel.strip.entry[index]);
	const word = wordAt(kernel, table, 0);
	for (const [i, frame] of frames.entries()) {
		kernel.strip.entry[entryAt(kernel, table, i)] &= ~pteBits.write;
		kernel.frame.flags[frame] &= ~frameFlags.exclusive;
	}

	enterPoolPage(kernel, to, at, frames, word & (pteBits.present | pteBits.dirty | pteBits.noAccess));
	countWork(kernel, workUnits.huge_copy);
	countWork(kernel, workUnits.pte_wp, (word & pteBits.write) === 0 ? 0 : 1);
}
