/**
 * Swap: slots that hold pages outside memory, and the swap cache, which has a page and its slot together.
 *
 * A slot is in use while entries of page tables, anons or objects name it (`users`), or the swap cache has its page; a
 * page in the cache is held by it, as by an entry. swap-fault.ts and evict.ts tell when Linux does which of this. In kernels
 * that record pages elsewhere, a page for which its record keeps a slot counts as cached.
 */
import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Cgroup, Frame, Mm, SwapSlot, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {framesMax} from '../state/pte.ts';
import {workUnits} from '../state/work.ts';
import {chargeSlot, isHalfOut, unchargeSlot} from './cgroup.ts';
import {detailFor} from './detail.ts';
import {allocateFrame, frameFlags, getFrame, putFrame} from './frame.ts';
import {listReturned, noteLeaving} from './lruvec.ts';

/** Whether any page is in swap or in its cache; where none is, loops over entries need not look for them. */
export function usesSwap(kernel: Kernel): boolean {
	return kernel.swap.live > 0;
}

/**
 * Whether so much of swap is in use, or of what the cgroup of a page may have of it, that slots are given back wherever they
 * can be. Linux: mem_cgroup_swap_full().
 */
export function isNearlyFull(kernel: Kernel, cgroup: Cgroup): boolean {
	return kernel.swap.live * 2 > kernel.limits.swapSlots || isHalfOut(kernel, cgroup);
}

/** Numbers of what can be asked of pages in swap, for the effect `notSimulated`. */
export const pagingRequests = {evict: 1, pageout: 2, pageoutFile: 3, reclaim: 4} as const;

/** Tells that pages stay where they are, if the machine has swap at all. */
export function tellNotSimulated(kernel: Kernel, mm: Mm, vpn: Vpn, request: number): void {
	if (kernel.limits.swapSlots > 0) {
		noteEffect(kernel.effects, effectKinds.notSimulated, mm, vpn, 0, request);
	}
}

/**
 * Enters a page into the swap cache with a slot of its own, to be written. Returns the slot it has then, or had already;
 * 0 when swap is full, or what its cgroup may have of it. Linux: folio_alloc_swap().
 */
export function enterCache(kernel: Kernel, frame: Frame): SwapSlot {
	const {detail, flags} = kernel.frame;
	const {slot, cgroup} = kernel.detail;
	const isFull = kernel.swap.live >= Math.min(kernel.limits.swapSlots, framesMax - 1);
	if (slot[detail[frame]] !== 0 || isFull || !chargeSlot(kernel, cgroup[detail[frame]])) {
		return slot[detail[frame]];
	}

	const row = allocateRow(kernel.swap);
	kernel.swap.cgroup[row] = cgroup[detail[frame]];
	joinSlot(kernel, frame, row);
	flags[frame] |= frameFlags.dirty;
	return row;
}

function joinSlot(kernel: Kernel, frame: Frame, slot: SwapSlot): void {
	kernel.swap.frame[slot] = frame;
	kernel.swap.kind[slot] = kernel.frame.kind[frame];
	const own = detailFor(kernel, frame);
	kernel.detail.slot[own] = slot;
	getFrame(kernel, frame);
}

/** The slot of a page that is in the swap cache, 0 for one that is not. */
export function slotOf({detail, frame: {detail: details}}: Kernel, frame: number): SwapSlot {
	return detail.slot[details[frame]];
}

/** Writes a page of the swap cache to its slot if it is dirty. */
export function writeOut(kernel: Kernel, frame: Frame): void {
	const {detail, flags, word} = kernel.frame;
	const {slot} = kernel.detail;
	if ((flags[frame] & frameFlags.dirty) === 0) {
		return;
	}

	kernel.swap.word[slot[detail[frame]]] = word[frame];
	flags[frame] &= ~frameFlags.dirty;
	countWork(kernel, workUnits.io_out, needsDisk(kernel, word[frame]) ? 1 : 0);
}

/** Whether contents that go to swap are written there; zeros may be remembered instead. Linux: swap_zeromap. */
function needsDisk(kernel: Kernel, word: number): boolean {
	return word !== 0 || kernel.policies.remembersZeros !== true;
}

/**
 * The page of a slot, read into the swap cache where it was not there, on account of who had it; 0 when memory is used up.
 * Linux: read_swap_cache_async().
 */
