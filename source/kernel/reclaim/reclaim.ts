/**
 * Reclaim: pages leave memory because it is short. Kernels with reverse maps go from page to page and take one away from
 * all that map it; those without go through address spaces, where a page of n processes leaves after n visits. Either way
 * what has been used since the last visit is passed over once (the accessed bit, a second chance). One round over all
 * frames, or all address spaces, stands for the lists that real kernels keep. Pages of files stay.
 */
import {frameKinds} from '../frames/frame.ts';
import {leaveCache, pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {isLocked} from '../state/vmas.ts';
import {dissolveFolios} from '../tables/dissolve.ts';
import {visitAllEntries, visitEntries} from '../tables/visit.ts';
import {
	chooseFate,
	dirtyFlag,
	fates,
	isForgotten,
	isMemory,
	type Mapper,
	pageOf,
	settlePage,
	unmapEntry,
} from './page-out.ts';

/** Frees up to `pages` pages in the way of the design, and returns how many; 0 and a word where it has none. */
export function reclaimPages(kernel: Kernel, pages: number): number {
	if (kernel.policies.reclaim === undefined) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
		return 0;
	}

	return kernel.policies.reclaim(kernel, pages);
}

/**
 * Goes from page to page, at most twice round, on from where it stopped last. Linux since 2.5.27: shrink_folio_list() with
 * folio_referenced() and try_to_unmap().
 */
export function reclaimByPages(kernel: Kernel, pages: number): number {
	dissolveFolios(kernel, () => true);
	const pinned = pinnedFrames(kernel);
	const mappers = mappersOf(kernel);
	const {anchor, frame} = kernel;
	let at = anchor.reclaimFrame[anchorRow];
	let freed = 0;
	for (let left = 2 * (frame.count - 1); left > 0 && freed < pages; left -= 1) {
		at = nextRow(frame, at) || nextRow(frame, 0);
		if (at < pinned.length && pinned[at] === 0 && frame.refcount[at] > 0 && isMemory(kernel, at)) {
			freed += tryPage(kernel, at, mappers.get(at) ?? []) ? 1 : 0;
		}
	}

	anchor.reclaimFrame[anchorRow] = at;
	return freed;
}

function mappersOf(kernel: Kernel): Map<Frame, Mapper[]> {
	const found = new Map<Frame, Mapper[]>();
	visitAllEntries(kernel, (vma, table, index, vpn) => {
		const frame = pageOf(kernel.table.entry[index]);
		const list = found.get(frame);
		const mapper = {mm: kernel.vma.mm[vma], vpn, table, index};
		if (list === undefined) {
			found.set(frame, [mapper]);
		} else {
			list.push(mapper);
		}
	});
	return found;
}

/** Takes a page away from all that map it, unless one of them has used it. True when it is gone. */
function tryPage(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	const {entry} = kernel.table;
	countWork(kernel, 'reclaim_visit', Math.max(1, mappers.length));
	// What a shared table has outside of all mappings keeps its page.
	const isReached = mappers.length === kernel.frame.mapcount[frame];
	if (!isReached || mappers.some(({index}) => (entry[index] & pteBits.accessed) !== 0)) {
		for (const {index} of mappers) {
			entry[index] &= ~pteBits.accessed;
		}

		countWork(kernel, 'reclaim_useless', mappers.length);
		return false;
	}

	for (const {index} of mappers) {
		kernel.frame.flags[frame] |= dirtyFlag(entry[index]);
	}

	return takeAway(kernel, frame, mappers);
}

function takeAway(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	const fate = chooseFate(kernel, frame, mappers[0]);
	if (fate === fates.stays) {
		countWork(kernel, 'reclaim_useless', Math.max(1, mappers.length));
		return false;
	}

	const slot = kernel.frame.slot[frame];
	for (const mapper of mappers) {
		unmapEntry(kernel, mapper, fate);
	}

	tellGone(kernel, frame, fate, slot, mappers.length);
	settle(kernel, frame, fate);
	return true;
}

