/**
 * Anons and the slots of amaps: a private page is an anon, and an amap says which anon stands at which index. Two
 * amaps that both hold an anon share its page until one of them is written through. UVM: vm_anon, vm_amap.
 */

import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {slotsInRow} from '../state/geometry.ts';
import type {Anon, Frame, KObject, Mm, PageIndex, Slots, SwapSlot, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {detailFor} from './detail.ts';
import {getFrame, putFrame} from './frame.ts';
import {freeSlot, nameSlot, readIn} from './swap.ts';

/** A new anon with one reference for `frame`, whose reference it takes over. */
export function createAnon(kernel: Kernel, frame: Frame): Anon {
	const anon = allocateRow(kernel.anon);
	kernel.anon.refs[anon] = 1;
	kernel.anon.frame[anon] = frame;
	const own = detailFor(kernel, frame);
	kernel.detail.anon[own] = anon;
	return anon;
}

/** One slot of an amap fewer holds the anon; with the last one its page goes, in memory and in swap. */
export function putAnon(kernel: Kernel, anon: Anon): void {
	const {refs, frame, slot} = kernel.anon;
	assert(refs[anon] > 0, 'an anon let go more often than held', {anon});
	refs[anon] -= 1;
	countWork(kernel, workUnits.page_unref);
	if (refs[anon] > 0) {
		return;
	}

	if (slot[anon] !== 0) {
		freeSlot(kernel, slot[anon]);
	}

	if (frame[anon] !== 0) {
		putFrame(kernel, frame[anon]);
	}

	freeRow(kernel.anon, anon);
}

/** The page of an anon leaves memory for a slot of swap, where it was written. UVM: an_swslot, uvmpd_scan_inactive(). */
export function leaveForSlot(kernel: Kernel, anon: Anon, slot: SwapSlot): void {
	const {frame, slot: slots} = kernel.anon;
	if (slots[anon] === 0) {
		slots[anon] = slot;
		nameSlot(kernel, slot, 1);
	}

	kernel.detail.anon[kernel.frame.detail[frame[anon]]] = 0;
	putFrame(kernel, frame[anon]);
	frame[anon] = 0;
}

/** Whether the page of an anon is in swap only. */
export function isAway({anon: {frame}}: Kernel, anon: Anon): boolean {
	return frame[anon] === 0;
}

/** The page of an anon, read from swap where it is away; it keeps its slot. 0 when memory is used up. UVM: uvmfault_anonget(). */
export function anonPage(kernel: Kernel, anon: Anon, mm: Mm, vpn: Vpn): Frame {
	const {frame, slot} = kernel.anon;
	if (frame[anon] !== 0) {
		return frame[anon];
	}

	const page = readIn(kernel, slot[anon]);
	if (page !== 0) {
		getFrame(kernel, page);
		kernel.anon.frame[anon] = page;
		const own = detailFor(kernel, page);
		kernel.detail.anon[own] = anon;
		noteEffect(kernel.effects, effectKinds.swapIn, mm, vpn, page, slot[anon], 1);
	}

	return page;
}

function baseOf(index: PageIndex): PageIndex {
	return Math.floor(index / slotsInRow) * slotsInRow;
}

/** The row that holds the slots of an amap from `base` on, or 0. */
export function slotsAt(kernel: Kernel, amap: KObject, base: PageIndex): Slots {
	return cachedValue(kernel, amap, base / slotsInRow) as Slots;
}

/** The anon at `index` of an amap, or 0. */
export function anonAt(kernel: Kernel, amap: KObject, index: PageIndex): Anon {
	const base = baseOf(index);
	const row = slotsAt(kernel, amap, base);
	return kernel.slots.anon[row * slotsInRow + index - base];
}

/** Puts an anon into a slot; the slot takes over the caller's reference, and what stood there is let go. */
export function setAnon(kernel: Kernel, amap: KObject, index: PageIndex, anon: Anon): void {
	const base = baseOf(index);
	const row = slotsAt(kernel, amap, base) || addSlots(kernel, amap, base);
	const slot = row * slotsInRow + index - base;
	const old = kernel.slots.anon[slot];
	kernel.slots.anon[slot] = anon;
	if (old === 0) {
		kernel.slots.used[row] += 1;
		kernel.object.pages[amap] += 1;
	} else {
		putAnon(kernel, old);
	}
}

function addSlots(kernel: Kernel, amap: KObject, base: PageIndex): Slots {
	const row = allocateRow(kernel.slots);
	const {amap: owner, base: bases, next, previous} = kernel.slots;
	const first = kernel.object.firstSlots[amap];
	owner[row] = amap;
	bases[row] = base;
	next[row] = first;
	if (first !== 0) {
		previous[first] = row;
	}

	kernel.object.firstSlots[amap] = row;
	insertCached(kernel, amap, base / slotsInRow, row);
	return row;
}

function removeSlots(kernel: Kernel, row: Slots): void {
	const {amap, base, next, previous} = kernel.slots;
	if (previous[row] === 0) {
		kernel.object.firstSlots[amap[row]] = next[row];
	} else {
		next[previous[row]] = next[row];
	}

	if (next[row] !== 0) {
		previous[next[row]] = previous[row];
	}

	removeCached(kernel, amap[row], base[row] / slotsInRow);
	freeRow(kernel.slots, row);
}

/** Lets go of every anon at indexes [from, to). UVM: amap_wipeout(), amap_unadd(). */
export function wipeSlots(kernel: Kernel, amap: KObject, from: PageIndex, to: PageIndex): void {
	const {base, next, used, anon} = kernel.slots;
	for (let row = kernel.object.firstSlots[amap], following: Slots = 0; row !== 0; row = following) {
		following = next[row];
		const first = Math.max(0, from - base[row]);
		const last = Math.min(slotsInRow, to - base[row]);
		for (let i = first; i < last; i += 1) {
			const held = anon[row * slotsInRow + i];
			if (held !== 0) {
				anon[row * slotsInRow + i] = 0;
				used[row] -= 1;
				kernel.object.pages[amap] -= 1;
				putAnon(kernel, held);
			}
		}

		if (used[row] === 0) {
			removeSlots(kernel, row);
		}
	}
}

/** Fills an empty amap with the anons that another one holds at [from, to), which both hold then. Returns their number. */
export function copySlots(
	kernel: Kernel,
	source: KObject,
	target: KObject,
	from: PageIndex,
	to: PageIndex,
): number {
	let copied = 0;
	for (let row = kernel.object.firstSlots[source]; row !== 0; row = kernel.slots.next[row]) {
		const base = kernel.slots.base[row];
		const first = Math.max(0, from - base);
		const last = Math.min(slotsInRow, to - base);
		if (first < last) {
			copied += copyRun(kernel, row, addSlots(kernel, target, base), first, last);
		}
	}

	kernel.object.pages[target] = copied;
	return copied;
}

function copyRun(kernel: Kernel, row: Slots, copy: Slots, first: number, last: number): number {
	const {anon, used} = kernel.slots;
	const {refs} = kernel.anon;
	for (let i = first; i < last; i += 1) {
		const held = anon[row * slotsInRow + i];
		if (held !== 0) {
			refs[held] += 1;
			anon[copy * slotsInRow + i] = held;
			used[copy] += 1;
		}
	}

	return used[copy];
}
