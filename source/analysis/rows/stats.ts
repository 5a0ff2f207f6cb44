/** Statistics of the machine at one moment: what is in use, how much of it is shared, what has happened so far. */
import {frameKinds, isUsed} from '../../kernel/frames/frame.ts';
import {freeInPool} from '../../kernel/frames/hugetlb.ts';
import {taskStates} from '../../kernel/processes/task.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {pagesInFolio} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {totals} from '../../kernel/state/schema.ts';
import {type WorkUnit, workUnits} from '../../kernel/state/work.ts';
import type {MemoryView} from '../memory/memory.ts';
import {plural} from '../words/text.ts';

/** How many things have a number of references between `least` and `most`; `most` is undefined in the last bucket. */
export type Bucket = {readonly least: number; readonly most?: number; readonly count: number};

export type Statistics = {
	readonly frames: {
		readonly inUse: number;
		readonly peak: number;
		/** Undefined where the machine has as much as is asked for. */
		readonly limit?: number;
		readonly private: number;
		readonly file: number;
		readonly shared: number;
		/** Page tables, the top ones among them. */
		readonly tables: number;
		/** The page of zeros, and device memory. The kinds add up to what is in use. */
		readonly zero: number;
		readonly device: number;
		/** Huge pages of the pool that are in use, in pages of 4 KiB. */
		readonly hugetlb: number;
	};
	/** The pool of huge pages, in huge pages; undefined where the machine has none. */
	readonly pool?: {readonly all: number; readonly free: number; readonly reserved: number};
	readonly tables: {
		readonly inUse: number;
		readonly peak: number;
		/** One an address space; no process counts it among its page tables. */
		readonly top: number;
		/** Tables with more than one user, and how many copies of them are saved by sharing. */
		readonly shared: number;
		readonly saved: number;
	};
	/** Private pages, pages of files, of shared memory and of the pool that no entry maps: in the page cache or in a record only. */
	readonly unmappedPages: number;
	/** The others by the entries that map them, and page tables by the entries that point at them. */
	readonly pageReferences: readonly Bucket[];
	readonly tableReferences: readonly Bucket[];
	readonly processes: number;
	readonly threads: number;
	readonly zombies: number;
	/** Generations below the first process, and the most children of one process. */
	readonly depth: number;
	readonly fanOut: number;
	readonly forks: number;
	readonly vforks: number;
	readonly execs: number;
	readonly exits: number;
	readonly minorFaults: number;
	readonly majorFaults: number;
	readonly pagesCopied: number;
	readonly pagesZeroed: number;
};

/** The processes and their family tree; unchanged as long as none comes or goes. */
export type FamilyFigures = Pick<Statistics, 'processes' | 'threads' | 'zombies' | 'depth' | 'fanOut'>;

export function familyFigures({kernel}: MemoryView): FamilyFigures {
	const isAnybodyThere = kernel.total.value[totals.tasksAlive] > 0;
	return {
		...countTasks(kernel),
		depth: treeDepth(kernel, isAnybodyThere),
		fanOut: widestFamily(kernel),
	};
}

/** `families` may be kept from an earlier moment with the same tree. */
export function statistics(view: MemoryView, families: FamilyFigures = familyFigures(view)): Statistics {
	const {kernel} = view;
	const pageReferences = bucketsOf(kernel.frame.mapcount, kernel.frame.count);
	const frames = countFrames(kernel);
	const mapped = pageReferences.reduce((sum, {count}) => sum + count, 0);
	return {
		frames,
		pool: poolOf(kernel),
		unmappedPages: frames.private + frames.file + frames.shared + frames.hugetlb - mapped,
		tables: countTables(kernel),
		pageReferences,
		tableReferences: bucketsOf(tableReferences(kernel), kernel.table.count),
		...families,
		forks: work(kernel, 'fork'),
		vforks: work(kernel, 'vfork'),
		execs: work(kernel, 'exec'),
		exits: work(kernel, 'exit'),
		minorFaults: work(kernel, 'fault_minor'),
		majorFaults: work(kernel, 'fault_major'),
		pagesCopied: work(kernel, 'page_copy'),
		pagesZeroed: work(kernel, 'page_zero'),
	};
}

function work(kernel: Kernel, unit: WorkUnit): number {
	return kernel.work.amount[workUnits[unit]];
}

/** Whether the machine has swap, so that there is something to say of it. */
export function hasSwapSpace({limits}: Kernel): boolean {
	return limits.swapSlots > 0;
}

