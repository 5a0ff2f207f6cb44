/** What is noticed where slots of swap, who names them and the swap cache do not agree. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {recount} from '../../../source/kernel/check/recount.ts';
import {checkSwap} from '../../../source/kernel/check/swap.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

const check = (kernel: Kernel) => checkSwap(kernel, recount(kernel));

/**
 * A page that two processes share in slot 1; in slots 2 and 3 pages that have come back, one of them for one process alone; in 4
 * one that was read before it was needed; and shared memory in slots 5 and 6.
 */
const inSwap = renewed(
	() =>
		checkStory(
			`
			1 map 0 4 rw
			1 write 0 4
			1 map 100 2 rws
			1 write 100 2
			1 fork 2
			2 munmap 2 1
			0 evict
			1 read 1 2
			1 advise 3 1 willneed
			1 swap | 6`,
			{swapBytes: 16 * 4096},
		).kernel,
);

describe('where entries name slots', () => {
	notices(inSwap, check, {
		'users of a slot': [(k) => (k.swap.users[1] += 1), /^users of slot 1 says 3, but there are 2$/],
		'users of a slot of shared memory': [
			(k) => (k.swap.users[5] -= 1),
			/^users of slot 5 says 0, but there are 1$/,
		],
		'the page of shared memory that a slot has': [
			(k) => (k.swap.index[5] += 7),
			/^slot 5 is said to hold page \d+ of object \d+, but is not found there$/,
		],
		'the cached page of a slot': [
			(k) => (k.swap.frame[2] = 0),
			/^frame \d+ is said to be cached for slot 2, which has frame 0$/,
		],
		'the slot of a cached page': [
			(k) => (k.detail.slot[k.frame.detail[k.swap.frame[2]]] = 0),
			/^slot 2 is cached in frame \d+, which does not know it$/,
		],
		'the last entry of a cached page that nobody else needs': [
			(k) => (k.frame.mapcount[k.swap.frame[3]] = 0),
			/^frame \d+ and slot 3 are kept, but nobody maps or names them$/,
		],
	});

	test('more slots in use than there are are told', () => {
		const kernel = inSwap();
		const small = (swapSlots: number) => ({...kernel, limits: {...kernel.limits, swapSlots}});
		expect(check(small(5))).toBe('6 slots of swap are in use, but there are only 5');
		expect(check(small(6))).toBeUndefined();
	});
});

/** Two pages in swap, of which the second is in memory again and keeps its slot. */
const recorded = (id: string) =>
	renewed(
		() =>
			checkStory('1 map 0 2 rw\n1 write 0 2\n0 evict\n1 read 1 1\n1 swap | 2', {
				design: findDesign(id),
				swapBytes: 2 ** 16,
			}).kernel,
	);

describe('where objects keep slots', () => {
	notices(recorded('4.4bsd'), check, {
		'users of a slot': [(k) => (k.swap.users[2] += 1), /^users of slot 2 says 2, but there are 1$/],
		'the page of an object in swap': [
			(k) => (k.swap.index[1] += 7),
			/^slot 1 is said to hold page \d+ of object \d+, but is not found there$/,
		],
		'the object of a page that is in memory again': [
			(k) => (k.detail.object[k.frame.detail[k.swap.frame[2]]] += 1),
			/^slot 2 is said to hold page \d+ of object \d+, but is not found there$/,
		],
	});
});

describe('where anons keep slots', () => {
	notices(recorded('uvm'), check, {
		'users of a slot': [(k) => (k.swap.users[1] -= 1), /^users of slot 1 says 0, but there are 1$/],
		'the slot of an anon': [
			(k) => (k.anon.slot[k.anon.slot.indexOf(rowId(k.swap, 1))] = 0),
			/^users of slot 1 says 1, but there are 0$/,
		],
	});
});
