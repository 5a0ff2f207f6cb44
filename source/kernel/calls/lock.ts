/** mlock, munlock and mlockall: mappings whose pages stay in memory. */

import {reflagVma} from '../mappings/vma-merge.ts';
import type {Access} from '../processes/take-fault.ts';
import {errno} from '../state/errno.ts';
import {pageBytes} from '../state/geometry.ts';
import type {Mm, Task, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {vmaFlags} from '../state/vmas.ts';
import {fillLocked} from './fault-in.ts';
import {walkMappings} from './map.ts';

/** Device memory; huge pages of the pool stay in memory anyway. */
const unlockable = vmaFlags.device | vmaFlags.hugetlb;

const lockBits = vmaFlags.locked | vmaFlags.lockOnFault;

/** The pages that a byte range touches; those beyond the end of memory are a hole. */
function touchedPages(address: number, length: number): {start: Vpn; end: Vpn} {
	return {start: Math.floor(address / pageBytes), end: Math.ceil((address + length) / pageBytes)};
}

/** Marks or unmarks a part of a mapping that can be locked. Linux: mlock_fixup(). */
function markVma(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, lock: number): void {
	const old = kernel.vma.flags[vma];
	const flags = (old & ~lockBits) | lock;
	if (flags !== old && (old & unlockable) === 0) {
		reflagVma(kernel, vma, start, end, flags);
	}
}

/**
 * Locks the pages of a byte range and brings them into memory, counting the faults in `access`. Returns 0 or
 * -ENOMEM (a hole, or memory that allows no access: what could be locked is). Linux: do_mlock().
 */
export function lockMemory(
	kernel: Kernel,
	task: Task,
	address: number,
	length: number,
	access: Access,
): number {
	const marked = markMemory(kernel, kernel.task.mm[task], address, length, vmaFlags.locked);
	return marked < 0 || length === 0 ? marked : fillMemory(kernel, task, address, length, access, true);
}

/** Unlocks the pages of a byte range. Returns 0 or -ENOMEM (a hole). */
export function unlockMemory(kernel: Kernel, mm: Mm, address: number, length: number): number {
	return markMemory(kernel, mm, address, length, 0);
}

function markMemory(kernel: Kernel, mm: Mm, address: number, length: number, lock: number): number {
	return walkMappings(kernel, mm, touchedPages(address, length), false, (vma, start, end) => {
		markVma(kernel, vma, start, end, lock);
		return 0;
	});
}

/** Fills what of a byte range is locked. Returns 0 or -ENOMEM. Linux: mm_populate(). */
export function fillMemory(
	kernel: Kernel,
	task: Task,
	address: number,
	length: number,
	access: Access,
	alsoPool = false,
): number {
	const fill = (vma: Vma, start: Vpn, end: Vpn) =>
		fillLocked(kernel, task, vma, start, end, access, alsoPool);
	return walkMappings(kernel, kernel.task.mm[task], touchedPages(address, length), true, fill);
}

/** Bits of mlockall: what is mapped now, what will be, and not before it is used. */
export const lockAllBits = {current: 1, future: 2, onfault: 4} as const;

/** Locks all memory of a process. Returns 0 or -EINVAL. Linux: apply_mlockall_flags(). */
export function lockAllMemory(kernel: Kernel, task: Task, bits: number, access: Access): number {
	const mm = kernel.task.mm[task];
	if ((bits & (lockAllBits.current | lockAllBits.future)) === 0) {
		return -errno.EINVAL;
	}

	const lock = vmaFlags.locked | ((bits & lockAllBits.onfault) === 0 ? 0 : vmaFlags.lockOnFault);
	kernel.mm.lockFlags[mm] = (bits & lockAllBits.future) === 0 ? 0 : lock;
	if ((bits & lockAllBits.current) !== 0) {
		lockPresent(kernel, task, lock, access);
	}

	return 0;
}

/** Locks and fills every mapping that there is; those that cannot be filled are passed over. */
function lockPresent(kernel: Kernel, task: Task, lock: number, access: Access): void {
	const mm = kernel.task.mm[task];
	const {start, end} = kernel.vma;
	const visitEach = (visit: (vma: Vma) => number) => {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; ) {
			vma = kernel.vma.next[visit(vma)];
		}
	};
	visitEach((vma) => {
		const marked = (kernel.vma.flags[vma] & ~lockBits) | lock;
		return (kernel.vma.flags[vma] & unlockable) !== 0
			? vma
			: reflagVma(kernel, vma, start[vma], end[vma], marked);
	});
	visitEach((vma) => {
		fillLocked(kernel, task, vma, start[vma], end[vma], access, true);
		return vma;
	});
}
