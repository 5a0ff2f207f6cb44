/**
 * Paging out: pages leave memory for swap, and their entries become swap entries, where page-table entries are the
 * record. Pages whose contents are not needed again are dropped instead.
 */
import {frameFlags, frameKinds, unmapFrame} from '../frames/frame.ts';
import {readObjectAhead, takeOut} from '../frames/object-swap.ts';
import {removePage} from '../frames/page-list.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident, countSwapped} from '../frames/rss.ts';
import {
	enterCache,
	leaveCache,
	nameSlot,
	pagingRequests,
	readAhead,
	tellNotSimulated,
	writeOut,
} from '../frames/swap.ts';
import {noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Entry, EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isSwapped, packSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {dissolveOwnFolios} from '../tables/dissolve.ts';
import {forEachCharged} from '../tables/open-table.ts';
import {setEntry} from '../tables/table.ts';
import {visitEntries} from '../tables/visit.ts';

/** What becomes of a page: it stays, is dropped with its contents, or goes to the slot that it has got. */
export const fates = {stays: 0, drops: 1, leaves: 2} as const;

/** The page of an entry that may be in swap, 0 for none: zeros and device memory have no place there. */
export function pageOf(word: Entry): Frame {
	return (word & (pteBits.present | pteBits.special)) === pteBits.present ? pteFrame(word) : 0;
}

/** A page of an address space; nowhere, where nothing maps it any more. */
type Place = Pick<Mapper, 'mm' | 'vpn'>;
const nowhere: Place = {mm: 0, vpn: 0};

/** What an entry through which its page was written makes of the page before the entry goes. */
export function dirtyFlag(word: Entry): number {
	return (word & pteBits.dirty) === 0 ? 0 : frameFlags.dirty;
}

/**
 * Decides about a page of memory without a file, whose entries' dirty bits have been gathered, and tells where what was
 * written goes with it; `mapper` is one that loses it. Linux: shrink_folio_list().
 */
export function chooseFate(kernel: Kernel, frame: Frame, mapper: Place = nowhere): number {
	const {kind, flags, object} = kernel.frame;
	const isDirty = (flags[frame] & frameFlags.dirty) !== 0;
	const isUnwritten = kind[frame] === frameKinds.shmem && object[frame] !== 0;
	if (isForgotten(kernel, frame)) {
		noteDefect(kernel, 'dirtLost', mapper.mm, mapper.vpn);
		return fates.drops;
	}

	if (!isDirty && (isUnwritten || (flags[frame] & frameFlags.lazyFree) !== 0)) {
		return fates.drops;
	}

	flags[frame] &= ~frameFlags.lazyFree;
	return enterCache(kernel, frame) === 0 ? fates.stays : fates.leaves;
}

/** Whether a page was written and nothing says so: a split made its entries clean, and it has never been in swap. */
export function isForgotten({policies, frame: {kind, flags, slot}}: Kernel, frame: Frame): boolean {
	const isClean = (flags[frame] & (frameFlags.dirty | frameFlags.lazyFree)) === 0;
	return (
		policies.sharing?.copiesAreClean === true &&
		kind[frame] === frameKinds.anon &&
		slot[frame] === 0 &&
		isClean
	);
}

/** An entry that maps a page: in `table`, for page `vpn` of `mm`, or of all who share that table. */
export type Mapper = {readonly mm: Mm; readonly vpn: Vpn; readonly table: Table; readonly index: EntryIndex};

/**
 * Takes an entry away from a page: a private page that leaves has a swap entry in its place. In a shared table it is gone for
 * all who share it, on every CPU that one of them may run on. Linux: try_to_unmap_one().
 */
export function unmapEntry(kernel: Kernel, {mm, vpn, table, index}: Mapper, fate: number): void {
	const frame = pteFrame(kernel.table.entry[index]);
	const {kind, flags, slot} = kernel.frame;
	if (fate === fates.leaves && kind[frame] === frameKinds.anon) {
		const isOwned = (flags[frame] & frameFlags.exclusive) !== 0;
		const isExclusive = isOwned && kernel.policies.rules.swapKeepsOwner;
		flags[frame] &= ~frameFlags.exclusive;
		setEntry(kernel, table, index, packSwapped(slot[frame], isExclusive));
		nameSlot(kernel, slot[frame], 1);
	} else {
		setEntry(kernel, table, index, 0);
	}

	const inSwap = isSwapped(kernel.table.entry[index]) ? 1 : 0;
	forEachCharged(kernel, mm, vpn, table, (charged) => {
		countResident(kernel, charged, frame, -1);
		countSwapped(kernel, charged, inSwap);
	});
	countReverseMaps(kernel, 'rmap_remove', 1);
	countWork(kernel, kernel.table.refs[table] > 1 ? 'tlb_global' : 'tlb_page');
	unmapFrame(kernel, frame);
}

/** Ends what unmapping began: a page of shared memory leaves its object, and what has to be written is. */
export function settlePage(kernel: Kernel, frame: Frame, fate: number): void {
	if (kernel.frame.object[frame] === 0) {
		writeOut(kernel, frame);
	} else if (fate === fates.drops) {
		removePage(kernel, frame);
	} else {
		takeOut(kernel, frame);
		writeOut(kernel, frame);
	}
}

/**
 * madvise(PAGEOUT): pages that only this mapping maps are written out. What was written stays in the swap cache; what need
 * not be written is freed at once. Pages of files stay, which is told. Linux: madvise_cold_or_pageout_pte_range(), reclaim_pages().
 */
export function pageOutRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const mm = kernel.vma.mm[vma];
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, mm, start, pagingRequests.pageout);
		return;
	}

	let filePages = 0;
	dissolveOwnFolios(kernel, mm, start, end);
	visitEntries(kernel, mm, start, end, (table, index, vpn) => {
		const word = kernel.table.entry[index];
		const frame = pageOf(word);
		if (!isAlone(kernel, frame)) {
			return;
		}

		if (isMemory(kernel, frame)) {
			kernel.frame.flags[frame] |= dirtyFlag(word);
			pageOut(kernel, mm, table, index, vpn);
		} else {
			filePages += 1;
		}
	});
	if (filePages > 0) {
		tellNotSimulated(kernel, mm, start, pagingRequests.pageoutFile);
	}
}

