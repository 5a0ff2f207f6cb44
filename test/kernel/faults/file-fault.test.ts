/** Pages of files and of shared memory: which come along with a read, and who has them to themselves. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'what the recording says was not cached is left out, on both sides': `
		1 map 0 32 r lib    | ok
		1 read 4 1 uncached=-1,1,4,11 | 1 mapFile
		1 entries 0 16      | . . . - . - . . - . . . . . . -
		1 resident          | 12
		1 read 3 1          | 1 mapFile
		1 resident          | 16`,
	'the furthest that can be told': `
		1 map 0 32 r lib    | ok
		1 read 15 1 uncached=-15,-14 | 1 mapFile
		1 entries 0 4       | - - . .
		1 read 16 1 uncached=15 | 1 mapFile
		1 entries 28 4      | . . . -
		1 resident          | 29`,
	'what was cached once is there for others, whatever is told of later': `
		1 map 0 16 r lib    | ok
		1 read 0 1          | 1 mapFile
		1 fork 2            | ok
		2 map 100 16 r lib  | ok
		2 read 104 1 uncached=1 | 1 mapFile
		2 entries 104 3     | . . .`,
	'pages of a large folio come along beyond the window, up to the mapping and the table': `
		1 map 0 40 r lib    | ok
		1 read 15 1 folio=1,2,3,5 | 1 mapFile
		1 entries 15 7      | . . . . - - -
		1 resident          | 19
		1 map 500 30 r lib  | ok
		1 read 511 1 folio=1,2 | 1 mapFile
		1 entries 510 4     | . . - -
		1 map 100 17 r lib  | ok
		1 read 115 1 folio=1,2,3,31 | 1 mapFile
		1 entries 114 3     | . . .`,
	'the furthest page of a folio that can be told': `
		1 map 0 64 r lib    | ok
		1 read 0 1 folio=${Array.from({length: 31}, (_, i) => i + 1).join(',')} | 1 mapFile
		1 resident          | 32`,
	'a read that is told to be alone brings its page only': `
		1 map 0 16 r lib    | ok
		1 read 4 1 alone    | 1 mapFile
		1 entries 3 3       | - . -
		1 read 5 1          | 1 mapFile
		1 resident          | 16`,
	'pages that are there already are passed over': `
		1 map 0 16 rw lib   | ok
		1 write 3 1         | 1 copyFile
		1 work page_copy pte_copy page_zero | 1 0 0
		1 dirty 2 2         | - d
		1 read 0 1          | 1 mapFile
		1 entries 2 3       | . wd .
		1 resident          | 16`,
	'a write of shared file memory maps it dirty, for all who look at the page': `
		1 map 0 2 rws lib   | ok
		1 write 0 1         | 1 mapShared
		1 entries 0 1       | wd
		1 fork 2            | ok
		2 read 0 1          | 1 mapFile
		2 entries 0 1       | .
		2 dirty 0 1         | d`,
	'shared memory is mapped with as much around it as a file': `
		1 map 0 32 rws      | ok
		1 write 4 1         | 1 mapShared
		1 write 6 1         | 1 mapShared
		1 fork 2            | ok
		2 read 4 1          | 1 mapShmem
		2 entries 3 4       | - w - w`,
	'a device is neither counted nor copied': `
		1 map 0 4 rwsv dri  | ok
		1 read 0 1          | 1 mapFile
		1 write 1 1         | 1 mapShared
		1 resident          | 0
		1 fork 2            | ok
		2 read 0 2          | ok
		1 advise 0 4 dontneed | EINVAL
		1 advise 0 4 dofork | EINVAL
		1 lock 0 4          | ok
		1 maps              | 0-4 rws
		1 remap 0 4 4 100   | EFAULT`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

describe('in other kernels', () => {
	test('with chains each entry is on one', () => {
		checkStory(
			`
			1 map 0 16 r lib      | ok
			1 read 0 1            | 1 mapFile
			1 work rmap_add       | 1
			1 map 20 2 rw         | ok
			1 write 20 1          | 1 zeroFill
			1 work rmap_add       | 1
			1 map 30 2 rw lib     | ok
			1 write 30 1          | 1 copyFile
			1 work rmap_add page_copy | 1 1`,
			{design: findDesign('linux-2.5-rmap')},
		);
	});
});
