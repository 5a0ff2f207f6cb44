/**
 * Objects: what has pages by index. A file's page cache lives as long as the machine; shared or private memory as long
 * as it has references. An object may lie over another one, which shows through where it has no page.
 */

import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import type {Frame, KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';
import {wipeSlots} from './anon.ts';
import {readBack, storedPage} from './disk.ts';
import {allocateFrame, fileWord, frameKinds} from './frame.ts';
import {unreserveObject} from './hugetlb.ts';
import {bringBack, dropSlots, slotOfPage} from './object-swap.ts';
import {cachedPage, insertPage, removePage} from './page-list.ts';

export const objectKinds = {
	file: 1,
	shmem: 2,
	device: 3,
	/** Private memory of a mapping, or what was written over the object below (Mach). */
	anon: 4,
	/** A map of anons: slots instead of pages (UVM, SVR4). */
	amap: 5,
	/** A file of tmpfs: like shmem, but with a name under which it stays. */
	memoryFile: 6,
	/** Pages that the kernel itself provides (vdso): files that are mapped one page at a time. */
	special: 7,
	/** System V shared memory and memfd_secret: a memoryFile that is mapped one page at a time. */
	segment: 8,
	/** Huge pages of the pool, shared ones; of a private mapping it has none. Those below `high` are reserved for it. */
	hugetlb: 9,
} as const;

/** Kinds of objects that have a name and stay without references. */
const lastingKinds: ReadonlySet<number> = new Set([
	objectKinds.file,
	objectKinds.memoryFile,
	objectKinds.segment,
	objectKinds.special,
]);

/** Whether an object stays, with its pages, without references. */
export function isLasting(kernel: Kernel, object: KObject): boolean {
	return lastingKinds.has(kernel.object.kind[object]);
}

const frameKindOf: Readonly<Record<number, number>> = {
	[objectKinds.file]: frameKinds.file,
	[objectKinds.shmem]: frameKinds.shmem,
	[objectKinds.memoryFile]: frameKinds.shmem,
	[objectKinds.segment]: frameKinds.shmem,
	[objectKinds.special]: frameKinds.file,
	[objectKinds.device]: frameKinds.device,
	[objectKinds.hugetlb]: frameKinds.hugetlb,
};

/** Whether an object's pages are memory and nothing else: no disk has to hear of writes. */
export function isInMemory(kernel: Kernel, object: KObject): boolean {
	return frameKindOf[kernel.object.kind[object]] === frameKinds.shmem;
}

/** A new object without holders or pages. */
export function createObject(kernel: Kernel, kind: number, name: number): KObject {
	const object = allocateRow(kernel.object);
	kernel.object.kind[object] = kind;
	kernel.object.name[object] = name;
	return object;
}

/** The file of that name, of one of the lasting kinds, made when it is first asked for; it stays for ever. */
export function fileObject(kernel: Kernel, name: number, kind: number): KObject {
	const {firstFile} = kernel.anchor;
	for (let object = firstFile[anchorRow]; object !== 0; object = kernel.object.next[object]) {
		if (kernel.object.name[object] === name) {
			return object;
		}
	}

	const object = createObject(kernel, kind, name);
	kernel.object.refs[object] = 1;
	kernel.object.next[object] = firstFile[anchorRow];
	firstFile[anchorRow] = object;
	return object;
}

export function getObject(kernel: Kernel, object: KObject): void {
	kernel.object.refs[object] += 1;
}

/** Drops a holder; with the last one the object goes, with its pages and its hold on the object below. */
export function putObject(kernel: Kernel, object: KObject): void {
	const {refs, shadow} = kernel.object;
	for (let at = object, below: KObject = 0; at !== 0; at = below) {
		refs[at] -= 1;
		assert(refs[at] >= 0, 'an object let go more often than held', {object: at});
		if (refs[at] > 0) {
			return;
		}

		below = shadow[at];
		setShadow(kernel, at, 0);
		if (kernel.object.kind[at] === objectKinds.hugetlb) {
			unreserveObject(kernel, at);
		}

		clearObject(kernel, at, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
		freeRow(kernel.object, at);
	}
}

/** Drops what an object has at indexes [from, to); nothing may map it any more. */
export function clearObject(kernel: Kernel, object: KObject, from: PageIndex, to: PageIndex): void {
	if (kernel.object.kind[object] === objectKinds.amap) {
		wipeSlots(kernel, object, from, to);
		return;
	}

	dropSlots(kernel, object, from, to);

	const {detail} = kernel.frame;
	const {index, nextPage} = kernel.detail;
	if (to - from < kernel.object.pages[object]) {
		for (let at = from; at < to; at += 1) {
			const page = cachedPage(kernel, object, at);
			if (page !== 0) {
				removePage(kernel, page);
			}
		}

		return;
	}

	for (let page = kernel.object.firstPage[object], next: Frame = 0; page !== 0; page = next) {
		next = nextPage[detail[page]];
		if (index[detail[page]] >= from && index[detail[page]] < to) {
			removePage(kernel, page);
		}
	}
}

/** Lays `object` over `below`, 0 for over nothing. The reference on `below` is the caller's affair. */
export function setShadow(kernel: Kernel, object: KObject, below: KObject): void {
	const {shadow, firstShadower, nextShadower, previousShadower} = kernel.object;
	const old = shadow[object];
	if (old !== 0) {
		const previous = previousShadower[object];
		const next = nextShadower[object];
		if (previous === 0) {
			firstShadower[old] = next;
		} else {
			nextShadower[previous] = next;
		}

		previousShadower[next] = next === 0 ? 0 : previous;
	}

	const first = below === 0 ? 0 : firstShadower[below];
	shadow[object] = below;
	nextShadower[object] = first;
	previousShadower[object] = 0;
	if (below !== 0) {
		firstShadower[below] = object;
		previousShadower[first] = first === 0 ? 0 : object;
	}
}

/**
 * The page of an object at `index`, in memory or not before: brought back from swap or read back from its file; else file pages
 * hold the file's word, others zeros. 0 when memory is used up. Linux: filemap_fault() on a cached file, shmem_get_folio().
 */
export function objectPage(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	const page = cachedPage(kernel, object, index);
	if (page !== 0) {
		return page;
	}

	const slot = slotOfPage(kernel, object, index);
	if (slot !== 0) {
		return bringBack(kernel, slot);
	}

	const isStored = storedPage(kernel, object, index) !== 0;
	return isStored ? readBack(kernel, object, index) : addPage(kernel, object, index);
}

/** The page of an object if no disk has to be waited for; 0 if one has, and for one of memory that is not there yet. */
export function residentPage(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	const page = cachedPage(kernel, object, index);
	if (page !== 0) {
		return page;
	}

	const isCached = kernel.object.kind[object] === objectKinds.file && storedPage(kernel, object, index) === 0;
	return isCached ? addPage(kernel, object, index) : 0;
}

function addPage(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	const kind = kernel.object.kind[object];
	const page = allocateFrame(kernel, frameKindOf[kind]);
	if (page === 0) {
		return 0;
	}

	kernel.frame.word[page] = frameKindOf[kind] === frameKinds.file ? fileWord : 0;
	insertPage(kernel, object, index, page);
	return page;
}
