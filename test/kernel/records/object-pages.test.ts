/** What a process sees through objects over each other: the first page from the top down, in memory or in swap. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {
	recordedPage,
	visitObjectPages,
	visitObjectSlots,
} from '../../../source/kernel/records/object-pages.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {frameAt, mmOf, vmaOf, vpnOf} from '../../helpers/parts.ts';
import {renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** A child that has written two of four pages, one of which its own child has written again; pages 10 and 11 are of a file. */
const chain = renewed(
	() =>
		checkStory(
			`
			1 map 0 6 rw
			1 write 0 4
			1 map 10 2 rw lib
			1 write 10 1
			1 read 11 1
			1 fork 2
			2 write 0 2
			2 fork 3
			3 write 1 1
			1 read 0 4
			2 read 0 4
			3 read 0 4`,
			{design: findDesign('4.4bsd'), swapBytes: 2 ** 16},
		).kernel,
);

const seen = (kernel: Kernel, pid: number, page: number) =>
	recordedPage(kernel, vmaOf(kernel, pid, page), vpnOf(page));

/** By page what is visited in a range, however often: a page that is met twice is a list of two. */
function visited(kernel: Kernel, pid: number, start: number, end: number): Record<number, number[]> {
	const found: Record<number, number[]> = {};
	visitObjectPages(kernel, mmOf(kernel, pid), vpnOf(start), vpnOf(end), (vpn, frame) => {
		found[vpn - vpnOf(0)] = [...(found[vpn - vpnOf(0)] ?? []), frame];
	});
	return found;
}

describe.each([1, 2, 3])('process %i', (pid) => {
	test('sees at each page what its entries lead to', () => {
		const kernel = chain();
		const pages = [0, 1, 2, 3];
		expect(pages.map((page) => seen(kernel, pid, page))).toEqual(
			pages.map((page) => frameAt(kernel, pid, page)),
		);
		expect(new Set(pages.map((page) => seen(kernel, pid, page))).size).toBe(4);
	});

	test('sees nothing where nobody has written, and none of a file’s pages', () => {
		const kernel = chain();
		expect([4, 5, 11].map((page) => seen(kernel, pid, page))).toEqual([0, 0, 0]);
		expect(seen(kernel, pid, 10)).toBeGreaterThan(0);
	});

	test('has all that it sees visited once', () => {
		const kernel = chain();
		const pages = [0, 1, 2, 3, 10];
		expect(visited(kernel, pid, 0, 20)).toEqual(
			Object.fromEntries(pages.map((page) => [page, [seen(kernel, pid, page)]])),
		);
	});

	test.each([
		[1, 3, [1, 2]],
		[0, 1, [0]],
		[3, 10, [3]],
		[4, 10, []],
		[11, 12, []],
		[20, 30, []],
	])('has no page visited outside of %i to %i', (start, end, pages) => {
		expect(Object.keys(visited(chain(), pid, start, end)).map(Number)).toEqual(pages);
	});
});

test('pages that differ from one generation to the next are those that it has written', () => {
	const kernel = chain();
	const differ = (older: number, younger: number) =>
		[0, 1, 2, 3].filter((page) => seen(kernel, older, page) !== seen(kernel, younger, page));
	expect([differ(1, 2), differ(2, 3)]).toEqual([[0, 1], [1]]);
});

test('what has been moved is visited where it is now', () => {
	const {kernel} = checkStory(
		`
		1 map 0 4 rw
		1 write 0 3
		1 fork 2
		2 write 1 1
		2 remap 0 4 4 100
		2 read 100 3`,
		{design: findDesign('4.4bsd')},
	);
	expect(visited(kernel, 2, 100, 102)).toEqual({
		100: [frameAt(kernel, 2, 100)],
		101: [frameAt(kernel, 2, 101)],
	});
	expect(visited(kernel, 2, 0, 100)).toEqual({});
});

describe('of pages in swap', () => {
	test('what has been moved is visited where it is now', () => {
		const {kernel} = checkStory('1 map 0 4 rw\n1 write 0 3\n0 evict\n1 remap 0 4 4 100', {
			design: findDesign('4.4bsd'),
			swapBytes: 2 ** 16,
		});
		const found: number[] = [];
		visitObjectSlots(kernel, mmOf(kernel, 1), vpnOf(101), vpnOf(103), (vpn) => found.push(vpn - vpnOf(0)));
		expect(found.sort()).toEqual([101, 102]);
	});

	/** As above, but all has gone to swap and two pages have come back. */
	const away = renewed(
		() =>
			checkStory(
				`
				1 map 0 6 rw
				1 write 0 4
				1 fork 2
				2 write 0 2
				0 evict
				1 read 0 1
				2 read 1 1`,
				{design: findDesign('4.4bsd'), swapBytes: 2 ** 16},
			).kernel,
	);

	/** The pages that are visited as ones that are in swap alone, in their order. */
	function inSwap(pid: number, start: number, end: number): readonly number[] {
		const kernel = away();
		const found: number[] = [];
		visitObjectSlots(kernel, mmOf(kernel, pid), vpnOf(start), vpnOf(end), (vpn, slot) => {
			expect(kernel.swap.frame[slot]).toBe(0);
			found.push(vpn - vpnOf(0));
		});
		return found.sort((a, b) => a - b);
	}

	test('those are visited that are not in memory too, and that no page above hides', () => {
		expect(inSwap(1, 0, 8)).toEqual([1, 2, 3]);
		expect(inSwap(2, 0, 8)).toEqual([0, 2, 3]);
	});

	test('no others than in the range', () => {
		expect([inSwap(1, 2, 3), inSwap(2, 0, 1), inSwap(2, 4, 8), inSwap(2, 8, 9)]).toEqual([[2], [0], [], []]);
	});

	test('none is the recorded page, as it is not in memory', () => {
		const kernel = away();
		expect([1, 2, 3].map((page) => seen(kernel, 1, page))).toEqual([0, 0, 0]);
		expect(seen(kernel, 1, 0)).toBe(frameAt(kernel, 1, 0));
	});
});
