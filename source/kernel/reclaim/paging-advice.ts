/** What a process asks of its pages and swap: to write them out (madvise PAGEOUT), to let them go first (COLD), to read them ahead (WILLNEED). */
import {folioOf} from '../frames/folio.ts';
import {frameFlags, frameKinds} from '../frames/frame.ts';
import {deactivatePage} from '../frames/lruvec.ts';
import {readObjectAhead} from '../frames/object-swap.ts';
import {leaveCache, pagingRequests, readAhead, slotOf, tellNotSimulated} from '../frames/swap.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {isSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {dissolveOwnFolios, dissolveParts} from '../tables/dissolve.ts';
import {visitEntries} from '../tables/visit.ts';
import {dirtyFlag, pageOf} from './mappers.ts';
import {chooseFate, fates, isMemory, settlePage, unmapEntry} from './page-out.ts';
import {takePage} from './take-page.ts';

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

	kernel.policies.sharing?.beforeReclaim?.(kernel);
	let filePages = 0;
	dissolveOwnFolios(kernel, mm, start, end);
	visitEntries(kernel, mm, start, end, (table, index, vpn) => {
		const word = kernel.strip.entry[index];
		const frame = pageOf(word);
		if (!isAlone(kernel, frame)) {
			return;
		}

		if (isMemory(kernel, frame) && kernel.policies.recordedPage !== undefined) {
			takePage(kernel, frame, [{mm, vpn, table, index}]);
		} else if (isMemory(kernel, frame)) {
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
function isAlone(kernel: Kernel, frame: Frame): boolean {
	return frame !== 0 && kernel.frame.mapcount[frame] === 1 && folioOf(kernel, frame) === 0;
}

function pageOut(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex, vpn: Vpn): void {
	const frame = pteFrame(kernel.strip.entry[index]);
	const {flags, word, kind} = kernel.frame;
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
	const row = slotOf(kernel, frame);
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
 * madvise(COLD): pages that only this mapping maps count as not used, and are looked at with the inactive ones. Folios of which
 * a part is meant are taken apart. Linux: madvise_cold_or_pageout_pte_range(), folio_deactivate().
 */
export function coolRange(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	dissolveParts(kernel, mm, start, end);
	visitEntries(kernel, mm, start, end, (_table, index) => {
		const {entry} = kernel.strip;
		const frame = pageOf(entry[index]);
		if (isAlone(kernel, frame)) {
			entry[index] = (entry[index] & ~pteBits.accessed) >>> 0;
			kernel.frame.flags[frame] &= ~frameFlags.referenced;
			deactivatePage(kernel, frame);
		}
	});
}

/**
 * madvise(WILLNEED): pages in swap are read into the swap cache, from which faults have them without waiting. Kernels that
 * record pages elsewhere did nothing of the kind. Linux: madvise_willneed(), swapin_walk_pmd_entry().
 */
export function readSwapAhead(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {mm, object, offset} = kernel.vma;
	if (kernel.policies.recordedPage !== undefined) {
		return;
	}

	if (object[vma] !== 0) {
		const from = offset[vma] + start - kernel.vma.start[vma];
		readObjectAhead(kernel, object[vma], from, from + end - start);
		return;
	}

	visitEntries(kernel, mm[vma], start, end, (_table, index) => {
		const word = kernel.strip.entry[index];
		if (isSwapped(word)) {
			readAhead(kernel, pteSlot(word));
		}
	});
}
