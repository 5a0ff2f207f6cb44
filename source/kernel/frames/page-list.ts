/** Pages of objects: each is filed under its object and index, and on the list of its object. */
import type {Frame, KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {putFrame} from './frame.ts';

/** The page if it is in memory already; 0 for one that has never been asked for, or has left. */
export function cachedPage(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	return Math.max(0, cachedValue(kernel, object, index)) as Frame;
}

/** Files `page` under (object, index); the object holds the reference that the caller had. */
export function insertPage(kernel: Kernel, object: KObject, index: PageIndex, page: Frame): void {
	const {frame} = kernel;
	const first = kernel.object.firstPage[object];
	frame.object[page] = object;
	frame.index[page] = index;
	frame.nextPage[page] = first;
	if (first !== 0) {
		frame.previousPage[first] = page;
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
	const {object, index, nextPage, previousPage} = kernel.frame;
	const owner = object[page];
	removeCached(kernel, owner, index[page]);
	if (previousPage[page] === 0) {
		kernel.object.firstPage[owner] = nextPage[page];
	} else {
		nextPage[previousPage[page]] = nextPage[page];
	}

	if (nextPage[page] !== 0) {
		previousPage[nextPage[page]] = previousPage[page];
	}

	kernel.object.pages[owner] -= 1;
	object[page] = 0;
	nextPage[page] = 0;
	previousPage[page] = 0;
}
