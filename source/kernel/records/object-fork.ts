/** Fork of 4.4BSD, whose VM is Mach's: the child gets references to the objects that map entries hold. */

import {getObject} from '../frames/object.ts';
import type {Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isShared} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {isPlainObject} from './cover-page.ts';
import {addMapEntry, clipMapEntries} from './map-entry.ts';
import {copyTranslations, protectPages} from './pmap.ts';

/**
 * Gives the child what fork copies of one mapping: references, no page and no translation. What the parent could write
 * is write-protected, unless it still is from an earlier fork. 4.4BSD: vm_map_copy_entry().
 */
export function copyObjects(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {mapEntry} = kernel;
	const parent = kernel.vma.mm[vma];
	const child = kernel.vma.mm[copy];
	const {start, end} = kernel.vma;
	countWork(kernel, workUnits.obj_ref, isPlainObject(kernel, vma) ? 1 : 0);
	let copied = 0;
	let entry = isShared(kernel, vma) ? 0 : clipMapEntries(kernel, parent, start[vma], end[vma]);
	while (entry !== 0 && mapEntry.start[entry] < kernel.vma.end[vma]) {
		const range = {start: mapEntry.start[entry], end: mapEntry.end[entry]};
		if (mapEntry.needsCopy[entry] === 0) {
			protectPages(kernel, parent, range);
			mapEntry.needsCopy[entry] = 1;
		}

		const object = mapEntry.object[entry];
		// A loop marks every page of the object; that its holders need a copy says as much here. 4.4BSD: vm_object_copy().
		countWork(kernel, workUnits.page_flag, kernel.object.pages[object]);
		getObject(kernel, object);
		countWork(kernel, workUnits.obj_ref);
		addMapEntry(kernel, child, {...range, object, offset: mapEntry.offset[entry], needsCopy: true});
		copied += 1;
		entry = mapEntry.next[entry];
	}

	countWork(kernel, workUnits.entry_copy, Math.max(0, copied - 1));
	return 0;
}

/** As copyObjects, and the child gets the parent's translations as well. 4.4BSD with a pmap_copy() that is not empty. */
export function copyObjectsAndTranslations(kernel: Kernel, vma: Vma, copy: Vma): number {
	copyObjects(kernel, vma, copy);
	const copied = copyTranslations(kernel, vma, copy);
	countWork(kernel, workUnits.pte_copy, Math.max(0, copied));
	return Math.min(0, copied);
}
