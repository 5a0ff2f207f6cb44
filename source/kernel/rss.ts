/** Resident set counters of an address space: which counter a frame belongs to, and its peak. */
import {frameKinds} from './frame.ts';
import type {Kernel} from './kernel.ts';

/** Counts one entry for `frame` set (+1) or cleared (−1). Linux: add_mm_counter(mm, mm_counter(folio), …). */
export function countResident(kernel: Kernel, mm: number, frame: number, change: number): void {
	const kind = kernel.frame.kind[frame];
	if (kind === frameKinds.anon) {
		kernel.mm.rssAnon[mm] += change;
	} else if (kind === frameKinds.file) {
		kernel.mm.rssFile[mm] += change;
	} else {
		kernel.mm.rssShmem[mm] += change;
	}

	notePeak(kernel, mm);
}

function notePeak(kernel: Kernel, mm: number): void {
	const resident = residentPages(kernel, mm);
	if (resident > kernel.mm.peakRss[mm]) {
		kernel.mm.peakRss[mm] = resident;
	}
}

/** Applies to the three counters what a loop over entries has added up. */
export function changeResident(kernel: Kernel, mm: number, anon: number, file: number, shmem: number): void {
	kernel.mm.rssAnon[mm] += anon;
	kernel.mm.rssFile[mm] += file;
	kernel.mm.rssShmem[mm] += shmem;
	notePeak(kernel, mm);
}

/** VmRSS in pages, as the kernel's own counters say. */
export function residentPages(kernel: Kernel, mm: number): number {
	return kernel.mm.rssAnon[mm] + kernel.mm.rssFile[mm] + kernel.mm.rssShmem[mm];
}
