/** The commit limit: how many pages of memory have been promised, and when a kernel promises no more. */
import {errno} from '../state/errno.ts';
import type {Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/kernel.ts';
import {vmaFlags} from '../state/vmas.ts';

/** Gives back what a mapping was charged to the commit limit. */
export function uncommit(kernel: Kernel, vma: Vma): void {
	if ((kernel.vma.flags[vma] & vmaFlags.account) !== 0) {
		commit(kernel, kernel.vma.start[vma] - kernel.vma.end[vma]);
	}
}

/**
 * Charges (or with a negative number gives back) pages to the commit limit. Refused only where it is obvious that
 * they can never be had: more at once than the machine's memory and swap (Linux: __vm_enough_memory() in mode 0). A kernel that
 * reserves refuses as soon as not all that was promised could be had (SVR4: anon_resv()).
 */
export function commit(kernel: Kernel, pages: number): number {
	const promised = kernel.policies.reservesMemory === true ? kernel.total.value[totals.committed] : 0;
	if (pages > 0 && promised + pages > kernel.limits.reservable) {
		return -errno.ENOMEM;
	}

	kernel.total.value[totals.committed] += pages;
	return 0;
}
