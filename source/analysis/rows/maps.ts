/** Mappings of one process: the rows of /proc/PID/smaps, and beside them what is truly shared. */

import {visitSlots} from '../../kernel/frames/object-swap.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task, Vma} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isSwapped, pteBits, pteFrame, pteSlot} from '../../kernel/state/pte.ts';
import {isLocked, isShared, vmaFlags, vmaName, vmaPages} from '../../kernel/state/vmas.ts';
import {visitEntries} from '../../kernel/tables/visit.ts';
import {type HugetlbFigures, hugeKb, hugetlbFigures, isEligible} from '../memory/huge.ts';
import type {MemoryView} from '../memory/memory.ts';
import {countPages, createPageCounts, type PageCounts} from '../memory/process-memory.ts';
import {visitLeafEntries, visitLeafTables} from '../memory/walk.ts';

/** Sizes in kB as smaps prints them, cut off as it does; the names are its own. */
export type SmapsFigures = {
	readonly Rss: number;
	readonly Pss: number;
	readonly Shared_Clean: number;
	readonly Shared_Dirty: number;
	readonly Private_Clean: number;
	readonly Private_Dirty: number;
	readonly Anonymous: number;
	readonly LazyFree: number;
	readonly Swap: number;
	readonly SwapPss: number;
	readonly Locked: number;
};

/** What smaps says of huge pages, in kB but for THPeligible, which is 0 or 1. Files and shared memory have none here. */
export type HugeFigures = {
	readonly AnonHugePages: number;
	readonly ShmemPmdMapped: 0;
	readonly FilePmdMapped: 0;
	readonly THPeligible: 0 | 1;
};

export type MapRow = {
	/** Byte addresses, end exclusive. */
	readonly start: number;
	readonly end: number;
	/** As in /proc/PID/maps: `rw-p`. */
	readonly perms: string;
	readonly sizeKb: number;
	readonly smaps: SmapsFigures;
	readonly huge: HugeFigures;
	/** Of a mapping of the pool of huge pages only, whose other figures are 0. */
	readonly hugetlb?: HugetlbFigures;
	/**
	 * In truth: resident, what is recorded without being in the page table among it; and where shared tables and address
	 * spaces are looked through, fair share, and what nobody else reaches.
	 */
	readonly rssKb: number;
	readonly pssKb: number;
	readonly ussKb: number;
	/** `[heap]`, `[stack]` or the name the mapping was given; undefined for plain memory. */
	readonly name?: string;
	/** What backs it; undefined for anonymous memory. */
	readonly file?: string;
	/** Byte offset into the file; undefined for anonymous memory. */
	readonly offset?: number;
	/** Leaf tables that cover a part of it, and those of them with more than one user. */
	readonly tables: number;
	readonly sharedTables: number;
	/** Set for mappings that fork treats in a way of its own. */
	readonly onFork?: 'not copied' | 'wiped';
};

/** In address order; empty for a process without memory. */
export function mapRows(view: MemoryView, task: Task): MapRow[] {
	const {kernel} = view;
	const mm = kernel.task.mm[task];
	const rows: MapRow[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		rows.push(mapRow(view, mm, vma));
	}

	return rows;
}

function mapRow(view: MemoryView, mm: Mm, vma: Vma): MapRow {
	const {kernel, strings} = view;
	const {start, end, flags, object, offset} = kernel.vma;
	const counts = createPageCounts();
	countPages(view, mm, start[vma], end[vma], counts);
	const file = object[vma] === 0 ? 0 : kernel.object.name[object[vma]];
	return {
		start: start[vma] * pageBytes,
		end: end[vma] * pageBytes,
		perms: perms(kernel, vma),
		sizeKb: kilobytes(vmaPages(kernel, vma)),
		smaps: smapsFigures(kernel, vma, counts),
		huge: {
			AnonHugePages: hugeKb(kernel, vma),
			ShmemPmdMapped: 0,
			FilePmdMapped: 0,
			THPeligible: isEligible(kernel, vma) ? 1 : 0,
		},
		hugetlb: hugetlbFigures(kernel, vma),
		rssKb: kilobytes(counts.resident + counts.unmapped),
		pssKb: kilobytes(counts.share),
		ussKb: kilobytes(counts.unique),
		name: strings[vmaName(kernel, vma)] || undefined,
		file: strings[file] || undefined,
		offset: object[vma] === 0 ? undefined : offset[vma] * pageBytes,
		...countTables(kernel, mm, vma),
		onFork:
			(flags[vma] & vmaFlags.dontFork) !== 0
				? 'not copied'
				: (flags[vma] & vmaFlags.wipeOnFork) !== 0
					? 'wiped'
					: undefined,
	};
}

