/** mremap: grow or shrink a mapping in place, or move it with its entries to another address. */

import {commit} from '../mappings/commit.ts';
import {cutsPoolPage, keepReserved, wholeEnd} from '../mappings/hugetlb.ts';
import {resizeVma} from '../mappings/vma.ts';
import {placeVma} from '../mappings/vma-merge.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anonymousOffset, findVma, isHugetlb, isShared, shapeOfVma, vmaAt, vmaFlags} from '../state/vmas.ts';
import {findHugeEntry, hugeBase, moveHugeEntry, splitHugeEntry} from '../tables/huge.ts';
import {findPoolEntry} from '../tables/hugetlb.ts';
import {editTable, tableToMove} from '../tables/open-table.ts';
import {
	buildTable,
	entryIndex,
	entrySpan,
	findTable,
	lowestLevel,
	setEntry,
	tableHolding,
} from '../tables/table.ts';
import {pageRange, pagesAt, unmapPages} from './map.ts';

/** In bytes; `to` is the address asked for, undefined where the mapping may stay or go anywhere. */
export type RemapRequest = {
	readonly address: number;
	readonly length: number;
	readonly newLength: number;
	readonly to: number | undefined;
};

/** Returns 0, -EINVAL, -EFAULT (not one mapping) or -ENOMEM. Linux: do_mremap() of 6.18. */
export function remapMemory(kernel: Kernel, mm: Mm, request: RemapRequest): number {
	kernel.policies.beforeMapChange?.(kernel, mm);
	if (request.length === 0) {
		return mapAgain(kernel, mm, request);
	}

	const asked = {
		from: pagesAt(request.address, request.length),
		to: pagesAt(request.to ?? request.address, request.newLength),
	};
	if (asked.from === undefined || asked.to === undefined || request.newLength <= 0) {
		return -errno.EINVAL;
	}

	const pool = poolRanges(kernel, mm, asked.from, asked.to);
	if (pool === undefined) {
		return -errno.EINVAL;
	}

	const {from, to} = pool;

	const isMove = to.start !== from.start;
	const overlaps = to.start < from.end && from.start < to.end;
	if (isMove && (overlaps || to.end > kernel.geometry.endVpn)) {
		return -errno.EINVAL;
	}

	if (vmaAt(kernel, mm, from.start) === 0) {
		return -errno.EFAULT;
	}

	if (from.end > kernel.geometry.endVpn) {
		return -errno.EINVAL;
	}

	if (!isMove) {
		return resizeInPlace(kernel, mm, from, to.end);
	}

	const isPureMove = to.end - to.start === from.end - from.start;
	return isPureMove ? moveEach(kernel, mm, from, to.start) : moveResized(kernel, mm, from, to);
}

type Range = {readonly start: Vpn; readonly end: Vpn};

/**
 * The ranges as they are meant: huge pages of the pool are moved and cut whole. Undefined where they would be cut or grow, or
 * others would be cut at the target. Linux: check_prep_vma().
 */
function poolRanges(kernel: Kernel, mm: Mm, from: Range, to: Range): {from: Range; to: Range} | undefined {
	const vma = vmaAt(kernel, mm, from.start);
	if (vma === 0 || !isHugetlb(kernel, vma)) {
		const isCut =
			to.start !== from.start && (cutsPoolPage(kernel, mm, to.start) || cutsPoolPage(kernel, mm, to.end));
		return isCut ? undefined : {from, to};
	}

	const whole = {
		from: {...from, end: wholeEnd(from.end)},
		to: {...to, end: to.start + wholeEnd(to.end - to.start)},
	};
	const isGrown = whole.to.end - whole.to.start > whole.from.end - whole.from.start;
	const isCut = [from.start, to.start].some((vpn) => vpn !== hugeBase(vpn));
	return isGrown || isCut ? undefined : whole;
}

