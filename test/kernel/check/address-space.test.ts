/** What is noticed where the mappings of one address space, or what it is charged for, are wrong. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkAddressSpace, differs} from '../../../source/kernel/check/address-space.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {guardMarker} from '../../../source/kernel/state/pte.ts';
import {indexAt, mmOf, tableAt, vmaOf} from '../../helpers/parts.ts';
import {bears, notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/**
 * Process 1 has two mappings side by side, one far from them, one of two tables, and a guard, a page of zeros, pages of all
 * kinds, a page in swap and a huge page of the pool.
 */
const healthy = renewed(
	() =>
		checkStory(
			`
		1 map 0 4 rw
		1 write 0 2
		1 map 4 2 r lib
		1 read 4 1
		1 map 100 4 rws
		1 write 100 3
		1 map 510 4 rw
		1 read 510 4
		1 map 1024 512 rwh
		1 write 1024 1
		1 advise 1 1 pageout
		1 advise 2 1 guard_install
		1 fork 2`,
			{swapBytes: 2 ** 20, hugetlbPages: 4},
		).kernel,
);

const checkFirst = (kernel: Kernel) => checkAddressSpace(kernel, mmOf(kernel, 1));

/** Puts a guard where process 1 has none. */
function enterGuard(kernel: Kernel, page: number): void {
	kernel.strip.entry[indexAt(kernel, 1, page)] = guardMarker;
	kernel.table.used[tableAt(kernel, 1, page)] += 1;
}

describe('an address space with all that there can be', () => {
	notices(healthy, checkFirst, {
		'a mapping to an empty one': [
			(k) => (k.vma.end[vmaOf(k, 1, 0)] -= 4),
			/vma \d+ of mm 1 stands at 4294967296–4294967296 after vma 0, which ends at 0/,
		],
		'the start of a mapping, which comes to lie over the one below': [
			(k) => (k.vma.start[vmaOf(k, 1, 4)] -= 1),
			/vma \d+ of mm 1 stands at 4294967299–4294967302 after vma \d+, which ends at 4294967300/,
		],
		'the way back of a mapping': [
			(k) => (k.vma.previous[vmaOf(k, 1, 4)] = 0),
			/vma \d+ of mm 1 stands at 4294967300–4294967302 after/,
		],
		'whose a mapping is': [
			(k) => (k.vma.mm[vmaOf(k, 1, 100)] = mmOf(k, 2)),
			/vma \d+ of mm 1 stands at 4294967396–/,
		],
		'the number of mappings': [(k) => (k.mm.vmas[1] += 1), /^vmas of mm 1 says 6, but there are 5$/],
		'the number of virtual pages': [
			(k) => (k.mm.totalPages[1] -= 1),
			/^virtual pages of mm 1 says 525, but there are 526$/,
		],
		'the number of tables': [(k) => (k.mm.tables[1] -= 1), /^tables of mm 1 says 3, but there are 4$/],
		'the number of huge pages of the pool': [
			(k) => (k.mm.hugetlb[1] += 1),
			/^huge pages of the pool of mm 1 says 2, but there are 1$/,
		],
		'resident pages of its own': [
			(k) => (k.mm.rssAnon[1] += 1),
			/^resident pages of mm 1 says 7, but there are 6$/,
		],
		'resident pages of files': [
			(k) => (k.mm.rssFile[1] -= 1),
			/^resident pages of mm 1 says 5, but there are 6$/,
		],
		'resident pages of shared memory': [
			(k) => (k.mm.rssShmem[1] += 2),
			/^resident pages of mm 1 says 8, but there are 6$/,
		],
		'the number of pages in swap': [
			(k) => (k.mm.swapped[1] += 1),
			/^pages in swap of mm 1 says 2, but there are 1$/,
		],
		'an entry where nothing is mapped': [
			(k) => enterGuard(k, 50),
			/^mm 1 has 525 entries, but only 524 of them in its mappings$/,
		],
		'an entry behind the last page of a mapping': [
			(k) => enterGuard(k, 514),
			/^mm 1 has 525 entries, but only 524 of them in its mappings$/,
		],
		'an entry before the first page of a mapping': [
			(k) => enterGuard(k, 99),
			/^mm 1 has 525 entries, but only 524 of them in its mappings$/,
		],
	});

	bears(healthy, checkFirst, {
		'a guard in a mapping': (k) => enterGuard(k, 3),
		'what is wrong with another address space': (k) => (k.mm.tables[mmOf(k, 2)] += 1),
	});
});

describe('where tables are shared', () => {
	const story = '1 map 0 4 rw\n1 write 0 4\n1 fork 2\n2 read 0 1';
	const shared = (id: string) => renewed(() => checkStory(story, {design: findDesign(id)}).kernel);

	describe('the owner is charged for what is in them, on cow-pte', () => {
		notices(shared('cow-pte'), checkFirst, {
			'its tables': [(k) => (k.mm.tables[1] -= 1), /^tables of mm 1 says 2, but there are 3$/],
			'its pages': [(k) => (k.mm.rssAnon[1] -= 1), /^resident pages of mm 1 says 3, but there are 4$/],
		});

		test('and who shares them is not', () => {
			const kernel = shared('cow-pte')();
			kernel.mm.rssAnon[mmOf(kernel, 2)] += 4;
			expect(checkAddressSpace(kernel, mmOf(kernel, 2))).toMatch(/says 4, but there are 0$/);
		});
	});

	describe('each is charged for all of it, on mccracken', () => {
		notices(shared('mccracken'), (k) => checkAddressSpace(k, mmOf(k, 2)), {
			'its tables': [(k) => (k.mm.tables[mmOf(k, 2)] -= 1), /^tables of mm 2 says 2, but there are 3$/],
			'its pages': [(k) => (k.mm.rssAnon[mmOf(k, 2)] -= 1), /^resident pages of mm 2 says 3/],
		});
	});

	describe('counters that lose touch are left alone, on shared-pt', () => {
		bears(shared('shared-pt'), checkFirst, {
			'resident pages': (k) => (k.mm.rssAnon[1] += 1),
			'pages in swap': (k) => (k.mm.swapped[1] += 1),
			'entries where nothing is mapped': (k) => enterGuard(k, 50),
		});
	});

	describe('a child that copies its tables before it runs keeps count, on async-fork', () => {
		notices(shared('async-fork'), checkFirst, {
			'its pages': [(k) => (k.mm.rssAnon[1] += 1), /^resident pages of mm 1 says 5, but there are 4$/],
			'its pages in swap': [(k) => (k.mm.swapped[1] += 1), /^pages in swap of mm 1 says 1/],
		});
	});
});

test('what differs is said with its row, what is said of it, and what there is', () => {
	expect(differs('tables of mm', 3, 4, 5)).toBe('tables of mm 3 says 4, but there are 5');
});
