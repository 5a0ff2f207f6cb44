/**
 * Paging out: pages leave memory for swap, and their entries become swap entries, where page-table entries are the
 * record. Pages whose contents nobody needs are dropped instead of being written.
 */
import {frameFlags, frameKinds, unmapFrame} from '../frames/frame.ts';
import {objectKinds} from '../frames/object.ts';
import {takeOut} from '../frames/object-swap.ts';
import {objectOfPage, removePage} from '../frames/page-list.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident, countSwapped} from '../frames/rss.ts';
import {enterCache, nameSlot, slotOf, writeOut} from '../frames/swap.ts';
import {noteDefect} from '../state/defects.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isSwapped, packSwapped, pteFrame} from '../state/pte.ts';
import {workUnits} from '../state/work.ts';
import {forEachCharged} from '../tables/open-table.ts';
import {setEntry} from '../tables/table.ts';
import type {Mapper} from './mappers.ts';

/** What becomes of a page: it stays, is dropped with its contents, or goes to the slot that it has got. */
export const fates = {stays: 0, drops: 1, leaves: 2} as const;

/** A page of an address space; nowhere, where nothing maps it any more. */
type Place = Pick<Mapper, 'mm' | 'vpn'>;
const nowhere: Place = {mm: 0, vpn: 0};

/**
 * Decides about a page of memory without a file, whose entries' dirty bits have been gathered, and tells where what was
 * written goes with it; `mapper` is one that loses it. Linux: shrink_folio_list().
 */
export function chooseFate(kernel: Kernel, frame: Frame, mapper: Place = nowhere): number {
	const {kind, flags} = kernel.frame;
	const isDirty = (flags[frame] & frameFlags.dirty) !== 0;
	const isUnwritten = kind[frame] === frameKinds.shmem && objectOfPage(kernel, frame) !== 0;
	if (isForgotten(kernel, frame)) {
		noteDefect(kernel, 'dirtLost', mapper.mm, mapper.vpn);
		return fates.drops;
	}

	if (!isDirty && (isUnwritten || (flags[frame] & frameFlags.lazyFree) !== 0)) {
		return fates.drops;
	}

	flags[frame] &= ~frameFlags.lazyFree;
	return enterCache(kernel, frame) === 0 ? fates.stays : fates.leaves;
}

/** Whether a page was written and nothing says so: a split made its entries clean, and it has never been in swap. */
export function isForgotten(kernel: Kernel, frame: Frame): boolean {
	const {kind, flags} = kernel.frame;
	const isClean = (flags[frame] & (frameFlags.dirty | frameFlags.lazyFree)) === 0;
	return (
		kernel.policies.sharing?.copiesAreClean === true &&
		kind[frame] === frameKinds.anon &&
		slotOf(kernel, frame) === 0 &&
		isClean
	);
}

/**
 * Takes an entry away from a page: a private page that leaves has a swap entry in its place. In a shared table it is gone for
 * all who share it, on every CPU that one of them may run on. Linux: try_to_unmap_one().
 */
export function unmapEntry(kernel: Kernel, {mm, vpn, table, index}: Mapper, fate: number): void {
	const frame = pteFrame(kernel.strip.entry[index]);
	const {kind, flags} = kernel.frame;
	const slot = slotOf(kernel, frame);
	if (fate === fates.leaves && kind[frame] === frameKinds.anon) {
		const isOwned = (flags[frame] & frameFlags.exclusive) !== 0;
		const isExclusive = isOwned && kernel.policies.rules.swapKeepsOwner;
		flags[frame] &= ~frameFlags.exclusive;
		setEntry(kernel, table, index, packSwapped(slot, isExclusive));
		nameSlot(kernel, slot, 1);
	} else {
		setEntry(kernel, table, index, 0);
	}

	const inSwap = isSwapped(kernel.strip.entry[index]) ? 1 : 0;
	forEachCharged(kernel, mm, vpn, table, (charged) => {
		countResident(kernel, charged, frame, -1);
		countSwapped(kernel, charged, inSwap);
	});
	countReverseMaps(kernel, workUnits.rmap_remove, 1);
	countWork(kernel, kernel.table.refs[table] > 1 ? workUnits.tlb_global : workUnits.tlb_page);
	unmapFrame(kernel, frame);
}

/** Ends what unmapping began: a page of shared memory leaves its object, and what has to be written is. */
export function settlePage(kernel: Kernel, frame: Frame, fate: number): void {
	if (objectOfPage(kernel, frame) === 0) {
		writeOut(kernel, frame);
	} else if (fate === fates.drops) {
		removePage(kernel, frame);
	} else {
		takeOut(kernel, frame);
		writeOut(kernel, frame);
	}
}

/** Whether a page may leave memory when it is short: to swap, or as one of a file, which can be read again. */
export function mayLeave(kernel: Kernel, frame: Frame): boolean {
	return (kernel.policies.swaps === true && isMemory(kernel, frame)) || isOfFile(kernel, frame);
}

/** Whether a page is of a file on disk. */
export function isOfFile(kernel: Kernel, frame: Frame): boolean {
	const isFile = kernel.frame.kind[frame] === frameKinds.file;
	return isFile && kernel.object.kind[objectOfPage(kernel, frame)] === objectKinds.file;
}

/** Whether a page is memory without a file on disk. */
export function isMemory({frame: {kind}}: Kernel, frame: Frame): boolean {
	return kind[frame] === frameKinds.anon || kind[frame] === frameKinds.shmem;
}
