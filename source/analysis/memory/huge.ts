/** Huge pages of one process: what is mapped in pieces of 2 MiB, and which pages belong to folios, however mapped. */
import {isHugeEligible} from '../../kernel/calls/collapse.ts';
import {faultsHuge} from '../../kernel/faults/huge-fault.ts';
import {countedFolio, partOf} from '../../kernel/frames/folio.ts';
import {pageBytes, pagesInFolio} from '../../kernel/state/geometry.ts';
import type {Entry, Folio, Mm, Task, Vma, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteFrame} from '../../kernel/state/pte.ts';
import {isHugetlb} from '../../kernel/state/vmas.ts';
import {findHugeEntry, hugeBase, isZeroHuge} from '../../kernel/tables/huge.ts';
import {findPoolEntry, headOf} from '../../kernel/tables/hugetlb.ts';
import type {MemoryView} from './memory.ts';
import {visitLeafEntries, visitLeafTables, visitLeaves} from './walk.ts';

/** Whether there is a huge page anywhere, mapped whole or in parts. */
export function hasFolios({kernel}: MemoryView): boolean {
	return kernel.folio.live > 0;
}

/** One huge entry. */
export type HugeRow = {
	/** Byte address. */
	readonly address: number;
	/** Whether it maps the folio of zeros, which is not counted as resident. */
	readonly isZero: boolean;
};

/** The huge entries of pages [start, end), in address order. */
export function hugeRows(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): HugeRow[] {
	const rows: HugeRow[] = [];
	if (kernel.folio.live === 0) {
		return rows;
	}

	visitLeafTables(kernel, mm, start, end, (_table, _first, _count, vpn) => {
		const index = findHugeEntry(kernel, mm, vpn);
		if (index !== 0) {
			rows.push({address: hugeBase(vpn) * pageBytes, isZero: isZeroHuge(kernel, index)});
		}
	});
	return rows;
}

/** Memory of a mapping that is mapped by huge entries, the folio of zeros left out, in kB (AnonHugePages). */
export function hugeKb(kernel: Kernel, vma: Vma): number {
	const {mm, start, end} = kernel.vma;
	const rows = hugeRows(kernel, mm[vma], start[vma], end[vma]);
	return (rows.filter(({isZero}) => !isZero).length * pagesInFolio * pageBytes) / 1024;
}

/** Huge pages of the pool in a mapping, in kB: those that nobody else maps, and those that others map too. Linux: smaps_hugetlb_range(). */
export type HugetlbFigures = {readonly Shared_Hugetlb: number; readonly Private_Hugetlb: number};

/** Undefined for a mapping of other memory. */
export function hugetlbFigures(kernel: Kernel, vma: Vma): HugetlbFigures | undefined {
	if (!isHugetlb(kernel, vma)) {
		return undefined;
	}

	const {mm, start, end} = kernel.vma;
	const pages = {shared: 0, own: 0};
	visitLeaves(kernel, mm[vma], start[vma], end[vma], (_table, _first, _count, vpn) => {
		const index = findPoolEntry(kernel, mm[vma], vpn);
		pages[kernel.frame.mapcount[headOf(kernel, index)] > 1 ? 'shared' : 'own'] += 1;
	});
	const size = (pagesInFolio * pageBytes) / 1024;
	return {Shared_Hugetlb: pages.shared * size, Private_Hugetlb: pages.own * size};
}

/** Whether a fault of the mapping could take a huge page, as far as smaps looks (THPeligible). */
export function isEligible(kernel: Kernel, vma: Vma): boolean {
	return faultsHuge(kernel, vma) && isHugeEligible(kernel, vma);
}

/** Pages that lie behind each other in memory and in one folio. */
export type FolioRun = {
	/** Byte address of the first. */
	readonly address: number;
	pages: number;
	readonly folio: Folio;
	/** Which page of the folio the first is. */
	readonly index: number;
};

/** The pages of a process that belong to folios, as runs in address order. */
export function folioRuns({kernel}: MemoryView, task: Task): FolioRun[] {
	const mm = kernel.task.mm[task];
	const runs: FolioRun[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		visitLeafEntries(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (_table, first, count, vpn) => {
			for (let i = 0; i < count; i += 1) {
				addToRuns(kernel, runs, (vpn + i) * pageBytes, kernel.strip.entry[first + i]);
			}
		});
	}

	return runs;
}

function addToRuns(kernel: Kernel, runs: FolioRun[], address: number, word: Entry): void {
	const folio = countedFolio(kernel, word);
	if (folio === 0) {
		return;
	}

	const index = partOf(kernel, pteFrame(word)) - folio * pagesInFolio;
	const last = runs.at(-1);
	const follows =
		last?.folio === folio &&
		last.index + last.pages === index &&
		last.address + last.pages * pageBytes === address;
	if (last !== undefined && follows) {
		last.pages += 1;
	} else {
		runs.push({address, pages: 1, folio, index});
	}
}
