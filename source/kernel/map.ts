/** The calls that change mappings: mmap, munmap, mprotect, madvise, brk. mremap has a file of its own. */
import {errno} from './errno.ts';
import {frameFlags, frameKinds} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {pageBytes, totals} from './kernel.ts';
import {commit, uncommit} from './mm.ts';
import {createObject, fileObject, objectKinds} from './object.ts';
import {editTable, editTableInPlace} from './open-table.ts';
import {populateRange} from './populate.ts';
import {pteBits, pteFrame} from './pte.ts';
import {entryIndex} from './table.ts';
import type {VmaShape} from './vma.ts';
import {
	accessFlags,
	findVma,
	isShared,
	placeVma,
	reflagVma,
	removeVma,
	splitVma,
	vmaBelow,
	vmaFlags,
} from './vma.ts';

/** What mmap asks for. Addresses, lengths and offsets in bytes; `flags` are vmaFlags; `file` and `name` are string numbers. */
export type MapRequest = {
	readonly address: number;
	readonly length: number;
	readonly flags: number;
	/** 0 for anonymous memory. */
	readonly file: number;
	/** What kind of file it is, of objectKinds; one on disk unless told. */
	readonly fileKind?: number;
	readonly offset: number;
	readonly name: number;
};

/** Pages of a byte range, or undefined when it is not page-aligned, empty or beyond what a process may map. */
export function pageRange(
	kernel: Kernel,
	address: number,
	length: number,
): {start: number; end: number} | undefined {
	const start = address / pageBytes;
	const end = start + Math.ceil(length / pageBytes);
	const valid = address >= 0 && Number.isInteger(start) && length > 0 && end <= kernel.geometry.endVpn;
	return valid ? {start, end} : undefined;
}

/** Maps memory at a fixed address, in place of what was there. Returns 0, -EINVAL or -ENOMEM. Linux: mmap_region(). */
export function mapMemory(kernel: Kernel, mm: number, request: MapRequest): number {
	const range = pageRange(kernel, request.address, request.length);
	if (range === undefined || request.offset % pageBytes !== 0 || request.offset < 0) {
		return -errno.EINVAL;
	}

	if (kernel.mm.vmas[mm] + 2 > kernel.limits.vmasPerMm) {
		return -errno.ENOMEM;
	}

	const {flags} = request;
	const accounted = (flags & (vmaFlags.write | vmaFlags.shared | vmaFlags.device)) === vmaFlags.write;
	if (accounted && commit(kernel, range.end - range.start) < 0) {
		return -errno.ENOMEM;
	}

	unmapPages(kernel, mm, range.start, range.end);
	const vma = placeVma(kernel, mm, {
		...newShape(kernel, request, range),
		flags: flags | (accounted ? vmaFlags.account : 0),
	});
	populateRange(kernel, vma, range.start, range.end);
	return 0;
}

/** Every mmap of a file or of shared memory opens its own file; private anonymous memory is placed by its address. */
function newShape(kernel: Kernel, request: MapRequest, range: {start: number; end: number}): VmaShape {
	const isShmem = request.file === 0 && (request.flags & vmaFlags.shared) !== 0;
	const isDevice = (request.flags & vmaFlags.device) !== 0;
	let object = 0;
	if (isDevice) {
		object = createObject(kernel, objectKinds.device, request.name);
	} else if (isShmem) {
		object = createObject(kernel, objectKinds.shmem, request.name);
	} else if (request.file !== 0) {
		object = fileObject(kernel, request.file, request.fileKind ?? objectKinds.file);
	}

	const {value} = kernel.total;
	return {
		...range,
		flags: request.flags,
		object,
		mapping: object === 0 ? 0 : value[totals.nextMapping]++,
		offset: object === 0 ? range.start : request.offset / pageBytes,
		name: request.name,
		anonVma: 0,
		chain: 0,
	};
}

