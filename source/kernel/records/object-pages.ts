/** What a process sees through objects that lie over each other: at each index the first page from the top down. */

import {objectKinds} from '../frames/object.ts';
import {visitSlots} from '../frames/object-swap.ts';
import {cachedPage, indexOfPage} from '../frames/page-list.ts';
import type {Frame, KObject, Mm, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {PageVisitor, SlotVisitor} from '../state/policies.ts';
import {findMapEntry, indexIn, mapEntryAt} from './map-entry.ts';
import {hasPage} from './pager.ts';

/** The page that a process sees at `vpn` of a private mapping, in its page table or not; 0 for none, a file's or one in swap. */
export function recordedPage(kernel: Kernel, vma: Vma, vpn: Vpn): Frame {
	const entry = mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	if (entry === 0) {
		return 0;
	}

	const index = indexIn(kernel, entry, vpn);
	let object = kernel.mapEntry.object[entry];
	while (kernel.object.kind[object] === objectKinds.anon && !hasPage(kernel, object, index)) {
		object = kernel.object.shadow[object];
	}

	return kernel.object.kind[object] === objectKinds.anon ? cachedPage(kernel, object, index) : 0;
}

/** Calls `visit` for every private page that a process sees in [start, end), in its page table or not. */
export function visitObjectPages(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: PageVisitor): void {
	const {mapEntry, object, detail, frame} = kernel;
	let entry = findMapEntry(kernel, mm, start);
	for (; entry !== 0 && mapEntry.start[entry] < end; entry = mapEntry.next[entry]) {
		const top = mapEntry.object[entry];
		const shift = mapEntry.start[entry] - mapEntry.offset[entry];
		const from = Math.max(start, mapEntry.start[entry]);
		const to = Math.min(end, mapEntry.end[entry]);
		for (let at = top; at !== 0 && object.kind[at] === objectKinds.anon; at = object.shadow[at]) {
			for (let page = object.firstPage[at]; page !== 0; page = detail.nextPage[frame.detail[page]]) {
				const index = indexOfPage(kernel, page);
				const vpn = index + shift;
				if (vpn >= from && vpn < to && isFirst(kernel, top, at, index)) {
					visit(vpn, page);
				}
			}
		}
	}
}

/** Calls `visit` for every private page that a process sees in [start, end) and that is in swap only. */
export function visitObjectSlots(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: SlotVisitor): void {
	const {mapEntry, object, swap} = kernel;
	let entry = findMapEntry(kernel, mm, start);
	for (; entry !== 0 && mapEntry.start[entry] < end; entry = mapEntry.next[entry]) {
		const top = mapEntry.object[entry];
		const shift = mapEntry.start[entry] - mapEntry.offset[entry];
		const from = Math.max(start, mapEntry.start[entry]) - shift;
		const to = Math.min(end, mapEntry.end[entry]) - shift;
		for (let at = top; at !== 0 && object.kind[at] === objectKinds.anon; at = object.shadow[at]) {
			visitSlots(kernel, at, from, to, (slot) => {
				if (swap.frame[slot] === 0 && isFirst(kernel, top, at, swap.index[slot])) {
					visit(swap.index[slot] + shift, slot);
				}
			});
		}
	}
}

/** Whether no object from `top` down to above `object` has a page at that index. */
function isFirst(kernel: Kernel, top: KObject, object: KObject, index: PageIndex): boolean {
	let at = top;
	while (at !== object && !hasPage(kernel, at, index)) {
		at = kernel.object.shadow[at];
	}

	return at === object;
}
