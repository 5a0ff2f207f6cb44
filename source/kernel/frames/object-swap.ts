/** Objects in swap, shared memory and Mach's: an object keeps the slot of a page that is out under the page's index. */
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, PageIndex, SwapSlot} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {framesMax} from '../state/pte.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {getFrame, putFrame} from './frame.ts';
import {detachPage, insertPage} from './page-list.ts';
import {freeSlot, nameSlot, readAhead, readIn} from './swap.ts';

/** The slot of a page of an object; 0 where it is not in swap. */
export function slotOfPage(kernel: Kernel, object: KObject, index: PageIndex): SwapSlot {
	const value = -cachedValue(kernel, object, index);
	return (value > 0 && value < framesMax ? value : 0) as SwapSlot;
}

/** Whether the page has to be read, from swap or from its file, before it can be used. */
export function mustRead(kernel: Kernel, object: KObject, index: PageIndex): boolean {
	if (cachedValue(kernel, object, index) >= 0) {
		return false;
	}

	const slot = slotOfPage(kernel, object, index);
	return slot === 0 || kernel.swap.frame[slot] === 0;
}

/**
 * Takes an object's page out, which is in the swap cache and mapped by nobody: the cache alone holds it. The object may
 * have the slot already. Linux: shmem_writeout(); 4.4BSD: swap_pager_putpage().
 */
export function takeOut(kernel: Kernel, page: Frame): void {
	const {detail} = kernel.frame;
	const {object, index, slot} = kernel.detail;
	const owner = object[detail[page]];
	const at = index[detail[page]];
	detachPage(kernel, page);
	putFrame(kernel, page);
	if (kernel.swap.object[slot[detail[page]]] === 0) {
		enlist(kernel, slot[detail[page]], owner, at);
		nameSlot(kernel, slot[detail[page]], 1);
	}

	insertCached(kernel, owner, at, -slot[detail[page]]);
}

/** Puts a slot on the list of an object. */
function enlist({swap, object}: Kernel, slot: SwapSlot, owner: KObject, index: PageIndex): void {
	const first = object.firstSwapped[owner];
	swap.object[slot] = owner;
	swap.index[slot] = index;
	swap.next[slot] = first;
	swap.previous[first] = first === 0 ? 0 : slot;
	object.firstSwapped[owner] = slot;
}

/** Takes a slot off the list of its object, and out of the page cache where it stands in place of a page. */
function unlist(kernel: Kernel, slot: SwapSlot): void {
	const {object, index, next, previous} = kernel.swap;
	const owner = object[slot];
	if (cachedValue(kernel, owner, index[slot]) === -slot) {
		removeCached(kernel, owner, index[slot]);
	}

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

/** Gives a slot of an object, at the same index, to another object; one without a page in memory stands for it there. */
export function passSlot(kernel: Kernel, slot: SwapSlot, owner: KObject): void {
	const index = kernel.swap.index[slot];
	unlist(kernel, slot);
	enlist(kernel, slot, owner, index);
	if (kernel.swap.frame[slot] === 0) {
		insertCached(kernel, owner, index, -slot);
	}
}

/** An object has no use for a slot any more. */
export function dropSlot(kernel: Kernel, slot: SwapSlot): void {
	unlist(kernel, slot);
	freeSlot(kernel, slot);
}

/**
 * Brings a page of an object back. Its slot is freed at once, unless the design keeps slots. Returns the page, or 0 when
 * memory is used up. Linux: shmem_swapin_folio(); 4.4BSD: swap_pager_getpage().
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
	getFrame(kernel, page);
	if (kernel.policies.keepsSlots === true) {
		removeCached(kernel, owner, at);
		insertPage(kernel, owner, at, page);
	} else {
		unlist(kernel, slot);
		insertPage(kernel, owner, at, page);
		freeSlot(kernel, slot);
	}

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
	visitSlots(kernel, object, from, to, (slot) => dropSlot(kernel, slot));
}

/** Reads what an object has in swap at indexes [from, to) into the swap cache. Linux: shmem_swapin_range(). */
export function readObjectAhead(kernel: Kernel, object: KObject, from: PageIndex, to: PageIndex): void {
	visitSlots(kernel, object, from, to, (slot) => readAhead(kernel, slot));
}
