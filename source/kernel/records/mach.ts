/**
 * Fork and faults of 4.4BSD, whose VM is Mach's: a private page is recorded in an object, and a process sees the first
 * page that it meets on its way down from the object that its map entry holds.
 */

import {allocateFrame, frameFlags, frameKinds, readEffect} from '../frames/frame.ts';
import {getObject, objectKinds, objectPage, setShadow} from '../frames/object.ts';
import {mustRead} from '../frames/object-swap.ts';
import {detachPage, insertPage} from '../frames/page-list.ts';
import {joinQueue, queues} from '../frames/page-queues.ts';
import {hasDefect, noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, MapEntry, Mm, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults} from '../state/policies.ts';
import {pteFrame} from '../state/pte.ts';
import {isAnonymous, isShared, vmaFlags} from '../state/vmas.ts';
import {buildTable, readEntry} from '../tables/table.ts';
import {coverPage} from './cover-page.ts';
import {addMapEntry, clipMapEntries, indexIn} from './map-entry.ts';
import {forgetSlot, hasPage} from './pager.ts';
import {copyTranslations, enterPage, faultOnObject, mayWrite, protectPages} from './pmap.ts';
import {collapse, createAnonObject, isDead, removeEverywhere, shadowEntry} from './shadow.ts';

/**
 * Gives the child what fork copies of one mapping: references, no page and no translation. What the parent could write
 * is write-protected and marked, unless it still is from an earlier fork. 4.4BSD: vm_map_copy_entry().
 */
export function copyObjects(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {mapEntry} = kernel;
	const parent = kernel.vma.mm[vma];
	const child = kernel.vma.mm[copy];
	const {start, end} = kernel.vma;
	countWork(kernel, 'obj_ref', isPlainObject(kernel, vma) ? 1 : 0);
	let copied = 0;
	let entry = isShared(kernel, vma) ? 0 : clipMapEntries(kernel, parent, start[vma], end[vma]);
	while (entry !== 0 && mapEntry.start[entry] < kernel.vma.end[vma]) {
		const range = {start: mapEntry.start[entry], end: mapEntry.end[entry]};
		if (mapEntry.needsCopy[entry] === 0) {
			protectPages(kernel, parent, range);
			mapEntry.needsCopy[entry] = 1;
		}

		const object = mapEntry.object[entry];
		markPages(kernel, object);
		getObject(kernel, object);
		countWork(kernel, 'obj_ref');
		addMapEntry(kernel, child, {...range, object, offset: mapEntry.offset[entry], needsCopy: true});
		copied += 1;
		entry = mapEntry.next[entry];
	}

	countWork(kernel, 'entry_copy', Math.max(0, copied - 1));
	return 0;
}

/** As copyObjects, and the child gets the parent's translations as well. 4.4BSD with a pmap_copy() that is not empty. */
export function copyObjectsAndTranslations(kernel: Kernel, vma: Vma, copy: Vma): number {
	copyObjects(kernel, vma, copy);
	const copied = copyTranslations(kernel, vma, copy);
	countWork(kernel, 'pte_copy', Math.max(0, copied));
	return Math.min(0, copied);
}

/** Marks every page of an object as to be copied before it is written. 4.4BSD: the loop in vm_object_copy(). */
function markPages(kernel: Kernel, object: KObject): void {
	const {flags, nextPage} = kernel.frame;
	for (let page = kernel.object.firstPage[object]; page !== 0; page = nextPage[page]) {
		flags[page] |= frameFlags.copyOnWrite;
	}

	countWork(kernel, 'page_flag', kernel.object.pages[object]);
}

/** Whether what is mapped is all there is to see: shared memory and devices, over which no object lies. */
function isPlainObject(kernel: Kernel, vma: Vma): boolean {
	return isShared(kernel, vma) || (kernel.vma.flags[vma] & vmaFlags.device) !== 0;
}

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
		countWork(kernel, 'object_lookup');
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
		countWork(kernel, 'obj_ref');
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

	countWork(kernel, 'object_lookup', looked);
	return object;
}