/** What a kernel has recorded for the mapping and no entry of the page table maps: smaps would not count it. */
export function recordedKb({rssKb, smaps}: Pick<MapRow, 'rssKb' | 'smaps'>): number {
	return rssKb - smaps.Rss;
}

/** Pages of shared memory in swap: smaps counts them for the mappings, and nothing for the process. */
export function sharedInSwapBytes(rows: readonly MapRow[], swappedBytes: number): number {
	return rows.reduce((sum, {smaps}) => sum + smaps.Swap * 1024, -swappedBytes);
}

function perms(kernel: Kernel, vma: Vma): string {
	return `${rightsOf(kernel.vma.flags[vma])}${isShared(kernel, vma) ? 's' : 'p'}`;
}

/** `rw-` for the flags of a mapping. */
export function rightsOf(flags: number): string {
	const right = (bit: number, letter: string) => ((flags & bit) === 0 ? '-' : letter);
	return `${right(vmaFlags.read, 'r')}${right(vmaFlags.write, 'w')}${right(vmaFlags.exec, 'x')}`;
}

function kilobytes(pages: number): number {
	return Math.floor((pages * pageBytes) / 1024);
}

/** Linux: __show_smap(); the share is kept in 52.12 fixed point. */
function smapsFigures(kernel: Kernel, vma: Vma, counts: PageCounts): SmapsFigures {
	const share = Math.floor(counts.reportedShare / 2 ** 22);
	return {
		Rss: kilobytes(counts.resident),
		Pss: share,
		Shared_Clean: kilobytes(counts.sharedClean),
		Shared_Dirty: kilobytes(counts.sharedDirty),
		Private_Clean: kilobytes(counts.privateClean),
		Private_Dirty: kilobytes(counts.privateDirty),
		Anonymous: kilobytes(counts.anonymous),
		LazyFree: kilobytes(counts.lazyFree),
		Swap: kilobytes(counts.swapped + objectPagesInSwap(kernel, vma)),
		SwapPss: Math.floor(counts.swappedShare / 2 ** 22),
		Locked: isLocked(kernel, vma) ? share : 0,
	};
}

/** Pages of a mapped object that lie in swap; no entry tells of them. Linux: shmem_swap_usage(). */
function objectPagesInSwap(kernel: Kernel, vma: Vma): number {
	const {object, offset} = kernel.vma;
	let pages = 0;
	if (object[vma] !== 0) {
		const count = () => {
			pages += 1;
		};
		visitSlots(kernel, object[vma], offset[vma], offset[vma] + vmaPages(kernel, vma), count);
	}

	return pages;
}

function countTables(kernel: Kernel, mm: Mm, vma: Vma): {tables: number; sharedTables: number} {
	let tables = 0;
	let sharedTables = 0;
	visitLeafTables(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (table) => {
		tables += 1;
		sharedTables += kernel.table.refs[table] > 1 ? 1 : 0;
	});
	return {tables, sharedTables};
}

export type PageRow = {
	/** Byte address. */
	readonly address: number;
	readonly frame: number;
	/** 0 for the zero page, which is never counted. */
	readonly mapcount: number;
};

/** One page in swap: its byte address and its slot. */
export type SwappedRow = {readonly address: number; readonly slot: number};

/** The swap entries of a process in address order. */
export function swappedRows({kernel}: MemoryView, task: Task): SwappedRow[] {
	const mm = kernel.task.mm[task];
	const rows: SwappedRow[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		visitEntries(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (_table, index, vpn) => {
			const word = kernel.strip.entry[index];
			if (isSwapped(word)) {
				rows.push({address: vpn * pageBytes, slot: pteSlot(word)});
			}
		});
	}

	return rows;
}

/** The present pages of a process in address order. */
export function pageRows({kernel}: MemoryView, task: Task): PageRow[] {
	const mm = kernel.task.mm[task];
	const rows: PageRow[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		visitLeafEntries(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (_table, first, count, vpn) => {
			for (let i = 0; i < count; i += 1) {
				const word = kernel.strip.entry[first + i];
				if ((word & pteBits.present) !== 0) {
					const frame = pteFrame(word);
					const mapcount = (word & pteBits.special) === 0 ? kernel.frame.mapcount[frame] : 0;
					rows.push({address: (vpn + i) * pageBytes, frame, mapcount});
				}
			}
		});
	}

	return rows;
}
