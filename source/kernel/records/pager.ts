/**
 * Pagers: what an object has in swap. An object gets a pager when its first page is written out and keeps it, and with it
 * the slot of each page that was out, in memory again or not. 4.4BSD: swap_pager.c.
 */
import {cachedValue} from '../frames/cache.ts';
import {dropSlot, passSlot, visitSlots} from '../frames/object-swap.ts';
import {cachedPage} from '../frames/page-list.ts';
import {adoptSlot, leaveCache, slotOf} from '../frames/swap.ts';
import {noteDefect} from '../state/defects.ts';
import type {Frame, KObject, Mm, PageIndex, SwapSlot, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';

export function hasPager(kernel: Kernel, object: KObject): boolean {
	return kernel.object.firstSwapped[object] !== 0;
}

/** Whether an object has a page at that index, in memory or in swap. */
export function hasPage(kernel: Kernel, object: KObject, index: PageIndex): boolean {
	return cachedValue(kernel, object, index) !== 0;
}

/** Whether an index is one of those that an object was made for. */
export function isInside(kernel: Kernel, object: KObject, index: PageIndex): boolean {
	return index >= kernel.object.low[object] && index < kernel.object.high[object];
}

/** Before a page moves to another object by itself: its slot is of no use there. FreeBSD: vm_page_rename(). */
export function forgetSlot(kernel: Kernel, page: Frame): void {
	const slot = slotOf(kernel, page);
	if (slot !== 0) {
		dropSlot(kernel, slot);
	}
}

/** Before a page is freed that another one hides: the pager keeps the slot. */
export function leaveSlotBehind(kernel: Kernel, page: Frame): void {
	if (slotOf(kernel, page) !== 0) {
		leaveCache(kernel, page);
	}
}

/**
 * Gives all slots of an object that is going to the one above, which has taken over its pages. Slots of pages that nobody
 * can see go with them in Mach's VM, a leak that it is known for. 4.4BSD: vm_object_collapse(); FreeBSD: swap_pager_copy().
 */
export function inheritPager(kernel: Kernel, mm: Mm, vpn: Vpn, top: KObject, below: KObject): void {
	let leaked = 0;
	visitSlots(kernel, below, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (slot) => {
		leaked += inheritSlot(kernel, slot, top) ? 0 : 1;
	});
	if (leaked > 0) {
		noteDefect(kernel, 'swapLeak', mm, vpn, leaked);
	}
}

/** False where the slot holds what nobody will ever read. */
function inheritSlot(kernel: Kernel, slot: SwapSlot, top: KObject): boolean {
	const index = kernel.swap.index[slot];
	const page = cachedPage(kernel, top, index);
	const cameAlong = page !== 0 && slotOf(kernel, page) === slot;
	const isHidden = !cameAlong && (!isInside(kernel, top, index) || hasPage(kernel, top, index));
	if (isHidden && kernel.policies.collapsesPagers === true) {
		dropSlot(kernel, slot);
		return true;
	}

	if (page !== 0 && !cameAlong) {
		// The page above will be written over what the slot holds.
		adoptSlot(kernel, page, slot);
	}

	passSlot(kernel, slot, top);
	return !isHidden;
}
