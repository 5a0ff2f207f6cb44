/** Faulting in: pages come into memory as an access would bring them, and no word of them changes: madvise(POPULATE_*), mlock. */

import {frameFlags} from '../frames/frame.ts';
import {prepareWritten} from '../mappings/anon-vma.ts';
import type {Access} from '../processes/take-fault.ts';
import {takeFault} from '../processes/take-fault.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Task, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {accessFlags, isHugetlb, isLocked, vmaFlags} from '../state/vmas.ts';
import {entryIndex} from '../tables/table.ts';
import {pagesAt, walkMappings} from './map.ts';

/** Takes every fault that reading or writing [start, end) would, and adds it to `access`. False when the task has to die, or may not. */
function faultIn(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	isWrite: boolean,
	access: Access,
): boolean {
	const mm = kernel.task.mm[task];
	for (let vpn = start; vpn < end; ) {
		const table = kernel.policies.reachTable(kernel, mm, vpn, isWrite);
		if (table !== 0 && isThere(kernel, entryIndex(kernel, table, 1, vpn), isWrite)) {
			vpn += 1;
		} else if (!takeFault(kernel, task, vpn, isWrite, access, table)) {
			return false;
		}
	}

	if (isWrite) {
		prepareWritten(kernel, mm, start, end);
	}

	return true;
}

/**
 * Whether an access would go through. One that would write leaves a page that nobody has written yet dirty itself, for all
 * that map it. Linux: follow_page_pte() with FOLL_TOUCH.
 */
function isThere(kernel: Kernel, index: EntryIndex, isWrite: boolean): boolean {
	const word = kernel.strip.entry[index];
	const needed = pteBits.present | (isWrite ? pteBits.write : 0);
	if ((word & (needed | pteBits.noAccess)) !== needed) {
		return false;
	}

	if (isWrite && (word & pteBits.dirty) === 0) {
		kernel.frame.flags[pteFrame(word)] |= frameFlags.dirty;
	}

	return true;
}

/**
 * madvise(POPULATE_READ) and (POPULATE_WRITE). Returns 0, -EINVAL (a mapping that does not allow it), -ENOMEM (a hole) or
 * -EFAULT; what lies before is there then. Linux: madvise_populate().
 */
export function populateMemory(
	kernel: Kernel,
	task: Task,
	address: number,
	length: number,
	isWrite: boolean,
	access: Access,
): number {
	const range = pagesAt(address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	const needed = isWrite ? vmaFlags.write : vmaFlags.read;
	return walkMappings(kernel, kernel.task.mm[task], range, false, (vma, start, end) => {
		const flags = kernel.vma.flags[vma];
		if ((flags & needed) === 0 || (flags & vmaFlags.device) !== 0) {
			return -errno.EINVAL;
		}

		return faultIn(kernel, task, start, end, isWrite, access) ? 0 : -errno.EFAULT;
	});
}

/**
 * Fills a part of one locked mapping: private writable memory as by writing, all else as by reading. Returns 0 or -ENOMEM
 * (no access is allowed there). With `alsoPool` huge pages of the pool too, which are never locked. Linux: populate_vma_page_range().
 */
export function fillLocked(
	kernel: Kernel,
	task: Task,
	vma: Vma,
	start: Vpn,
	end: Vpn,
	access: Access,
	alsoPool = false,
): number {
	const flags = kernel.vma.flags[vma];
	const isMeant = isLocked(kernel, vma) || (alsoPool && isHugetlb(kernel, vma));
	if (!isMeant || (flags & vmaFlags.lockOnFault) !== 0) {
		return 0;
	}

	const isWrite = (flags & (vmaFlags.write | vmaFlags.shared)) === vmaFlags.write;
	const isAllowed = (flags & accessFlags) !== 0 && (flags & vmaFlags.device) === 0;
	return isAllowed && faultIn(kernel, task, start, end, isWrite, access) ? 0 : -errno.ENOMEM;
}
