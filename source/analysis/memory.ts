/**
 * Memory of processes, in two views. *True*: by how many paths a frame can be reached; an entry in a page table or
 * address space that n processes share is n paths. *Reported*: what the kernel's own counters and map counts say, which
 * count entries and so see a shared table once. Where nothing but frames is shared both are the same.
 *
 * A view is good until the machine moves on. What it is asked for it works out once.
 */
import {frameFlags, frameKinds} from '../kernel/frame.ts';
import type {Kernel} from '../kernel/kernel.ts';
import {pageBytes} from '../kernel/kernel.ts';
import {pteBits} from '../kernel/pte.ts';
import {residentPages} from '../kernel/rss.ts';
import {isAlive, isThread} from '../kernel/task.ts';
import type {Machine} from '../machine/machine.ts';
import {visitLeafTables, visitMapped, visitTables, visitUnmapped} from './walk.ts';

/** Resident, fair share (a page that n reach counts 1/n to each), and what nobody else reaches. */
export type Figures = {readonly rssBytes: number; readonly pssBytes: number; readonly ussBytes: number};

export type ProcessMemory = Figures & {
	readonly reported: Figures;
	readonly virtualBytes: number;
	/** Page-table pages that can be reached, without the top one; and those of them that others reach too. */
	readonly tablePages: number;
	readonly sharedTablePages: number;
	/** VmPTE: what the kernel has charged to this address space. */
	readonly reportedTablePages: number;
};

export type MemoryView = {
	readonly kernel: Kernel;
	/** Strings and command lines by the numbers that the kernel keeps. */
	readonly strings: readonly string[];
	readonly argvs: readonly (readonly string[])[];
	/** Processes on each address space: more than one after vfork and clone. */
	readonly processes: Int32Array;
	/** Paths to each frame beyond its map count; absent where there are none. */
	readonly hiddenPaths: Int32Array | undefined;
	/** Answers so far, by address space. */
	readonly known: Map<number, ProcessMemory>;
};

/** A view of the machine as it is now. */
export function viewMemory({kernel, program}: Machine): MemoryView {
	const processes = countProcesses(kernel);
	const hiddenPaths = countHiddenPaths(kernel, processes);
	const {strings, argvs} = program;
	return {kernel, strings, argvs, processes, hiddenPaths, known: new Map()};
}

function countProcesses(kernel: Kernel): Int32Array {
	const processes = new Int32Array(kernel.mm.count);
	for (let task = 1; task < kernel.task.count; task += 1) {
		if (isAlive(kernel, task) && !isThread(kernel, task)) {
			processes[kernel.task.mm[task]] += 1;
		}
	}

	return processes;
}

/**
 * A shared leaf table hides all its users but one, an address space all its processes but one, and a page that is
 * recorded beside the page tables and not in them hides all that could fault it in.
 */
function countHiddenPaths(kernel: Kernel, processes: Int32Array): Int32Array | undefined {
	const {refs, level, count} = kernel.table;
	const hidden = new Int32Array(kernel.frame.count);
	let found = false;
	const hide = (first: number, entries: number, paths: number) => {
		found = true;
		for (let index = first; index < first + entries; index += 1) {
			hidden[kernel.table.entry[index] >>> 8] += paths;
		}
	};

	for (let table = 1; table < count; table += 1) {
		if (level[table] === 1 && refs[table] > 1) {
			hide(table * kernel.geometry.entries, kernel.geometry.entries, refs[table] - 1);
		}
	}

	for (let mm = 1; mm < processes.length; mm += 1) {
		if (processes[mm] > 1) {
			visitMapped(kernel, mm, (_table, first, entries) => hide(first, entries, processes[mm] - 1));
		}

		if (processes[mm] > 0) {
			visitUnmapped(kernel, mm, 0, kernel.geometry.endVpn, (frame) => {
				found = true;
				hidden[frame] += processes[mm];
			});
		}
	}

	return found ? hidden : undefined;
}

/** True number of paths to a frame. */
export function pathsTo({kernel, hiddenPaths}: MemoryView, frame: number): number {
	return kernel.frame.mapcount[frame] + (hiddenPaths?.[frame] ?? 0);
}

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
		unmapped: 0,
		share: 0,
		unique: 0,
	};
}

/** One whole page in `reportedShare`. Linux: PAGE_SIZE << PSS_SHIFT. */
export const wholeShare = pageBytes * 4096;

// Constants of their own, so that the loop below compares with numbers instead of loading fields.
const {present, special, dirty} = pteBits;
const {anon} = frameKinds;