function tellGone(kernel: Kernel, frame: Frame, fate: number, slot: number, entries: number): void {
	const kind = fate === fates.leaves ? effectKinds.swapOut : effectKinds.dropClean;
	noteEffect(kernel.effects, kind, 0, 0, frame, slot, entries);
	countWork(kernel, 'reclaim_freed');
}

/** Frees a page that nothing maps any more. */
function settle(kernel: Kernel, frame: Frame, fate: number): void {
	if (kernel.frame.refcount[frame] > 0) {
		settlePage(kernel, frame, fate);
	}

	if (fate === fates.leaves) {
		leaveCache(kernel, frame);
	}
}

/**
 * Goes through address spaces, at most twice round, on from where it stopped last: each visit takes one entry away, and a
 * page goes with its last one. What nothing maps goes first. Linux 2.4: swap_out() down to try_to_swap_out(), shrink_cache().
 */
export function reclaimByAddressSpaces(kernel: Kernel, pages: number): number {
	let freed = freeUnmapped(kernel, pages);
	const {anchor, mm} = kernel;
	let at = anchor.reclaimMm[anchorRow];
	for (let left = 2 * mm.count; left > 0 && freed < pages; left -= 1) {
		if (at !== 0 && at < mm.count && mm.users[at] > 0) {
			freed += scanMm(kernel, at, pages - freed);
		}

		if (freed < pages) {
			at = nextRow(mm, at) || nextRow(mm, 0);
		}
	}

	anchor.reclaimMm[anchorRow] = at;
	return freed;
}

/** Pages of the swap cache and of shared memory that nothing maps. */
function freeUnmapped(kernel: Kernel, pages: number): number {
	const {refcount, mapcount} = kernel.frame;
	let freed = 0;
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (freed < pages && refcount[frame] > 0 && mapcount[frame] === 0 && isMemory(kernel, frame)) {
			countWork(kernel, 'reclaim_visit');
			freed += takeAway(kernel, frame, []) ? 1 : 0;
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
		if (freed < pages) {
			kernel.mm.reclaimVpn[mm] = vpn + 1;
			freed += tryEntry(kernel, {mm, vpn, table, index}) ? 1 : 0;
		}
	});
	if (freed < pages) {
		kernel.mm.reclaimVpn[mm] = 0;
	}

	return freed;
}

/** One visit: an entry that was used is passed over, else it goes. True when its page goes with it. */
function tryEntry(kernel: Kernel, mapper: Mapper): boolean {
	const {index} = mapper;
	const {entry} = kernel.table;
	const frame = pageOf(entry[index]);
	countWork(kernel, 'reclaim_visit');
	if (frame === 0 || !isMemory(kernel, frame) || (entry[index] & pteBits.accessed) !== 0) {
		entry[index] &= frame === 0 ? -1 : ~pteBits.accessed;
		countWork(kernel, 'reclaim_useless');
		return false;
	}

	return takeEntry(kernel, mapper);
}

function takeEntry(kernel: Kernel, mapper: Mapper): boolean {
	const word = kernel.table.entry[mapper.index];
	const frame = pteFrame(word);
	const {flags, kind, mapcount, slot} = kernel.frame;
	flags[frame] |= dirtyFlag(word);
	const isLast = mapcount[frame] === 1;
	const isShmem = kind[frame] === frameKinds.shmem;
	// Shared memory keeps its page until nothing maps it; private memory gets its slot at the first visit.
	const isLost = isForgotten(kernel, frame);
	const fate = isShmem && !isLast ? fates.drops : chooseFate(kernel, frame, mapper);
	if (fate === fates.stays || (fate === fates.drops && !isLast && !isShmem && !isLost)) {
		countWork(kernel, 'reclaim_useless');
		return false;
	}

	const row = slot[frame];
	unmapEntry(kernel, mapper, fate);
	if (!isLast) {
		countWork(kernel, 'reclaim_useless');
		return false;
	}

	tellGone(kernel, frame, fate, row, 1);
	settle(kernel, frame, fate);
	return true;
}
