/** Taking one page out of memory, away from all that map it: to swap, or for good where nobody needs its contents. */

import {leaveForSlot} from '../frames/anon.ts';
import {putAway} from '../frames/disk.ts';
import {isUsed} from '../frames/frame.ts';
import {takeOut} from '../frames/object-swap.ts';
import {objectOfPage} from '../frames/page-list.ts';
import {enterCache, leaveCache, slotOf, writeOut} from '../frames/swap.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {gatherDirt, type Mapper} from './mappers.ts';
import {chooseFate, fates, isOfFile, settlePage, unmapEntry} from './page-out.ts';

/** Takes a page away from `mappers`, which are all that map it. False where swap is full: it stays. */
export function takePage(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	gatherDirt(kernel, frame, mappers);
	const isTaken = isOfFile(kernel, frame)
		? takeFromFile(kernel, frame, mappers)
		: kernel.policies.recordedPage === undefined
			? takeFromEntries(kernel, frame, mappers)
			: takeFromRecord(kernel, frame, mappers);
	if (!isTaken) {
		countWork(kernel, workUnits.reclaim_useless, Math.max(1, mappers.length));
	}

	return isTaken;
}

/** A page of a file can be read again; one that was written is written back before. Linux: __remove_mapping(), pageout(). */
function takeFromFile(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	for (const mapper of mappers) {
		unmapEntry(kernel, mapper, fates.drops);
	}

	leaveFile(kernel, frame, mappers.length);
	return true;
}

/** The end of a page of a file that nothing maps any more; `entries` did. */
export function leaveFile(kernel: Kernel, frame: Frame, entries: number): void {
	noteEffect(kernel.effects, effectKinds.fileOut, 0, 0, frame, 0, entries);
	countWork(kernel, workUnits.reclaim_freed);
	putAway(kernel, frame);
}

/** Where entries are the record, a swap entry takes the place of each. */
function takeFromEntries(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	const fate = chooseFate(kernel, frame, mappers[0]);
	if (fate === fates.stays) {
		return false;
	}

	const slot = slotOf(kernel, frame);
	for (const mapper of mappers) {
		unmapEntry(kernel, mapper, fate);
	}

	tellGone(kernel, frame, fate, slot, mappers.length);
	settle(kernel, frame, fate);
	return true;
}

/**
 * Where an object or an anon is the record, that gets the slot, and the entries just go. A page that has a slot already and
 * has not been written since needs no writing. 4.4BSD: vm_pageout_page(); UVM: uvmpd_scan_inactive(); SVR4: checkpage().
 */
function takeFromRecord(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	const slot = enterCache(kernel, frame);
	if (slot === 0) {
		return false;
	}

	for (const mapper of mappers) {
		unmapEntry(kernel, mapper, fates.drops);
	}

	tellGone(kernel, frame, fates.leaves, slot, mappers.length);
	writeOut(kernel, frame);
	if (objectOfPage(kernel, frame) === 0) {
		leaveForSlot(kernel, kernel.detail.anon[kernel.frame.detail[frame]], slot);
	} else {
		takeOut(kernel, frame);
	}

	leaveCache(kernel, frame);
	return true;
}

/** Tells that a page has gone, whose slot was `slot` and which `entries` mapped. */
export function tellGone(kernel: Kernel, frame: Frame, fate: number, slot: number, entries: number): void {
	const kind = fate === fates.leaves ? effectKinds.swapOut : effectKinds.dropClean;
	noteEffect(kernel.effects, kind, 0, 0, frame, slot, entries);
	countWork(kernel, workUnits.reclaim_freed);
}

/** Frees a page that nothing maps any more, where entries are the record. */
export function settle(kernel: Kernel, frame: Frame, fate: number): void {
	if (isUsed(kernel, frame)) {
		settlePage(kernel, frame, fate);
	}

	if (fate === fates.leaves) {
		leaveCache(kernel, frame);
	}
}
