/** Shared memory in swap: an object keeps the slot of a page that is out under the page's index. */
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, PageIndex, SwapSlot} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {frameFlags, getFrame, putFrame} from './frame.ts';
import {detachPage, insertPage} from './page-list.ts';
import {leaveCache, nameSlot, putSlot, readAhead, readIn} from './swap.ts';

/** The slot of a page of an object; 0 where it is not in swap. */
export function slotOfPage(kernel: Kernel, object: KObject, index: PageIndex): SwapSlot {
	return Math.max(0, -cachedValue(kernel, object, index)) as SwapSlot;
}

/** Whether the page has to be read from swap before it can be used. */
export function mustRead(kernel: Kernel, object: KObject, index: PageIndex): boolean {
	const slot = slotOfPage(kernel, object, index);
	return slot !== 0 && kernel.swap.frame[slot] === 0;
}

/** Takes an object's page out, which is in the swap cache and mapped by nobody: the cache alone holds it. Linux: shmem_writeout(). */
export function takeOut(kernel: Kernel, page: Frame): void {
	const {object, index, slot} = kernel.frame;
	const owner = object[page];
	const row = slot[page];
	const {swap} = kernel;
	detachPage(kernel, page);
	putFrame(kernel, page);
	const first = kernel.object.firstSwapped[owner];
	swap.object[row] = owner;
	swap.index[row] = index[page];
	swap.next[row] = first;
	swap.previous[first] = first === 0 ? 0 : row;
	kernel.object.firstSwapped[owner] = row;
	insertCached(kernel, owner, index[page], -row);
	nameSlot(kernel, row, 1);
}

/** Takes a slot off the list of its object. */
function unlist(kernel: Kernel, slot: SwapSlot): void {
	const {object, index, next, previous} = kernel.swap;
	const owner = object[slot];
	removeCached(kernel, owner, index[slot]);
	if (previous[slot] === 0) {
		kernel.object.firstSwapped[owner] = next[slot];
	} else {
		next[previous[slot]] = next[slot];
	}

	previous[next[slot]] = next[slot] === 0 ? 0 : previous[slot];
	object[slot] = 0;
	next[slot] = 0;
	previous[slot] = 0;
}

/**
 * Brings a page of an object back, whose slot is freed at once. Returns the page, or 0 when memory is used up.
 * Linux: shmem_swapin_folio().
 */
export function bringBack(kernel: Kernel, slot: SwapSlot): Frame {
	const wasRead = kernel.swap.frame[slot] === 0;
	const page = readIn(kernel, slot);
	if (page === 0) {
		return 0;
	}

	const {object, index} = kernel.swap;
	const owner = object[slot];
	const at = index[slot];
	unlist(kernel, slot);
	getFrame(kernel, page);
	insertPage(kernel, owner, at, page);
	kernel.frame.flags[page] |= frameFlags.dirty;
	kernel.swap.users[slot] = 0;
	countWork(kernel, 'swap_free');
	leaveCache(kernel, page);
	noteEffect(kernel.effects, effectKinds.swapIn, 0, 0, page, slot, wasRead ? 1 : 0);
	return page;
}

/** Calls `visit` for every slot of an object with an index in [from, to); the slot may go meanwhile. */
export function visitSlots(
	kernel: Kernel,
	object: KObject,
	from: PageIndex,
	to: PageIndex,
	visit: (slot: SwapSlot) => void,
): void {
	const {index, next} = kernel.swap;
	for (let slot = kernel.object.firstSwapped[object], following: SwapSlot = 0; slot !== 0; slot = following) {
		following = next[slot];
		if (index[slot] >= from && index[slot] < to) {
			visit(slot);
		}
	}
}

/** Frees what an object has in swap at indexes [from, to). */
export function dropSlots(kernel: Kernel, object: KObject, from: PageIndex, to: PageIndex): void {
	visitSlots(kernel, object, from, to, (slot) => {
		unlist(kernel, slot);
		putSlot(kernel, slot);
	});
}

/** Reads what an object has in swap at indexes [from, to) into the swap cache. Linux: shmem_swapin_range(). */
export function readObjectAhead(kernel: Kernel, object: KObject, from: PageIndex, to: PageIndex): void {
	visitSlots(kernel, object, from, to, (slot) => readAhead(kernel, slot));
}
