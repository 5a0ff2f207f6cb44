/** What becomes of a page that reclaim by lists looks at, and what it costs. */
import {describe, expect, test} from 'vitest';
import {lengthOf, lruvecOf} from '../../../source/kernel/frames/lruvec.ts';
import {pinnedFrames} from '../../../source/kernel/mappings/lock.ts';
import {deactivatePages, tryInactivePages} from '../../../source/kernel/reclaim/list-pages.ts';
import {mappersOf} from '../../../source/kernel/reclaim/mappers.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {checkStory} from '../../helpers/story.ts';

const root = lruvecOf(0);
/** Bounded, so that pages are listed as they come. */
const machine = (story: string, slots = 64) =>
	checkStory(story, {memoryBytes: 2 ** 20, swapBytes: slots * 4096}).kernel;
const scanOf = (kernel: Kernel) => ({kernel, mappers: mappersOf(kernel), pinned: pinnedFrames(kernel)});
const inactive = (kernel: Kernel, count: number, list: 'inactiveAnon' | 'inactiveFile' = 'inactiveAnon') =>
	tryInactivePages(scanOf(kernel), root, list, count);
const lengths = (kernel: Kernel) =>
	(['inactiveAnon', 'activeAnon', 'inactiveFile', 'activeFile'] as const).map((list) =>
		lengthOf(kernel, root, list),
	);

describe('an inactive page', () => {
	test('gets another round when it was used, and goes when it was not again', () => {
		const kernel = machine('1 map 0 2 rw\n1 write 0 2');
		expect([inactive(kernel, 2), lengths(kernel)]).toEqual([0, [2, 0, 0, 0]]);
		expect([inactive(kernel, 2), lengths(kernel)]).toEqual([2, [0, 0, 0, 0]]);
		expect(kernel.work.amount[workUnits.io_out]).toBe(2);
	});

	test('that two use becomes active at once', () => {
		const kernel = machine('1 map 0 1 rw\n1 write 0 1\n1 fork 2\n2 read 0 1');
		expect([inactive(kernel, 1), lengths(kernel)]).toEqual([0, [0, 1, 0, 0]]);
		expect(kernel.lruvec.age[root]).toBe(1);
	});

	test('of a file that is run becomes active when it was used once', () => {
		const kernel = machine('1 map 0 1 rx lib\n1 read 0 1\n1 map 4 1 r data\n1 read 4 1');
		expect([inactive(kernel, 2, 'inactiveFile'), lengths(kernel)]).toEqual([0, [0, 0, 1, 1]]);
	});

	test('that is locked stays, used or not', () => {
		const kernel = machine('1 map 0 1 rw\n1 lock 0 1');
		expect([inactive(kernel, 1), inactive(kernel, 1), lengths(kernel)]).toEqual([0, 0, [1, 0, 0, 0]]);
	});

	test('for which there is no slot becomes active', () => {
		const kernel = machine('1 map 0 2 rw\n1 write 0 2', 1);
		inactive(kernel, 2);
		expect([inactive(kernel, 2), lengths(kernel)]).toEqual([1, [0, 1, 0, 0]]);
	});
});

test('what is written costs more than what is passed over, and both are halved where they are a quarter of the pages', () => {
	const kernel = machine('1 map 0 100 rw\n1 write 0 100');
	inactive(kernel, 10);
	expect(kernel.lruvec.cost[root]).toBe(10);
	inactive(kernel, 90);
	expect(kernel.lruvec.cost[root]).toBe(50);
	inactive(kernel, 1);
	expect(kernel.lruvec.cost[root]).toBe(41);
	expect(kernel.lruvec.costOfFiles[root]).toBe(0);
});

describe('an active page', () => {
	test('becomes inactive whether it was used or not', () => {
		const kernel = machine('1 map 0 1 rw\n1 write 0 1\n1 fork 2\n2 read 0 1');
		inactive(kernel, 1);
		deactivatePages(scanOf(kernel), root, 'activeAnon', 32);
		expect(lengths(kernel)).toEqual([1, 0, 0, 0]);
	});

	test('of a file that is run has another round while it is used', () => {
		const kernel = machine('1 map 0 1 rx lib\n1 read 0 1');
		inactive(kernel, 1, 'inactiveFile');
		deactivatePages(scanOf(kernel), root, 'activeFile', 1);
		expect(lengths(kernel)).toEqual([0, 0, 1, 0]);
	});
});
