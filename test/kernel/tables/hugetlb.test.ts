/** Huge pages of the pool in page tables: found, entered, changed, taken away and copied as 512 pages at once. */
import {expect, test} from 'vitest';
import {frameFlags, referencesOf} from '../../../source/kernel/frames/frame.ts';
import {freeInPool, reserveInPool, takeFromPool} from '../../../source/kernel/frames/hugetlb.ts';
import {createMm} from '../../../source/kernel/mappings/mm.ts';
import {insertVma} from '../../../source/kernel/mappings/vma.ts';
import {errno} from '../../../source/kernel/state/errno.ts';
import type {Mm, Vma, Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../../source/kernel/state/pte.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {
	addBits,
	copyPoolRange,
	dropPoolEntry,
	enterPoolPage,
	findPoolEntry,
	framesOf,
	headOf,
	zapPoolEntry,
} from '../../../source/kernel/tables/hugetlb.ts';
import {buildTable, readEntry} from '../../../source/kernel/tables/table.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

const {present, write, dirty, accessed} = pteBits;
const at: Vpn = 1024;

function mapPool(kernel: Kernel, mm: Mm, owner: boolean): Vma {
	const {read, hugetlb, hugetlbOwner} = vmaFlags;
	return insertVma(kernel, mm, {
		...{start: 0, end: 4096, flags: read | vmaFlags.write | hugetlb | (owner ? hugetlbOwner : 0), offset: 0},
		...{object: 0, mapping: 0, name: 0, anonVma: 0, chain: 0},
	});
}

/** An address space with a huge page of the pool at 1024. */
function withPage(owner = false, frames?: number) {
	const kernel = bareKernel({hugetlbPages: 4, ...(frames === undefined ? {} : {frames})});
	const mm = createMm(kernel);
	const vma = mapPool(kernel, mm, owner);
	buildTable(kernel, mm, at, 2);
	const pages = takeFromPool(kernel, false) ?? [];
	enterPoolPage(kernel, mm, at, pages, present | write | dirty);
	for (const page of pages) {
		kernel.frame.held[page] -= 1;
		kernel.frame.flags[page] |= frameFlags.exclusive;
	}

	return {kernel, mm, vma, pages, index: findPoolEntry(kernel, mm, at)};
}

test('it is found at each of its pages, and nowhere else', () => {
	const {kernel, mm, pages, index} = withPage();
	expect(index).not.toBe(0);
	expect([at + 511, at - 1, at + 512].map((vpn) => findPoolEntry(kernel, mm, vpn))).toEqual([index, 0, 0]);
	expect([headOf(kernel, index), framesOf(kernel, index)]).toEqual([pages[0], pages]);
	expect(pteFrame(readEntry(kernel, mm, at + 7))).toBe(pages[7]);
	expect(findPoolEntry(bareKernel(), mm, at)).toBe(0);
});

test('entering it is one mapping of each page, one huge page of its process, no page table', () => {
	const {kernel, mm, pages} = withPage();
	expect([pages[0], pages[511]].map((page) => kernel.frame.mapcount[page])).toEqual([1, 1]);
	expect([kernel.mm.hugetlb[mm], kernel.mm.tables[mm]]).toEqual([1, 2]);
	expect([workDone(kernel, 'page_ref'), workDone(kernel, 'rmap_add')]).toEqual([1, 1]);
});

test('bits are set in all entries of it', () => {
	const {kernel, mm, index} = withPage();
	addBits(kernel, index, accessed);
	expect([0, 1, 511].map((page) => readEntry(kernel, mm, at + page) & accessed)).toEqual([
		accessed,
		accessed,
		accessed,
	]);
});

test('taken away, it is free in the pool when nobody else maps it', () => {
	const {kernel, mm, pages, index} = withPage();
	dropPoolEntry(kernel, mm, index);
	expect([findPoolEntry(kernel, mm, at), kernel.mm.hugetlb[mm], freeInPool(kernel)]).toEqual([0, 0, 4]);
	expect(pages.map((page) => referencesOf(kernel, page)).filter((count) => count > 0)).toEqual([]);
	expect([workDone(kernel, 'page_unref'), workDone(kernel, 'rmap_remove')]).toEqual([1, 1]);
	expect(workDone(kernel, 'huge_zap')).toBe(0);
});

test.each([
	[true, 1],
	[false, 0],
])('given up by its owner it is reserved again: %s', (owner, reserved) => {
	const {kernel, mm, index} = withPage(owner);
	zapPoolEntry(kernel, mm, at, index);
	expect([freeInPool(kernel), kernel.total.value[totals.hugetlbReserved]]).toEqual([4, reserved]);
	expect(workDone(kernel, 'huge_zap')).toBe(1);
});

test('a copy is the same page, which neither may write to any more', () => {
	const {kernel, mm, vma, pages, index} = withPage(true);
	const child = createMm(kernel);
	const copy = mapPool(kernel, child, false);
	expect(copyPoolRange(kernel, vma, copy)).toBe(0);
	expect(framesOf(kernel, findPoolEntry(kernel, child, at))).toEqual(framesOf(kernel, index));
	expect([mm, child].map((each) => readEntry(kernel, each, at + 3) & (write | dirty))).toEqual([
		dirty,
		dirty,
	]);
	expect([kernel.frame.mapcount[pages[9]], kernel.frame.flags[pages[9]] & frameFlags.exclusive]).toEqual([
		2, 0,
	]);
	expect([kernel.mm.hugetlb[child], kernel.mm.tables[child]]).toEqual([1, 2]);
	expect([workDone(kernel, 'huge_copy'), workDone(kernel, 'pte_wp')]).toEqual([1, 1]);
	// Copied once more, it is protected already.
	const other = createMm(kernel);
	copyPoolRange(kernel, vma, mapPool(kernel, other, false));
	expect([workDone(kernel, 'huge_copy'), workDone(kernel, 'pte_wp')]).toEqual([2, 1]);
	expect(kernel.frame.mapcount[pages[9]]).toBe(3);
});

test('a copy for whose tables there is no memory is refused', () => {
	const {kernel, vma} = withPage(false, 4);
	const child = createMm(kernel);
	expect(copyPoolRange(kernel, vma, mapPool(kernel, child, false))).toBe(-errno.ENOMEM);
	expect([kernel.mm.hugetlb[child], reserveInPool(kernel, 3)]).toEqual([0, true]);
});
