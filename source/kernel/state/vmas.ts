/** Vmas as they are read: what their flags mean, what kind of memory they are, and which one holds a page. */
import {pageBytes} from './geometry.ts';
import type {AnonVma, KObject, Mm, PageIndex, Vma, Vpn} from './ids.ts';
import type {Kernel} from './kernel.ts';

export const vmaFlags = {
	read: 1,
	write: 2,
	exec: 4,
	shared: 8,
	growsDown: 16,
	/** Charged to the commit limit (VM_ACCOUNT). Part of what must agree for a merge, as in Linux. */
	account: 32,
	/** madvise: not copied by fork; copied empty by fork. */
	dontFork: 64,
	wipeOnFork: 128,
	/** Memory outside the machine's pool (VM_PFNMAP): entries are special, fork always copies them. */
	device: 256,
	/** madvise: huge pages are wanted here even where faults do not take them; are not wanted here. */
	hugePages: 512,
	noHugePages: 1024,
	/** mlock: its pages stay in memory; with `lockOnFault` they are not brought there before they are used. */
	locked: 2048,
	lockOnFault: 4096,
	/** Not charged to the commit limit, whatever rights it gets (VM_NORESERVE). */
	noReserve: 8192,
	/** Four bits for the protection key (VM_PKEY_BIT0 and on): mappings of different keys are kept apart. */
	key: 15 * 2 ** 14,
	/** Huge pages of the pool (VM_HUGETLB); whoever mapped it has reserved them; pages of it were taken away (HPAGE_RESV_*). */
	hugetlb: 2 ** 18,
	hugetlbOwner: 2 ** 19,
	hugetlbLost: 2 ** 20,
	/** Guards were put somewhere into it (VM_MAYBE_GUARD): fork copies its tables, and what merges with it has the flag too. */
	maybeGuard: 2 ** 21,
	/** A process has asked for faults on its missing pages, on its protected ones (VM_UFFD_MISSING, VM_UFFD_WP). */
	userMissing: 2 ** 22,
	userProtected: 2 ** 23,
} as const;

const userfaults = vmaFlags.userMissing | vmaFlags.userProtected;

/** Flags without those of userfaults, which neither fork nor mremap takes along. Linux: userfaultfd_reset_ctx(). */
export function withoutUserfaults(flags: number): number {
	return flags & ~userfaults;
}

/** The key among the flags of a mapping. */
export function keyFlags(key: number): number {
	return key * 2 ** 14;
}

export const accessFlags = vmaFlags.read | vmaFlags.write | vmaFlags.exec;

export function vmaPages(kernel: Kernel, vma: Vma): number {
	return kernel.vma.end[vma] - kernel.vma.start[vma];
}

/** Anonymous private memory: nothing backs it but the entries themselves. */
export function isAnonymous(kernel: Kernel, vma: Vma): boolean {
	return kernel.vma.object[vma] === 0;
}

export function isShared(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.shared) !== 0;
}

export function isHugetlb(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.hugetlb) !== 0;
}

export function isLocked(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.locked) !== 0;
}

/**
 * What a mapping is called: anonymous memory in the heap's bounds by the heap, whoever mapped it, anything else by what it was
 * given. Linux: get_vma_name(), vma_is_initial_heap().
 */
export function vmaName(kernel: Kernel, vma: Vma): number {
	const {start, end, object, name, mm} = kernel.vma;
	const {brkStart, brk, heapName} = kernel.mm;
	const isHeap =
		object[vma] === 0 && start[vma] * pageBytes < brk[mm[vma]] && end[vma] * pageBytes > brkStart[mm[vma]];
	return isHeap ? heapName[mm[vma]] : name[vma];
}

/** The first vma that ends above `vpn`, 0 when there is none: searched from the one that was looked up last. */
function searchVma(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const {end, next, previous} = kernel.vma;
	let vma = kernel.mm.lookedUp[mm] || kernel.mm.firstVma[mm];
	while (previous[vma] !== 0 && end[previous[vma]] > vpn) {
		vma = previous[vma];
	}

	while (vma !== 0 && end[vma] <= vpn) {
		vma = next[vma];
	}

	return vma;
}

/** The first vma that ends above `vpn`, which need not contain it; 0 when there is none. Linux: find_vma(). */
export function findVma(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const vma = searchVma(kernel, mm, vpn);
	if (vma !== 0) {
		kernel.mm.lookedUp[mm] = vma;
	}

	return vma;
}

/** Index in the mapped object of a page of a mapping of a file or of shared memory. */
export function objectIndex({vma: {offset, start}}: Kernel, vma: Vma, vpn: Vpn): PageIndex {
	return offset[vma] + vpn - start[vma];
}

/** The vma that contains `vpn`, or 0. */
export function vmaAt(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const vma = findVma(kernel, mm, vpn);
	return vma !== 0 && kernel.vma.start[vma] <= vpn ? vma : 0;
}

/** The same for those who look on: it is not remembered where it was found, so that the state stays as it is. */
export function seenVma(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const vma = searchVma(kernel, mm, vpn);
	return vma !== 0 && kernel.vma.start[vma] <= vpn ? vma : 0;
}

/** The last vma of an address space that ends at or below `vpn`, or 0. */
export function vmaBelow(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const above = findVma(kernel, mm, vpn);
	if (above !== 0) {
		return kernel.vma.previous[above];
	}

	let last = kernel.mm.lookedUp[mm] || kernel.mm.firstVma[mm];
	while (last !== 0 && kernel.vma.next[last] !== 0) {
		last = kernel.vma.next[last];
	}

	return last;
}

/** The offset of anonymous memory that is first mapped at `vpn`: such pieces merge as those of a file do. */
export function anonymousOffset(vpn: Vpn): PageIndex {
	return vpn as number;
}

/** What a vma to be made or merged looks like. */
export type VmaShape = {
	readonly start: Vpn;
	readonly end: Vpn;
	readonly flags: number;
	readonly object: KObject;
	readonly mapping: number;
	readonly offset: PageIndex;
	readonly name: number;
	readonly anonVma: AnonVma;
	readonly chain: number;
};

export function shapeOfVma(kernel: Kernel, vma: Vma): VmaShape {
	const {start, end, flags, object, mapping, offset, name, anonVma, chain} = kernel.vma;
	return {
		start: start[vma],
		end: end[vma],
		flags: flags[vma],
		object: object[vma],
		mapping: mapping[vma],
		offset: offset[vma],
		name: name[vma],
		anonVma: anonVma[vma],
		chain: chain[vma],
	};
}
