/** What is noticed where the pool of huge pages does not add up: what is in use, and what is reserved. */
import {describe, expect, test} from 'vitest';
import {checkPool} from '../../../source/kernel/check/hugetlb.ts';
import {frameFlags, frameKinds} from '../../../source/kernel/frames/frame.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {frameAt, vmaOf} from '../../helpers/parts.ts';
import {notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/**
 * Two private mappings side by side, of which the upper one alone has all of its pages; shared memory with one page of two, and
 * without a reservation; and a child that has what its parent had when it was born.
 */
const pool = renewed(
	() =>
		checkStory(
			`
			1 map 0 1 rws
			1 write 0 1
			1 map 512 1024 rwh
			1 write 512 1
			1 map 1536 512 rh
			1 read 1536 1
			1 map 4096 1024 rwsh
			1 write 4096 1
			1 map 8192 512 rwshn
			1 write 8192 1
			1 fork 2
			1 pool | 3 2`,
			{hugetlbPages: 7},
		).kernel,
);

/** A kernel whose pool has other pages than it had. */
const withPool = (kernel: Kernel, hugetlbPages: number): Kernel => ({
	...kernel,
	limits: {...kernel.limits, hugetlbPages},
});

describe('a pool of which some is in use and some is reserved', () => {
	notices(pool, checkPool, {
		'what is in use': [
			(k) => (k.total.value[totals.hugetlbFrames] += 512),
			/^2560 frames of the pool are said to be in use, but there are 2048, and 2 huge pages are left$/,
		],
		'what kind a frame of it is': [
			(k) => (k.frame.kind[frameAt(k, 1, 512)] = frameKinds.anon),
			/^2048 frames of the pool are said to be in use, but there are 2047, and 3 huge pages are left$/,
		],
		'what is reserved': [
			(k) => (k.total.value[totals.hugetlbReserved] += 1),
			/^3 huge pages are said to be reserved, but there are 2$/,
		],
		'who owns a mapping': [
			(k) => (k.vma.flags[vmaOf(k, 1, 512)] &= ~vmaFlags.hugetlbOwner),
			/^2 huge pages are said to be reserved, but there are 1$/,
		],
		'what was given up by its owner': [
			(k) => (k.frame.flags[frameAt(k, 1, 512)] |= frameFlags.restores),
			/^2 huge pages are said to be reserved, but there are 1$/,
		],
		'what shared memory has reserved': [
			(k) => (k.object.high[k.vma.object[vmaOf(k, 1, 4096)]] += 512),
			/^2 huge pages are said to be reserved, but there are 3$/,
		],
		'what shared memory has': [
			(k) => (k.object.pages[k.vma.object[vmaOf(k, 1, 4096)]] += 512),
			/^2 huge pages are said to be reserved, but there are 1$/,
		],
	});

	test('more in use than there are is told', () => {
		expect(checkPool(withPool(pool(), 3))).toMatch(/but there are 2048, and -1 huge pages are left$/);
		expect(checkPool(withPool(pool(), 4))).toBeUndefined();
	});

	test('where there is no pool nothing is asked', () => {
		expect(checkPool(withPool(pool(), 0))).toBeUndefined();
	});
});

describe('a pool of one page that its owner has given up before its child', () => {
	const given = renewed(
		() =>
			checkStory('1 map 0 512 rwh\n1 write 0 1\n1 fork 2\n1 munmap 0 512\n1 pool | 0 -1', {
				hugetlbPages: 1,
			}).kernel,
	);
	notices(given, checkPool, {
		'what is reserved': [
			(k) => (k.total.value[totals.hugetlbReserved] += 1),
			/^0 huge pages are said to be reserved, but there are -1$/,
		],
	});
});
