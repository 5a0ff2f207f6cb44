/** Populating: filling a mapping with pages before anybody touches them, in kernels that do not wait for faults. */

import {accessFlags, vmaFlags} from '../mappings/vma.ts';
import type {Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {faultResults} from './fault.ts';

/**
 * Fills [start, end) of a mapping if the design does that; where no access is allowed nothing is. What memory has no
 * room for is left to faults. ODF: mm_populate() on every mmap and brk; V7: the image is there as a whole.
 */
export function populateRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {policies} = kernel;
	const flags = kernel.vma.flags[vma];
	if ((flags & accessFlags) === 0 || policies.populates?.(kernel, vma) !== true) {
		return;
	}

	const isWrite = (flags & (vmaFlags.write | vmaFlags.shared)) === vmaFlags.write;
	for (let vpn = start; vpn < end; vpn += 1) {
		if (policies.fault(kernel, vma, vpn, isWrite) === faultResults.outOfMemory) {
			return;
		}
	}
}
