/**
 * Objects: what has pages by index. A file's page cache lives as long as the machine; a piece of shared memory
 * as long as somebody maps it. The frames of all objects are found through one hash table in columns.
 */
import {assert} from './assert.ts';
import {allocateRow, freeRow, reserveRows} from './columns.ts';
import {allocateFrame, fileWord, frameKinds, putFrame} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {totals} from './kernel.ts';

export const objectKinds = {file: 1, shmem: 2, device: 3} as const;

const frameKindOf: Readonly<Record<number, number>> = {
	[objectKinds.file]: frameKinds.file,
	[objectKinds.shmem]: frameKinds.shmem,
	[objectKinds.device]: frameKinds.device,
};

/** A new object without holders or pages. */
export function createObject(kernel: Kernel, kind: number, name: number): number {
	const object = allocateRow(kernel.object);
	kernel.object.kind[object] = kind;
	kernel.object.name[object] = name;
	return object;
}

/** The file of that name, made when it is first asked for; it stays cached for ever. */
export function fileObject(kernel: Kernel, name: number): number {
	const {value} = kernel.total;
	for (let object = value[totals.firstFile]; object !== 0; object = kernel.object.next[object]) {
		if (kernel.object.name[object] === name) {
			return object;
		}
	}

	const object = createObject(kernel, objectKinds.file, name);
	kernel.object.refs[object] = 1;
	kernel.object.next[object] = value[totals.firstFile];
	value[totals.firstFile] = object;
	return object;
}

export function getObject(kernel: Kernel, object: number): void {
	kernel.object.refs[object] += 1;
}

/** Drops a holder; with the last one the object and its pages go. */
export function putObject(kernel: Kernel, object: number): void {
	const {refs, firstPage} = kernel.object;
	refs[object] -= 1;
	assert(refs[object] >= 0, 'an object let go more often than held', {object});
	if (refs[object] > 0) {
		return;
	}

	while (firstPage[object] !== 0) {
		removePage(kernel, firstPage[object]);
	}

	freeRow(kernel.object, object);
}

/**
 * The page of an object at `index`, cached or not before: file pages hold the file's word, others zeros. 0 when
 * memory is used up. Linux: filemap_fault() on a cached file, shmem_get_folio().
 */
export function objectPage(kernel: Kernel, object: number, index: number): number {
	return cachedPage(kernel, object, index) || addPage(kernel, object, index);
}

/** The page if it is there already. Every page of a file counts as cached, so only shared memory answers 0. */
export function cachedPage(kernel: Kernel, object: number, index: number): number {
	return kernel.cache.value[findSlot(kernel, object, index)];
}

function addPage(kernel: Kernel, object: number, index: number): number {
	const kind = kernel.object.kind[object];
	const page = allocateFrame(kernel, frameKindOf[kind]);
	if (page === 0) {
		return 0;
	}

	kernel.frame.word[page] = kind === objectKinds.file ? fileWord : 0;
	insertPage(kernel, object, index, page);
	return page;
}

/** Files `page` under (object, index); the object holds the reference that the caller had. */
export function insertPage(kernel: Kernel, object: number, index: number, page: number): void {
	const {frame} = kernel;
	const first = kernel.object.firstPage[object];
	frame.object[page] = object;
	frame.index[page] = index;
	frame.nextPage[page] = first;
	frame.previousPage[page] = 0;
	if (first !== 0) {
		frame.previousPage[first] = page;
	}

	kernel.object.firstPage[object] = page;
	kernel.object.pages[object] += 1;
	insertSlot(kernel, object, index, page);
}

/** Takes a page out of its object and drops the object's reference on it. */
export function removePage(kernel: Kernel, page: number): void {
	detachPage(kernel, page);
	putFrame(kernel, page);
}

/** Takes a page out of its object; the caller inherits the object's reference. */
export function detachPage(kernel: Kernel, page: number): void {
	const {object, index, nextPage, previousPage} = kernel.frame;
	const owner = object[page];
	removeSlot(kernel, owner, index[page]);
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

// The hash table: open addressing with linear probing over a power of two of rows, emptied slots closed up again
// (Knuth's algorithm R), never more than half full. Slot rows are 1…size; `cache.count` is size + 1.

function slotsOf(kernel: Kernel): number {
	return kernel.cache.count - 1;
}

function homeSlot(kernel: Kernel, object: number, index: number): number {
	const hash = Math.imul(object, 0x9e3779b1) ^ Math.imul((index % 4294967296) | 0, 0x85ebca6b);
	return ((hash ^ (hash >>> 15)) >>> 0) & (slotsOf(kernel) - 1);
}

/** Row of the slot that holds the key, or of the empty slot where the search ended; 0 before the first insertion. */
function findSlot(kernel: Kernel, object: number, index: number): number {
	const slots = slotsOf(kernel);
	if (slots === 0) {
		return 0;
	}

	const {cache} = kernel;
	let slot = homeSlot(kernel, object, index);
	while (
		cache.value[slot + 1] !== 0 &&
		(cache.object[slot + 1] !== object || cache.index[slot + 1] !== index)
	) {
		slot = (slot + 1) & (slots - 1);
	}

	return slot + 1;
}

function insertSlot(kernel: Kernel, object: number, index: number, value: number): void {
	const {value: total} = kernel.total;
	if ((total[totals.cacheUsed] + 1) * 2 > slotsOf(kernel)) {
		growCache(kernel);
	}

	const slot = findSlot(kernel, object, index);
	assert(kernel.cache.value[slot] === 0, 'a page filed twice', {object, index});
	kernel.cache.object[slot] = object;
	kernel.cache.index[slot] = index;
	kernel.cache.value[slot] = value;
	total[totals.cacheUsed] += 1;
}

function growCache(kernel: Kernel): void {
	const {cache} = kernel;
	const before = cache.count;
	const objects = cache.object.slice(1, before);
	const indexes = cache.index.slice(1, before);
	const values = cache.value.slice(1, before);
	cache.count = Math.max(64, (before - 1) * 2) + 1;
	reserveRows(cache, cache.count);
	cache.value.fill(0, 1, before);
	for (let i = 0; i < values.length; i += 1) {
		if (values[i] !== 0) {
			const slot = findSlot(kernel, objects[i], indexes[i]);
			cache.object[slot] = objects[i];
			cache.index[slot] = indexes[i];
			cache.value[slot] = values[i];
		}
	}
}

function removeSlot(kernel: Kernel, object: number, index: number): void {
	const {cache} = kernel;
	const mask = slotsOf(kernel) - 1;
	let hole = findSlot(kernel, object, index) - 1;
	for (let slot = (hole + 1) & mask; cache.value[slot + 1] !== 0; slot = (slot + 1) & mask) {
		const home = homeSlot(kernel, cache.object[slot + 1], cache.index[slot + 1]);
		if (((slot - home) & mask) >= ((slot - hole) & mask)) {
			cache.object[hole + 1] = cache.object[slot + 1];
			cache.index[hole + 1] = cache.index[slot + 1];
			cache.value[hole + 1] = cache.value[slot + 1];
			hole = slot;
		}
	}

	cache.object[hole + 1] = 0;
	cache.index[hole + 1] = 0;
	cache.value[hole + 1] = 0;
	kernel.total.value[totals.cacheUsed] -= 1;
}
