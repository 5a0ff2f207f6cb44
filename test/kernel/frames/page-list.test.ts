/** Pages of objects: found under their index, on the list of their object, and gone from both when they are taken out. */
import {describe, expect, test} from 'vitest';
import {insertCached} from '../../../source/kernel/frames/cache.ts';
import {allocateFrame, frameKinds, getFrame, referencesOf} from '../../../source/kernel/frames/frame.ts';
import {createObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {cachedPage, detachPage, insertPage, removePage} from '../../../source/kernel/frames/page-list.ts';
import type {Frame, KObject} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

/** An object with pages at indexes 10, 11 and so on, filed in that order. */
function withPages(count: number): {kernel: Kernel; object: KObject; pages: readonly Frame[]} {
	const kernel = bareKernel();
	// Rows of objects and frames are told apart by their numbers.
	createObject(kernel, objectKinds.shmem, 0);
	const object = createObject(kernel, objectKinds.shmem, 0);
	const pages = Array.from({length: count}, () => allocateFrame(kernel, frameKinds.shmem));
	for (const [i, page] of pages.entries()) {
		insertPage(kernel, object, 10 + i, page);
	}

	return {kernel, object, pages};
}

/** The pages on an object's list, which is read both ways. */
function listOf({object: {firstPage, pages}, detail, frame}: Kernel, object: KObject): readonly number[] {
	const found: Frame[] = [];
	for (let page = firstPage[object]; page !== 0; page = detail.nextPage[frame.detail[page]]) {
		expect(detail.previousPage[frame.detail[page]]).toBe(found.at(-1) ?? 0);
		found.push(page);
	}

	expect(pages[object]).toBe(found.length);
	return found;
}

test('a page is found under its index and knows where it is of', () => {
	const {kernel, object, pages} = withPages(2);
	expect([10, 11, 12].map((index) => cachedPage(kernel, object, index))).toEqual([...pages, 0]);
	expect(
		pages.map((page) => [
			kernel.detail.object[kernel.frame.detail[page]],
			kernel.detail.index[kernel.frame.detail[page]],
		]),
	).toEqual([
		[object, 10],
		[object, 11],
	]);
});

test('what stands for a page that has left is no page', () => {
	const {kernel, object} = withPages(0);
	insertCached(kernel, object, 3, -7);
	expect(cachedPage(kernel, object, 3)).toBe(0);
});

test('the page that came last is first on the list', () => {
	const {kernel, object, pages} = withPages(3);
	expect(listOf(kernel, object)).toEqual([...pages].reverse());
});

describe('taken out', () => {
	test.each([
		['the first of the list', 2],
		['the middle', 1],
		['the last', 0],
	])('%s leaves the others in their order', (_, which) => {
		const {kernel, object, pages} = withPages(3);
		const page = pages[which];
		detachPage(kernel, page);
		expect(listOf(kernel, object)).toEqual(pages.filter((each) => each !== page).reverse());
		expect(cachedPage(kernel, object, 10 + which)).toBe(0);
		const {object: owner, nextPage, previousPage} = kernel.detail;
		const row = kernel.frame.detail[page];
		expect([owner[row], nextPage[row], previousPage[row]]).toEqual([0, 0, 0]);
		expect([nextPage[0], previousPage[0]]).toEqual([0, 0]);
	});

	test('and detached, its reference is the caller’s; removed, it is let go of', () => {
		const {kernel, object, pages} = withPages(3);
		getFrame(kernel, pages[2]);
		for (const page of pages) {
			(page === pages[0] ? detachPage : removePage)(kernel, page);
		}

		expect(pages.map((page) => referencesOf(kernel, page))).toEqual([1, 0, 1]);
		expect(listOf(kernel, object)).toEqual([]);
	});
});

test('a page that was taken out can be filed under another object', () => {
	const {kernel, object, pages} = withPages(2);
	const other = createObject(kernel, objectKinds.shmem, 0);
	detachPage(kernel, pages[0]);
	insertPage(kernel, other, 11, pages[0]);
	expect([listOf(kernel, object), listOf(kernel, other)]).toEqual([[pages[1]], [pages[0]]]);
	expect([cachedPage(kernel, object, 11), cachedPage(kernel, other, 11)]).toEqual([pages[1], pages[0]]);
});
