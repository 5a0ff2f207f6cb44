/** mmap and munmap: mappings are made in place of what was there, and taken away with their pages and tables. */

import {populateRange} from '../faults/populate.ts';
import {createObject, fileObject, objectKinds} from '../frames/object.ts';
import {commit, uncommit} from '../mappings/commit.ts';
import {cutsPoolPage, reserveMapping, wholeEnd} from '../mappings/hugetlb.ts';
import {removeVma, splitVma} from '../mappings/vma.ts';
import {placeVma} from '../mappings/vma-merge.ts';
import {errno} from '../state/errno.ts';
import {pageBytes} from '../state/geometry.ts';
import type {KObject, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {overcommitModes} from '../state/limits.ts';
import {totals} from '../state/schema.ts';
import {anonymousOffset, findVma, type VmaShape, vmaFlags} from '../state/vmas.ts';
import {hugeBase} from '../tables/huge.ts';

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

/** Pages of a byte range, or undefined when it is not page-aligned. What lies beyond the end of memory is a hole. */
export function pagesAt(address: number, length: number): {start: Vpn; end: Vpn} | undefined {
	const start = address / pageBytes;
	const end = start + Math.ceil(length / pageBytes);
	return address >= 0 && Number.isInteger(start) ? {start, end} : undefined;
}

/** Pages of a byte range, or undefined when it is not page-aligned, empty or beyond what a process may map. */
export function pageRange(
	kernel: Kernel,
	address: number,
	length: number,
): {start: Vpn; end: Vpn} | undefined {
	const range = pagesAt(address, length);
	return range !== undefined && length > 0 && range.end <= kernel.geometry.endVpn ? range : undefined;
}

/** Only private memory that may be written is charged to the commit limit. Linux: accountable_mapping(). */
const unaccounted = vmaFlags.write | vmaFlags.shared | vmaFlags.device | vmaFlags.noReserve;

/** Maps memory at a fixed address, in place of what was there. Returns 0, -EINVAL or -ENOMEM. Linux: mmap_region(). */
export function mapMemory(kernel: Kernel, mm: Mm, request: MapRequest): number {
	kernel.policies.beforeMapChange?.(kernel, mm);
	const range = pagesAt(request.address, request.length);
	if (range === undefined || request.length <= 0 || request.offset % pageBytes !== 0 || request.offset < 0) {
		return -errno.EINVAL;
	}

	if (range.end > kernel.geometry.endVpn || kernel.mm.vmas[mm] + 2 > kernel.limits.vmasPerMm) {
		return -errno.ENOMEM;
	}

	if ((request.flags & vmaFlags.hugetlb) !== 0) {
		return mapPool(kernel, mm, request, range);
	}

	if (cutsPoolPage(kernel, mm, range.start) || cutsPoolPage(kernel, mm, range.end)) {
		return -errno.EINVAL;
	}

	const isDevice = (request.flags & vmaFlags.device) !== 0;
	const flags = keptFlags(kernel, request.flags) | (isDevice ? 0 : kernel.mm.lockFlags[mm]);
	const accounted = (flags & unaccounted) === vmaFlags.write;
	if (accounted && commit(kernel, range.end - range.start) < 0) {
		return -errno.ENOMEM;
	}

	unmapPages(kernel, mm, range.start, range.end);
	const vma = placeVma(kernel, mm, {
		...newShape(kernel, request, range),
		flags: flags | (accounted ? vmaFlags.account : 0),
	});
	kernel.policies.recordMapping?.(kernel, vma);
	populateRange(kernel, vma, range.start, range.end);
	return 0;
}

/**
 * Maps huge pages of the pool, whole ones, and reserves them unless told otherwise: a private mapping for who makes it, shared
 * memory for all. Linux: ksys_mmap_pgoff(), hugetlbfs_file_mmap().
 */
function mapPool(kernel: Kernel, mm: Mm, request: MapRequest, {start, end}: {start: Vpn; end: Vpn}): number {
	const range = {start, end: wholeEnd(end)};
	const isPossible = kernel.policies.hasHugetlb === true && kernel.geometry.hasHugeEntries;
	if (!isPossible || start !== hugeBase(start) || cutsPoolPage(kernel, mm, range.end)) {
		return -errno.EINVAL;
	}

	const {noReserve, shared, hugetlbOwner, account} = vmaFlags;
	const isReserved = (request.flags & noReserve) === 0;
	if (isReserved && !reserveMapping(kernel, range.end - range.start)) {
		return -errno.ENOMEM;
	}

	unmapPages(kernel, mm, range.start, range.end);
	const isShared = (request.flags & shared) !== 0;
	const shape = newShape(kernel, request, range);
	kernel.object.high[shape.object] = isReserved && isShared ? range.end - range.start : 0;
	placeVma(kernel, mm, {
		...shape,
		flags: (request.flags & ~account) | (isReserved && !isShared ? hugetlbOwner : 0),
	});
	return 0;
}

/** A kernel that promises no more than it has charges what wants no reserve too. */
function keptFlags({limits, policies}: Kernel, flags: number): number {
	const isStrict = policies.guessesFrom !== undefined && limits.overcommit === overcommitModes.never;
	return isStrict ? flags & ~vmaFlags.noReserve : flags;
}

/** Every mmap of a file or of shared memory opens its own file; private anonymous memory is placed by its address. */
function newShape(kernel: Kernel, request: MapRequest, range: {start: Vpn; end: Vpn}): VmaShape {
	const isShmem = request.file === 0 && (request.flags & vmaFlags.shared) !== 0;
	const isDevice = (request.flags & vmaFlags.device) !== 0;
	let object: KObject = 0;
	if ((request.flags & vmaFlags.hugetlb) !== 0) {
		object = createObject(kernel, objectKinds.hugetlb, request.file);
	} else if (isDevice) {
		object = createObject(kernel, objectKinds.device, request.name);
	} else if (isShmem) {
		object = createObject(kernel, objectKinds.shmem, request.name);
		kernel.object.high[object] = range.end - range.start;
	} else if (request.file !== 0) {
		object = fileObject(kernel, request.file, request.fileKind ?? objectKinds.file);
	}

	const {value} = kernel.total;
	return {
		...range,
		flags: request.flags,
		object,
		mapping: object === 0 ? 0 : value[totals.nextMapping]++,
		offset: object === 0 ? anonymousOffset(range.start) : request.offset / pageBytes,
		name: request.name,
		anonVma: 0,
		chain: 0,
	};
}

/** Unmaps every mapping in a byte range; holes are fine. Returns 0 or -EINVAL. */
export function unmapMemory(kernel: Kernel, mm: Mm, address: number, length: number): number {
	kernel.policies.beforeMapChange?.(kernel, mm);
	const range = pageRange(kernel, address, length);
	const isCut =
		range !== undefined && (cutsPoolPage(kernel, mm, range.start) || cutsPoolPage(kernel, mm, range.end));
	if (range === undefined || isCut) {
		return -errno.EINVAL;
	}

	unmapPages(kernel, mm, range.start, range.end);
	return 0;
}

/** Linux: do_vmi_align_munmap(): split at the edges, drop what lies between, free tables up to the neighbours. */
export function unmapPages(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
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
	for (let next: Vma = 0; vma !== above; vma = next) {
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
export function walkMappings(
	kernel: Kernel,
	mm: Mm,
	range: {start: Vpn; end: Vpn},
	skipHoles: boolean,
	visit: (vma: Vma, start: Vpn, end: Vpn) => number,
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
