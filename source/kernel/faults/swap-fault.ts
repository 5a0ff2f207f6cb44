/** Faults on pages in swap, where page-table entries are the record: the page is found in the swap cache or read, and mapped. */

import {frameFlags, mapFrame} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident, countSwapped} from '../frames/rss.ts';
import {giveSlotBack, isNearlyFull, leaveSlot, readIn} from '../frames/swap.ts';
import {isPinned} from '../mappings/lock.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {EntryIndex, Frame, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {packPte, pteBits, pteSlot} from '../state/pte.ts';
import {tableHolding} from '../state/strips.ts';
import {isLocked, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {forEachCharged} from '../tables/open-table.ts';
import {setEntry} from '../tables/table.ts';

/**
 * Maps the page of a swap entry: writable, where the mapping is, if it has one owner for certain, but never dirty, so that
 * a write goes on from there as to any page that is present. Linux: do_swap_page().
 */
export function swapIn(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	index: EntryIndex,
	isWrite: boolean,
): 'minor' | 'major' | 'outOfMemory' {
	const word = kernel.strip.entry[index];
	const slot = pteSlot(word);
	const wasCached = kernel.swap.frame[slot] !== 0;
	const frame = readIn(kernel, slot);
	if (frame === 0) {
		return 'outOfMemory';
	}

	leaveSlot(kernel, slot);
	const isGivenBack = kernel.swap.users[slot] === 0 && givesSlotBack(kernel, vma, frame, isWrite);
	const isAlone = isGivenBack && kernel.frame.mapcount[frame] === 0;
	// A page that has just been read waits in a list of its CPU, which holds it too; only a write looks through that.
	const isOwn = (word & pteBits.swapExclusive) !== 0 || (isAlone && (isWrite || wasCached));
	const isCommon = kernel.table.refs[tableHolding(kernel, index)] > 1;
	mapBack(kernel, vma, vpn, index, frame, isOwn && !isCommon);
	if (isGivenBack) {
		giveSlotBack(kernel, frame);
	}

	noteEffect(kernel.effects, effectKinds.swapIn, kernel.vma.mm[vma], vpn, frame, slot, wasCached ? 0 : 1);
	return wasCached ? 'minor' : 'major';
}

/**
 * Whether a page whose slot nobody else needs gives it back as it is mapped: while swap is nearly full, for locked memory,
 * and for a write that will be the only user. Linux: should_try_to_free_swap().
 */
function givesSlotBack(kernel: Kernel, vma: Vma, frame: Frame, isWrite: boolean): boolean {
	const isAlone = kernel.frame.mapcount[frame] === 0;
	return (
		isNearlyFull(kernel, kernel.detail.cgroup[kernel.frame.detail[frame]]) ||
		isLocked(kernel, vma) ||
		(isAlone ? isWrite : isPinned(kernel, frame))
	);
}

/** Puts a page in the place of its swap entry. */
function mapBack(kernel: Kernel, vma: Vma, vpn: Vpn, index: EntryIndex, frame: Frame, isOwn: boolean): void {
	const isWritable = isOwn && (kernel.vma.flags[vma] & vmaFlags.write) !== 0;
	kernel.frame.flags[frame] |= isOwn ? frameFlags.exclusive : 0;
	mapFrame(kernel, frame);
	countReverseMaps(kernel, workUnits.rmap_add, 1);
	forEachCharged(kernel, kernel.vma.mm[vma], vpn, tableHolding(kernel, index), (mm) => {
		countResident(kernel, mm, frame, 1);
		countSwapped(kernel, mm, -1);
	});
	const word = packPte(frame, pteBits.present | (isWritable ? pteBits.write : 0));
	setEntry(kernel, tableHolding(kernel, index), index, word);
}
