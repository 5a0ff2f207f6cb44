/** Reclaim: pages leave memory because it is short, in the way of the design. */
import {pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import type {Kernel} from '../state/kernel.ts';

/** Frees up to `pages` pages in the way of the design, and returns how many; a word where it cannot swap. */
export function reclaimPages(kernel: Kernel, pages: number): number {
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
	}

	return kernel.policies.reclaim(kernel, pages, 0);
}
