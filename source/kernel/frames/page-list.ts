/** Pages of objects: each is filed under its object and index, and on the list of its object. */
import type {Frame, KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {detailFor} from './detail.ts';
import {putFrame} from './frame.ts';

/** The page if it is in memory already; 0 for one that has never been asked for, or has left. */
export function cachedPage(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	return Math.max(0, cachedValue(kernel, object, index)) as Frame;
}

/** The object that a page is of, 0 for none; and its index there. */
export function objectOfPage({detail, frame: {detail: details}}: Kernel, page: Frame): KObject {
	return detail.object[details[page]];
}

export function indexOfPage({detail, frame: {detail: details}}: Kernel, page: Frame): PageIndex {
	return detail.index[details[page]];
}

/** Files `page` under (object, index); the object holds the reference that the caller had. */
export function insertPage(kernel: Kernel, object: KObject, index: PageIndex, page: Frame): void {
	const first = kernel.object.firstPage[object];
	const row = detailFor(kernel, page);
	const {detail, frame} = kernel;
	detail.object[row] = object;
	detail.index[row] = index;
	detail.nextPage[row] = first;
	detail.previousPage[row] = 0;
	if (first !== 0) {
		detail.previousPage[frame.detail[first]] = page;
	}

	kernel.object.firstPage[object] = page;
	kernel.object.pages[object] += 1;
	insertCached(kernel, object, index, page);
}

/** Takes a page out of its object and drops the object's reference on it. */
export function removePage(kernel: Kernel, page: Frame): void {
	detachPage(kernel, page);
	putFrame(kernel, page);
}

/** Takes a page out of its object; the caller inherits the object's reference. */
export function detachPage(kernel: Kernel, page: Frame): void {
	const {detail} = kernel.frame;
	const {object, index, nextPage, previousPage} = kernel.detail;
	const row = detail[page];
	const owner = object[row];
	removeCached(kernel, owner, index[row]);
	if (previousPage[row] === 0) {
		kernel.object.firstPage[owner] = nextPage[row];
	} else {
		nextPage[detail[previousPage[row]]] = nextPage[row];
	}

	if (nextPage[row] !== 0) {
		previousPage[detail[nextPage[row]]] = previousPage[row];
	}

	kernel.object.pages[owner] -= 1;
	object[row] = 0;
	nextPage[row] = 0;
	previousPage[row] = 0;
}
