/** The pool of huge pages: what is free, what is reserved, and who finds none. */
import {describe, expect, test} from 'vitest';
import {frameKinds, putFrame, referencesOf} from '../../../source/kernel/frames/frame.ts';
import {
	availableInPool,
	freeInPool,
	reserveInPool,
	takeFromPool,
	unreserveObject,
} from '../../../source/kernel/frames/hugetlb.ts';
import {createObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {pagesInFolio} from '../../../source/kernel/state/geometry.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

test('a page that is taken is 512 frames of the pool with a reference each', () => {
	const kernel = bareKernel({hugetlbPages: 2});
	const frames = takeFromPool(kernel, false) ?? [];
	expect(new Set(frames).size).toBe(pagesInFolio);
	expect([kernel.frame.kind[frames[0]], referencesOf(kernel, frames[511])]).toEqual([frameKinds.hugetlb, 1]);
	expect([freeInPool(kernel), availableInPool(kernel)]).toEqual([1, 1]);
	for (const frame of frames) {
		putFrame(kernel, frame);
	}

	expect([freeInPool(kernel), kernel.frame.live]).toEqual([2, 0]);
});

describe('reserving', () => {
	test('takes from what is available, up to all of it, and gives back', () => {
		const kernel = bareKernel({hugetlbPages: 3});
		expect([reserveInPool(kernel, 4), reserveInPool(kernel, 3), reserveInPool(kernel, 1)]).toEqual([
			false,
			true,
			false,
		]);
		expect([freeInPool(kernel), availableInPool(kernel)]).toEqual([3, 0]);
		expect(reserveInPool(kernel, -2)).toBe(true);
		expect(availableInPool(kernel)).toBe(2);
	});

	test('keeps pages from those who have reserved none', () => {
		const kernel = bareKernel({hugetlbPages: 2});
		reserveInPool(kernel, 1);
		expect(takeFromPool(kernel, false)).toBeDefined();
		expect(takeFromPool(kernel, false)).toBeUndefined();
		expect(takeFromPool(kernel, true)).toBeDefined();
		expect([freeInPool(kernel), availableInPool(kernel)]).toEqual([0, 0]);
		expect(takeFromPool(kernel, true)).toBeUndefined();
	});

	test('and taking a reserved page leaves one reserved page fewer', () => {
		const kernel = bareKernel({hugetlbPages: 3});
		reserveInPool(kernel, 2);
		takeFromPool(kernel, true);
		expect(kernel.total.value[totals.hugetlbReserved]).toBe(1);
		takeFromPool(kernel, false);
		expect([kernel.total.value[totals.hugetlbReserved], availableInPool(kernel)]).toEqual([1, 0]);
	});

	test('what an object has reserved and not used is free when it goes', () => {
		const kernel = bareKernel({hugetlbPages: 4});
		const object = createObject(kernel, objectKinds.hugetlb, 0);
		reserveInPool(kernel, 4);
		kernel.object.high[object] = 3 * pagesInFolio;
		kernel.object.pages[object] = pagesInFolio;
		unreserveObject(kernel, object);
		expect([kernel.total.value[totals.hugetlbReserved], availableInPool(kernel)]).toEqual([2, 2]);
	});

	test('an object that has reserved nothing gives nothing back when it goes', () => {
		const kernel = bareKernel({hugetlbPages: 4});
		const object = createObject(kernel, objectKinds.hugetlb, 0);
		reserveInPool(kernel, 1);
		kernel.object.pages[object] = pagesInFolio;
		unreserveObject(kernel, object);
		expect(kernel.total.value[totals.hugetlbReserved]).toBe(1);
	});
});
