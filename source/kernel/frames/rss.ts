/** Resident set counters of an address space, as its kernel keeps them: which counter a frame belongs to, and the peak. */
import {noteDefect} from '../state/defects.ts';
import type {Frame, Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import {frameKinds} from './frame.ts';

/** Counts entries for `frame`, or for pages of its kind, set (+1 each) or cleared (−1). Linux: add_mm_counter(mm, mm_counter(folio), …). */
export function countResident(kernel: Kernel, mm: Mm, frame: Frame, change: number): void {
	const kind = kernel.frame.kind[frame];
	const isAnon = kind === frameKinds.anon;
	const isFile = kind === frameKinds.file;
	changeResident(kernel, mm, isAnon ? change : 0, isFile ? change : 0, isAnon || isFile ? 0 : change);
}

/** Counts one entry whose page is replaced: nothing where both are of one kind, so that no floor is met on the way. */
export function countReplaced(kernel: Kernel, mm: Mm, old: Frame, frame: Frame): void {
	const change = (kind: number) =>
		(kernel.frame.kind[frame] === kind ? 1 : 0) - (kernel.frame.kind[old] === kind ? 1 : 0);
	const anon = change(frameKinds.anon);
	const file = change(frameKinds.file);
	changeResident(kernel, mm, anon, file, -anon - file);
}

/** Applies to the three counters what a loop over entries has added up. */
export function changeResident(kernel: Kernel, mm: Mm, anon: number, file: number, shmem: number): void {
	const {rssAnon, rssFile, rssShmem, peakRss} = kernel.mm;
	const before = residentPages(kernel, mm);
	rssAnon[mm] += anon;
	rssFile[mm] += file;
	rssShmem[mm] += shmem;
	if (rssAnon[mm] < 0 || rssFile[mm] < 0 || rssShmem[mm] < 0) {
		belowZero(kernel, mm);
	}

	const resident = residentPages(kernel, mm);
	kernel.total.value[totals.resident] += resident - before;
	if (resident > peakRss[mm]) {
		peakRss[mm] = resident;
	}
}

/** Counts entries that came to stand for pages in swap, or with a negative number no longer do; drifts as the resident counter does. */
export function countSwapped(kernel: Kernel, mm: Mm, change: number): void {
	const {swapped} = kernel.mm;
	const sum = swapped[mm] + change;
	swapped[mm] = kernel.policies.rules.residentFloor ? Math.max(0, sum) : sum;
}

/** An address space is going; what its counters still say, where they have drifted, goes with it. */
export function forgetResident(kernel: Kernel, mm: Mm): void {
	kernel.total.value[totals.resident] -= residentPages(kernel, mm);
}

/**
 * More was taken off than was ever added. Before 2.6 there was one counter, which stopped at zero: what one of our three
 * lacks is taken from the others. Later kernels let each go below zero and show it as zero.
 */
function belowZero(kernel: Kernel, mm: Mm): void {
	const {rssAnon, rssFile, rssShmem} = kernel.mm;
	noteDefect(kernel, 'residentDrift', mm, 0);
	if (!kernel.policies.rules.residentFloor) {
		return;
	}

	let left = Math.max(0, rssAnon[mm] + rssFile[mm] + rssShmem[mm]);
	for (const counter of [rssAnon, rssFile, rssShmem]) {
		counter[mm] = Math.min(left, Math.max(0, counter[mm]));
		left -= counter[mm];
	}
}

/** VmRSS in pages, as the kernel's own counters say; one below zero counts as zero. */
export function residentPages(kernel: Kernel, mm: Mm): number {
	const {rssAnon, rssFile, rssShmem} = kernel.mm;
	return Math.max(0, rssAnon[mm]) + Math.max(0, rssFile[mm]) + Math.max(0, rssShmem[mm]);
}
