/** Pagers: what objects have in swap, and what becomes of it when one takes over the pages of another. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {
	forgetSlot,
	hasPage,
	hasPager,
	isInside,
	leaveSlotBehind,
} from '../../../source/kernel/records/pager.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {frameAt, mmOf} from '../../helpers/parts.ts';
import {renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

function tell(id: string, story: string): void {
	checkStory(story, {design: findDesign(id), swapBytes: 64 * 4096});
}

/** An object of four pages: one never written, one in memory, one in swap, one in both. */
const object = renewed(
	() =>
		checkStory(
			`
			1 map 0 4 rw
			1 write 2 2
			0 evict
			1 read 3 1
			1 write 1 1`,
			{design: findDesign('4.4bsd'), swapBytes: 2 ** 16},
		).kernel,
);
const objectOf = (kernel: Kernel) => kernel.mapEntry.object[kernel.mm.firstEntry[mmOf(kernel, 1)]];

describe('an object', () => {
	test('has the pages that were written, wherever they are', () => {
		const kernel = object();
		const first = kernel.object.low[objectOf(kernel)];
		expect([0, 1, 2, 3].map((page) => hasPage(kernel, objectOf(kernel), first + page))).toEqual([
			false,
			true,
			true,
			true,
		]);
	});

	test('was made for indexes from its lowest up to its highest', () => {
		const kernel = object();
		const first = kernel.object.low[objectOf(kernel)];
		expect([-1, 0, 3, 4].map((page) => isInside(kernel, objectOf(kernel), first + page))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	test('has a pager once a page of it was out, and not before', () => {
		const kernel = object();
		expect(hasPager(kernel, objectOf(kernel))).toBe(true);
		const {kernel: other} = checkStory('1 map 0 1 rw\n1 write 0 1', {design: findDesign('4.4bsd')});
		expect(hasPager(other, objectOf(other))).toBe(false);
	});
});

describe('of a page that is in swap too', () => {
	test('forgetting the slot frees it, and the page is the only copy', () => {
		const kernel = object();
		const page = frameAt(kernel, 1, 3);
		const {live} = kernel.swap;
		forgetSlot(kernel, page);
		expect([kernel.detail.slot[kernel.frame.detail[page]], kernel.swap.live]).toEqual([0, live - 1]);
		expect(kernel.object.firstSwapped[objectOf(kernel)]).toBeGreaterThan(0);
	});

	test('leaving the slot behind keeps it for the object', () => {
		const kernel = object();
		const page = frameAt(kernel, 1, 3);
		const slot = kernel.detail.slot[kernel.frame.detail[page]];
		const {live} = kernel.swap;
		leaveSlotBehind(kernel, page);
		expect([
			kernel.detail.slot[kernel.frame.detail[page]],
			kernel.swap.frame[slot],
			kernel.swap.live,
		]).toEqual([0, 0, live]);
		expect(kernel.swap.object[slot]).toBe(objectOf(kernel));
	});

	test('one that never was there has nothing to forget or to leave', () => {
		const kernel = object();
		const page = frameAt(kernel, 1, 1);
		const {live} = kernel.swap;
		const held = kernel.frame.held[page];
		forgetSlot(kernel, page);
		leaveSlotBehind(kernel, page);
		expect([kernel.swap.live, kernel.frame.held[page]]).toEqual([live, held]);
	});
});

/** A child has written over a page of the object that it shares with its parent, and one of its own has been in swap. */
const chain = `
	1 map 0 4 rw          | ok
	1 write 0 4           | 4 zeroFill
	1 fork 2              | ok
	2 write 0 1           | 1 shadow, 1 copy
	0 evict               | 5 swapOut
	1 exit                | ok`;

describe('a pager', () => {
	test.each(['4.4bsd', 'netbsd-1.3'])('keeps an object from taking over the one below, on %s', (id) => {
		tell(
			id,
			`${chain}
			2 write 1 1           | 1 swapIn, 1 copy, 1 defect extraCopy, 1 defect pagerBlocks, 1 defect deadPages
			2 swap                | 5
			2 fork 3              | ok
			2 exit                | ok
			3 write 2 1           | 1 shadow, 1 swapIn, 1 copy, 1 collapse
			3 work object_lookup  | 3`,
		);
	});

	test('does not on FreeBSD, which moves slots as well as pages and frees what is hidden', () => {
		tell(
			'freebsd-3',
			`${chain}
			2 write 1 1           | 1 swapIn, 1 reuse, 1 collapse
			2 swap                | 3
			2 read 0 4            | 3 swapIn, 3 refill`,
		);
	});
});

describe('slots that an object inherits', () => {
	test('hold a hidden page until the one above is written over it, on Mach', () => {
		tell(
			'4.4bsd',
			`
			1 map 0 4 rw          | ok
			1 write 0 4           | 4 zeroFill
			0 evict               | 4 swapOut
			1 fork 2              | ok
			2 write 0 1           | 1 shadow, 1 swapIn, 1 copy
			1 exit                | ok
			2 write 1 1           | 1 swapIn, 1 copy, 1 defect extraCopy, 1 defect swapLeak, 1 collapse, 1 defect deadPages
			2 swap                | 4
			2 read 0 4            | 2 swapIn, 2 refill
			0 evict               | 4 swapOut
			1 work io_out         | 2
			2 read 0 4            | 4 swapIn, 4 refill`,
		);
	});
});
