/**
 * Paging out: pages leave memory for swap, and their entries become swap entries, where page-table entries are the
 * record. Pages whose contents nobody needs are dropped instead of being written.
 */
import {countFolioEntries, releaseFolios} from '../frames/folio.ts';
import {frameFlags, frameKinds, unmapFrame} from '../frames/frame.ts';
import {readObjectAhead, takeOut} from '../frames/object-swap.ts';
import {removePage} from '../frames/page-list.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident} from '../frames/rss.ts';
import {enterCache, leaveCache, nameSlot, readAhead, writeOut} from '../frames/swap.ts';
import {isLocked} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Entry, EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork, pagesInFolio} from '../state/kernel.ts';
import {isSwapped, packSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {hugeBase, splitHugeEntry} from '../tables/huge.ts';
import {setEntry} from '../tables/table.ts';
import {visitAllEntries, visitEntries} from '../tables/visit.ts';

/** What becomes of a page: it stays, is dropped with its contents, or goes to the slot that it has got. */
const fates = {stays: 0, drops: 1, leaves: 2} as const;

/** Numbers of what can be asked of pages in swap, for the effect `notSimulated`. */
export const pagingRequests = {evict: 1, pageout: 2} as const;

/** Tells that a design leaves all pages where they are, if the machine has swap at all. */
function tellNotSimulated(kernel: Kernel, mm: Mm, vpn: Vpn, request: number): void {
	if (kernel.limits.swapSlots > 0) {
		noteEffect(kernel.effects, effectKinds.notSimulated, mm, vpn, 0, 0, request);
	}
}

/** The page of an entry that may be in swap, 0 for none: zeros and device memory have no place there. */
function pageOf(word: Entry): Frame {
	return (word & (pteBits.present | pteBits.special)) === pteBits.present ? pteFrame(word) : 0;
}

/** What an entry through which its page was written makes of the page before the entry goes. */
function dirtyFlag(word: Entry): number {
	return (word & pteBits.dirty) === 0 ? 0 : frameFlags.dirty;
}

/** Decides about a page of memory without a file, whose entries' dirty bits have been gathered. Linux: shrink_folio_list(). */
function chooseFate(kernel: Kernel, frame: Frame): number {
	const {kind, flags, object} = kernel.frame;
	const isDirty = (flags[frame] & frameFlags.dirty) !== 0;
	const isUnwritten = kind[frame] === frameKinds.shmem && object[frame] !== 0;
	if (!isDirty && (isUnwritten || (flags[frame] & frameFlags.lazyFree) !== 0)) {
		return fates.drops;
	}

	flags[frame] &= ~frameFlags.lazyFree;
	return enterCache(kernel, frame) === 0 ? fates.stays : fates.leaves;
}

/** Takes an entry away from a page: a private page that leaves has a swap entry in its place. Linux: try_to_unmap_one(). */
function unmapEntry(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex, fate: number): void {
	const frame = pteFrame(kernel.table.entry[index]);
	const {kind, flags, slot} = kernel.frame;
	const folios = countFolioEntries(kernel, mm, index, 1, false);
	if (fate === fates.leaves && kind[frame] === frameKinds.anon) {
		const isExclusive = (flags[frame] & frameFlags.exclusive) !== 0;
		flags[frame] &= ~frameFlags.exclusive;
		setEntry(kernel, table, index, packSwapped(slot[frame], isExclusive));
		nameSlot(kernel, slot[frame], 1);
		kernel.mm.swapped[mm] += 1;
	} else {
		setEntry(kernel, table, index, 0);
	}

	countResident(kernel, mm, frame, -1);
	countReverseMaps(kernel, 'rmap_remove', 1);
	countWork(kernel, 'tlb_page');
	unmapFrame(kernel, frame);
	releaseFolios(kernel, folios);
}

/** Ends what unmapping began: a page of shared memory leaves its object, and what has to be written is. */
function settlePage(kernel: Kernel, frame: Frame, fate: number): void {
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
 * not be written is freed at once. Linux: madvise_cold_or_pageout_pte_range(), reclaim_pages().
 */
export function pageOutRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const mm = kernel.vma.mm[vma];
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, mm, start, pagingRequests.pageout);
		return;
	}

	splitHugeEntries(kernel, mm, start, end);
	visitEntries(kernel, mm, start, end, (table, index, vpn) => {
		const word = kernel.table.entry[index];
		const frame = pageOf(word);
		if (frame !== 0 && kernel.frame.mapcount[frame] === 1 && isMemory(kernel, frame)) {
			kernel.frame.flags[frame] |= dirtyFlag(word);
			pageOut(kernel, mm, table, index, vpn);
		}
	});
}

