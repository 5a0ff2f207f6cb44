/** The cache: what is filed under an object and an index is found there and nowhere else, however the table fills and empties. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cachedValue, insertCached, removeCached} from '../../../source/kernel/frames/cache.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';
import {holds} from '../../helpers/property.ts';

/** A kernel with some objects, whose rows are 1 and on. */
function withObjects(count: number): {kernel: Kernel; objects: readonly Kernel['object']['free'][]} {
	const kernel = bareKernel();
	return {kernel, objects: Array.from({length: count}, () => allocateRow(kernel.object))};
}

const slotsOf = ({cache}: Kernel) => cache.count - 1;
const usedSlots = ({cache}: Kernel) => cache.used.filter((used) => used !== 0).length;
const usedPlaces = ({cache}: Kernel) => cache.value.filter((value) => value !== 0).length;

test('nothing is found before anything was filed', () => {
	const {kernel, objects} = withObjects(1);
	expect(cachedValue(kernel, objects[0], 0)).toBe(0);
	expect(slotsOf(kernel)).toBe(0);
});

test('a key is its object and its index, which may be beyond 32 bits', () => {
	const {
		kernel,
		objects: [a, b],
	} = withObjects(2);
	const far = 2 ** 32;
	const keys = [
		[a, 0],
		[a, 1],
		[b, 0],
		[a, far],
		[a, 3 * far],
		[b, far + 1],
	] as const;
	for (const [i, [object, index]] of keys.entries()) {
		insertCached(kernel, object, index, i + 1);
	}

	expect(keys.map(([object, index]) => cachedValue(kernel, object, index))).toEqual([1, 2, 3, 4, 5, 6]);
	expect([cachedValue(kernel, b, 1), cachedValue(kernel, a, 2 * far), cachedValue(kernel, b, far)]).toEqual([
		0, 0, 0,
	]);
	expect(kernel.total.value[totals.cacheUsed]).toBe(6);
});

test('numbers below 0 are filed too, and one that is taken out leaves its slot empty', () => {
	const {
		kernel,
		objects: [a],
	} = withObjects(1);
	insertCached(kernel, a, 5, -3);
	expect(cachedValue(kernel, a, 5)).toBe(-3);
	removeCached(kernel, a, 5);
	expect(cachedValue(kernel, a, 5)).toBe(0);
	expect(kernel.total.value[totals.cacheUsed]).toBe(0);
	const {object, block, used, value} = kernel.cache;
	expect([...object, ...block, ...used, ...value].filter((held) => held !== 0)).toEqual([]);
});

test('sixteen indexes that follow each other share a slot, which goes with the last of them', () => {
	const {
		kernel,
		objects: [a],
	} = withObjects(1);
	for (let i = 16; i < 33; i += 1) {
		insertCached(kernel, a, i, i);
	}

	expect([usedSlots(kernel), kernel.cache.live]).toEqual([2, 2]);
	for (let i = 16; i < 31; i += 1) {
		removeCached(kernel, a, i);
	}

	expect([usedSlots(kernel), cachedValue(kernel, a, 31), cachedValue(kernel, a, 32)]).toEqual([2, 31, 32]);
	removeCached(kernel, a, 31);
	expect([usedSlots(kernel), kernel.cache.live, cachedValue(kernel, a, 32)]).toEqual([1, 1, 32]);
});

test('filing under a key that has a value already is a mistake of ours', () => {
	const {
		kernel,
		objects: [a],
	} = withObjects(1);
	insertCached(kernel, a, 5, 1);
	expect(() => insertCached(kernel, a, 5, 2)).toThrow('a page filed twice');
});

test('the table begins with 16 slots and doubles before more than half of it is in use', () => {
	const {
		kernel,
		objects: [a],
	} = withObjects(1);
	const sizes = Array.from({length: 33}, (_, i) => {
		insertCached(kernel, a, i * 16, i + 1);
		return slotsOf(kernel);
	});
	expect(sizes.slice(0, 8)).toEqual(Array.from({length: 8}, () => 16));
	expect(sizes.slice(8, 16)).toEqual(Array.from({length: 8}, () => 32));
	expect(sizes.slice(16, 32)).toEqual(Array.from({length: 16}, () => 64));
	expect(sizes[32]).toBe(128);
	expect(Array.from({length: 33}, (_, i) => cachedValue(kernel, a, i * 16))).toEqual(
		Array.from({length: 33}, (_, i) => i + 1),
	);
	expect(usedSlots(kernel)).toBe(33);
});

/** How many slots a search for a key looks at, itself included. */
function probes(kernel: Kernel, isHome: (slot: number) => boolean): number {
	let longest = 0;
	for (let slot = 1, run = 0; slot <= slotsOf(kernel); slot += 1) {
		run = isHome(slot) ? run + 1 : 0;
		longest = Math.max(longest, run);
	}

	return longest;
}

describe('keys are spread: no search goes through many slots', () => {
	const shapes: Readonly<Record<string, (i: number) => readonly [object: number, index: number]>> = {
		'pages of one object, 16 apart': (i) => [0, i * 16],
		'the first page of many objects': (i) => [i, 0],
		'every 64th index': (i) => [0, i * 64],
		'every 512th page of a few objects': (i) => [i % 8, Math.floor(i / 8) * 512],
		'indexes that differ above 20 bits': (i) => [0, i * 2 ** 20],
	};
	test.each(Object.entries(shapes))('%s', (_, keyOf) => {
		const {kernel, objects} = withObjects(500);
		for (let i = 0; i < 500; i += 1) {
			const [object, index] = keyOf(i);
			insertCached(kernel, objects[object], index, 1);
		}

		expect(probes(kernel, (slot) => kernel.cache.used[slot] !== 0)).toBeLessThan(40);
	});
});

test('whatever is filed and taken out, what is left is what a map would have', () => {
	const place = fc.tuple(
		fc.nat(3),
		fc.oneof(fc.nat(20), fc.nat(2000), fc.constantFrom(2 ** 32, 2 ** 32 + 1, 2 ** 40)),
	);
	holds(
		fc.property(fc.array(place, {minLength: 1, maxLength: 200}), (places) => {
			const {kernel, objects} = withObjects(4);
			const expected = new Map<string, number>();
			for (const [i, [object, index]] of places.entries()) {
				const key = `${object} ${index}`;
				if (expected.delete(key)) {
					removeCached(kernel, objects[object], index);
				} else {
					expected.set(key, i + 1);
					insertCached(kernel, objects[object], index, i + 1);
				}
			}

			for (const [object, index] of places) {
				expect(cachedValue(kernel, objects[object], index)).toBe(expected.get(`${object} ${index}`) ?? 0);
			}

			expect(usedPlaces(kernel)).toBe(expected.size);
			expect(usedSlots(kernel)).toBe(kernel.cache.live);
			expect(kernel.total.value[totals.cacheUsed]).toBe(expected.size);
		}),
	);
});
