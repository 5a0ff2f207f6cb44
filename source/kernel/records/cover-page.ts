/** Which map entry records a page: one that is there, a neighbour that grows over the page, or a new one; and what needs none. */

import {clearObject} from '../frames/object.ts';
import type {KObject, MapEntry, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {PageRange} from '../state/policies.ts';
import {isAnonymous, isShared, vmaFlags} from '../state/vmas.ts';
import {addMapEntry, entryBelow, findMapEntry, indexIn} from './map-entry.ts';
import {hasPager} from './pager.ts';

/**
 * The entry for a page of a private mapping, made where there is none: a neighbour grows over the room where it may,
 * else a new entry covers all of the mapping that is not covered yet, with an object from `create`.
 */
export function coverPage(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	create: (kernel: Kernel, vma: Vma, low: PageIndex, high: PageIndex) => KObject,
): MapEntry {
	const mm = kernel.vma.mm[vma];
	const above = findMapEntry(kernel, mm, vpn);
	if (above !== 0 && kernel.mapEntry.start[above] <= vpn) {
		return above;
	}

	const below = above === 0 ? entryBelow(kernel, mm, vpn) : kernel.mapEntry.previous[above];
	const {start: vmaStart, end: vmaEnd} = kernel.vma;
	const start = below === 0 ? vmaStart[vma] : Math.max(vmaStart[vma], kernel.mapEntry.end[below]);
	const end = above === 0 ? vmaEnd[vma] : Math.min(vmaEnd[vma], kernel.mapEntry.start[above]);
	const grown = growNeighbour(kernel, vma, below, above, {start, end});
	if (grown !== 0) {
		return grown;
	}

	const offset = kernel.vma.offset[vma] + start - vmaStart[vma];
	const object = create(kernel, vma, offset, offset + end - start);
	return addMapEntry(kernel, mm, {start, end, object, offset, needsCopy: false});
}

/**
 * Lets the entry below or above take a room beside it, as heaps and stacks grow, if it is the only holder of its object
 * nothing shows through that, and no page of it was ever in swap. 4.4BSD: vm_object_coalesce(); UVM: amap_extend().
 */
function growNeighbour(
	kernel: Kernel,
	vma: Vma,
	below: MapEntry,
	above: MapEntry,
	room: PageRange,
): MapEntry {
	const {start, end, offset} = kernel.mapEntry;
	if (!isAnonymous(kernel, vma)) {
		return 0;
	}

	if (below !== 0 && mayGrow(kernel, vma, below)) {
		end[below] = room.end;
		adopt(kernel, below, room);
		return below;
	}

	if (above !== 0 && mayGrow(kernel, vma, above)) {
		offset[above] = indexIn(kernel, above, room.start);
		start[above] = room.start;
		adopt(kernel, above, room);
		return above;
	}

	return 0;
}

/** One that lies in the mapping lies beside the room, as there is none between. */
function mayGrow(kernel: Kernel, vma: Vma, entry: MapEntry): boolean {
	const {start, end, object, needsCopy} = kernel.mapEntry;
	return (
		start[entry] >= kernel.vma.start[vma] &&
		end[entry] <= kernel.vma.end[vma] &&
		needsCopy[entry] === 0 &&
		kernel.object.refs[object[entry]] === 1 &&
		kernel.object.shadow[object[entry]] === 0 &&
		!hasPager(kernel, object[entry])
	);
}

/** Makes an object fit an entry that has grown, and clears what an earlier holder of those indexes left behind. */
function adopt(kernel: Kernel, entry: MapEntry, room: PageRange): void {
	const object = kernel.mapEntry.object[entry];
	const from = indexIn(kernel, entry, room.start);
	const to = indexIn(kernel, entry, room.end);
	clearObject(kernel, object, from, to);
	kernel.object.low[object] = Math.min(kernel.object.low[object], from);
	kernel.object.high[object] = Math.max(kernel.object.high[object], to);
}

/** Whether what is mapped is all there is to see: shared memory and devices, over which no object lies. */
export function isPlainObject(kernel: Kernel, vma: Vma): boolean {
	return isShared(kernel, vma) || (kernel.vma.flags[vma] & vmaFlags.device) !== 0;
}
