/** How many pages an address space can have at most, from what its page tables count of themselves: no page is looked at. */
import type {Mm} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {visitLeafTables} from './walk.ts';

/** Pages in memory or in swap; without a limit where a kernel records pages elsewhere than in page tables. */
export function residentMost(kernel: Kernel, mm: Mm): number {
	const {visitRecorded, visitAway} = kernel.policies;
	if (visitRecorded !== undefined || visitAway !== undefined) {
		return Number.POSITIVE_INFINITY;
	}

	const {used} = kernel.table;
	let pages = 0;
	if (mm !== 0) {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
			visitLeafTables(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (table, _place, count) => {
				pages += Math.min(count, used[table]);
			});
		}
	}

	return pages;
}
