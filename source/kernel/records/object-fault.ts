/**
 * Faults of 4.4BSD, whose VM is Mach's: a private page is recorded in an object, and a process sees the first page that it
 * meets on its way down from the object that its map entry holds.
 */

import {allocateFrame, frameKinds, readEffect} from '../frames/frame.ts';
import {getObject, objectKinds, objectPage, setShadow} from '../frames/object.ts';
import {mustRead} from '../frames/object-swap.ts';
import {insertPage, objectOfPage} from '../frames/page-list.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, MapEntry, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults} from '../state/policies.ts';
import {pteFrame} from '../state/pte.ts';
import {isAnonymous} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {buildTable, readEntry} from '../tables/table.ts';
import {copyUp} from './copy-up.ts';
import {coverPage, isPlainObject} from './cover-page.ts';
import {indexIn} from './map-entry.ts';
import {hasPage} from './pager.ts';
import {enterPage, faultOnObject, mayWrite} from './pmap.ts';
import {createAnonObject, shadowEntry} from './shadow.ts';
/**
 * A private mapping of a file gets an empty object over the file at once, so that fork shares that one and nothing ever
 * has to be kept of what the file held before. 4.4BSD: vm_mmap() forces it for MAP_PRIVATE.
 */
export function layOverFile(kernel: Kernel, vma: Vma): void {
	if (!isAnonymous(kernel, vma) && !isPlainObject(kernel, vma)) {
		coverPage(kernel, vma, kernel.vma.start[vma], createTop);
	}
}

/** Serves a fault. 4.4BSD: vm_fault(). */
export function faultByObjects(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean): number {
	const mm = kernel.vma.mm[vma];
	if (buildTable(kernel, mm, vpn) === 0) {
		return faultResults.outOfMemory;
	}

	if (isPlainObject(kernel, vma)) {
		countWork(kernel, workUnits.object_lookup);
		return faultOnObject(kernel, vma, vpn, isWrite);
	}

	const entry = coverPage(kernel, vma, vpn, createTop);
	if (isWrite && kernel.mapEntry.needsCopy[entry] !== 0) {
		shadowEntry(kernel, entry, vpn);
	}

	const top = kernel.mapEntry.object[entry];
	const index = indexIn(kernel, entry, vpn);
	const found = findObject(kernel, top, index);
	if (found === 0) {
		return fillTop(kernel, vma, vpn, entry, isWrite);
	}

	const ending = mustRead(kernel, found, index) ? faultResults.major : faultResults.minor;
	const page = objectPage(kernel, found, index);
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	const isServed =
		found !== top && isWrite
			? copyUp(kernel, vma, vpn, entry, page)
			: mapFound(kernel, vma, vpn, entry, page, isWrite);
	return isServed ? ending : faultResults.outOfMemory;
}

/** The object of a new map entry: empty memory, or empty and over the file that is mapped. */
function createTop(kernel: Kernel, vma: Vma, low: PageIndex, high: PageIndex): KObject {
	const top = createAnonObject(kernel, low, high);
	const file = kernel.vma.object[vma];
	if (file !== 0) {
		getObject(kernel, file);
		setShadow(kernel, top, file);
		countWork(kernel, workUnits.obj_ref);
		noteEffect(kernel.effects, effectKinds.shadow, kernel.vma.mm[vma], kernel.vma.start[vma], 0, top, 1);
	}

	return top;
}

/** The first object from `top` down that has the page, 0 for none; a file has all its pages. */
function findObject(kernel: Kernel, top: KObject, index: PageIndex): KObject {
	const {shadow, kind} = kernel.object;
	let looked = 1;
	let object = top;
	while (object !== 0 && kind[object] === objectKinds.anon && !hasPage(kernel, object, index)) {
		object = shadow[object];
		looked += object === 0 ? 0 : 1;
	}

	countWork(kernel, workUnits.object_lookup, looked);
	return object;
}

/** Nothing anywhere: a page of zeros, be it for a read. There is no zero page that all could share. */
function fillTop(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, isWrite: boolean): number {
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	countWork(kernel, workUnits.page_zero);
	insertPage(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn), frame);
	enterPage(kernel, vma, vpn, frame, mayWriteTop(kernel, vma, entry), isWrite);
	noteEffect(kernel.effects, effectKinds.zeroFill, kernel.vma.mm[vma], vpn, frame);
	return faultResults.minor;
}

function mayWriteTop(kernel: Kernel, vma: Vma, entry: MapEntry): boolean {
	return mayWrite(kernel, vma) && kernel.mapEntry.needsCopy[entry] === 0;
}

/** Enters a page that needs no copy: writable if it is in the top object and that is not shared. */
function mapFound(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	entry: MapEntry,
	page: Frame,
	isWrite: boolean,
): boolean {
	const {mm} = kernel.vma;
	const isOwn = objectOfPage(kernel, page) === kernel.mapEntry.object[entry];
	const canWrite = isOwn && mayWriteTop(kernel, vma, entry);
	const wasMapped = pteFrame(readEntry(kernel, mm[vma], vpn)) === page;
	enterPage(kernel, vma, vpn, page, canWrite, isWrite);
	const isFile = kernel.frame.kind[page] !== frameKinds.anon;
	const kind = wasMapped ? effectKinds.reuse : isFile ? readEffect(kernel, page) : effectKinds.refill;
	noteEffect(kernel.effects, kind, mm[vma], vpn, page, 0, 1);
	return true;
}
