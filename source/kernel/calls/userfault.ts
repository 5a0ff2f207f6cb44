/** Userfaults: memory whose faults a process wants to serve itself. Its mappings do not merge with other memory; the process that serves the faults is not simulated. */
import {isInMemory} from '../frames/object.ts';
import {reflagVma} from '../mappings/vma-merge.ts';
import {errno} from '../state/errno.ts';
import type {Mm, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {findVma, isAnonymous, isShared, vmaFlags, withoutUserfaults} from '../state/vmas.ts';
import {pageRange, walkMappings} from './map.ts';

/** What faults are asked for, as bits of a program's flags: of pages that are not there, on pages that are protected for it. */
export const userfaultBits = {missing: 1, wp: 2} as const;

/**
 * Registers a byte range for the faults that `modes` has (userfaultBits), or with 0 unregisters it; holes are passed over. Returns
 * 0 or -EINVAL: nothing is mapped there, or a file is. Linux: userfaultfd_register(), userfaultfd_unregister().
 */
export function registerUserfaults(
	kernel: Kernel,
	mm: Mm,
	address: number,
	length: number,
	modes: number,
): number {
	const range = pageRange(kernel, address, length);
	const first: Vma = range === undefined ? 0 : findVma(kernel, mm, range.start);
	if (range === undefined || first === 0 || kernel.vma.start[first] >= range.end) {
		return -errno.EINVAL;
	}

	for (let vma: Vma = first; vma !== 0 && kernel.vma.start[vma] < range.end; vma = kernel.vma.next[vma]) {
		if (!isPossible(kernel, vma)) {
			return -errno.EINVAL;
		}
	}

	const {userMissing, userProtected} = vmaFlags;
	const added =
		((modes & userfaultBits.missing) === 0 ? 0 : userMissing) |
		((modes & userfaultBits.wp) === 0 ? 0 : userProtected);
	walkMappings(kernel, mm, range, true, (vma, start, end) => {
		const flags = withoutUserfaults(kernel.vma.flags[vma]) | added;
		if (flags !== kernel.vma.flags[vma]) {
			reflagVma(kernel, vma, start, end, flags);
		}

		return 0;
	});
	return 0;
}

/** Plain memory, and shared memory. Linux: vma_can_userfault(). */
function isPossible(kernel: Kernel, vma: Vma): boolean {
	return isAnonymous(kernel, vma) || (isShared(kernel, vma) && isInMemory(kernel, kernel.vma.object[vma]));
}
