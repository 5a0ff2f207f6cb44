/** Mappings of huge pages of the pool: what may be done to a part of one, and what they have reserved. */
import {reserveInPool} from '../frames/hugetlb.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import {isHugetlb, vmaAt, vmaFlags, vmaPages} from '../state/vmas.ts';

function isWhole(vpn: Vpn): boolean {
	return vpn % pagesInFolio === 0;
}

/** Whether a bound at `vpn` would cut a huge page of the pool. Linux: hugetlb_vm_op_split(). */
export function cutsPoolPage(kernel: Kernel, mm: Mm, vpn: Vpn): boolean {
	if (isWhole(vpn)) {
		return false;
	}

	const vma = vmaAt(kernel, mm, vpn);
	return vma !== 0 && isHugetlb(kernel, vma);
}

/** Whether a part of this mapping cannot be told apart from the rest of it. */
export function isCut(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): boolean {
	return isHugetlb(kernel, vma) && !(isWhole(start) && isWhole(end));
}

/** The pages behind `end` that belong to the same huge page. */
export function wholeEnd(end: Vpn): Vpn {
	return Math.ceil(end / pagesInFolio) * pagesInFolio;
}

/** Reserves what a private mapping of `pages` pages may need; false where the pool has too little. Linux: hugetlb_reserve_pages(). */
export function reserveMapping(kernel: Kernel, pages: number): boolean {
	return reserveInPool(kernel, pages / pagesInFolio);
}

/** Counts pages as reserved that another mapping gives back at once. */
export function keepReserved(kernel: Kernel, pages: number): void {
	kernel.total.value[totals.hugetlbReserved] += pages / pagesInFolio;
}

/** Gives back what a mapping that is going has reserved; its pages have been given up by then. Linux: hugetlb_vm_op_close(). */
export function unreserveMapping(kernel: Kernel, vma: Vma): void {
	if ((kernel.vma.flags[vma] & vmaFlags.hugetlbOwner) !== 0) {
		reserveInPool(kernel, -vmaPages(kernel, vma) / pagesInFolio);
	}
}
