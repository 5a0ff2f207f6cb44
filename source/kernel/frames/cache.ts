/**
 * The cache: one hash table from (object, index) to a row number, for the pages of objects and the slots of amaps.
 *
 * A slot holds what is filed under sixteen indexes that follow each other, as pages are asked for by windows of so many.
 * Open addressing with linear probing over a power of two of slots, emptied ones closed up again (Knuth's algorithm R),
 * never more than half full. Slot rows are 1…size; `cache.count` is size + 1, `cache.live` says how many are in use.
 */
import {assert} from '../state/assert.ts';
import {reserveRows, rowId} from '../state/columns.ts';
import {indexesInSlot} from '../state/geometry.ts';
import type {KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';

/** What is filed under (object, index), or 0. */
export function cachedValue(kernel: Kernel, object: KObject, index: PageIndex): number {
	const slot = findSlot(kernel, object, blockOf(index));
	return kernel.cache.value[slot * indexesInSlot + (index & indexMask)];
}

const indexMask = indexesInSlot - 1;
const firstSlots = 16;

/** The block of indexes that a slot is for. */
function blockOf(index: PageIndex): number {
	return Math.floor(index / indexesInSlot);
}

function slotsOf(kernel: Kernel): number {
	return kernel.cache.count - 1;
}

function homeSlot(kernel: Kernel, object: KObject, block: number): number {
	const hash = Math.imul(object, 0x9e3779b1) ^ Math.imul(block | 0, 0x85ebca6b);
	return ((hash ^ (hash >>> 15)) >>> 0) & (slotsOf(kernel) - 1);
}

/** Row of the slot of a block, or of the empty slot where the search ended; 0 before the first insertion. */
function findSlot(kernel: Kernel, object: KObject, block: number): number {
	const slots = slotsOf(kernel);
	if (slots === 0) {
		return 0;
	}

	const {cache} = kernel;
	let slot = homeSlot(kernel, object, block);
	while (
		cache.used[slot + 1] !== 0 &&
		(cache.object[slot + 1] !== object || cache.block[slot + 1] !== block)
	) {
		slot = (slot + 1) & (slots - 1);
	}

	return slot + 1;
}

/** Files `value`, not 0, under a key that has none yet. */
export function insertCached(kernel: Kernel, object: KObject, index: PageIndex, value: number): void {
	const {cache} = kernel;
	if ((cache.live + 1) * 2 > slotsOf(kernel)) {
		growCache(kernel);
	}

	const block = blockOf(index);
	const slot = findSlot(kernel, object, block);
	const at = slot * indexesInSlot + (index & indexMask);
	assert(cache.value[at] === 0, 'a page filed twice', {object, index});
	cache.rows.live += cache.used[slot] === 0 ? 1 : 0;
	cache.used[slot] += 1;
	cache.object[slot] = object;
	cache.block[slot] = block;
	cache.value[at] = value;
	kernel.total.value[totals.cacheUsed] += 1;
}

function growCache(kernel: Kernel): void {
	const {cache} = kernel;
	const before = cache.count;
	const [objects, blocks, counts] = [cache.object, cache.block, cache.used].map((column) =>
		column.slice(0, before),
	);
	const values = cache.value.slice(0, before * indexesInSlot);
	cache.rows.count = Math.max(firstSlots, (before - 1) * 2) + 1;
	reserveRows(cache, cache.count);
	cache.used.fill(0, 1, before);
	cache.value.fill(0, indexesInSlot, before * indexesInSlot);
	for (let row = 1; row < before; row += 1) {
		if (counts[row] !== 0) {
			const object = rowId(kernel.object, objects[row]);
			const slot = findSlot(kernel, object, blocks[row]);
			cache.object[slot] = object;
			cache.block[slot] = blocks[row];
			cache.used[slot] = counts[row];
			const first = row * indexesInSlot;
			cache.value.set(values.subarray(first, first + indexesInSlot), slot * indexesInSlot);
		}
	}
}

/** Takes a key out that is there. */
export function removeCached(kernel: Kernel, object: KObject, index: PageIndex): void {
	const {cache} = kernel;
	const slot = findSlot(kernel, object, blockOf(index));
	cache.value[slot * indexesInSlot + (index & indexMask)] = 0;
	cache.used[slot] -= 1;
	kernel.total.value[totals.cacheUsed] -= 1;
	if (cache.used[slot] === 0) {
		closeSlot(kernel, slot - 1);
	}
}

/** Takes a slot out that has become empty: those behind it that it kept from their place move up. */
function closeSlot(kernel: Kernel, empty: number): void {
	const {cache} = kernel;
	const mask = slotsOf(kernel) - 1;
	let hole = empty;
	for (let slot = (hole + 1) & mask; cache.used[slot + 1] !== 0; slot = (slot + 1) & mask) {
		const home = homeSlot(kernel, cache.object[slot + 1], cache.block[slot + 1]);
		if (((slot - home) & mask) >= ((slot - hole) & mask)) {
			cache.object[hole + 1] = cache.object[slot + 1];
			cache.block[hole + 1] = cache.block[slot + 1];
			cache.used[hole + 1] = cache.used[slot + 1];
			const first = (slot + 1) * indexesInSlot;
			cache.value.copyWithin((hole + 1) * indexesInSlot, first, first + indexesInSlot);
			hole = slot;
		}
	}

	cache.rows.live -= 1;
	cache.object[hole + 1] = 0;
	cache.block[hole + 1] = 0;
	cache.used[hole + 1] = 0;
	cache.value.fill(0, (hole + 1) * indexesInSlot, (hole + 2) * indexesInSlot);
}
