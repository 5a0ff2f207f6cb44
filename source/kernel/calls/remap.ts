/** mremap: grow or shrink a mapping in place, or move it with its entries to another address. */

import {commit} from '../mappings/commit.ts';
import {cutsPoolPage, keepReserved, wholeEnd} from '../mappings/hugetlb.ts';
import {resizeVma} from '../mappings/vma.ts';
import {placeVma} from '../mappings/vma-merge.ts';
import {withMemory} from '../processes/with-memory.ts';
import {errno} from '../state/errno.ts';
import type {Mm, Task, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {PageRange} from '../state/policies.ts';
import {
	anonymousOffset,
	findVma,
	isHugetlb,
	isShared,
	shapeOfVma,
	vmaAt,
	vmaFlags,
	withoutUserfaults,
} from '../state/vmas.ts';
import {hugeBase} from '../tables/huge.ts';
import {pageRange, pagesAt, unmapPages} from './map.ts';

/** In bytes; `to` is the address asked for, undefined where the mapping may stay or go anywhere. */
export type RemapRequest = {
	readonly address: number;
	readonly length: number;
	readonly newLength: number;
	readonly to: number | undefined;
};

/** Returns 0, -EINVAL, -EFAULT (not one mapping) or -ENOMEM. Linux: do_mremap() of 6.18. */
export function remapMemory(kernel: Kernel, task: Task, request: RemapRequest): number {
	const mm = kernel.task.mm[task];
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
	return isPureMove ? moveEach(kernel, task, from, to.start) : moveResized(kernel, task, from, to);
}

/**
 * The ranges as they are meant: huge pages of the pool are moved and cut whole. Undefined where they would be cut or grow, or
 * others would be cut at the target. Linux: check_prep_vma().
 */
function poolRanges(
	kernel: Kernel,
	mm: Mm,
	from: PageRange,
	to: PageRange,
): {from: PageRange; to: PageRange} | undefined {
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
	const flags = withoutUserfaults(shape.flags);
	placeVma(kernel, mm, {...shape, ...target, flags, offset: shape.offset + from.start - shape.start});
	return 0;
}

/** Shrinks, or grows into the free room above. Linux: mremap_at(). */
function resizeInPlace(kernel: Kernel, mm: Mm, from: PageRange, end: Vpn): number {
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
function cutRange(kernel: Kernel, mm: Mm, from: PageRange, end: Vpn): void {
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
function moveResized(kernel: Kernel, task: Task, from: PageRange, to: PageRange): number {
	const mm = kernel.task.mm[task];
	const end = Math.min(from.end, from.start + to.end - to.start);
	const vma = vmaAt(kernel, mm, from.start);
	if (kernel.vma.end[vma] < end) {
		return -errno.EFAULT;
	}

	unmapPages(kernel, mm, to.start, to.end);
	cutRange(kernel, mm, from, end);
	return moveVma(kernel, task, vmaAt(kernel, mm, from.start), {start: from.start, end}, to);
}

/**
 * Several mappings move together when nothing changes in size, and gaps between them stay: what lies at the target of
 * a gap is left alone. Linux: remap_move() of 6.17 and later.
 */
function moveEach(kernel: Kernel, task: Task, from: PageRange, to: Vpn): number {
	const mm = kernel.task.mm[task];
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
		const result = moveVma(kernel, task, vmaAt(kernel, mm, start), {start, end}, target);
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
function moveVma(kernel: Kernel, task: Task, vma: Vma, from: PageRange, to: PageRange): number {
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
	placeVma(kernel, owner, {...shape, ...to, flags: withoutUserfaults(shape.flags), offset: moved});
	// What has been moved already is passed by when it goes on after tables have found memory.
	const move = () => kernel.policies.moveRange(kernel, owner, from, to.start);
	const result = withMemory(kernel, task, move);
	unmapPages(kernel, owner, from.start, from.end);
	return result;
}
