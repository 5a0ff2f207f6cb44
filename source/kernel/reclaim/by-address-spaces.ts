/**
 * Reclaim without reverse maps: through address spaces, where a page of n processes leaves after n visits. What has been used
 * since the last visit is passed over once (the accessed bit, a second chance).
 */

import {frameKinds} from '../frames/frame.ts';
import {slotOf} from '../frames/swap.ts';
import {nextRow} from '../state/columns.ts';
import type {Frame, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {isLocked} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {visitEntries} from '../tables/visit.ts';
import {dirtyFlag, type Mapper, pageOf} from './mappers.ts';
import {chooseFate, fates, isForgotten, isOfFile, mayLeave, unmapEntry} from './page-out.ts';
import {leaveFile, settle, takePage, tellGone} from './take-page.ts';

/**
 * Goes through address spaces, at most twice round, on from where it stopped last: each visit takes one entry away, and a
 * page goes with its last one. What nothing maps goes first. Linux 2.4: swap_out() down to try_to_swap_out(), shrink_cache().
 */
export function reclaimByAddressSpaces(kernel: Kernel, pages: number): number {
	let freed = freeUnmapped(kernel, pages);
	const {anchor, mm} = kernel;
	let at = anchor.reclaimMm[anchorRow];
	// What is left of the one where it stopped, and then all of them twice, in whichever rows they are; row 0 has nothing.
	for (let left = 2 * mm.count - 1; left > 0 && freed < pages; left -= 1) {
		if (mm.users[at] > 0) {
			freed += scanMm(kernel, at, pages - freed);
		}

		if (freed < pages) {
			at = nextRow(mm, at) || nextRow(mm, 0);
		}
	}

	anchor.reclaimMm[anchorRow] = at;
	return freed;
}

/** Pages of files, of the swap cache and of shared memory that nothing maps. */
export function freeUnmapped(kernel: Kernel, pages: number): number {
	const {held, mapcount} = kernel.frame;
	let freed = 0;
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (freed < pages && held[frame] > 0 && mapcount[frame] === 0 && mayLeave(kernel, frame)) {
			countWork(kernel, workUnits.reclaim_visit);
			freed += takePage(kernel, frame, []) ? 1 : 0;
		}
	}

	return freed;
}

/** Scans an address space from where the last scan of it ended, until enough is freed or its end is reached. */
function scanMm(kernel: Kernel, mm: Mm, pages: number): number {
	const {start, end, next} = kernel.vma;
	const from = kernel.mm.reclaimVpn[mm];
	let freed = 0;
	kernel.mm.reclaimVpn[mm] = 0;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0 && freed < pages; vma = next[vma]) {
		if (end[vma] > from && !isLocked(kernel, vma)) {
			freed += scanVma(kernel, vma, Math.max(start[vma], from), pages - freed);
		}
	}

	return freed;
}

function scanVma(kernel: Kernel, vma: Vma, from: Vpn, pages: number): number {
	const mm = kernel.vma.mm[vma];
	let freed = 0;
	visitEntries(kernel, mm, from, kernel.vma.end[vma], (table, index, vpn) => {
		// What is in swap, a guard or a reserved page, such as that of zeros, is passed by without a visit.
		if (freed < pages && pageOf(kernel.strip.entry[index]) !== 0) {
			kernel.mm.reclaimVpn[mm] = vpn + 1;
			freed += tryEntry(kernel, {mm, vpn, table, index}) ? 1 : 0;
		}
	});
	if (freed < pages) {
		kernel.mm.reclaimVpn[mm] = 0;
	}

	return freed;
}

/** One visit: an entry that was used is passed over, else it goes. True when its page goes with it. Linux 2.4: swap_out_pmd(), try_to_swap_out(). */
function tryEntry(kernel: Kernel, mapper: Mapper): boolean {
	const {index} = mapper;
	const {entry} = kernel.strip;
	const frame = pageOf(entry[index]);
	countWork(kernel, workUnits.reclaim_visit);
	if (!mayLeave(kernel, frame) || (entry[index] & pteBits.accessed) !== 0) {
		entry[index] &= ~pteBits.accessed;
		countWork(kernel, workUnits.reclaim_useless);
		return false;
	}

	return takeEntry(kernel, mapper);
}

function takeEntry(kernel: Kernel, mapper: Mapper): boolean {
	const word = kernel.strip.entry[mapper.index];
	const frame = pteFrame(word);
	const {flags, kind, mapcount} = kernel.frame;
	flags[frame] |= dirtyFlag(word);
	if (isOfFile(kernel, frame)) {
		return takeEntryOfFile(kernel, mapper, frame);
	}

	const isLast = mapcount[frame] === 1;
	const isShmem = kind[frame] === frameKinds.shmem;
	// Shared memory keeps its page until nothing maps it; private memory gets its slot at the first visit.
	const isLost = isForgotten(kernel, frame);
	const fate = isShmem && !isLast ? fates.drops : chooseFate(kernel, frame, mapper);
	if (fate === fates.stays || (fate === fates.drops && !isLast && !isShmem && !isLost)) {
		countWork(kernel, workUnits.reclaim_useless);
		return false;
	}

	const row = slotOf(kernel, frame);
	unmapEntry(kernel, mapper, fate);
	if (!isLast) {
		countWork(kernel, workUnits.reclaim_useless);
		return false;
	}

	tellGone(kernel, frame, fate, row, 1);
	settle(kernel, frame, fate);
	return true;
}

/** A page of a file stays in the page cache until its last entry is gone. */
function takeEntryOfFile(kernel: Kernel, mapper: Mapper, frame: Frame): boolean {
	unmapEntry(kernel, mapper, fates.drops);
	if (kernel.frame.mapcount[frame] > 0) {
		countWork(kernel, workUnits.reclaim_useless);
		return false;
	}

	leaveFile(kernel, frame, 1);
	return true;
}
