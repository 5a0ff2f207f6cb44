/** Walks over entries: every one that is not empty, in address order, and of a shared table once. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {findTable, readEntry, setEntry} from '../../../source/kernel/tables/table.ts';
import {visitAllEntries, visitEntries} from '../../../source/kernel/tables/visit.ts';
import {checkStory} from '../../helpers/story.ts';

const base = 2 ** 32;
const mmOf = (kernel: Kernel, pid: number) => kernel.task.mm[findTask(kernel, pid)];

/** Pages in two tables side by side and one far away. */
const scattered = `
	1 map 0 1000 rw
	1 write 3 1
	1 write 510 4
	1 read 700 1
	1 map 600000 10 rw
	1 write 600005 1`;

describe('of a range', () => {
	/** The pages of process 1 in [from, to) that are visited. */
	function visited(kernel: Kernel, from: number, to: number): readonly number[] {
		const pages: number[] = [];
		const mm = mmOf(kernel, 1);
		visitEntries(kernel, mm, base + from, base + to, (table, index, vpn) => {
			expect(table).toBe(findTable(kernel, mm, vpn));
			expect(kernel.strip.entry[index]).toBe(readEntry(kernel, mm, vpn));
			pages.push(vpn - base);
		});
		return pages;
	}

	test.each([
		['all', 0, 700_000, [3, 510, 511, 512, 513, 700, 600_005]],
		['from one to before another', 3, 513, [3, 510, 511, 512]],
		['within a table', 511, 512, [511]],
		['from the middle of a table on', 513, 1024, [513, 700]],
		['where nothing is', 4, 510, []],
		['where no table is', 2000, 500_000, []],
		['nothing', 3, 3, []],
	])('%s', (_, from, to, pages) => {
		expect(visited(checkStory(scattered).kernel, from, to)).toEqual(pages);
	});

	test('what is in swap, and guards, are entries too', () => {
		const {kernel} = checkStory(
			`
			1 map 0 4 rw        | ok
			1 write 0 1         | 1 zeroFill
			0 evict             | 1 swapOut
			1 advise 2 1 guard_install | ok`,
			{swapBytes: 4096},
		);
		expect(visited(kernel, 0, 4)).toEqual([0, 2]);
	});

	test('the visitor may clear what it visits', () => {
		const {kernel} = checkStory(scattered);
		const mm = mmOf(kernel, 1);
		visitEntries(kernel, mm, base, base + 700_000, (table, index) => setEntry(kernel, table, index, 0));
		expect(visited(kernel, 0, 700_000)).toEqual([]);
	});
});

describe('of all address spaces', () => {
	/** How often each page is visited, and for which process. */
	function visits(kernel: Kernel, pids: readonly number[]): readonly string[] {
		const found: string[] = [];
		visitAllEntries(kernel, (vma, table, index, vpn) => {
			const pid = pids.find((each) => mmOf(kernel, each) === kernel.vma.mm[vma]);
			expect(table).toBe(findTable(kernel, kernel.vma.mm[vma], vpn as Vpn));
			expect(kernel.strip.entry[index]).not.toBe(0);
			expect([kernel.vma.start[vma] <= vpn, vpn < kernel.vma.end[vma]]).toEqual([true, true]);
			found.push(`${pid}:${vpn - base}`);
		});
		return found;
	}

	const family = `
		1 map 0 4 rw
		1 map 1020 8 rw
		1 write 1 2
		1 write 1023 2
		1 fork 2
		2 write 2 1`;

	test('each its own', () => {
		const {kernel} = checkStory(family);
		expect(visits(kernel, [1, 2])).toEqual([
			'1:1',
			'1:2',
			'1:1023',
			'1:1024',
			'2:1',
			'2:2',
			'2:1023',
			'2:1024',
		]);
	});

	test('of a table that is shared, for the first that maps it', () => {
		const {kernel} = checkStory(family, {design: findDesign('cow-pte')});
		expect(visits(kernel, [1, 2])).toEqual(['1:1', '1:2', '1:1023', '1:1024', '2:1', '2:2']);
	});
});
