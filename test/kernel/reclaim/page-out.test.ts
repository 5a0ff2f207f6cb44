/** Which pages may leave memory, what becomes of one that is to, and what an entry that it loses turns into. */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {detailFor} from '../../../source/kernel/frames/detail.ts';
import {frameFlags, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {
	chooseFate,
	fates,
	isForgotten,
	isMemory,
	isOfFile,
	mayLeave,
} from '../../../source/kernel/reclaim/page-out.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import {hasDefect} from '../../../source/kernel/state/defects.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {frameAt, mmOf, tableAt, vpnOf} from '../../helpers/parts.ts';
import {renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

const {stays, drops, leaves} = fates;

/** A page of each kind: private, of a file, of shared memory written and only read, of the kernel, and a huge one of the pool. */
const kinds = (id: string) =>
	renewed(
		() =>
			checkStory(
				`
				1 map 0 1 rw
				1 write 0 1
				1 map 10 1 r lib
				1 read 10 1
				1 map 20 2 rws
				1 write 20 1
				1 read 21 1
				1 map 30 1 r [vdso]
				1 read 30 1`,
				{design: findDesign(id), swapBytes: 2 * 4096},
			).kernel,
	);

const linux = kinds('linux-6');

describe('of pages', () => {
	const told = (kernel: Kernel, is: (kernel: Kernel, frame: Frame) => boolean) =>
		[0, 10, 20, 30].map((page) => is(kernel, frameAt(kernel, 1, page)));

	test('private and shared memory have no file, and one that is of the kernel has none on disk', () => {
		expect(told(linux(), isMemory)).toEqual([true, false, true, false]);
		expect(told(linux(), isOfFile)).toEqual([false, true, false, false]);
	});

	test('all may leave but what the kernel itself provides and the tables', () => {
		expect(told(linux(), mayLeave)).toEqual([true, true, true, false]);
		const kernel = linux();
		expect(mayLeave(kernel, kernel.table.frame[tableAt(kernel, 1, 0)])).toBe(false);
	});

	test('those of files alone may leave where the kernel does not swap', () => {
		expect(told(kinds('odf')(), mayLeave)).toEqual([false, true, false, false]);
	});
});

/** What becomes of the page of process 1 after a change. */
function fateOf(page: number, change: (kernel: Kernel, frame: Frame) => void = () => {}): number {
	const kernel = linux();
	const frame = frameAt(kernel, 1, page);
	change(kernel, frame);
	return chooseFate(kernel, frame);
}

const {dirty, lazyFree, exclusive} = frameFlags;
const setFlags = (flags: number) => (kernel: Kernel, frame: Frame) => {
	kernel.frame.flags[frame] = flags;
};

describe('of a page that is to leave', () => {
	test.each([
		['private memory that was written goes to swap', 0, dirty | exclusive, leaves],
		['private memory that is clean goes there too, as nobody else has what it holds', 0, exclusive, leaves],
		['private memory that was given up is dropped', 0, lazyFree, drops],
		['private memory that was given up and written again goes to swap', 0, lazyFree | dirty, leaves],
		['shared memory that was written goes to swap', 20, dirty, leaves],
		['shared memory that was never written is dropped', 21, 0, drops],
	])('%s', (_, page, flags, fate) => {
		expect(fateOf(page, setFlags(flags))).toBe(fate);
	});

	test('where swap is full it stays, and is not given up any more', () => {
		const kernel = linux();
		const full = {...kernel, limits: {...kernel.limits, swapSlots: 0}};
		const frame = frameAt(kernel, 1, 0);
		kernel.frame.flags[frame] = lazyFree | dirty | exclusive;
		expect(chooseFate(full, frame)).toBe(stays);
		expect(kernel.frame.flags[frame]).toBe(dirty | exclusive);
		expect(kernel.detail.slot[kernel.frame.detail[frame]]).toBe(0);
	});

	test('what goes to swap has a slot then, and is to be written', () => {
		const kernel = linux();
		const frame = frameAt(kernel, 1, 0);
		kernel.frame.flags[frame] = exclusive;
		chooseFate(kernel, frame);
		expect(kernel.swap.frame[kernel.detail.slot[kernel.frame.detail[frame]]]).toBe(frame);
		expect(kernel.frame.flags[frame]).toBe(exclusive | dirty);
	});
});

describe('where splitting a table makes entries clean', () => {
	const sharedPt = renewed(
		() =>
			checkStory('1 map 0 1 rw\n1 write 0 1', {design: findDesign('shared-pt'), swapBytes: 2 ** 16}).kernel,
	);

	test.each([
		['a private page that nothing says was written is forgotten', frameKinds.anon, 0, 0, true],
		['one that was written is not', frameKinds.anon, dirty, 0, false],
		['one that was given up is not, which is meant to be lost', frameKinds.anon, lazyFree, 0, false],
		['one that lies in swap too is not', frameKinds.anon, 0, 1, false],
		['shared memory is not', frameKinds.shmem, 0, 0, false],
	])('%s', (_, kind, flags, slot, expected) => {
		const kernel = sharedPt();
		const frame = frameAt(kernel, 1, 0);
		kernel.frame.kind[frame] = kind;
		kernel.frame.flags[frame] = flags;
		const own = detailFor(kernel, frame);
		kernel.detail.slot[own] = rowId(kernel.swap, slot);
		expect(isForgotten(kernel, frame)).toBe(expected);
	});

	test('a forgotten page is dropped, and whose it was is told', () => {
		const kernel = sharedPt();
		const frame = frameAt(kernel, 1, 0);
		kernel.frame.flags[frame] = 0;
		const {effects} = kernel;
		const {count} = effects;
		expect(chooseFate(kernel, frame, {mm: mmOf(kernel, 1), vpn: vpnOf(0)})).toBe(drops);
		expect(hasDefect(kernel, 'dirtLost')).toBe(true);
		expect([effects.kind[count], effects.mm[count], effects.vpn[count]]).toEqual([
			effectKinds.defect,
			mmOf(kernel, 1),
			vpnOf(0),
		]);
	});

	test('on other kernels nothing is forgotten', () => {
		const kernel = linux();
		const frame = frameAt(kernel, 1, 0);
		kernel.frame.flags[frame] = 0;
		expect(isForgotten(kernel, frame)).toBe(false);
	});
});

const stories: Readonly<Record<string, readonly [id: string, story: string]>> = {
	'an entry of private memory names the slot, and says that the page had one owner': [
		'linux-6',
		`
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work rmap_remove tlb_page tlb_global swap_dup io_out | 1 1 0 1 1
		1 pages 0 2           | sx a1
		1 resident            | 1`,
	],
	'of a page that two have it names the slot for both': [
		'linux-6',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		0 reclaim 1           | 1 swapOut
		1 work rmap_remove tlb_page swap_dup io_out | 2 2 2 1
		1 pages 0 1           | s2
		2 resident            | 0`,
	],
	'an owner is forgotten where swap entries do not tell': [
		'linux-2.4',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 reclaim 1           | 1 swapOut
		1 pages 0 1           | s1`,
	],
	'an entry of shared memory is gone, and the page stands in swap for all': [
		'linux-6',
		`
		1 map 0 1 rws         | ok
		1 write 0 1           | 1 mapShared
		0 reclaim 1           | 1 swapOut
		1 pages 0 1           | -
		1 swap                | 1
		1 resident            | 0
		1 read 0 1            | 1 swapIn, 1 mapShmem`,
	],
	'a page that waits in the swap cache is nobody’s own any more, so that a write of one of two copies it': [
		'linux-6',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 advise 0 1 pageout  | 1 swapOut
		1 fork 2              | ok
		1 read 0 1            | 1 swapIn
		2 read 0 1            | 1 swapIn
		1 write 0 1           | 1 copy
		2 pages 0 1           | a1`,
	],
	'shared memory that nobody has written leaves its object, and reads as zeros': [
		'linux-6',
		`
		1 map 0 1 rws         | ok
		1 read 0 1            | 1 mapShmem
		0 reclaim 1           | 1 dropClean
		1 swap                | 0
		1 read 0 1            | 1 mapShmem`,
	],
	'an entry of a page that was given up is gone, and reads as zeros': [
		'linux-6',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 advise 0 1 free     | ok
		0 reclaim 1           | 1 dropClean
		1 pages 0 1           | -
		1 swap                | 0
		1 read 0 1            | 1 zeroPage`,
	],
	'an entry of a table that two share is gone for both, on every CPU': [
		'cow-pte',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | 1 shareTable
		0 reclaim 1           | 1 swapOut
		1 work rmap_remove tlb_page tlb_global swap_dup | 1 0 1 1
		2 pages 0 1           | sx
		1 resident            | 0`,
	],
};

test.each(Object.entries(stories))('%s', (_, [id, story]) => {
	checkStory(story, {design: findDesign(id), swapBytes: 2 ** 16});
});