export function readIn(kernel: Kernel, slot: SwapSlot): Frame {
	const {frame: cached, word, kind, cgroup} = kernel.swap;
	if (cached[slot] !== 0) {
		return cached[slot];
	}

	const frame = allocateFrame(kernel, kind[slot], false, cgroup[slot]);
	if (frame !== 0) {
		kernel.frame.word[frame] = word[slot];
		countWork(kernel, workUnits.io_in, needsDisk(kernel, word[slot]) ? 1 : 0);
		joinSlot(kernel, frame, slot);
		listReturned(kernel, frame, false, kernel.swap.leftAt[slot]);
		putFrame(kernel, frame);
	}

	return frame;
}

/** As readIn, for a page that was not asked for yet. */
export function readAhead(kernel: Kernel, slot: SwapSlot): void {
	if (kernel.swap.frame[slot] === 0 && readIn(kernel, slot) !== 0) {
		noteEffect(kernel.effects, effectKinds.swapAhead, 0, 0, kernel.swap.frame[slot], slot);
	}
}

/** Adds `entries` that name the slot. Linux: swap_duplicate(). */
export function nameSlot(kernel: Kernel, slot: SwapSlot, entries: number): void {
	kernel.swap.users[slot] += entries;
	countWork(kernel, workUnits.swap_dup, entries);
}

/** One entry fewer names the slot, whose page is in the swap cache and keeps it. Linux: swap_free(). */
export function leaveSlot(kernel: Kernel, slot: SwapSlot): void {
	const {users} = kernel.swap;
	assert(users[slot] > 0, 'a slot let go more often than used', {slot});
	users[slot] -= 1;
	countWork(kernel, workUnits.swap_free);
}

/**
 * One entry fewer names the slot; with the last one it is free, and a page that only the cache holds with it. A page that
 * is mapped keeps its slot, unless swap is nearly full. Linux: free_swap_and_cache(), __try_to_reclaim_swap().
 */
export function putSlot(kernel: Kernel, slot: SwapSlot): void {
	leaveSlot(kernel, slot);
	const frame = kernel.swap.frame[slot];
	if (frame === 0) {
		freeUnused(kernel, slot);
	} else if (
		kernel.frame.mapcount[frame] === 0 ||
		isNearlyFull(kernel, kernel.detail.cgroup[kernel.frame.detail[frame]])
	) {
		giveSlotBack(kernel, frame);
	}
}

/** The one user of a slot lets go of it: it is free, and a page that is in memory too is the only copy then. */
export function freeSlot(kernel: Kernel, slot: SwapSlot): void {
	leaveSlot(kernel, slot);
	const frame = kernel.swap.frame[slot];
	if (frame === 0) {
		freeUnused(kernel, slot);
	} else {
		giveSlotBack(kernel, frame);
	}
}

/** Gives a slot that has a user and no page in memory to a page, which has to be written there before it may leave. */
export function adoptSlot(kernel: Kernel, frame: Frame, slot: SwapSlot): void {
	joinSlot(kernel, frame, slot);
	kernel.frame.flags[frame] |= frameFlags.dirty;
}

function freeUnused(kernel: Kernel, slot: SwapSlot): void {
	if (kernel.swap.users[slot] === 0) {
		unchargeSlot(kernel, kernel.swap.cgroup[slot]);
		freeRow(kernel.swap, slot);
	}
}

/**
 * Takes a page out of the swap cache and frees its slot if no entry names that: the page is the only copy then, and so is
 * dirty. False where the slot is needed. Linux: folio_free_swap().
 */
export function giveSlotBack(kernel: Kernel, frame: Frame): boolean {
	const {detail, flags} = kernel.frame;
	const {slot} = kernel.detail;
	if (slot[detail[frame]] === 0 || kernel.swap.users[slot[detail[frame]]] > 0) {
		return false;
	}

	flags[frame] |= frameFlags.dirty;
	leaveCache(kernel, frame);
	return true;
}

/** Takes a page out of the swap cache, which may have held it last; its slot stays while entries name it. */
export function leaveCache(kernel: Kernel, frame: Frame): void {
	const {detail} = kernel.frame;
	const {slot} = kernel.detail;
	const row = slot[detail[frame]];
	slot[detail[frame]] = 0;
	kernel.swap.frame[row] = 0;
	if (kernel.swap.users[row] > 0) {
		kernel.swap.leftAt[row] = noteLeaving(kernel, kernel.swap.cgroup[row]);
	}

	freeUnused(kernel, row);
	putFrame(kernel, frame);
}

/** Lets go of a page that has just lost an entry, if only the cache is left and nobody needs its slot. Linux: free_swap_cache(). */
export function forgetUnmapped(kernel: Kernel, frame: Frame): void {
	if (kernel.frame.mapcount[frame] === 0) {
		giveSlotBack(kernel, frame);
	}
}
