/** Locked memory: which pages stay in memory, for all that map them. */
import {expect, test} from 'vitest';
import {isPinned, pinnedFrames} from '../../../source/kernel/mappings/lock.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import type {Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteFrame} from '../../../source/kernel/state/pte.ts';
import {readEntry} from '../../../source/kernel/tables/table.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

/** First page of stories. */
const base = 2 ** 32;

/** Which of the first pages of process `pid` have pinned frames, one way and the other. */
function pinnedPages(kernel: Kernel, pid: number, pages: number): readonly number[] {
	const mm = kernel.task.mm[findTask(kernel, pid)];
	const all = pinnedFrames(kernel);
	const isThere = (page: number) => pteFrame(readEntry(kernel, mm, (base + page) as Vpn)) !== 0;
	return Array.from({length: pages}, (_, page) => page).filter((page) => {
		const frame = pteFrame(readEntry(kernel, mm, (base + page) as Vpn));
		expect(isPinned(kernel, frame)).toBe(all[frame] === 1);
		return isThere(page) && all[frame] === 1;
	});
}

/** How many frames are pinned, each asked for by itself as well. */
function pinnedCount(kernel: Kernel): number {
	const all = pinnedFrames(kernel);
	const rows = Array.from({length: kernel.frame.count}, (_, row) => row);
	expect(rows.filter((row) => isPinned(kernel, rowId(kernel.frame, row)))).toEqual(
		rows.filter((row) => all[row] === 1),
	);
	return all.reduce((sum, pinned) => sum + pinned, 0);
}

function play(story: string, options?: StoryOptions): Kernel {
	return checkStory(story, options).kernel;
}

test('the pages of locked mappings, and no others', () => {
	const kernel = play(`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 lock 1 2          | ok`);
	expect([pinnedPages(kernel, 1, 4), pinnedCount(kernel)]).toEqual([[1, 2], 2]);
});

test('nothing where nothing is locked, or not any more', () => {
	const kernel = play(`
		1 map 0 4 rw        | ok
		1 lock 0 4          | 4 zeroFill
		1 unlock 0 4        | ok`);
	expect(pinnedCount(kernel)).toBe(0);
});

test('a page that one has locked stays for all that map it, until that one has gone', () => {
	const locked = `
		1 map 0 3 rws       | ok
		1 write 0 3         | 3 mapShared
		1 fork 2            | ok
		2 read 0 2          | 1 mapShmem
		2 lock 1 1          | ok`;
	const kernel = play(locked);
	expect([pinnedPages(kernel, 1, 3), pinnedPages(kernel, 2, 3)]).toEqual([[1], [1]]);
	expect(pinnedCount(play(`${locked}\n2 exit | ok`))).toBe(0);
});

test('every mapping of every process is asked', () => {
	const kernel = play(`
		1 map 0 1 rw        | ok
		1 map 10 1 rw       | ok
		1 map 20 1 r        | ok
		1 fork 2            | ok
		1 lock 10 1         | 1 zeroFill
		2 lock 0 1          | 1 zeroFill
		2 lock 20 1         | 1 zeroPage
		2 write 10 1        | 1 zeroFill`);
	expect([pinnedPages(kernel, 1, 21), pinnedPages(kernel, 2, 21), pinnedCount(kernel)]).toEqual([
		[10],
		[0, 20],
		3,
	]);
});

test('a locked page that is in swap, as it was locked without being brought back, pins none', () => {
	const kernel = play(
		`
		1 map 0 3 rw        | ok
		1 write 0 3         | 3 zeroFill
		0 evict             | 3 swapOut
		1 lockall current onfault | ok
		1 read 1 1          | 1 swapIn`,
		{swapBytes: 64 * 4096},
	);
	expect([pinnedPages(kernel, 1, 3).includes(1), pinnedCount(kernel)]).toEqual([true, 1]);
});
