/** The lists of a cgroup: who joins which, what comes back, and what looking at them has cost. */
import {describe, expect, test} from 'vitest';
import {cgroupNamed} from '../../../source/kernel/frames/cgroup.ts';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {
	isFileList,
	lengthOf,
	lengthWithin,
	listIn,
	listPage,
	listReturned,
	lruLists,
	lruvecOf,
	noteCost,
	noteLeaving,
} from '../../../source/kernel/frames/lruvec.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

/** A cgroup in another one, and a machine whose memory is bounded. */
function machine(): {
	kernel: Kernel;
	host: 0 | ReturnType<typeof cgroupNamed>;
	web: ReturnType<typeof cgroupNamed>;
} {
	const kernel = bareKernel({frames: 100, swapSlots: 100});
	const host = cgroupNamed(kernel, 1, 0);
	return {kernel, host, web: cgroupNamed(kernel, 2, host)};
}

test('every list of every lruvec is a queue of its own', () => {
	const {kernel, host, web} = machine();
	const rows = [0 as const, host, web].flatMap((cgroup) =>
		lruLists.map((list) => listIn(lruvecOf(cgroup), list)),
	);
	expect([...rows].sort((left, right) => left - right)).toEqual(rows.map((_, i) => i + 1));
	expect([kernel.queue.live, kernel.lruvec.live]).toEqual([12, 3]);
	expect(lruLists.filter(isFileList)).toEqual(['inactiveFile', 'activeFile']);
});

describe('a new page', () => {
	test.each([
		['anon', 'inactiveAnon'],
		['shmem', 'inactiveAnon'],
		['file', 'inactiveFile'],
	] as const)('of kind %s is the last of %s', (kind, list) => {
		const {kernel} = machine();
		const [first, second] = [
			allocateFrame(kernel, frameKinds[kind]),
			allocateFrame(kernel, frameKinds[kind]),
		];
		const row = listIn(lruvecOf(0), list);
		expect([kernel.queue.first[row], kernel.queue.last[row]]).toEqual([first, second]);
	});

	test.each(['table', 'zero', 'device', 'hugetlb'] as const)('of kind %s is in no list', (kind) => {
		const {kernel} = machine();
		allocateFrame(kernel, frameKinds[kind]);
		expect(lruLists.map((list) => lengthWithin(kernel, 0, list))).toEqual([0, 0, 0, 0]);
	});

	test('of a machine without bounds is in none either, unless a cgroup is charged for it', () => {
		const kernel = bareKernel();
		const web = cgroupNamed(kernel, 1, 0);
		const plain = allocateFrame(kernel, frameKinds.anon);
		allocateFrame(kernel, frameKinds.anon, false, web);
		expect(kernel.frame.detail[plain]).toBe(0);
		expect([
			lengthOf(kernel, lruvecOf(0), 'inactiveAnon'),
			lengthOf(kernel, lruvecOf(web), 'inactiveAnon'),
		]).toEqual([0, 1]);
	});

	test('counts for its cgroup and those that this is in', () => {
		const {kernel, host, web} = machine();
		allocateFrame(kernel, frameKinds.anon, false, web);
		allocateFrame(kernel, frameKinds.anon, false, host);
		expect([0 as const, host, web].map((cgroup) => lengthWithin(kernel, cgroup, 'inactiveAnon'))).toEqual([
			2, 2, 1,
		]);
	});
});

describe('a page that is back', () => {
	function backAfter(leaving: number, active: number): boolean {
		const kernel = bareKernel({frames: 100, swapSlots: 100});
		for (let i = 0; i < active; i += 1) {
			listPage(kernel, allocateFrame(kernel, frameKinds.anon), false, true);
		}

		const leftAt = noteLeaving(kernel, 0);
		for (let i = 1; i < leaving; i += 1) {
			noteLeaving(kernel, 0);
		}

		listReturned(kernel, allocateFrame(kernel, frameKinds.anon), false, leftAt);
		return lengthOf(kernel, lruvecOf(0), 'activeAnon') > active;
	}

	test.each([
		[1, 0, false],
		[1, 1, true],
		[4, 3, false],
		[4, 4, true],
	])('after %d that left, with %d active ones, is active: %s', (leaving, active, isActive) => {
		expect(backAfter(leaving, active)).toBe(isActive);
	});
});

test('costs are noted for all around, and halved where they are more than a quarter of the pages', () => {
	const {kernel, host, web} = machine();
	for (let i = 0; i < 40; i += 1) {
		allocateFrame(kernel, frameKinds.anon, false, i < 8 ? web : 0);
	}

	noteCost(kernel, lruvecOf(web), false, 4);
	noteCost(kernel, lruvecOf(web), true, 2);
	const {cost, costOfFiles} = kernel.lruvec;
	expect([cost[lruvecOf(web)], costOfFiles[lruvecOf(web)]]).toEqual([1, 1]);
	expect([cost[lruvecOf(host)], cost[lruvecOf(0)], costOfFiles[lruvecOf(0)]]).toEqual([1, 4, 2]);
});