/** Nothing anywhere: a page of zeros, be it for a read. There is no zero page that all could share. */
function fillTop(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, isWrite: boolean): number {
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	countWork(kernel, 'page_zero');
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
	const isOwn = kernel.frame.object[page] === kernel.mapEntry.object[entry];
	const canWrite = isOwn && mayWriteTop(kernel, vma, entry);
	const wasMapped = pteFrame(readEntry(kernel, mm[vma], vpn)) === page;
	if (canWrite) {
		kernel.frame.flags[page] &= ~frameFlags.copyOnWrite;
	}

	enterPage(kernel, vma, vpn, page, canWrite, isWrite);
	const isFile = kernel.frame.kind[page] !== frameKinds.anon;
	const kind = wasMapped ? effectKinds.reuse : isFile ? readEffect(kernel, page) : effectKinds.refill;
	noteEffect(kernel.effects, kind, mm[vma], vpn, page, 0, 1);
	return true;
}

/**
 * Copies a page from further down into the top object, even if nobody else would miss it there, and takes it out of
 * every page table, be it private or a file's: others that still use it fault again. It goes to the inactive pages. False
 * when memory is used up.
 */
function copyUp(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, page: Frame): boolean {
	if (kernel.policies.mayReuse(kernel, page) && isOnlyReader(kernel, kernel.mapEntry.object[entry], page)) {
		return moveUp(kernel, vma, vpn, entry, page);
	}

	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return false;
	}

	const mm = kernel.vma.mm[vma];
	const top = kernel.mapEntry.object[entry];
	const source = kernel.frame.object[page];
	const {index} = kernel.frame;
	kernel.frame.word[frame] = kernel.frame.word[page];
	countWork(kernel, 'page_copy');
	const isFile = kernel.frame.kind[page] !== frameKinds.anon;
	noteEffect(kernel.effects, isFile ? effectKinds.copyFile : effectKinds.copy, mm, vpn, frame, page);
	if (!isFile && isOnlyViewer(kernel, top, source)) {
		noteDefect(kernel, 'extraCopy', mm, vpn);
	}

	insertPage(kernel, top, index[page], frame);
	removeEverywhere(kernel, page);
	joinQueue(kernel, page, queues.inactive);
	enterPage(kernel, vma, vpn, frame, true, true);
	collapse(kernel, mm, vpn, top);
	noteDeadPage(kernel, mm, vpn, source, page);
	return true;
}

/** Whether the page lies right below the top object, which alone still looks there. FreeBSD: vm_fault(), v_cow_optim. */
function isOnlyReader(kernel: Kernel, top: KObject, page: Frame): boolean {
	const source = kernel.frame.object[page];
	const isAnon = kernel.frame.kind[page] === frameKinds.anon;
	return isAnon && kernel.object.shadow[top] === source && kernel.object.refs[source] === 1;
}

/** Moves a page that nobody else can reach into the top object instead of copying it. FreeBSD: vm_page_rename(). */
function moveUp(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, page: Frame): boolean {
	const mm = kernel.vma.mm[vma];
	const top = kernel.mapEntry.object[entry];
	const index = kernel.frame.index[page];
	forgetSlot(kernel, page);
	detachPage(kernel, page);
	insertPage(kernel, top, index, page);
	countWork(kernel, 'page_move');
	noteEffect(kernel.effects, effectKinds.reuse, mm, vpn, page);
	kernel.frame.flags[page] &= ~frameFlags.copyOnWrite;
	enterPage(kernel, vma, vpn, page, true, true);
	collapse(kernel, mm, vpn, top);
	return true;
}

/** Whether each object from below `top` down to `source` has no other holder. */
function isOnlyViewer(kernel: Kernel, top: KObject, source: KObject): boolean {
	const {shadow, refs} = kernel.object;
	let object = top;
	while (object !== source) {
		object = shadow[object];
		if (refs[object] !== 1) {
			return false;
		}
	}

	return true;
}

/** A page that nobody sees any more, in an object that two others still lie over, stays in memory. */
function noteDeadPage(kernel: Kernel, mm: Mm, vpn: Vpn, source: KObject, page: Frame): void {
	const isKept = kernel.frame.object[page] === source && kernel.object.kind[source] === objectKinds.anon;
	if (!hasDefect(kernel, 'deadPages') && isKept && isDead(kernel, source, kernel.frame.index[page])) {
		noteDefect(kernel, 'deadPages', mm, vpn, 1);
	}
}
