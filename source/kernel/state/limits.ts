/** What a kernel has and allows at most, and how it promises memory. */
import {pageBytes} from './geometry.ts';

export type Limits = {
	/** Physical frames; Infinity when the workload does not say. */
	readonly frames: number;
	/** Slots of swap. */
	readonly swapSlots: number;
	/** Pages of memory and swap together, for kernels that promise no more than they have. */
	readonly reservable: number;
	/** Huge pages set aside for MAP_HUGETLB (vm.nr_hugepages); `frames` are what is left beside them. */
	readonly hugetlbPages: number;
	/** How Linux promises memory (vm.overcommit_memory), of overcommitModes. */
	readonly overcommit: number;
	/** Pages that may be promised in mode `never` (CommitLimit). */
	readonly commitPages: number;
	readonly tasks: number;
	/** Longest stack, in pages (RLIMIT_STACK). */
	readonly stackPages: number;
	readonly vmasPerMm: number;
};

/** Modes of vm.overcommit_memory. */
export const overcommitModes = {guess: 0, always: 1, never: 2} as const;

export const defaultLimits: Limits = {
	frames: Number.POSITIVE_INFINITY,
	swapSlots: 0,
	hugetlbPages: 0,
	reservable: Number.POSITIVE_INFINITY,
	overcommit: 0,
	commitPages: Number.POSITIVE_INFINITY,
	tasks: 4_194_304,
	stackPages: (8 * 2 ** 20) / pageBytes,
	vmasPerMm: 65_530,
};

/** Where first faults take huge pages: everywhere, where madvise(HUGEPAGE) asks for them, or nowhere. */
export const hugePageModes = ['always', 'madvise', 'never'] as const;
export type HugePageMode = (typeof hugePageModes)[number];
