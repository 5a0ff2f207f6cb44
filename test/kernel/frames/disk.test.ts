/** Pages of files that leave memory when it is short, as stories: who loses them, and what reading them again takes. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

function tell(id: string, story: string, memoryPages?: number): void {
	const design = findDesign(id);
	expect(design?.id).toBe(id);
	checkStory(story, {design, memoryBytes: memoryPages === undefined ? undefined : memoryPages * 4096});
}

describe('a page of a file that two processes map', () => {
	test.each(['linux-6', 'linux-2.5-rmap', '4.4bsd', 'uvm', 'segment-cow', 'mccracken'])(
		'leaves both at once, without swap, and the next fault reads it: %s',
		(id) => {
			tell(
				id,
				`
				1 map 0 1 rs lib
				1 fork 2
				1 read 0 1
				2 read 0 1
				0 reclaim 1           | 1 fileOut
				1 work reclaim_freed io_out | 1 0
				1 pages 0 1           | -
				2 pages 0 1           | -
				2 read 0 1            | 1 fileIn, 1 mapFile
				1 work fault_major io_in | 1 1
				1 read 0 1            | 1 mapFile
				1 work io_in          | 0`,
			);
		},
	);

	test('leaves after a visit to each on linux-2.4, which goes through address spaces', () => {
		tell(
			'linux-2.4',
			`
			1 map 0 1 rs lib      | ok
			1 fork 2              | ok
			1 read 0 1            | 1 mapFile
			2 read 0 1            | 1 mapFile
			0 reclaim 1           | 1 fileOut
			1 work reclaim_visit reclaim_useless reclaim_freed | 4 3 1
			2 read 0 1            | 1 fileIn, 1 mapFile`,
		);
	});
});

test('what was written through a shared mapping is written back, and read again as it was', () => {
	const {kernel} = checkStory(`
		1 map 0 2 rws data    | ok
		1 write 0 1           | 1 mapShared
		1 read 1 1            | 1 mapFile
		0 reclaim 2           | 2 fileOut
		1 work io_out         | 1
		1 write 1 1           | 1 fileIn, 1 mapShared
		1 work fault_major    | 1
		1 read 0 1            | 1 fileIn, 1 mapFile
		1 dirty 0 2           | . d`);
	expect(kernel.disk.live).toBe(0);
});

test('a private copy of a page that has left reads it first', () => {
	checkStory(`
		1 map 0 2 rw lib      | ok
		1 read 0 2            | 1 mapFile
		0 reclaim 2           | 2 fileOut
		1 write 0 1           | 1 fileIn, 1 copyFile
		1 work fault_major io_in page_copy | 1 1 1`);
});

test('neighbours that have left are not mapped along', () => {
	checkStory(`
		1 map 0 16 r lib      | ok
		1 read 0 1            | 1 mapFile
		0 reclaim 20          | 16 fileOut
		1 read 3 1            | 1 fileIn, 1 mapFile
		1 entries 2 3         | - . -`);
});

describe('without swap, memory that runs out', () => {
	test.each(['linux-6', 'linux-2.4', '4.4bsd', 'uvm'])('takes pages of files before it kills: %s', (id) => {
		tell(
			id,
			`
			1 map 0 12 r lib
			1 read 0 12
			1 map 20 12 rw        | ok
			1 write 20 12
			1 read 0 12`,
			24,
		);
	});
});
