/** Reclaim: pages leave memory because it is short, in the way of the design. */

import {findCgroup} from '../frames/cgroup.ts';
import {pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import {errno} from '../state/errno.ts';
import type {Kernel} from '../state/kernel.ts';

/** Frees up to `pages` pages in the way of the design, and returns how many; a word where it cannot swap. */
export function reclaimPages(kernel: Kernel, pages: number): number {
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
	}

	return kernel.policies.reclaim(kernel, pages, 0);
}

/**
 * Frees up to `pages` pages of the memory cgroup of that name and those in it, whatever its limit. Returns 0; -EAGAIN where
 * fewer could be freed, -ENOENT where there is no such cgroup, -ENOSYS where the kernel has none. Linux: memory.reclaim of cgroup v2.
 */
export function reclaimCgroup(kernel: Kernel, pages: number, name: number): number {
	if (kernel.policies.hasCgroups !== true) {
		return -errno.ENOSYS;
	}

	const cgroup = findCgroup(kernel, name);
	if (cgroup === 0) {
		return -errno.ENOENT;
	}

	return kernel.policies.reclaim(kernel, pages, 0, cgroup) < pages ? -errno.EAGAIN : 0;
}
