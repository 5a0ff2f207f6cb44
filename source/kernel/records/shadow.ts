/**
 * Objects over objects, as in Mach's VM: an object is laid over another one when a map entry that shares that one is
 * first written through, and takes over what lies below again when nothing else refers to it. Indexes are the same all
 * the way down, since an object is made for the range of the entry that first held it.
 */

import {objectKinds, setShadow} from '../frames/object.ts';
import {detachPage, indexOfPage, insertPage, objectOfPage, removePage} from '../frames/page-list.ts';
import {allocateRow, freeRow, nextRow} from '../state/columns.ts';
import {noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, MapEntry, Mm, PageIndex, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {setEntryObject} from './map-entry.ts';
import {hasPage, hasPager, inheritPager, isInside, leaveSlotBehind} from './pager.ts';
import {removePageAt} from './pmap.ts';

/** An empty object with one reference for the pages [low, high). */
export function createAnonObject(kernel: Kernel, low: PageIndex, high: PageIndex): KObject {
	const object = allocateRow(kernel.object);
	kernel.object.kind[object] = objectKinds.anon;
	kernel.object.refs[object] = 1;
	kernel.object.low[object] = low;
	kernel.object.high[object] = high;
	return object;
}

/** Objects below this one. */
export function depthBelow(kernel: Kernel, object: KObject): number {
	let depth = 0;
	for (let at = kernel.object.shadow[object]; at !== 0; at = kernel.object.shadow[at]) {
		depth += 1;
	}

	return depth;
}

/** Lays a new object over the one that an entry holds. 4.4BSD: vm_object_shadow(). */
export function shadowEntry(kernel: Kernel, entry: MapEntry, vpn: Vpn): void {
	const {object, offset, start, end, needsCopy, mm} = kernel.mapEntry;
	const below = object[entry];
	const top = createAnonObject(kernel, offset[entry], offset[entry] + end[entry] - start[entry]);
	setEntryObject(kernel, entry, top);
	setShadow(kernel, top, below);
	needsCopy[entry] = 0;
	countWork(kernel, workUnits.obj_ref);
	noteEffect(kernel.effects, effectKinds.shadow, mm[entry], vpn, 0, top, depthBelow(kernel, top));
}

/**
 * Takes every translation of an object's page away, wherever it is: in the entries that hold its object, in those that
 * see it through objects above, and in shared mappings of it. 4.4BSD: pmap_page_protect(VM_PROT_NONE).
 */
export function removeEverywhere(kernel: Kernel, page: Frame): void {
	removeBelow(kernel, objectOfPage(kernel, page), indexOfPage(kernel, page), page);
	removeFromMappings(kernel, page);
}

/** Shared mappings have no map entry that leads to them from the object: all mappings are looked at, if any is left. */
function removeFromMappings(kernel: Kernel, page: Frame): void {
	const {mm, start, end, offset, object} = kernel.vma;
	const {detail, mapcount} = kernel.frame;
	const {index} = kernel.detail;
	for (let vma = nextRow(kernel.vma, 0); vma !== 0 && mapcount[page] > 0; vma = nextRow(kernel.vma, vma)) {
		const vpn = start[vma] + index[detail[page]] - offset[vma];
		if (object[vma] === objectOfPage(kernel, page) && vpn >= start[vma] && vpn < end[vma]) {
			removePageAt(kernel, mm[vma], vpn, page);
		}
	}
}

function removeBelow(kernel: Kernel, object: KObject, index: PageIndex, page: Frame): void {
	const {mm, start, end, offset, nextHolder} = kernel.mapEntry;
	const {mapcount} = kernel.frame;
	const {firstHolder, firstShadower, nextShadower} = kernel.object;
	for (let entry = firstHolder[object]; entry !== 0 && mapcount[page] > 0; entry = nextHolder[entry]) {
		const vpn = start[entry] + index - offset[entry];
		if (vpn >= start[entry] && vpn < end[entry]) {
			removePageAt(kernel, mm[entry], vpn, page);
		}
	}

	for (let above = firstShadower[object]; above !== 0 && mapcount[page] > 0; above = nextShadower[above]) {
		removeBelow(kernel, above, index, page);
	}
}

/**
 * Shortens the chain below an object after a copy was made into it: takes over an object that nobody else holds, and
 * looks past one whose pages are all hidden. An object that has had a page in swap takes over nothing any more, and one
 * below is not looked past. 4.4BSD: vm_object_collapse().
 */
export function collapse(kernel: Kernel, mm: Mm, vpn: Vpn, top: KObject): void {
	const {shadow, refs, kind} = kernel.object;
	for (let below = shadow[top]; below !== 0 && kind[below] === objectKinds.anon; below = shadow[top]) {
		if (hasPager(kernel, top) && kernel.policies.collapsesPagers !== true) {
			noteBlocked(kernel, mm, vpn, below);
			return;
		}

		if (refs[below] === 1) {
			takeOver(kernel, mm, vpn, top, below);
		} else if (!hasPager(kernel, below) && hidesAll(kernel, top, below)) {
			lookPast(kernel, mm, vpn, top, below);
		} else {
			return;
		}
	}
}

/** An object that only this one still lies over stays, as this one has a pager. */
function noteBlocked(kernel: Kernel, mm: Mm, vpn: Vpn, below: KObject): void {
	if (kernel.object.refs[below] === 1) {
		noteDefect(kernel, 'pagerBlocks', mm, vpn);
	}
}

/** Moves what shows through from `below` into `top`, and frees the rest with it. */
function takeOver(kernel: Kernel, mm: Mm, vpn: Vpn, top: KObject, below: KObject): void {
	const {detail} = kernel.frame;
	const {index, nextPage} = kernel.detail;
	let moved = 0;
	let freed = 0;
	for (let page = kernel.object.firstPage[below], next: Frame = 0; page !== 0; page = next) {
		next = nextPage[detail[page]];
		const at = index[detail[page]];
		if (isInside(kernel, top, at) && !hasPage(kernel, top, at)) {
			detachPage(kernel, page);
			insertPage(kernel, top, at, page);
			moved += 1;
		} else {
			leaveSlotBehind(kernel, page);
			removePage(kernel, page);
			freed += 1;
		}
	}

	inheritPager(kernel, mm, vpn, top, below);
	countWork(kernel, workUnits.page_move, moved);
	setShadow(kernel, top, kernel.object.shadow[below]);
	setShadow(kernel, below, 0);
	freeRow(kernel.object, below);
	noteEffect(kernel.effects, effectKinds.collapse, mm, vpn, 0, top, moved);
	// One of them went out of use with the copy just made; the others have been waiting for this.
	if (freed > 1) {
		noteDefect(kernel, 'deadPages', mm, vpn, freed - 1);
	}
}

/** Whether every page of `below` that `top` could see has its like in `top`. */
function hidesAll(kernel: Kernel, top: KObject, below: KObject): boolean {
	const {low, high, pages, firstPage} = kernel.object;
	const coversAll = low[top] <= low[below] && high[below] <= high[top];
	if (coversAll && pages[below] > pages[top] && !hasPager(kernel, top)) {
		countWork(kernel, workUnits.page_look);
		return false;
	}

	const {detail} = kernel.frame;
	const {index, nextPage} = kernel.detail;
	let looked = 1;
	let page = firstPage[below];
	while (
		page !== 0 &&
		(!isInside(kernel, top, index[detail[page]]) || hasPage(kernel, top, index[detail[page]]))
	) {
		looked += 1;
		page = nextPage[detail[page]];
	}

	countWork(kernel, workUnits.page_look, looked);
	return page === 0;
}

function lookPast(kernel: Kernel, mm: Mm, vpn: Vpn, top: KObject, below: KObject): void {
	const {shadow, refs} = kernel.object;
	const next = shadow[below];
	if (next !== 0) {
		refs[next] += 1;
	}

	setShadow(kernel, top, next);
	refs[below] -= 1;
	countWork(kernel, workUnits.obj_ref, 2);
	noteEffect(kernel.effects, effectKinds.bypass, mm, vpn, 0, top);
}

/** Whether no entry can see an object's page any more: all that look at the object have a page of their own there. */
export function isDead(kernel: Kernel, object: KObject, index: PageIndex): boolean {
	const {firstHolder, firstShadower, nextShadower} = kernel.object;
	const {start, end, offset, nextHolder} = kernel.mapEntry;
	for (let entry = firstHolder[object]; entry !== 0; entry = nextHolder[entry]) {
		if (index >= offset[entry] && index < offset[entry] + end[entry] - start[entry]) {
			return false;
		}
	}

	for (let above = firstShadower[object]; above !== 0; above = nextShadower[above]) {
		const hides = hasPage(kernel, above, index) || !isInside(kernel, above, index);
		if (!hides && !isDead(kernel, above, index)) {
			return false;
		}
	}

	return true;
}
