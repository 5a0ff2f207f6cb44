/** What processes hold, counted page by page from their tables as smaps does, and in truth. */
import {frameFlags, frameKinds} from '../../kernel/frames/frame.ts';
import {residentPages} from '../../kernel/frames/rss.ts';
import {pageBytes, pagesInFolio} from '../../kernel/state/geometry.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame, pteSlot} from '../../kernel/state/pte.ts';
import {isStandIn} from '../../kernel/tables/table.ts';
import {type MemoryView, type ProcessMemory, pathsTo} from './memory.ts';
import {sharersOfSlots} from './slots.ts';
import {visitAway, visitLeafEntries, visitTables, visitUnmapped} from './walk.ts';

/** Pages of a range by what smaps asks of them; shares are sums of fractions of pages. */
export type PageCounts = {
	resident: number;
	/** Reported shares in units of 2^-24 MiB, each page's cut off as smaps does: 4096 × 4096 for a whole page. */
	reportedShare: number;
	sharedClean: number;
	sharedDirty: number;
	privateClean: number;
	privateDirty: number;
	anonymous: number;
	/** Given up by their owner and not written since. */
	lazyFree: number;
	/** Pages in swap, and the shares of them that swap entries have, in the units of `reportedShare`. */
	swapped: number;
	swappedShare: number;
	/** Private pages of the process that are not in its page table now, in kernels that record them elsewhere. */
	unmapped: number;
	/** True share, and pages with one path only. */
	share: number;
	unique: number;
};

export function createPageCounts(): PageCounts {
	return {
		resident: 0,
		reportedShare: 0,
		sharedClean: 0,
		sharedDirty: 0,
		privateClean: 0,
		privateDirty: 0,
		anonymous: 0,
		lazyFree: 0,
		swapped: 0,
		swappedShare: 0,
		unmapped: 0,
		share: 0,
		unique: 0,
	};
}

/** One whole page in `reportedShare`. Linux: PAGE_SIZE << PSS_SHIFT. */
export const wholeShare = pageBytes * 4096;

// Constants of their own, so that the loop below compares with numbers instead of loading fields.
const {present, special, dirty, swapped} = pteBits;
const {anon} = frameKinds;

/** Adds what [start, end) of an address space holds. Linux: smaps_pte_entry(), smaps_account(). */
export function countPages(view: MemoryView, mm: Mm, start: number, end: number, sum: PageCounts): void {
	const {kernel, hiddenPaths} = view;
	const {entry} = kernel.strip;
	const {mapcount, kind, flags} = kernel.frame;
	visitLeafEntries(kernel, mm, start, end, (_table, first, count) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if ((word & present) === 0 || (word & special) !== 0) {
				if ((word & swapped) !== 0) {
					sum.swapped += 1;
					sum.swappedShare += Math.floor(wholeShare / kernel.swap.users[pteSlot(word)]);
				}

				continue;
			}

			const frame = pteFrame(word);
			const users = mapcount[frame];
			const paths = users + (hiddenPaths === undefined ? 0 : hiddenPaths[frame]);
			sum.resident += 1;
			sum.reportedShare += Math.floor(wholeShare / users);
			sum.share += 1 / paths;
			sum.unique += paths === 1 ? 1 : 0;
			sum.anonymous += kind[frame] === anon ? 1 : 0;
			const isDirty = (word & dirty) !== 0 || (flags[frame] & frameFlags.dirty) !== 0;
			sum.lazyFree += !isDirty && (flags[frame] & frameFlags.lazyFree) !== 0 ? 1 : 0;
			if (users >= 2) {
				sum[isDirty ? 'sharedDirty' : 'sharedClean'] += 1;
			} else {
				sum[isDirty ? 'privateDirty' : 'privateClean'] += 1;
			}
		}
	});
	visitAway(kernel, mm, start, end, (slot) => {
		sum.swapped += 1;
		sum.swappedShare += Math.floor(wholeShare / sharersOfSlots(view)[slot]);
	});
	visitUnmapped(kernel, mm, start, end, (frame) => {
		const paths = pathsTo(view, frame);
		sum.unmapped += 1;
		sum.share += 1 / paths;
		sum.unique += paths === 1 ? 1 : 0;
	});
}

/** What a task's process holds; undefined for one that has no memory any more (a zombie). */
export function processMemory(view: MemoryView, task: Task): ProcessMemory | undefined {
	const mm = view.kernel.task.mm[task];
	if (mm === 0) {
		return undefined;
	}

	let memory = view.known.get(mm);
	if (memory === undefined) {
		memory = measure(view, mm);
		view.known.set(mm, memory);
	}

	return memory;
}

function measure(view: MemoryView, mm: Mm): ProcessMemory {
	const {kernel, processes} = view;
	const {start, end, next} = kernel.vma;
	const counts = createPageCounts();
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		countPages(view, mm, start[vma], end[vma], counts);
	}

	return {
		rssBytes: (counts.resident + counts.unmapped) * pageBytes,
		pssBytes: Math.round(counts.share * pageBytes),
		ussBytes: counts.unique * pageBytes,
		reported: {
			rssBytes: residentPages(kernel, mm) * pageBytes,
			pssBytes: Math.floor(counts.reportedShare / 4096),
			ussBytes: (counts.privateClean + counts.privateDirty) * pageBytes,
		},
		virtualBytes: kernel.mm.totalPages[mm] * pageBytes,
		swappedBytes: counts.swapped * pageBytes,
		hugetlbBytes: kernel.mm.hugetlb[mm] * pagesInFolio * pageBytes,
		...countTables(kernel, mm, processes[mm] > 1),
		reportedTablePages: kernel.mm.tables[mm],
	};
}

function countTables(
	kernel: Kernel,
	mm: Mm,
	isShared: boolean,
): Pick<ProcessMemory, 'tablePages' | 'sharedTablePages' | 'ownTablePages'> {
	let tables = 0;
	let shared = 0;
	/** Level of the shared table below which the walk is: all that hangs there is shared with it. */
	let sharedLevel = 0;
	const {refs} = kernel.table;
	visitTables(kernel, mm, (table, level) => {
		if (isStandIn(kernel, table)) {
			return;
		}

		tables += 1;
		if (level >= sharedLevel) {
			sharedLevel = refs[table] > 1 ? level : 0;
		}

		shared += sharedLevel > 0 ? 1 : 0;
	});

	const tablePages = tables - 1;
	return {
		tablePages,
		sharedTablePages: isShared ? tablePages : Math.min(shared, tablePages),
		ownTablePages: isShared ? 0 : tables - shared,
	};
}
