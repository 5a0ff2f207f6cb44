/** mprotect: other rights for a range, for its mappings and for the entries that are there. */

import {frameFlags, frameKinds} from '../frames/frame.ts';
import {commit} from '../mappings/commit.ts';
import {isCut} from '../mappings/hugetlb.ts';
import {reflagVma} from '../mappings/vma-merge.ts';
import {errno} from '../state/errno.ts';
import type {Entry, EntryIndex, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {visitStrips} from '../state/strips.ts';
import {accessFlags, isShared, keyFlags, vmaFlags} from '../state/vmas.ts';
import {tableToProtect} from '../tables/open-table.ts';
import {leafEnd, nextLeaf, placeOf} from '../tables/table.ts';
import {pagesAt, walkMappings} from './map.ts';

/** Rights, and the protection key (pkey_mprotect); without one each mapping keeps the key that it has. */
export type Protection = {readonly rights: number; readonly key?: number};

/** Fills a part of a mapping with pages. */
export type FillPart = (vma: Vma, start: Vpn, end: Vpn) => void;

/**
 * Changes the rights of a byte range. Calls `fill` for each part of locked memory that becomes writable, which is to be
 * filled as if written. Returns 0, -EINVAL or -ENOMEM (a hole: what lies before it is changed).
 */
export function protectMemory(
	kernel: Kernel,
	mm: Mm,
	address: number,
	length: number,
	protection: Protection,
	fill: FillPart,
): number {
	kernel.policies.beforeMapChange?.(kernel, mm);
	const range = pagesAt(address, length);
	if (range === undefined) {
		return -errno.EINVAL;
	}

	return walkMappings(kernel, mm, range, false, (vma, start, end) =>
		protectVma(kernel, vma, start, end, protection, fill),
	);
}

/** Mappings whose charge to the commit limit does not change when they become writable. */
const {account, write, shared, device, noReserve, hugetlb} = vmaFlags;
const settled = account | write | shared | device | noReserve | hugetlb;

/** Linux: mprotect_fixup(). A private mapping that becomes writable is charged, once. */
function protectVma(
	kernel: Kernel,
	vma: Vma,
	start: Vpn,
	end: Vpn,
	protection: Protection,
	fill: FillPart,
): number {
	const {rights} = protection;
	const old = kernel.vma.flags[vma];
	let flags = (old & ~(accessFlags | vmaFlags.key)) | rights | keyOf(kernel, old, protection);
	if (flags === old) {
		return 0;
	}

	if (isCut(kernel, vma, start, end)) {
		return -errno.EINVAL;
	}

	const isCharged = (old & settled) !== 0;
	if (canWrite(rights) && !isCharged) {
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
	if ((old & (vmaFlags.write | vmaFlags.shared | vmaFlags.locked)) === vmaFlags.locked && canWrite(rights)) {
		fill(part, start, end);
	}

	return 0;
}

/** Kernels that merge by anon_vmas know keys; for the others pkey_mprotect is mprotect. */
function keyOf(kernel: Kernel, old: number, {key}: Protection): number {
	const hasKeys = kernel.policies.rules.merging === 'anon-vma';
	return key === undefined || !hasKeys ? old & vmaFlags.key : keyFlags(key);
}

function canWrite(rights: number): boolean {
	return (rights & vmaFlags.write) !== 0;
}

/** Anonymous memory that was never written is given back its charge when it becomes read-only. */
function givesChargeBack(kernel: Kernel, vma: Vma, rights: number): boolean {
	const {flags, object, anonVma} = kernel.vma;
	return (
		!canWrite(rights) && (flags[vma] & vmaFlags.account) !== 0 && object[vma] === 0 && anonVma[vma] === 0
	);
}

/**
 * Rewrites the entries of [start, end) for the rights that `vma` has now. They become writable at once only where no
 * fault is needed to tell: pages that are the task's own, shared memory, and shared file pages already dirty. Swap
 * entries have no rights of their own.
 * Linux: change_pte_range(), can_change_pte_writable().
 */
export function protectEntries(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const mm = kernel.vma.mm[vma];
	for (let at = nextLeaf(kernel, mm, start, end); at < end; ) {
		const tableEnd = leafEnd(kernel, at, end);
		const table = tableToProtect(kernel, mm, at, tableEnd);
		if (table !== 0) {
			visitStrips(kernel, table, placeOf(kernel, 1, at), tableEnd - at, (first, count) =>
				rewriteEntries(kernel, vma, first, count),
			);
		}

		at = nextLeaf(kernel, mm, tableEnd, end);
	}
}

function rewriteEntries(kernel: Kernel, vma: Vma, first: EntryIndex, count: number): void {
	const {entry} = kernel.strip;
	for (let index = first; index < first + count; index += 1) {
		if ((entry[index] & pteBits.present) !== 0) {
			entry[index] = withRights(kernel, vma, entry[index]);
		}
	}
}

function withRights(kernel: Kernel, vma: Vma, word: Entry): Entry {
	const flags = kernel.vma.flags[vma];
	const bare = word & ~(pteBits.write | pteBits.noAccess);
	if ((flags & accessFlags) === 0) {
		return (bare | pteBits.noAccess) >>> 0;
	}

	return (bare | (mayWriteAtOnce(kernel, vma, word) ? pteBits.write : 0)) >>> 0;
}

function mayWriteAtOnce(kernel: Kernel, vma: Vma, word: Entry): boolean {
	if ((kernel.vma.flags[vma] & vmaFlags.write) === 0 || (word & pteBits.special) !== 0) {
		return false;
	}

	const frame = pteFrame(word);
	const {writableReads, writableByMprotect} = kernel.policies.rules;
	if (isShared(kernel, vma)) {
		const kind = kernel.frame.kind[frame];
		const isMemory = kind === frameKinds.shmem || kind === frameKinds.hugetlb;
		return isMemory || writableReads === 'all' || (word & pteBits.dirty) !== 0;
	}

	return (
		writableByMprotect === 'exclusive' &&
		kernel.frame.kind[frame] === frameKinds.anon &&
		(kernel.frame.flags[frame] & frameFlags.exclusive) !== 0
	);
}
