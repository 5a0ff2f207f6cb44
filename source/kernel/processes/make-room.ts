/** Room in memory that is short: pages leave it before a process is refused or killed. */
import {pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import type {Kernel} from '../state/kernel.ts';

/**
 * Has pages of files leave memory, and others where the machine has swap; returns how many frames that freed. That a kernel would
 * have done so, and is not simulated with it, is told. Linux: try_to_free_pages().
 */
export function makeRoom(kernel: Kernel, pages: number): number {
	const {reclaim} = kernel.policies;
	if (reclaim === undefined) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
		return 0;
	}

	return reclaim(kernel, pages);
}