/** Pages leave one by one: what is mapped in one piece is taken apart first. Linux: split_folio_to_list(). */
function splitHugeEntries(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	if (kernel.folio.live > 0) {
		for (let vpn = hugeBase(start); vpn < end; vpn += pagesInFolio) {
			splitHugeEntry(kernel, mm, vpn);
		}
	}
}

function isMemory({frame: {kind}}: Kernel, frame: Frame): boolean {
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

	const fate = chooseFate(kernel, frame);
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
	unmapEntry(kernel, mm, table, index, fate);
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

/**
 * Takes everything out of memory that can go: pages that are not locked, however many map them, and all that the swap
 * cache has. Where the design does not swap, this is told and nothing happens. Linux: a memory cgroup's force_empty.
 */
export function evictAll(kernel: Kernel): number {
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.evict);
		return 0;
	}

	const {start, end, next} = kernel.vma;
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
			splitHugeEntries(kernel, mm, start[vma], end[vma]);
		}
	}

	const fate = chooseFates(kernel);
	const entries = Int32Array.from(kernel.frame.mapcount.subarray(0, fate.length));
	const slots = kernel.frame.slot.slice(0, fate.length);
	const {refcount} = kernel.frame;
	visitAllEntries(kernel, (vma, table, index) => {
		const frame = pageOf(kernel.table.entry[index]);
		if (frame !== 0 && fate[frame] !== fates.stays) {
			unmapEntry(kernel, kernel.vma.mm[vma], table, index, fate[frame]);
		}
	});
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (fate[frame] === fates.stays) {
			continue;
		}

		const kind = fate[frame] === fates.leaves ? effectKinds.swapOut : effectKinds.dropClean;
		noteEffect(kernel.effects, kind, 0, 0, frame, slots[frame], entries[frame]);
		if (refcount[frame] > 0) {
			settlePage(kernel, frame, fate[frame]);
		}

		if (fate[frame] === fates.leaves) {
			leaveCache(kernel, frame);
		}
	}

	return 0;
}

/** The fate of every frame: what a locked mapping maps stays, and so does what has no place in swap. */
function chooseFates(kernel: Kernel): Uint8Array {
	const {pinned, dirty} = surveyFrames(kernel);
	const {flags, refcount} = kernel.frame;
	const chosen = new Uint8Array(kernel.frame.count);
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (pinned[frame] === 0 && refcount[frame] > 0 && isMemory(kernel, frame)) {
			flags[frame] |= dirty[frame];
			chosen[frame] = chooseFate(kernel, frame);
		}
	}

	return chosen;
}

/** By frame: whether a locked mapping has it, and the flag `dirty` where it was written through an entry. */
function surveyFrames(kernel: Kernel): {readonly pinned: Uint8Array; readonly dirty: Uint8Array} {
	const pinned = new Uint8Array(kernel.frame.count);
	const dirty = new Uint8Array(kernel.frame.count);
	visitAllEntries(kernel, (vma, _table, index) => {
		const word = kernel.table.entry[index];
		const frame = pageOf(word);
		pinned[frame] |= isLocked(kernel, vma) ? 1 : 0;
		dirty[frame] |= dirtyFlag(word);
	});
	return {pinned, dirty};
}