/** A length of 0 maps shared memory a second time, from `address` on. Linux: move_vma() with an old length of 0. */
function mapAgain(kernel: Kernel, mm: Mm, {address, newLength, to}: RemapRequest): number {
	const from = pagesAt(address, 1);
	const target = to === undefined ? undefined : pageRange(kernel, to, newLength);
	const overlaps =
		from !== undefined && target !== undefined && target.start < from.start && target.end > from.start;
	if (from === undefined || target === undefined || overlaps) {
		return -errno.EINVAL;
	}

	// The mapping itself may be what lies at the target.
	unmapPages(kernel, mm, target.start, target.end);
	const vma = vmaAt(kernel, mm, from.start);
	if (vma === 0 || !isShared(kernel, vma)) {
		return vma === 0 ? -errno.EFAULT : -errno.EINVAL;
	}

	const shape = shapeOfVma(kernel, vma);
	placeVma(kernel, mm, {...shape, ...target, offset: shape.offset + from.start - shape.start});
	return 0;
}

/** Shrinks, or grows into the free room above. Linux: mremap_at(). */
function resizeInPlace(kernel: Kernel, mm: Mm, from: Range, end: Vpn): number {
	const vma = vmaAt(kernel, mm, from.start);
	if (end <= from.end) {
		cutRange(kernel, mm, from, end);
		return 0;
	}

	if (kernel.vma.end[vma] < from.end) {
		return -errno.EFAULT;
	}

	const above = kernel.vma.next[vma];
	const ceiling = above === 0 ? kernel.geometry.endVpn : kernel.vma.start[above];
	const isFree = kernel.vma.end[vma] === from.end && ceiling >= end;
	return isFree ? extend(kernel, mm, vma, end) : -errno.ENOMEM;
}

/** Unmaps what of a range lies above `end`. Linux: shrink_vma(). */
function cutRange(kernel: Kernel, mm: Mm, from: Range, end: Vpn): void {
	if (end < from.end) {
		unmapPages(kernel, mm, end, from.end);
	}
}

/** Adds to the end of a mapping by merging a continuation into it. Linux: expand_vma_in_place(). */
function extend(kernel: Kernel, mm: Mm, vma: Vma, end: Vpn): number {
	const shape = shapeOfVma(kernel, vma);
	if ((shape.flags & vmaFlags.account) !== 0 && commit(kernel, end - shape.end) < 0) {
		return -errno.ENOMEM;
	}

	const above = kernel.vma.next[vma];
	if (above !== 0 && kernel.vma.start[above] === end) {
		placeVma(kernel, mm, {...shape, start: shape.end, end, offset: shape.offset + shape.end - shape.start});
	} else {
		resizeVma(kernel, vma, shape.start, end);
	}

	return 0;
}

/**
 * Moves what stays of a range, which must be of one mapping, and changes its length; what lay at the target goes.
 * Linux: check_prep_vma(), mremap_to().
 */
function moveResized(kernel: Kernel, mm: Mm, from: Range, to: Range): number {
	const end = Math.min(from.end, from.start + to.end - to.start);
	const vma = vmaAt(kernel, mm, from.start);
	if (kernel.vma.end[vma] < end) {
		return -errno.EFAULT;
	}

	unmapPages(kernel, mm, to.start, to.end);
	cutRange(kernel, mm, from, end);
	return moveVma(kernel, vmaAt(kernel, mm, from.start), {start: from.start, end}, to);
}

/**
 * Several mappings move together when nothing changes in size, and gaps between them stay: what lies at the target of
 * a gap is left alone. Linux: remap_move() of 6.17 and later.
 */
function moveEach(kernel: Kernel, mm: Mm, from: Range, to: Vpn): number {
	for (let at = from.start; at < from.end; ) {
		const vma = findVma(kernel, mm, at);
		if (vma === 0 || kernel.vma.start[vma] >= from.end) {
			break;
		}

		const start = Math.max(at, kernel.vma.start[vma]);
		const end = Math.min(from.end, kernel.vma.end[vma]);
		const target = {start: to + start - from.start, end: to + end - from.start};
		unmapPages(kernel, mm, target.start, target.end);
		// The mapping itself may have been cut by that.
		const result = moveVma(kernel, vmaAt(kernel, mm, start), {start, end}, target);
		if (result < 0) {
			return result;
		}

		at = end;
	}

	return 0;
}

