/** Reclaim that goes through address spaces: what is visited in which order, what a visit takes, and where the next one begins. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

const linux24 = (story: string, options: StoryOptions = {}) =>
	checkStory(story, {design: findDesign('linux-2.4'), swapBytes: 64 * 4096, ...options});

const stories: Readonly<Record<string, string>> = {
	'what was used since the last visit is passed over once': `
		1 map 0 4 rw          | ok
		1 write 0 3           | 3 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 4 3 1
		1 pages 0 3           | s1 a1 b1`,
	'the next visit begins where the last one ended': `
		1 map 0 4 rw          | ok
		1 write 0 4           | 4 zeroFill
		0 reclaim 1           | 1 swapOut
		1 read 0 1            | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless | 1 0
		1 pages 0 4           | a1 s1 b1 c1
		0 reclaim 2           | 2 swapOut
		1 work reclaim_visit reclaim_useless | 2 0
		1 pages 0 4           | a1 s1 s1 s1`,
	'it goes on in the address space where it stopped, then in the next one, and then in the first one from its beginning': `
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 fork 2              | ok
		2 munmap 0 3          | ok
		2 map 10 1 rw         | ok
		2 write 10 1          | 1 zeroFill
		0 reclaim 1           | 1 swapOut
		1 pages 0 3           | s1 a1 b1
		0 reclaim 2           | 2 swapOut
		1 pages 0 3           | s1 s1 s1
		1 read 0 1            | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit  | 1
		2 pages 10 1          | s1
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless | 2 1
		1 pages 0 3           | s1 s1 s1`,
	'pages that nothing maps go first, no more of them than are wanted': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 map 10 3 r lib      | ok
		1 read 10 3           | 3 mapFile
		1 munmap 10 3         | ok
		0 reclaim 2           | 2 fileOut
		1 work reclaim_visit reclaim_useless reclaim_freed io_out | 2 0 2 0
		0 reclaim 2           | 1 fileOut, 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 4 2 2
		1 pages 0 2           | s1 a1`,
	'a locked mapping is passed over, and the one behind it is not': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 map 4 2 r           | ok
		1 map 8 2 rw          | ok
		1 write 8 2           | 2 zeroFill
		1 lock 0 2            | ok
		0 reclaim 4           | 2 swapOut
		1 work reclaim_visit reclaim_useless | 4 2
		1 pages 0 2           | a1 b1
		1 pages 8 2           | s1 s1`,
	'a page of zeros, and what is in swap, is passed by without a visit': `
		1 map 0 2 rw          | ok
		1 read 0 1            | 1 zeroPage
		1 write 1 1           | 1 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 2 1 1
		1 pages 0 2           | z s1
		0 reclaim 1           | ok
		1 work reclaim_visit  | 0`,
	'a page of the kernel itself stays': `
		1 map 0 1 r [vdso]    | ok
		1 read 0 1            | 1 mapFile
		0 reclaim 1           | ok
		1 work reclaim_visit reclaim_useless | 2 2
		1 pages 0 1           | a1`,
	'a private page of two leaves at the second visit, and has its slot at the first': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless io_out tlb_page | 3 2 1 2
		1 pages 0 1           | s2
		2 pages 0 1           | s2
		1 resident            | 0`,
	'shared memory of two is unmapped at the first visit, and goes to swap at the second': `
		1 map 0 1 rws         | ok
		1 write 0 1           | 1 mapShared
		1 fork 2              | ok
		2 write 0 1           | ok
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed io_out | 4 3 1 1
		1 pages 0 1           | -
		2 pages 0 1           | -
		1 swap                | 1`,
	'shared memory that was only read goes without a slot': `
		1 map 0 1 rws         | ok
		1 read 0 1            | 1 mapShmem
		0 reclaim 1           | 1 dropClean
		1 work reclaim_freed io_out | 1 0
		1 swap                | 0`,
	'a page of a file leaves memory with its last entry': `
		1 map 0 1 r lib       | ok
		1 read 0 1            | 1 mapFile
		1 fork 2              | ok
		2 read 0 1            | ok
		0 reclaim 1           | 1 fileOut
		1 work reclaim_visit reclaim_useless reclaim_freed tlb_page | 4 3 1 2
		1 pages 0 1           | -
		2 pages 0 1           | -`,
	'where nobody is there nothing is found': `
		1 exit                | ok
		0 reclaim 1           | ok`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	linux24(story);
});

describe('where swap is full', () => {
	test('it goes twice round after what was left of the last round, and no more', () => {
		linux24(
			`
			1 map 0 3 rw          | ok
			1 write 0 3           | 3 zeroFill
			0 reclaim 3           | 1 swapOut
			1 work reclaim_visit reclaim_useless reclaim_freed | 6 5 1
			1 pages 0 3           | s1 a1 b1
			0 reclaim 3           | ok
			1 work reclaim_visit reclaim_useless | 6 6`,
			{swapBytes: 4096},
		);
	});

	test('a page that nothing maps stays too, and was looked at in vain', () => {
		linux24(
			`
			1 map 0 1 rws /dev/shm/a | ok
			1 write 0 1           | 1 mapShared
			1 munmap 0 1          | ok
			0 reclaim 1           | ok
			1 work reclaim_visit reclaim_useless reclaim_freed | 1 1 0`,
			{swapBytes: 0},
		);
	});
});

describe('what has been given up', () => {
	test('stays where a child still has it, as the visit to one of two decides nothing', () => {
		linux24(
			`
			1 map 0 1 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 advise 0 1 free     | ok
			1 fork 2              | ok
			0 reclaim 1           | ok
			1 work reclaim_visit reclaim_useless | 4 4
			1 pages 0 1           | a2
			2 exit                | ok
			0 reclaim 1           | 1 dropClean`,
		);
	});
});

test('shared memory that was written through an entry alone is not dropped with it', () => {
	linux24(
		`
		1 map 0 1 rws         | ok
		1 read 0 1            | 1 mapShmem
		1 fork 2              | ok
		2 write 0 1           | ok
		0 reclaim 1           | 1 swapOut
		1 swap                | 1`,
	);
});