/** Whether one entry maps a page, and no other process any page of its folio. Linux: !folio_maybe_mapped_shared(). */
function isAlone({frame: {mapcount, part}}: Kernel, frame: Frame): boolean {
	return frame !== 0 && mapcount[frame] === 1 && part[frame] === 0;
}

export function isMemory({frame: {kind}}: Kernel, frame: Frame): boolean {
	return kind[frame] === frameKinds.anon || kind[frame] === frameKinds.shmem;
}

function pageOut(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex, vpn: Vpn): void {
	const frame = pteFrame(kernel.table.entry[index]);
	const {flags, word, slot, kind} = kernel.frame;
	if (
		(flags[frame] & (frameFlags.lazyFree | frameFlags.dirty)) ===
		(frameFlags.lazyFree | frameFlags.dirty)
	) {
		// It turns out to be in use while it is taken away, and is left alone this time.
		flags[frame] &= ~frameFlags.lazyFree;
		return;
	}

	const fate = chooseFate(kernel, frame, {mm, vpn});
	if (fate === fates.stays) {
		return;
	}

	const needsDisk = (flags[frame] & frameFlags.dirty) !== 0 && word[frame] !== 0;
	const row = slot[frame];
	const isAnon = kind[frame] === frameKinds.anon;
	noteEffect(
		kernel.effects,
		fate === fates.leaves ? effectKinds.swapOut : effectKinds.dropClean,
		mm,
		vpn,
		frame,
		row,
		1,
	);
	unmapEntry(kernel, {mm, vpn, table, index}, fate);
	if (fate === fates.drops && isAnon) {
		return;
	}

	settlePage(kernel, frame, fate);
	if (fate === fates.leaves && !needsDisk) {
		leaveCache(kernel, frame);
	}
}

/**
 * madvise(WILLNEED): pages in swap are read into the swap cache, from which faults have them without waiting.
 * Linux: madvise_willneed(), swapin_walk_pmd_entry().
 */
export function readSwapAhead(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {mm, object, offset} = kernel.vma;
	if (object[vma] !== 0) {
		const from = offset[vma] + start - kernel.vma.start[vma];
		readObjectAhead(kernel, object[vma], from, from + end - start);
		return;
	}

	visitEntries(kernel, mm[vma], start, end, (_table, index) => {
		const word = kernel.table.entry[index];
		if (isSwapped(word)) {
			readAhead(kernel, pteSlot(word));
		}
	});
}
