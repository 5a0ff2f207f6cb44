/** The checker finds what it is there to find: each count is spoilt by hand, and it must say so. */

import {describe, expect, test} from 'vitest';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteFrame} from '../../../source/kernel/state/pte.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {findTable, readEntry} from '../../../source/kernel/tables/table.ts';
import {checkStory} from '../../helpers/story.ts';

const vpn = 2 ** 44 / 4096;

/** Two processes that share four pages, and a file that both map. */
function family(): Kernel {
	return checkStory(`
		1 map 0 4 rw
		1 write 0 4
		1 map 100 20 r lib
		1 read 100 1
		1 fork 2
		2 write 0 1
		2 read 100 1`).kernel;
}

function mmOf(kernel: Kernel, pid: number): Mm {
	return kernel.task.mm[findTask(kernel, pid)];
}

function frameAt(kernel: Kernel, pid: number, page: number): number {
	return pteFrame(readEntry(kernel, mmOf(kernel, pid), vpn + page));
}

test('a kernel that has counted well has no problem', () => {
	expect(checkKernel(family())).toBeUndefined();
});

const spoilt: readonly (readonly [what: string, spoil: (kernel: Kernel) => void, problem: RegExp])[] = [
	[
		'references of a frame',
		(k) => (k.frame.held[frameAt(k, 1, 1)] += 1),
		/other references of frame \d+ says 1, but there are 0/,
	],
	[
		'map count of a frame',
		(k) => (k.frame.mapcount[frameAt(k, 1, 1)] -= 1),
		/map count of frame \d+ says 1, but there are 2/,
	],
	[
		'used entries of a table',
		(k) => (k.table.used[findTable(k, mmOf(k, 2), vpn)] += 1),
		/used entries of table/,
	],
	['references of a table', (k) => (k.table.refs[findTable(k, mmOf(k, 2), vpn)] += 1), /references of table/],
	[
		'tables of an address space',
		(k) => (k.mm.tables[mmOf(k, 1)] += 1),
		/tables of mm \d+ says 4, but there are 3/,
	],
	['resident pages', (k) => (k.mm.rssAnon[mmOf(k, 1)] += 1), /resident pages of mm/],
	['users of an address space', (k) => (k.mm.users[mmOf(k, 1)] += 1), /users of mm/],
	['virtual pages', (k) => (k.mm.totalPages[mmOf(k, 1)] += 1), /virtual pages of mm/],
	['bounds of a mapping', (k) => (k.vma.end[k.mm.firstVma[mmOf(k, 1)]] += 96), /virtual pages of mm/],
	['order of mappings', (k) => (k.vma.end[k.mm.firstVma[mmOf(k, 1)]] += 97), /vma \d+ of mm \d+ stands at/],
	['a free list', (k) => (k.vma.live -= 1), /vma: \d+ rows are in use/],
	['pages of a file', (k) => (k.object.pages[1] += 1), /pages of object 1/],
	['frames in use', (k) => (k.total.value[totals.framesUsed] += 1), /frames are said to be in use/],
	['tables in use', (k) => (k.total.value[totals.tablesUsed] += 1), /tables are said to be in use/],
	[
		'what is resident in all',
		(k) => (k.total.value[totals.resident] += 1),
		/pages are said to be resident in all, but they are/,
	],
	[
		'what is promised',
		(k) => (k.total.value[totals.committed] -= 1),
		/pages are said to be promised, but they are/,
	],
	['an anon_vma', (k) => (k.anonVma.refs[1] += 1), /references of anon_vma/],
	['an entry without a frame', (k) => spoilEntry(k), /which is free/],
];

/** Points an entry at a frame that nobody has. */
function spoilEntry(kernel: Kernel): void {
	const table = findTable(kernel, mmOf(kernel, 1), vpn);
	const index = table * kernel.geometry.entries + (vpn % kernel.geometry.entries);
	kernel.table.entry[index] = ((kernel.frame.count << 8) | 1) >>> 0;
}

describe('it notices a change of', () => {
	test.each(spoilt)('%s', (_, spoil, problem) => {
		const kernel = family();
		spoil(kernel);
		expect(checkKernel(kernel)).toMatch(problem);
	});
});

describe('when all have exited', () => {
	const story = `
		1 map 0 4 rw
		1 write 0 4
		1 fork 2
		2 exit
		1 wait 2
		1 exit`;

	test('nothing may be left', () => {
		expect(checkKernel(checkStory(story).kernel)).toBeUndefined();
	});

	test('a stack that has grown has promised what it gives back', () => {
		const {kernel} = checkStory(`
			1 map 600 4 rwd
			1 write 590 1 | 1 growStack, 1 zeroFill
			1 exit`);
		expect(checkKernel(kernel)).toBeUndefined();
	});

	test('what is left is told', () => {
		const {kernel} = checkStory(story);
		kernel.total.value[totals.committed] += 4;
		expect(checkKernel(kernel)).toBe('4 pages are said to be promised, but they are 0');
	});
});
