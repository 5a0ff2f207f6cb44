/** The commit limit: how many pages of memory have been promised, and when a kernel promises no more. */
import {frameKinds, freeFrames} from '../frames/frame.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import type {Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {overcommitModes} from '../state/limits.ts';
import {totals} from '../state/schema.ts';
import {vmaFlags} from '../state/vmas.ts';
import {unreserveMapping} from './hugetlb.ts';

/** Gives back what a mapping that is going was charged to the commit limit, or has reserved in the pool of huge pages. */
export function uncommit(kernel: Kernel, vma: Vma): void {
	unreserveMapping(kernel, vma);
	if ((kernel.vma.flags[vma] & vmaFlags.account) !== 0) {
		commit(kernel, kernel.vma.start[vma] - kernel.vma.end[vma]);
	}
}

/**
 * Charges (or with a negative number gives back) pages to the commit limit. Returns 0, or -ENOMEM where the kernel does not
 * promise so much. Linux: __vm_enough_memory().
 */
export function commit(kernel: Kernel, pages: number): number {
	if (pages > 0 && !mayPromise(kernel, pages)) {
		noteEffect(kernel.effects, effectKinds.notPromised, 0, 0, 0, 0, pages);
		return -errno.ENOMEM;
	}

	kernel.total.value[totals.committed] += pages;
	return 0;
}

/**
 * A kernel that reserves refuses as soon as not all that was promised could be had (SVR4: anon_resv()). Linux does so in mode
 * 2, never refuses in mode 1, and guesses in mode 0; what it keeps back for administrators is not counted here. Of other
 * kernels only what can never be had is refused.
 */
function mayPromise(kernel: Kernel, pages: number): boolean {
	const {limits, policies} = kernel;
	const promised = kernel.total.value[totals.committed] + pages;
	if (policies.reservesMemory === true) {
		return promised <= limits.reservable;
	}

	if (policies.guessesFrom === undefined || limits.overcommit === overcommitModes.guess) {
		return isLikely(kernel, pages);
	}

	return limits.overcommit === overcommitModes.always || promised < limits.commitPages;
}

/**
 * Whether so many pages at once may be had. Since Linux 5.2 that is all of memory and swap; before, what was free of both,
 * with the pages of files, which can be read again.
 */
function isLikely(kernel: Kernel, pages: number): boolean {
	const {limits, swap, policies} = kernel;
	if (policies.guessesFrom !== 'free' || limits.frames === Number.POSITIVE_INFINITY) {
		return pages <= limits.reservable;
	}

	const free = freeFrames(kernel) + limits.swapSlots - swap.live;
	return pages < free || pages < free + filePages(kernel);
}

function filePages({frame}: Kernel): number {
	let pages = 0;
	for (let row = nextRow(frame, 0); row !== 0; row = nextRow(frame, row)) {
		pages += frame.kind[row] === frameKinds.file ? 1 : 0;
	}

	return pages;
}
