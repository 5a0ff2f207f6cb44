/** Mappings of huge pages of the pool: where one may be cut, and what it has reserved. */
import {describe, expect, test} from 'vitest';
import {availableInPool} from '../../../source/kernel/frames/hugetlb.ts';
import {
	cutsPoolPage,
	isCut,
	keepReserved,
	reserveMapping,
	unreserveMapping,
	wholeEnd,
} from '../../../source/kernel/mappings/hugetlb.ts';
import {createMm} from '../../../source/kernel/mappings/mm.ts';
import {insertVma} from '../../../source/kernel/mappings/vma.ts';
import type {Mm, Vma} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const {read, hugetlb, hugetlbOwner} = vmaFlags;

/** 3 huge pages of the pool at 512, and other memory from 4096 on; both may be read. */
function withMappings(flags = 0): {kernel: Kernel; mm: Mm; pooled: Vma; other: Vma} {
	const kernel = bareKernel({hugetlbPages: 5});
	const mm = createMm(kernel);
	const [pooled, other] = [
		[512, 2048, read | hugetlb | flags],
		[4096, 5000, read | flags],
	].map(([start, end, all]) =>
		insertVma(kernel, mm, {
			...{start, end, flags: all, offset: start},
			...{object: 0, mapping: 0, name: 0, anonVma: 0, chain: 0},
		}),
	);
	return {kernel, mm, pooled, other};
}

test.each([
	['between two huge pages', 1024, false],
	['within one', 1000, true],
	['just within the first', 513, true],
	['just within the last', 2047, true],
	['where nothing is mapped', 100, false],
	['in other memory', 4100, false],
])('a bound cuts a huge page of the pool: %s', (_, vpn, cuts) => {
	const {kernel, mm} = withMappings();
	expect(cutsPoolPage(kernel, mm, vpn)).toBe(cuts);
});

test.each([
	['all of it', 512, 2048, false],
	['one huge page', 512, 1024, false],
	['without a page in front', 513, 1024, true],
	['without a page at the end', 512, 1023, true],
	['a page', 600, 601, true],
])('a part cannot be told apart: %s', (_, start, end, cut) => {
	const {kernel, pooled, other} = withMappings();
	expect([isCut(kernel, pooled, start, end), isCut(kernel, other, start, end)]).toEqual([cut, false]);
});

test('the end of a huge page is that of the last page of it that is meant', () => {
	expect([0, 1, 511, 512, 513].map(wholeEnd)).toEqual([0, 512, 512, 512, 1024]);
});

describe('reserving', () => {
	test('takes a page of the pool for every 512 pages, if there are so many', () => {
		const {kernel} = withMappings();
		expect([reserveMapping(kernel, 4 * 512), availableInPool(kernel)]).toEqual([true, 1]);
		expect([reserveMapping(kernel, 2 * 512), availableInPool(kernel)]).toEqual([false, 1]);
	});

	test('is kept for a mapping that takes the place of another, whatever is available', () => {
		const {kernel} = withMappings();
		reserveMapping(kernel, 5 * 512);
		keepReserved(kernel, 2 * 512);
		expect(availableInPool(kernel)).toBe(-2);
	});

	test('ends with the mapping of who has reserved, and with no other', () => {
		const owner = withMappings(hugetlbOwner);
		reserveMapping(owner.kernel, 5 * 512);
		unreserveMapping(owner.kernel, owner.pooled);
		expect(availableInPool(owner.kernel)).toBe(3);
		const child = withMappings();
		reserveMapping(child.kernel, 5 * 512);
		unreserveMapping(child.kernel, child.pooled);
		expect(availableInPool(child.kernel)).toBe(0);
	});
});