/** Adds what [start, end) of an address space holds. Linux: smaps_pte_entry(), smaps_account(). */
export function countPages(view: MemoryView, mm: number, start: number, end: number, sum: PageCounts): void {
	const {kernel, hiddenPaths} = view;
	const {entry} = kernel.table;
	const {mapcount, kind, flags} = kernel.frame;
	visitLeafTables(kernel, mm, start, end, (_table, first, count) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if ((word & present) === 0 || (word & special) !== 0) {
				continue;
			}

			const frame = word >>> 8;
			const users = mapcount[frame];
			const paths = users + (hiddenPaths === undefined ? 0 : hiddenPaths[frame]);
			sum.resident += 1;
			sum.reportedShare += Math.floor(wholeShare / users);
			sum.share += 1 / paths;
			sum.unique += paths === 1 ? 1 : 0;
			sum.anonymous += kind[frame] === anon ? 1 : 0;
			const isDirty = (word & dirty) !== 0 || (flags[frame] & frameFlags.dirty) !== 0;
			if (users >= 2) {
				sum[isDirty ? 'sharedDirty' : 'sharedClean'] += 1;
			} else {
				sum[isDirty ? 'privateDirty' : 'privateClean'] += 1;
			}
		}
	});
	visitUnmapped(kernel, mm, start, end, (frame) => {
		const paths = pathsTo(view, frame);
		sum.unmapped += 1;
		sum.share += 1 / paths;
		sum.unique += paths === 1 ? 1 : 0;
	});
}

/** What a task's process holds; undefined for one that has no memory any more (a zombie). */
export function processMemory(view: MemoryView, task: number): ProcessMemory | undefined {
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

function measure(view: MemoryView, mm: number): ProcessMemory {
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
		...countTables(kernel, mm, processes[mm] > 1),
		reportedTablePages: kernel.mm.tables[mm],
	};
}

function countTables(
	kernel: Kernel,
	mm: number,
	isShared: boolean,
): {tablePages: number; sharedTablePages: number} {
	let tablePages = -1;
	let sharedTablePages = 0;
	const {refs} = kernel.table;
	visitTables(kernel, mm, (table) => {
		tablePages += 1;
		sharedTablePages += refs[table] > 1 ? 1 : 0;
	});

	return {tablePages, sharedTablePages: isShared ? tablePages : sharedTablePages};
}

/** Several processes as one: a page or table that several of them reach counts once, `uss` is what nobody else reaches. */
export type GroupMemory = Figures & {readonly virtualBytes: number; readonly tablePages: number};

export function groupMemory(view: MemoryView, tasks: readonly number[]): GroupMemory {
	const {kernel, processes} = view;
	const own = new Int32Array(kernel.frame.count);
	const tables = new Set<number>();
	const sum = {share: 0, resident: 0, unique: 0, virtual: 0};
	for (const [mm, members] of membersByMm(kernel, tasks)) {
		sum.virtual += kernel.mm.totalPages[mm];
		visitTables(kernel, mm, (table) => tables.add(table));

		tables.delete(kernel.mm.root[mm]);
		const paths = Math.min(members, processes[mm]);
		visitMapped(kernel, mm, (_table, first, count) => {
			for (let index = first; index < first + count; index += 1) {
				const word = kernel.table.entry[index];
				if ((word & present) !== 0 && (word & special) === 0) {
					own[word >>> 8] += paths;
				}
			}
		});
		visitUnmapped(kernel, mm, 0, kernel.geometry.endVpn, (frame) => {
			own[frame] += paths;
		});
	}

	for (let frame = 1; frame < own.length; frame += 1) {
		if (own[frame] > 0) {
			const all = pathsTo(view, frame);
			sum.resident += 1;
			sum.share += own[frame] / all;
			sum.unique += own[frame] === all ? 1 : 0;
		}
	}

	return {
		rssBytes: sum.resident * pageBytes,
		pssBytes: Math.round(sum.share * pageBytes),
		ussBytes: sum.unique * pageBytes,
		virtualBytes: sum.virtual * pageBytes,
		tablePages: tables.size,
	};
}

function membersByMm(kernel: Kernel, tasks: readonly number[]): Map<number, number> {
	const members = new Map<number, number>();
	for (const task of tasks) {
		const mm = kernel.task.mm[task];
		if (mm !== 0 && !isThread(kernel, task)) {
			members.set(mm, (members.get(mm) ?? 0) + 1);
		}
	}

	return members;
}