function poolOf(kernel: Kernel): Statistics['pool'] {
	const {limits, total} = kernel;
	return limits.hugetlbPages === 0
		? undefined
		: {all: limits.hugetlbPages, free: freeInPool(kernel), reserved: total.value[totals.hugetlbReserved]};
}

/** `4 huge pages in the pool, 3 free, 1 of these reserved`. */
export function poolText({all, free, reserved}: NonNullable<Statistics['pool']>): string {
	return `${plural(all, 'huge page')} in the pool, ${free} free, ${reserved} reserved`;
}

function countFrames(kernel: Kernel): Statistics['frames'] {
	const counts = new Int32Array(Object.keys(frameKinds).length + 1);
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		counts[kernel.frame.kind[frame]] += isUsed(kernel, frame) ? 1 : 0;
	}

	const {value} = kernel.total;
	const poolFrames = kernel.limits.hugetlbPages * pagesInFolio;
	return {
		inUse: value[totals.framesUsed],
		peak: value[totals.framesPeak],
		limit: Number.isFinite(kernel.limits.frames) ? kernel.limits.frames + poolFrames : undefined,
		private: counts[frameKinds.anon],
		file: counts[frameKinds.file],
		shared: counts[frameKinds.shmem],
		tables: counts[frameKinds.table],
		zero: counts[frameKinds.zero],
		device: counts[frameKinds.device],
		hugetlb: counts[frameKinds.hugetlb],
	};
}

function countTables(kernel: Kernel): Statistics['tables'] {
	const {refs, level, count} = kernel.table;
	let shared = 0;
	let top = 0;
	let saved = 0;
	for (let table = 1; table < count; table += 1) {
		top += refs[table] > 0 && level[table] === kernel.geometry.levels ? 1 : 0;
		if (refs[table] > 1) {
			shared += 1;
			saved += refs[table] - 1;
		}
	}

	const {value} = kernel.total;
	return {inUse: value[totals.tablesUsed], peak: value[totals.tablesPeak], top, shared, saved};
}

/** By table: what points at it; what is no page of its own counts as free. */
function tableReferences({limits, table}: Kernel): Int32Array {
	return limits.hugetlbPages === 0
		? table.refs
		: table.refs.map((references, row) => (table.frame[row] === 0 ? 0 : references));
}

/** Bounds of the buckets: each begins one above the one before. */
const bucketEnds = [1, 2, 4, 8, 16, Number.POSITIVE_INFINITY];

/** Numbers up to here are counted one by one first: nearly all are small, and there may be a million. */
const smallMax = 32;

/** Rows with 0 references are left out. */
function bucketsOf(references: Int32Array, rows: number): Bucket[] {
	const bySize = new Int32Array(smallMax + 1);
	for (let row = 1; row < rows; row += 1) {
		const number = references[row];
		bySize[number < smallMax ? number : smallMax] += 1;
	}

	const counts = bucketEnds.map(() => 0);
	for (let number = 1; number <= smallMax; number += 1) {
		counts[bucketEnds.findIndex((end) => number <= end)] += bySize[number];
	}

	return counts.map((count, i) => ({
		least: i === 0 ? 1 : bucketEnds[i - 1] + 1,
		most: Number.isFinite(bucketEnds[i]) ? bucketEnds[i] : undefined,
		count,
	}));
}

function countTasks({task}: Kernel): {processes: number; threads: number; zombies: number} {
	let processes = 0;
	let threads = 0;
	let zombies = 0;
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] === taskStates.zombie) {
			zombies += 1;
		} else if (task.state[row] !== 0) {
			processes += task.leader[row] === row ? 1 : 0;
			threads += task.leader[row] === row ? 0 : 1;
		}
	}

	return {processes, threads, zombies};
}

/** Each task's depth is found once: a chain of forks may be as long as there are pids. */
function treeDepth({task}: Kernel, isAnybodyThere: boolean): number {
	if (!isAnybodyThere) {
		return 0;
	}

	const depths = new Int32Array(task.count).fill(-1);
	let deepest = 0;
	const path: number[] = [];
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		for (let at: Task = row; at !== 0 && depths[at] === -1; at = task.parent[at]) {
			path.push(at);
		}

		for (let at = path.pop(); at !== undefined; at = path.pop()) {
			depths[at] = task.parent[at] === 0 ? 0 : depths[task.parent[at]] + 1;
			deepest = Math.max(deepest, depths[at]);
		}
	}

	return deepest;
}

function widestFamily({task}: Kernel): number {
	const children = new Int32Array(task.count);
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] !== 0 && task.leader[row] === row && task.parent[row] !== 0) {
			children[task.parent[row]] += 1;
		}
	}

	return children.reduce((most, count) => Math.max(most, count), 0);
}
