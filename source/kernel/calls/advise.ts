/** madvise: what a process tells of a range: not needed now, not for children, to be wiped for them, free to drop. */

import {countedFolio} from '../frames/folio.ts';
import {frameFlags} from '../frames/frame.ts';
import {countSwapped} from '../frames/rss.ts';
import {giveSlotBack, putSlot} from '../frames/swap.ts';
import {isCut} from '../mappings/hugetlb.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {reflagVma} from '../mappings/vma-merge.ts';
import {coolRange, pageOutRange, readSwapAhead} from '../reclaim/paging-advice.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {isSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {isHugetlb, vmaFlags} from '../state/vmas.ts';
import {dissolveParts} from '../tables/dissolve.ts';
import {hugeBase} from '../tables/huge.ts';
import {editTable} from '../tables/open-table.ts';
import {entryIndex, setEntry} from '../tables/table.ts';
import {collapseRange} from './collapse.ts';
import {installGuards, removeGuards} from './guard.ts';
import {pagesAt, walkMappings} from './map.ts';

/** Advice for a byte range, by its name; that to populate it is taken elsewhere (fault-in.ts). Linux: the MADV_ constants. */
export const advice = {
	dontneed: 1,
	dontfork: 2,
	dofork: 3,
	wipeonfork: 4,
	keeponfork: 5,
	free: 6,
	hugepage: 7,
	nohugepage: 8,
	collapse: 9,
	pageout: 12,
	cold: 13,
	willneed: 14,
	guardInstall: 15,
	guardRemove: 16,
} as const;

/** Applies advice to a byte range. Returns 0, -EINVAL (kind of memory does not take it) or -ENOMEM (a hole). */
export function adviseMemory(kernel: Kernel, mm: Mm, address: number, length: number, kind: number): number {
	const range = pagesAt(address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	return walkMappings(kernel, mm, range, true, (vma, start, end) => adviseVma(kernel, vma, start, end, kind));
}

/** Linux: madvise_vma_behavior(). */
function adviseVma(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, kind: number): number {
	const mm = kernel.vma.mm[vma];
	const old = kernel.vma.flags[vma];
	const isPrivateAnonymous = kernel.vma.object[vma] === 0 && (old & vmaFlags.shared) === 0;
	const isDevice = (old & vmaFlags.device) !== 0;
	const isFixed = isDevice || (old & vmaFlags.locked) !== 0;
	switch (kind) {
		case advice.dontneed:
			return isFixed ? -errno.EINVAL : discard(kernel, vma, start, end);
		case advice.free:
			if (!isPrivateAnonymous || isFixed) {
				return -errno.EINVAL;
			}

			cleanEntries(kernel, vma, start, end);
			return 0;
		case advice.pageout:
			if (isFixed || isHugetlb(kernel, vma)) {
				return -errno.EINVAL;
			}

			pageOutRange(kernel, vma, start, end);
			return 0;
		case advice.cold:
			if (isFixed || isHugetlb(kernel, vma)) {
				return -errno.EINVAL;
			}

			coolRange(kernel, mm, start, end);
			return 0;
		case advice.willneed:
			readSwapAhead(kernel, vma, start, end);
			return 0;
		case advice.guardInstall:
			return installGuards(kernel, vma, start, end);
		case advice.guardRemove:
			return removeGuards(kernel, vma, start, end);
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
		case advice.hugepage:
		case advice.nohugepage:
			return adviseHuge(kernel, vma, start, end, kind === advice.hugepage);
		case advice.collapse:
			return kernel.policies.rules.hugePages === 'split'
				? collapseRange(kernel, vma, start, end)
				: -errno.EINVAL;
		default:
			return -errno.EINVAL;
	}
}

/** Of a huge page of the pool all goes or nothing. Linux: madvise_dontneed_free_valid_vma(). */
function discard(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): number {
	const last = isHugetlb(kernel, vma) ? hugeBase(end) : end;
	if (isCut(kernel, vma, start, start)) {
		return -errno.EINVAL;
	}

	if (start < last) {
		kernel.policies.discardRange(kernel, kernel.vma.mm[vma], start, last);
	}

	return 0;
}

/** A hint, which kernels without huge pages take too, so that programs run alike. Linux: hugepage_madvise(). */
function adviseHuge(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, isWanted: boolean): number {
	const {hugePages, noHugePages} = vmaFlags;
	const others = kernel.vma.flags[vma] & ~(hugePages | noHugePages);
	return setFlags(kernel, vma, start, end, others | (isWanted ? hugePages : noHugePages));
}

function setFlags(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, flags: number): number {
	if (flags === kernel.vma.flags[vma]) {
		return 0;
	}

	if (isCut(kernel, vma, start, end)) {
		return -errno.EINVAL;
	}

	reflagVma(kernel, vma, start, end, flags);
	return 0;
}

/**
 * madvise(FREE): pages in swap are forgotten, and others may be dropped from now on, so they count as clean.
 * Linux: madvise_free_pte_range().
 */
function cleanEntries(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const mm = kernel.vma.mm[vma];
	dissolveParts(kernel, mm, start, end);
	const pinned = pinnedFrames(kernel);
	for (let vpn = start; vpn < end; vpn += 1) {
		const table = editTable(kernel, mm, vpn);
		const index = table === 0 ? 0 : entryIndex(kernel, table, 1, vpn);
		const word = kernel.strip.entry[index];
		if (table !== 0 && isSwapped(word)) {
			setEntry(kernel, table, index, 0);
			countSwapped(kernel, mm, -1);
			putSlot(kernel, pteSlot(word));
		} else if (table !== 0 && word !== 0 && (word & pteBits.special) === 0) {
			giveUp(kernel, index, pinned);
		}
	}
}

/**
 * A page that is dirty itself, or in the swap cache, is given up only by its one user, a locked one by nobody, and one of
 * a folio only if all of that is.
 */
function giveUp(kernel: Kernel, index: EntryIndex, pinned: Uint8Array): void {
	const {entry} = kernel.strip;
	const folio = countedFolio(kernel, entry[index]);
	if (folio !== 0 && kernel.folio.isShared[folio] !== 0) {
		return;
	}

	const {detail, flags, mapcount} = kernel.frame;
	const {slot} = kernel.detail;
	const frame = pteFrame(entry[index]);
	if (slot[detail[frame]] !== 0 || (flags[frame] & frameFlags.dirty) !== 0) {
		if (mapcount[frame] !== 1 || (slot[detail[frame]] !== 0 && !giveSlotBack(kernel, frame))) {
			return;
		}

		flags[frame] &= ~frameFlags.dirty;
	}

	entry[index] = (entry[index] & ~(pteBits.dirty | pteBits.accessed)) >>> 0;
	flags[frame] |= pinned[frame] === 0 ? frameFlags.lazyFree : 0;
}
