/** Fork in kernels that record private pages in amaps: the child shares its parent's, or gets a copy at once. */

import {copySlots} from '../frames/anon.ts';
import {getObject} from '../frames/object.ts';
import type {KObject, MapEntry, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {PageRange} from '../state/policies.ts';
import {isAnonymous, isShared} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {createAmap} from './amap.ts';
import {addMapEntry, clipMapEntries} from './map-entry.ts';
import {protectPages} from './pmap.ts';

/** Calls `visit` for every map entry of a private mapping, cut to fit it. */
export function visitEntries(kernel: Kernel, vma: Vma, visit: (entry: MapEntry) => void): void {
	const {start, end, mm} = kernel.vma;
	let entry = isShared(kernel, vma) ? 0 : clipMapEntries(kernel, mm[vma], start[vma], end[vma]);
	while (entry !== 0 && kernel.mapEntry.start[entry] < end[vma]) {
		visit(entry);
		entry = kernel.mapEntry.next[entry];
	}
}

export function rangeOf(kernel: Kernel, entry: MapEntry): PageRange {
	return {start: kernel.mapEntry.start[entry], end: kernel.mapEntry.end[entry]};
}

/** What a child's map entry takes over from its parent's. */
export function childShape(kernel: Kernel, entry: MapEntry, object: KObject, needsCopy: boolean) {
	return {...rangeOf(kernel, entry), offset: kernel.mapEntry.offset[entry], object, needsCopy};
}

/** Counts what copying the map entry of a mapping takes: the first was counted with the mapping. */
export function countEntries(kernel: Kernel, vma: Vma, entries: number): void {
	countWork(kernel, workUnits.entry_copy, Math.max(0, entries - 1));
	countWork(kernel, workUnits.obj_ref, entries + (isAnonymous(kernel, vma) ? 0 : 1));
}

/**
 * fork: the child refers to the parent's amap, and the side that writes first makes a copy of that. The parent is
 * write-protected unless it still is from an earlier fork. UVM: uvmspace_fork().
 */
export function shareAmaps(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {mapEntry} = kernel;
	let shared = 0;
	visitEntries(kernel, vma, (entry) => {
		if (mapEntry.needsCopy[entry] === 0) {
			protectPages(kernel, kernel.vma.mm[vma], rangeOf(kernel, entry));
			mapEntry.needsCopy[entry] = 1;
		}

		const amap = mapEntry.object[entry];
		getObject(kernel, amap);
		addMapEntry(kernel, kernel.vma.mm[copy], childShape(kernel, entry, amap, true));
		shared += 1;
	});
	countEntries(kernel, vma, shared);
	return 0;
}

/**
 * fork: the child gets an amap of its own with all the anons of the parent's, which is write-protected; of the
 * translations it gets none. SVR4: segvn_dup(), anon_dup(), hat_clrattr().
 */
export function duplicateAmaps(kernel: Kernel, vma: Vma, copy: Vma): number {
	let copied = 0;
	visitEntries(kernel, vma, (entry) => {
		const amap = kernel.mapEntry.object[entry];
		const {low, high} = kernel.object;
		const own = createAmap(kernel, low[amap], high[amap]);
		protectPages(kernel, kernel.vma.mm[vma], rangeOf(kernel, entry));
		const first = kernel.mapEntry.offset[entry];
		const length = kernel.mapEntry.end[entry] - kernel.mapEntry.start[entry];
		countWork(kernel, workUnits.slot_copy, copySlots(kernel, amap, own, first, first + length));
		addMapEntry(kernel, kernel.vma.mm[copy], childShape(kernel, entry, own, false));
		copied += 1;
	});
	countEntries(kernel, vma, copied);
	return 0;
}
