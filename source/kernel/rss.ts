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

	if (change > 0) {
		const resident = residentPages(kernel, mm);
		if (resident > kernel.mm.peakRss[mm]) {
			kernel.mm.peakRss[mm] = resident;
		}
	}
}

/** VmRSS in pages, as the kernel's own counters say. */
export function residentPages(kernel: Kernel, mm: number): number {
	return kernel.mm.rssAnon[mm] + kernel.mm.rssFile[mm] + kernel.mm.rssShmem[mm];
}
