/** Populating: filling a mapping before anybody touches it, in kernels that do not wait for faults. */

import type {Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults, swapClusterMax} from '../state/policies.ts';
import {accessFlags, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {readEntry} from '../tables/table.ts';

/**
 * Fills [start, end) of a mapping if the design does that; where no access is allowed nothing is. What memory has no
 * room for is left to faults. V7: the image is there as a whole. On-demand-fork: mm_populate() after every mmap and brk.
 */
export function populateRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {populates} = kernel.policies;
	if (populates === undefined || (kernel.vma.flags[vma] & accessFlags) === 0) {
		return;
	}

	if (populates === 'image') {
		fillRange(kernel, vma, start, end);
	} else {
		readRange(kernel, vma, start, end);
	}
}

/** A page of its own wherever the process may write and has none yet, without a fault. */
function fillRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {write, shared} = vmaFlags;
	const isWrite = (kernel.vma.flags[vma] & (write | shared)) === write;
	for (let vpn = start; vpn < end; vpn += 1) {
		const isEmpty = readEntry(kernel, kernel.vma.mm[vma], vpn) === 0;
		if (isEmpty && !fillPage(kernel, vma, vpn, isWrite)) {
			return;
		}
	}
}

/** Takes a fault that nobody waits for; false when memory is used up, and nothing else could be made to leave it. */
export function fillPage(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean): boolean {
	for (let rounds = 0; rounds < roundsMost; rounds += 1) {
		if (kernel.policies.fault(kernel, vma, vpn, isWrite) !== faultResults.outOfMemory) {
			return true;
		}

		if (kernel.policies.reclaim(kernel, swapClusterMax, kernel.vma.mm[vma]) === 0) {
			return false;
		}
	}

	return false;
}

/** How often pages are asked for where what was freed was used up again. */
const roundsMost = 16;

/**
 * Reads every page that has no entry yet. Anonymous memory so gets the page of zeros, read-only: tables are built, but
 * nothing is resident, and the first write faults all the same. Each of these faults counts for the process as its own
 * do. Devices are left out, and stacks, which exec makes without mmap. Linux: populate_vma_page_range() without FOLL_WRITE.
 */
function readRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const {mm, flags} = kernel.vma;
	if ((flags[vma] & (vmaFlags.device | vmaFlags.growsDown)) !== 0) {
		return;
	}

	for (let vpn = start; vpn < end; vpn += 1) {
		if (readEntry(kernel, mm[vma], vpn) === 0) {
			if (kernel.policies.fault(kernel, vma, vpn, false) === faultResults.outOfMemory) {
				return;
			}

			kernel.effects.populated += 1;
			countWork(kernel, workUnits.fault_minor);
		}
	}
}