/**
 * Moves one mapping's part. Memory that was never written is placed by its new address so that it may merge there;
 * what was written keeps its offset. Linux: move_vma(), copy_vma().
 */
function moveVma(kernel: Kernel, vma: Vma, from: Range, to: Range): number {
	const {offset, start, object, anonVma, mm} = kernel.vma;
	const owner = mm[vma];
	const shape = shapeOfVma(kernel, vma);
	if ((shape.flags & vmaFlags.device) !== 0) {
		return -errno.EFAULT;
	}

	if ((shape.flags & vmaFlags.account) !== 0 && commit(kernel, to.end - to.start) < 0) {
		return -errno.ENOMEM;
	}

	// What it has reserved is given back where it was, below.
	if ((shape.flags & vmaFlags.hugetlbOwner) !== 0) {
		keepReserved(kernel, to.end - to.start);
	}

	const isFresh = object[vma] === 0 && anonVma[vma] === 0;
	const moved = isFresh ? anonymousOffset(to.start) : offset[vma] + from.start - start[vma];
	placeVma(kernel, owner, {...shape, ...to, offset: moved});
	const result = kernel.policies.moveRange(kernel, owner, from, to.start);
	unmapPages(kernel, owner, from.start, from.end);
	return result;
}

/**
 * Moves the entries of a range to a new place. Every leaf table of the source gets its counterpart, even if nothing
 * in it is present; steps end at table bounds of both sides. Linux: move_page_tables().
 */
export function moveEntries(kernel: Kernel, mm: Mm, from: Range, to: Vpn): number {
	const {entries} = kernel.geometry;
	for (let at = from.start; at < from.end; ) {
		const target = to + at - from.start;
		const step = Math.min(entries - (at % entries), entries - (target % entries), from.end - at);
		if (step === entries && movePool(kernel, mm, at, target)) {
			at += step;
			continue;
		}

		if (step === entries && moveHuge(kernel, mm, at, target)) {
			at += step;
			continue;
		}

		splitHugeEntry(kernel, mm, at);
		const source = tableToMove(kernel, mm, at);
		if (source !== 0) {
			const table = editTable(kernel, mm, target) || buildTable(kernel, mm, target);
			if (table === 0) {
				return -errno.ENOMEM;
			}

			moveRun(kernel, entryIndex(kernel, source, 1, at), entryIndex(kernel, table, 1, target), step);
			at += step;
			continue;
		}

		// Above a leaf that the source lacks, the target gets a table for each but the lowest of the source's.
		const level = lowestLevel(kernel, mm, at);
		if (buildTable(kernel, mm, target, Math.min(level + 1, kernel.geometry.levels)) === 0) {
			return -errno.ENOMEM;
		}

		// Nothing lies below a missing table: the walk goes on behind it, or where the target may need another one.
		const span = entrySpan(kernel, Math.max(level, 2));
		at += Math.min(span - (at % span), span - (target % span), from.end - at);
	}

	return 0;
}

/** Moves a huge page of the pool; false where there is none. */
function movePool(kernel: Kernel, mm: Mm, at: Vpn, target: Vpn): boolean {
	const index = findPoolEntry(kernel, mm, at);
	return index !== 0 && moveHugeEntry(kernel, mm, index, target);
}

/** Moves a huge entry to where no table is; false where there is none, or it has to be split. */
function moveHuge(kernel: Kernel, mm: Mm, at: Vpn, target: Vpn): boolean {
	const huge = findHugeEntry(kernel, mm, at);
	return huge !== 0 && findTable(kernel, mm, target) === 0 && moveHugeEntry(kernel, mm, huge, target);
}

/** Moves `count` entries from one place to another, each within one table. */
function moveRun(kernel: Kernel, from: EntryIndex, to: EntryIndex, count: number): void {
	const source = tableHolding(kernel, from);
	const target = tableHolding(kernel, to);
	kernel.table.isProtected[target] = 0;
	for (let i = 0; i < count; i += 1) {
		const word = kernel.table.entry[from + i];
		if (word !== 0) {
			setEntry(kernel, target, to + i, word);
			setEntry(kernel, source, from + i, 0);
		}
	}
}
