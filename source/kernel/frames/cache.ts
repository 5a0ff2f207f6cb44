/**
 * The cache: one hash table from (object, index) to a row number, for the pages of objects and the slots of amaps.
 *
 * Open addressing with linear probing over a power of two of rows, emptied slots closed up again (Knuth's
 * algorithm R), never more than half full. Slot rows are 1…size; `cache.count` is size + 1.
 */
import {assert} from '../state/assert.ts';
import {reserveRows, rowId} from '../state/columns.ts';
import type {KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';

/** What is filed under (object, index), or 0. */
export function cachedValue(kernel: Kernel, object: KObject, index: PageIndex): number {
	return kernel.cache.value[findSlot(kernel, object, index)];
}

function slotsOf(kernel: Kernel): number {
	return kernel.cache.count - 1;
}

function homeSlot(kernel: Kernel, object: KObject, index: PageIndex): number {
	const hash = Math.imul(object, 0x9e3779b1) ^ Math.imul((index % 4294967296) | 0, 0x85ebca6b);
	return ((hash ^ (hash >>> 15)) >>> 0) & (slotsOf(kernel) - 1);
}

/** Row of the slot that holds the key, or of the empty slot where the search ended; 0 before the first insertion. */
function findSlot(kernel: Kernel, object: KObject, index: PageIndex): number {
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

/** Files `value`, not 0, under a key that has none yet. */
export function insertCached(kernel: Kernel, object: KObject, index: PageIndex, value: number): void {
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
			const object = rowId(kernel.object, objects[i]);
			const slot = findSlot(kernel, object, indexes[i]);
			cache.object[slot] = object;
			cache.index[slot] = indexes[i];
			cache.value[slot] = values[i];
		}
	}
}

/** Takes a key out that is there. */
export function removeCached(kernel: Kernel, object: KObject, index: PageIndex): void {
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
