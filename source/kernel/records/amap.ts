/**
 * Amaps: one layer of anons over the file, if one is mapped. An anon that one amap holds may be written in place, one
 * that more hold is copied, which is the whole rule. UVM: uvm_amap.c; SVR4: anon maps.
 */

import {anonAt, copySlots} from '../frames/anon.ts';
import {objectKinds, putObject} from '../frames/object.ts';
import {allocateRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {slotsInRow} from '../state/geometry.ts';
import type {Anon, Frame, KObject, MapEntry, Mm, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {PageVisitor, SlotVisitor} from '../state/policies.ts';
import {workUnits} from '../state/work.ts';
import {findMapEntry, indexIn, mapEntryAt, setEntryObject} from './map-entry.ts';

/** An empty amap with one reference for the pages [low, high). */
export function createAmap(kernel: Kernel, low: PageIndex, high: PageIndex): KObject {
	const amap = allocateRow(kernel.object);
	kernel.object.kind[amap] = objectKinds.amap;
	kernel.object.refs[amap] = 1;
	kernel.object.low[amap] = low;
	kernel.object.high[amap] = high;
	return amap;
}

/**
 * Gives an entry that shares its amap one of its own: a copy, or the amap itself if nobody else holds it any more.
 * `slots` is what copying it counts as; undefined for the anons in it. UVM: amap_copy().
 */
export function copyAmap(kernel: Kernel, entry: MapEntry, vpn: Vpn, slots?: number): void {
	const {mapEntry} = kernel;
	const amap = mapEntry.object[entry];
	const mm = mapEntry.mm[entry];
	mapEntry.needsCopy[entry] = 0;
	if (kernel.object.refs[amap] === 1) {
		noteEffect(kernel.effects, effectKinds.reuseAmap, mm, vpn, 0, amap);
		return;
	}

	const first = mapEntry.offset[entry];
	const end = first + mapEntry.end[entry] - mapEntry.start[entry];
	const own = createAmap(kernel, first, end);
	const copied = copySlots(kernel, amap, own, first, end);
	setEntryObject(kernel, entry, own);
	putObject(kernel, amap);
	countWork(kernel, workUnits.slot_copy, slots ?? copied);
	noteEffect(kernel.effects, effectKinds.copyAmap, mm, vpn, 0, own, copied);
}

/** The page of the anon that an amap records at `vpn` of a private mapping, in the page table or not; 0 for none, or one in swap. */
export function recordedAnonPage(kernel: Kernel, vma: Vma, vpn: Vpn): Frame {
	const entry = mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	const anon = entry === 0 ? 0 : anonAt(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn));
	return kernel.anon.frame[anon];
}

/** Calls `visit` for the page of every anon recorded in [start, end), in the page table or not. */
export function visitAnonPages(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: PageVisitor): void {
	const {frame} = kernel.anon;
	visitAnons(kernel, mm, start, end, (vpn, anon) => {
		if (frame[anon] !== 0) {
			visit(vpn, frame[anon]);
		}
	});
}

/** Calls `visit` for the slot of every anon recorded in [start, end) whose page is in swap only. */
export function visitAnonSlots(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: SlotVisitor): void {
	const {frame, slot} = kernel.anon;
	visitAnons(kernel, mm, start, end, (vpn, anon) => {
		if (frame[anon] === 0) {
			visit(vpn, slot[anon]);
		}
	});
}

function visitAnons(
	kernel: Kernel,
	mm: Mm,
	start: Vpn,
	end: Vpn,
	visit: (vpn: Vpn, anon: Anon) => void,
): void {
	const {mapEntry, slots} = kernel;
	let entry = findMapEntry(kernel, mm, start);
	for (; entry !== 0 && mapEntry.start[entry] < end; entry = mapEntry.next[entry]) {
		const shift = mapEntry.start[entry] - mapEntry.offset[entry];
		const from = Math.max(start, mapEntry.start[entry]);
		const to = Math.min(end, mapEntry.end[entry]);
		for (let row = kernel.object.firstSlots[mapEntry.object[entry]]; row !== 0; row = slots.next[row]) {
			const base = slots.base[row] + shift;
			for (let i = Math.max(0, from - base); i < Math.min(slotsInRow, to - base); i += 1) {
				const held = slots.anon[row * slotsInRow + i];
				if (held !== 0) {
					visit(base + i, held);
				}
			}
		}
	}
}