/** Unmaps every mapping in a byte range; holes are fine. Returns 0 or -EINVAL. */
export function unmapMemory(kernel: Kernel, mm: number, address: number, length: number): number {
	const range = pageRange(kernel, address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	unmapPages(kernel, mm, range.start, range.end);
	return 0;
}

/** Linux: do_vmi_align_munmap(): split at the edges, drop what lies between, free tables up to the neighbours. */
export function unmapPages(kernel: Kernel, mm: number, start: number, end: number): void {
	const columns = kernel.vma;
	let vma = findVma(kernel, mm, start);
	if (vma === 0 || columns.start[vma] >= end) {
		return;
	}

	if (columns.start[vma] < start) {
		vma = splitVma(kernel, vma, start);
	}

	const below = columns.previous[vma];
	const floor = below === 0 ? 0 : columns.end[below];
	let above = vma;
	while (above !== 0 && columns.start[above] < end) {
		if (columns.end[above] > end) {
			splitVma(kernel, above, end);
		}

		above = columns.next[above];
	}

	const ceiling = above === 0 ? Number.POSITIVE_INFINITY : columns.start[above];
	kernel.policies.unmapRange(kernel, mm, {start, end, floor, ceiling});
	for (let next = 0; vma !== above; vma = next) {
		next = columns.next[vma];
		uncommit(kernel, vma);
		removeVma(kernel, vma);
	}
}

/**
 * Calls `visit` for the part of each mapping that lies in a byte range, in address order, with the row it has by
 * then. Stops at the first negative answer and returns it. A hole ends the walk with -ENOMEM, or with `skipHoles`
 * is passed over and reported at the end, as madvise does.
 */
function walkMappings(
	kernel: Kernel,
	mm: number,
	range: {start: number; end: number},
	skipHoles: boolean,
	visit: (vma: number, start: number, end: number) => number,
): number {
	let result = 0;
	let at = range.start;
	while (at < range.end) {
		const vma = findVma(kernel, mm, at);
		if (vma === 0 || kernel.vma.start[vma] > at) {
			result = -errno.ENOMEM;
			if (!skipHoles || vma === 0 || kernel.vma.start[vma] >= range.end) {
				return result;
			}

			at = kernel.vma.start[vma];
		}

		const end = Math.min(range.end, kernel.vma.end[vma]);
		const answer = visit(vma, at, end);
		if (answer < 0) {
			return answer;
		}

		at = end;
	}

	return result;
}

/** Changes the rights of a byte range. Returns 0, -EINVAL or -ENOMEM (a hole: what lies before it is changed). */
export function protectMemory(
	kernel: Kernel,
	mm: number,
	address: number,
	length: number,
	rights: number,
): number {
	if (length === 0) {
		return 0;
	}

	const range = pageRange(kernel, address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	return walkMappings(kernel, mm, range, false, (vma, start, end) =>
		protectVma(kernel, vma, start, end, rights),
	);
}

/** Linux: mprotect_fixup(). A private mapping that becomes writable is charged, once. */
function protectVma(kernel: Kernel, vma: number, start: number, end: number, rights: number): number {
	const old = kernel.vma.flags[vma];
	let flags = (old & ~accessFlags) | rights;
	if (flags === old) {
		return 0;
	}

	const isCharged = (old & (vmaFlags.account | vmaFlags.write | vmaFlags.shared | vmaFlags.device)) !== 0;
	if ((rights & vmaFlags.write) !== 0 && !isCharged) {
		if (commit(kernel, end - start) < 0) {
			return -errno.ENOMEM;
		}

		flags |= vmaFlags.account;
	} else if (givesChargeBack(kernel, vma, rights)) {
		commit(kernel, start - end);
		flags &= ~vmaFlags.account;
	}

	const part = reflagVma(kernel, vma, start, end, flags);
	kernel.policies.protectRange(kernel, part, start, end);
	return 0;
}

/** Anonymous memory that was never written is given back its charge when it becomes read-only. */
function givesChargeBack(kernel: Kernel, vma: number, rights: number): boolean {
	const {flags, object, anonVma} = kernel.vma;
	return (
		(rights & vmaFlags.write) === 0 &&
		(flags[vma] & vmaFlags.account) !== 0 &&
		object[vma] === 0 &&
		anonVma[vma] === 0
	);
}

/**
 * Rewrites the entries of [start, end) for the rights that `vma` has now. They become writable at once only where no
 * fault is needed to tell: pages that are the task's own, shared memory, and shared file pages already dirty.
 * Linux: change_pte_range(), can_change_pte_writable().
 */
export function protectEntries(kernel: Kernel, vma: number, start: number, end: number): void {
	const mm = kernel.vma.mm[vma];
	const {entries} = kernel.geometry;
	for (let at = start; at < end; ) {
		const tableEnd = Math.min(end, (Math.floor(at / entries) + 1) * entries);
		const table = editTableInPlace(kernel, mm, at, 'protectReaches');
		const first = table === 0 ? 0 : entryIndex(kernel, table, 1, at);
		for (let index = first; table !== 0 && index < first + tableEnd - at; index += 1) {
			if (kernel.table.entry[index] !== 0) {
				kernel.table.entry[index] = withRights(kernel, vma, kernel.table.entry[index]);
			}
		}

		at = tableEnd;
	}
}

function withRights(kernel: Kernel, vma: number, word: number): number {
	const flags = kernel.vma.flags[vma];
	const bare = word & ~(pteBits.write | pteBits.noAccess);
	if ((flags & accessFlags) === 0) {
		return (bare | pteBits.noAccess) >>> 0;
	}

	return (bare | (mayWriteAtOnce(kernel, vma, word) ? pteBits.write : 0)) >>> 0;
}

function mayWriteAtOnce(kernel: Kernel, vma: number, word: number): boolean {
	if ((kernel.vma.flags[vma] & vmaFlags.write) === 0 || (word & pteBits.special) !== 0) {
		return false;
	}

	const frame = pteFrame(word);
	const {writableReads, writableByMprotect} = kernel.policies.rules;
	if (isShared(kernel, vma)) {
		const isShmem = kernel.frame.kind[frame] === frameKinds.shmem;
		return isShmem || writableReads === 'all' || (word & pteBits.dirty) !== 0;
	}

	return (
		writableByMprotect === 'exclusive' &&
		kernel.frame.kind[frame] === frameKinds.anon &&
		(kernel.frame.flags[frame] & frameFlags.exclusive) !== 0
	);
}

/** Advice for a byte range, by its name. Linux: the MADV_ constants. */
export const advice = {dontneed: 1, dontfork: 2, dofork: 3, wipeonfork: 4, keeponfork: 5, free: 6} as const;

/** Applies advice to a byte range. Returns 0, -EINVAL (kind of memory does not take it) or -ENOMEM (a hole). */
export function adviseMemory(
	kernel: Kernel,
	mm: number,
	address: number,
	length: number,
	kind: number,
): number {
	if (length === 0) {
		return 0;
	}

	const range = pageRange(kernel, address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	return walkMappings(kernel, mm, range, true, (vma, start, end) => adviseVma(kernel, vma, start, end, kind));
}

/** Linux: madvise_vma_behavior(). */
function adviseVma(kernel: Kernel, vma: number, start: number, end: number, kind: number): number {
	const old = kernel.vma.flags[vma];
	const isPrivateAnonymous = kernel.vma.object[vma] === 0 && (old & vmaFlags.shared) === 0;
	const isDevice = (old & vmaFlags.device) !== 0;
	switch (kind) {
		case advice.dontneed:
			if (isDevice) {
				return -errno.EINVAL;
			}

			kernel.policies.discardRange(kernel, kernel.vma.mm[vma], start, end);
			return 0;
		case advice.free:
			if (!isPrivateAnonymous) {
				return -errno.EINVAL;
			}

			cleanEntries(kernel, vma, start, end);
			return 0;
		case advice.wipeonfork:
			return isPrivateAnonymous
				? setFlags(kernel, vma, start, end, old | vmaFlags.wipeOnFork)
				: -errno.EINVAL;
		case advice.keeponfork:
			return setFlags(kernel, vma, start, end, old & ~vmaFlags.wipeOnFork);
		case advice.dontfork:
			return setFlags(kernel, vma, start, end, old | vmaFlags.dontFork);
		case advice.dofork:
			return isDevice ? -errno.EINVAL : setFlags(kernel, vma, start, end, old & ~vmaFlags.dontFork);
		default:
			return -errno.EINVAL;
	}
}

function setFlags(kernel: Kernel, vma: number, start: number, end: number, flags: number): number {
	if (flags !== kernel.vma.flags[vma]) {
		reflagVma(kernel, vma, start, end, flags);
	}

	return 0;
}

/** madvise(FREE): pages may be dropped from now on, so they count as clean. Linux: madvise_free_pte_range(). */
function cleanEntries(kernel: Kernel, vma: number, start: number, end: number): void {
	const mm = kernel.vma.mm[vma];
	for (let vpn = start; vpn < end; vpn += 1) {
		const table = editTable(kernel, mm, vpn);
		if (table !== 0) {
			const index = entryIndex(kernel, table, 1, vpn);
			kernel.table.entry[index] = (kernel.table.entry[index] & ~(pteBits.dirty | pteBits.accessed)) >>> 0;
		}
	}
}

/**
 * Sets the end of the heap, in bytes. The first call in an address space only says where the heap begins (a program's
 * first brk is a question). Returns 0 or -ENOMEM: below the start, or into another mapping. Linux: brk(), do_brk_flags().
 */
export function setBreak(kernel: Kernel, mm: number, address: number, name: number): number {
	const {brkStart, brk} = kernel.mm;
	if (brkStart[mm] === 0) {
		brkStart[mm] = address;
		brk[mm] = address;
		return 0;
	}

	if (address < brkStart[mm]) {
		return -errno.ENOMEM;
	}

	const start = Math.ceil(brk[mm] / pageBytes);
	const end = Math.ceil(address / pageBytes);
	if (end < start) {
		unmapPages(kernel, mm, end, start);
	} else if (end > start && growHeap(kernel, mm, start, end, name) < 0) {
		return -errno.ENOMEM;
	}

	brk[mm] = address;
	return 0;
}

function growHeap(kernel: Kernel, mm: number, start: number, end: number, name: number): number {
	const above = findVma(kernel, mm, start);
	const blocked = above !== 0 && kernel.vma.start[above] < end;
	if (blocked || end > kernel.geometry.endVpn || commit(kernel, end - start) < 0) {
		return -errno.ENOMEM;
	}

	const below = vmaBelow(kernel, mm, start);
	const flags = vmaFlags.read | vmaFlags.write | vmaFlags.account;
	const range = {start, end, offset: start, anonVma: 0, chain: 0};
	const heapName =
		below !== 0 && kernel.vma.end[below] === start && kernel.vma.object[below] === 0
			? kernel.vma.name[below]
			: name;
	const vma = placeVma(kernel, mm, {...range, flags, object: 0, mapping: 0, name: heapName});
	populateRange(kernel, vma, start, end);
	return 0;
}
