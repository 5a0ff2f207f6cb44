/** Tables that fork left for the child to copy, when the parent is gone before the child gets to it. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {checkStory} from '../../helpers/story.ts';

const emptied = `
	1 map 0 40 rw
	1 write 0 1
	1 advise 0 1 dontneed
	1 fork 2`;

describe('an empty table that only the child still points at becomes its own', () => {
	test.each([
		['the parent unmaps it', '1 munmap 0 40\n2 write 0 1\n2 exit\n1 wait'],
		['the parent exits', '1 exit\n2 write 0 1\n2 exit'],
		['the child does nothing with it', '1 munmap 0 40\n2 exit\n1 wait'],
	])('%s', (_, rest) => {
		const {kernel} = checkStory(`${emptied}\n${rest}`, {design: findDesign('async-fork')});
		expect(checkKernel(kernel)).toBeUndefined();
	});
});

const stories: Readonly<Record<string, string>> = {
	'fork marks each table once; the child copies all of them before it runs, each for what maps it': `
		1 map 0 1100 rw     | ok
		1 map 1100 4 rw     | ok
		1 map 1110 4 r lib  | ok
		1 write 0 2         | 2 zeroFill
		1 write 600 1       | 1 zeroFill
		1 write 1099 3      | 3 zeroFill
		1 read 1110 1       | 1 mapFile
		1 fork 2            | ok
		1 work dir_wp pt_alloc | 3 0
		1 table 0           | 2 closed
		2 table 0           | 2 closed
		2 tables            | 2
		2 read 0 1          | 3 splitTable
		1 table 0           | 1 open
		2 table 600         | 1 open
		2 pages 1098 4      | - a2 b2 c2
		2 pages 1110 1      | -
		2 tables            | 5
		2 write 600 1       | 1 copy
		1 write 600 1       | 1 reuse`,
	'what the parent writes first it copies for the child, and the child the rest': `
		1 map 0 1100 rw     | ok
		1 write 0 2         | 2 zeroFill
		1 write 600 1       | 1 zeroFill
		1 write 1099 1      | 1 zeroFill
		1 fork 2            | ok
		1 write 600 1       | 1 splitTable, 1 copy
		1 table 600         | 1 open
		2 table 600         | 1 open
		1 table 0           | 2 closed
		1 read 0 2          | ok
		2 write 600 1       | 2 splitTable, 1 reuse
		1 write 0 1         | 1 copy`,
	'a second fork settles what the first has left': `
		1 map 0 600 rw      | ok
		1 write 0 2         | 2 zeroFill
		1 write 599 1       | 1 zeroFill
		1 fork 2            | ok
		1 fork 3            | 2 splitTable
		2 table 0           | 1 open
		3 table 0           | 2 closed
		3 exit              | 2 splitTable
		2 write 0 1         | 1 copy
		1 write 0 2         | 1 reuse, 1 copy`,
	'shared memory is left out as by any fork, and what was never written is left to faults': `
		1 map 0 4 rws       | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 mapShared
		1 read 8 2          | 2 zeroPage
		1 fork 2            | ok
		2 pages 0 4         | - - - -
		2 read 8 1          | 1 zeroPage
		2 write 0 1         | 1 mapShared
		1 write 8 1         | 1 zeroCopy`,
	'a mapping that is left out keeps the table for the others in it': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 write 8 4         | 4 zeroFill
		1 advise 8 4 dontfork | ok
		1 fork 2            | ok
		2 maps              | 0-4 rw
		2 read 0 1          | 1 splitTable
		2 resident          | 4
		1 pages 8 2         | a1 b1
		1 fork 3            | ok
		1 munmap 0 4        | 1 splitTable
		3 pages 0 2         | a2 b2`,
	'a child that is killed before it ran lets go of its marks': `
		1 map 0 600 rw      | ok
		1 write 0 2         | 2 zeroFill
		1 write 599 1       | 1 zeroFill
		1 vfork 2           | ok
		2 exit              | ok
		1 write 0 1         | ok`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {design: findDesign('async-fork')});
});

test('without memory for its tables a child dies of the fork, or before it runs', () => {
	const story = `
		1 map 0 1100 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 write 600 1       | 1 zeroFill
		1 write 1099 1      | 1 zeroFill`;
	const options = {design: findDesign('async-fork'), overcommit: 1};
	checkStory(`${story}\n1 fork 2 | ENOMEM\n1 read 0 1 | ok`, {...options, memoryBytes: 10 * 4096});
	checkStory(`${story}\n1 fork 2\n2 read 0 1\n1 write 0 1\n1 read 600 1`, {
		...options,
		memoryBytes: 14 * 4096,
	});
});
