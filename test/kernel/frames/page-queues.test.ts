/** Page queues: who joins last is looked at last, and a page stands in one place of one queue. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {joinQueue, leaveQueue, queues} from '../../../source/kernel/frames/page-queues.ts';
import {allocateRow, rowId} from '../../../source/kernel/state/columns.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';
import {holds} from '../../helpers/property.ts';

const {active, inactive} = queues;

function withPages(count: number): Kernel {
	const kernel = bareKernel();
	for (let i = 0; i < count; i += 1) {
		allocateRow(kernel.frame);
	}

	return kernel;
}

/** The pages of a queue from its head on, or from its tail. */
function walk({queue, detail, frame}: Kernel, row: number, isBackwards = false): readonly number[] {
	const found: number[] = [];
	let page = (isBackwards ? queue.last : queue.first)[row];
	while (page !== 0) {
		found.push(page);
		page = (isBackwards ? detail.previousQueued : detail.nextQueued)[frame.detail[page]];
	}

	return found;
}

/** A queue read both ways, which must be one order, and as long as it says. */
function pagesOf(kernel: Kernel, row: number): readonly number[] {
	const pages = walk(kernel, row);
	expect(walk(kernel, row, true)).toEqual([...pages].reverse());
	expect(kernel.queue.pages[row]).toBe(pages.length);
	expect(pages.map((page) => kernel.detail.queue[kernel.frame.detail[page]])).toEqual(pages.map(() => row));
	return pages;
}

const page = (kernel: Kernel, row: number): Frame => rowId(kernel.frame, row);

test('pages join at the tail', () => {
	const kernel = withPages(3);
	for (const row of [2, 1, 3]) {
		joinQueue(kernel, page(kernel, row), inactive);
	}

	expect(pagesOf(kernel, inactive)).toEqual([2, 1, 3]);
	expect(pagesOf(kernel, active)).toEqual([]);
});

test('a page that joins again goes to the tail, and one that joins another queue leaves its own', () => {
	const kernel = withPages(4);
	for (const row of [1, 2, 3, 4]) {
		joinQueue(kernel, page(kernel, row), active);
	}

	joinQueue(kernel, page(kernel, 1), active);
	joinQueue(kernel, page(kernel, 3), inactive);
	expect(pagesOf(kernel, active)).toEqual([2, 4, 1]);
	expect(pagesOf(kernel, inactive)).toEqual([3]);
});

test.each([
	['the head', 1, [2, 3]],
	['the middle', 2, [1, 3]],
	['the tail', 3, [1, 2]],
] as const)('%s leaves, and the others close up', (_, leaver, rest) => {
	const kernel = withPages(3);
	for (const row of [1, 2, 3]) {
		joinQueue(kernel, page(kernel, row), active);
	}

	leaveQueue(kernel, page(kernel, leaver));
	expect(pagesOf(kernel, active)).toEqual(rest);
	const {queue, nextQueued, previousQueued} = kernel.detail;
	const row = kernel.frame.detail[leaver];
	expect([queue[row], nextQueued[row], previousQueued[row]]).toEqual([0, 0, 0]);
	expect([nextQueued[0], previousQueued[0]]).toEqual([0, 0]);
});

test('the last page leaves nothing behind, and a page in no queue leaves none', () => {
	const kernel = withPages(2);
	joinQueue(kernel, page(kernel, 1), active);
	leaveQueue(kernel, page(kernel, 2));
	expect(pagesOf(kernel, active)).toEqual([1]);
	leaveQueue(kernel, page(kernel, 1));
	expect(pagesOf(kernel, active)).toEqual([]);
	expect([kernel.queue.pages[0], kernel.queue.first[0], kernel.queue.last[0]]).toEqual([0, 0, 0]);
});

test('whatever joins and leaves, both queues are what two lists would be', () => {
	const step = fc.record({row: fc.integer({min: 1, max: 6}), to: fc.constantFrom(0, active, inactive)});
	holds(
		fc.property(fc.array(step, {maxLength: 60}), (steps) => {
			const kernel = withPages(6);
			const lists: Record<number, number[]> = {[active]: [], [inactive]: []};
			for (const {row, to} of steps) {
				for (const queue of [active, inactive]) {
					lists[queue] = lists[queue].filter((each) => each !== row);
				}

				if (to === 0) {
					leaveQueue(kernel, page(kernel, row));
				} else {
					lists[to].push(row);
					joinQueue(kernel, page(kernel, row), to);
				}
			}

			expect(pagesOf(kernel, active)).toEqual(lists[active]);
			expect(pagesOf(kernel, inactive)).toEqual(lists[inactive]);
		}),
	);
});
