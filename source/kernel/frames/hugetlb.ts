/**
 * The pool of huge pages that are set aside (vm.nr_hugepages). A huge page is 512 frames that come and go together. Mappings
 * reserve pages of it when they are made, so that their own faults always find one.
 */
import {pagesInFolio} from '../state/geometry.ts';
import type {Frame, KObject} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import {allocateFrame, frameKinds} from './frame.ts';

/** Huge pages of the pool that nobody uses, reserved ones among them. Linux: HugePages_Free. */
export function freeInPool({limits, total}: Kernel): number {
	return limits.hugetlbPages - total.value[totals.hugetlbFrames] / pagesInFolio;
}

/** Those that nobody has reserved either. Linux: available_huge_pages(). */
export function availableInPool(kernel: Kernel): number {
	return freeInPool(kernel) - kernel.total.value[totals.hugetlbReserved];
}

/** Reserves pages of the pool, or with a negative number gives them back; false where there are too few. Linux: hugetlb_acct_memory(). */
export function reserveInPool(kernel: Kernel, pages: number): boolean {
	if (pages > availableInPool(kernel)) {
		return false;
	}

	kernel.total.value[totals.hugetlbReserved] += pages;
	return true;
}

/**
 * The frames of a zeroed huge page, with one reference each; `isReserved` is one that was reserved before. Undefined where
 * there is none to be had. Linux: alloc_hugetlb_folio().
 */
export function takeFromPool(kernel: Kernel, isReserved: boolean): readonly Frame[] | undefined {
	if (freeInPool(kernel) <= 0 || (!isReserved && availableInPool(kernel) <= 0)) {
		return undefined;
	}

	kernel.total.value[totals.hugetlbReserved] -= isReserved ? 1 : 0;
	kernel.total.value[totals.hugetlbFrames] += pagesInFolio;
	return Array.from({length: pagesInFolio}, () => allocateFrame(kernel, frameKinds.hugetlb));
}

/** What an object has reserved and not used is free for others when it goes. Linux: hugetlb_unreserve_pages(). */
export function unreserveObject(kernel: Kernel, object: KObject): void {
	const {high, pages} = kernel.object;
	const unused = Math.max(0, high[object] - pages[object]) / pagesInFolio;
	reserveInPool(kernel, -unused);
}
