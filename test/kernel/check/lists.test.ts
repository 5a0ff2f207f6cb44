/** What is noticed where lists, free rows, the cache's count and peaks are wrong. */
import {expect, test} from 'vitest';
import {checkLists} from '../../../source/kernel/check/lists.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

/** A family with a file, and with rows that were in use once. */
function family(): Kernel {
	return checkStory(`
		1 map 0 4 rw lib
		1 read 0 1
		1 map 10 4 rw
		1 write 10 4
		1 fork 2
		1 fork 3
		1 munmap 10 4
		2 exit
		1 wait 2
		3 exit`).kernel;
}

const spoilt: readonly (readonly [what: string, spoil: (kernel: Kernel) => void, problem: RegExp])[] = [
	[
		'the way back of a list',
		(k) => (k.detail.previousPage[k.frame.detail[k.object.firstPage[1]]] += 3),
		/firstPage of object 1 leads to frame rows that do not lead back/,
	],
	['a note on frames without any', (k) => (k.detail.part[0] = 7), /frames without a detail have 7 as part/],
	[
		'the owner of a detail',
		(k) => (k.frame.detail[k.object.firstPage[1]] = 0),
		/\d+ details are in use, but frames have \d+/,
	],
	['what nobody has', (k) => (k.swap.previous[0] += 1), /firstSwapped of object 1 leads to swap rows/],
	[
		'a sibling',
		(k) => (k.task.previousSibling[k.task.firstChild[findTask(k, 1)]] += 1),
		/firstChild of task 1 leads to task rows/,
	],
	['a row that is free', (k) => (k.frame.word[k.frame.free] = 7), /frame \d+ is free, but has 7 as word/],
	[
		'a free row further down',
		(k) => (k.frame.word[k.frame.link[k.frame.free]] = 7),
		/is free, but has 7 as word/,
	],
	[
		'the count of the cache',
		(k) => (k.total.value[totals.cacheUsed] -= 1),
		/places of the cache are said to be in use/,
	],
	[
		'the count of a slot of the cache',
		(k) => (k.cache.used[k.cache.used.findIndex((used) => used > 0)] += 1),
		/slot \d+ of the cache says that \d+ of its places are in use, but there are \d+/,
	],
	['the slots of the cache', (k) => (k.cache.rows.live += 1), /slots of the cache are said to be in use/],
	['the most frames', (k) => (k.total.value[totals.framesPeak] = 1), /framesPeak says 1, but there are/],
	['the most tables', (k) => (k.total.value[totals.tablesPeak] = 1), /tablesPeak says 1, but there are/],
	[
		'the most pages of a process',
		(k) => (k.mm.peakRss[1] = 1),
		/the most of mm 1 is said to be 1 pages, but it has \d+/,
	],
];

test('a kernel whose rows hang together has no problem', () => {
	expect(checkLists(family())).toBeUndefined();
});

test.each(spoilt)('a change of %s is noticed', (_, spoil, problem) => {
	const kernel = family();
	spoil(kernel);
	expect(checkLists(kernel)).toMatch(problem);
});
