/** Policies: the few places where kernels truly differ. A design is a record of these; see designs/. */
import type {Kernel} from './kernel.ts';

export type PageRange = {readonly start: number; readonly end: number};

/** A range to unmap, and the room around it up to the neighbouring mappings, whose tables must stay. */
export type UnmapRange = PageRange & {readonly floor: number; readonly ceiling: number};

export type Policies = {
	/** What vfork does with the parent's address space. */
	readonly vfork: 'share';
	/**
	 * Gives the child what fork copies of one mapping: `vma` is the parent's, `copy` the child's, already in place.
	 * Returns 0 or -ENOMEM.
	 */
	copyMapping(kernel: Kernel, vma: number, copy: number): number;
	/** Serves a fault inside a mapping that allows the access; returns one of faultResults (fault.ts). */
	fault(kernel: Kernel, vma: number, vpn: number, isWrite: boolean): number;
	/** Whether a write may take over this anonymous frame instead of copying it. */
	mayReuse(kernel: Kernel, frame: number): boolean;
	/** The leaf table through which the hardware lets this access reach its entry, or 0 for a fault above the leaf. */
	reachTable(kernel: Kernel, mm: number, vpn: number, isWrite: boolean): number;
	/** Takes the entries of a range away, and its tables where no neighbour needs them. */
	unmapRange(kernel: Kernel, mm: number, range: UnmapRange): void;
	/** Takes the entries of a range away while its mapping stays (madvise). */
	discardRange(kernel: Kernel, mm: number, start: number, end: number): void;
	/** Rewrites the entries of a range for the rights that the mapping has now. */
	protectRange(kernel: Kernel, vma: number, start: number, end: number): void;
	/** Moves the entries of a range to start at `to`. Returns 0 or -ENOMEM. */
	moveRange(kernel: Kernel, mm: number, from: PageRange, to: number): number;
	/** Unmaps everything when the last task leaves. */
	clearMm(kernel: Kernel, mm: number): void;
};
