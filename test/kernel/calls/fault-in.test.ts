/** Pages that are brought in without an access: by madvise(POPULATE_*) and by locks. */
import {test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'as if written: what is clean and writable is dirty for all, though no entry says so': `
		1 map 0 2 rws       | ok
		1 read 0 1          | 1 mapShmem
		1 entries 0 1       | w
		1 dirty 0 1         | .
		1 advise 0 1 populate_read | ok
		1 dirty 0 1         | .
		1 advise 0 1 populate_write | ok
		1 entries 0 1       | w
		1 dirty 0 1         | d
		1 advise 1 1 populate_write | 1 mapShared
		1 entries 1 1       | wd`,
	'faults are counted as those of an access': `
		1 map 0 4 rw        | ok
		1 advise 0 2 populate_read | 2 zeroPage
		1 faults            | 2
		1 advise 0 2 populate_write | 2 zeroCopy
		1 faults            | 4
		1 fork 2            | ok
		2 advise 0 1 populate_write | 1 copy
		2 work fault_protected | 1`,
	'up to a hole, up to what does not allow it, not beyond': `
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 advise 0 6 populate_write | ENOMEM 2 zeroFill
		1 pages 4 2         | - -
		1 map 2 2 r         | ok
		1 advise 0 6 populate_write | EINVAL
		1 advise 0 6 populate_read | 4 zeroPage
		1 map 8 2 rwv dri   | ok
		1 advise 8 2 populate_read | EINVAL`,
	'memory that may be read without a word of it': `
		1 map 0 2 x         | ok
		1 advise 0 2 populate_read | EINVAL
		1 lock 0 2          | 2 zeroPage`,
	'pages that come back without rights': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 protect 0 2 n     | ok
		1 lock 0 2          | ENOMEM
		1 protect 0 2 r     | ok
		1 advise 0 2 populate_read | ok
		1 work fault_minor  | 0`,
	'what would be merged by a write is not yet, when a lock has filled it: it has an anon_vma of its own': `
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 lock 0 2          | 2 zeroFill
		1 unlock 0 2        | ok
		1 write 4 2         | 2 zeroFill
		1 map 2 2 rw        | ok
		1 maps              | 0-4 rw, 4-6 rw`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

test('who is killed for memory meanwhile is told so', () => {
	checkStory('1 map 0 30 rw | ok\n1 advise 0 30 populate_write | ENOMEM 20 zeroFill, 1 oomKill', {
		memoryBytes: 24 * 4096,
		overcommit: 1,
	});
	checkStory('1 map 0 30 rw | ok\n1 lock 0 30 | ENOMEM 20 zeroFill, 1 oomKill', {
		memoryBytes: 24 * 4096,
		overcommit: 1,
	});
});

test('pages in swap are read for it', () => {
	checkStory(
		`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		0 evict             | 4 swapOut
		1 advise 0 1 populate_read | 1 swapIn
		1 advise 1 1 populate_write | 1 swapIn
		1 work fault_major io_in | 1 1
		1 lock 0 4          | 2 swapIn
		1 entries 0 4       | w wd wd wd
		1 swap              | 1`,
		{swapBytes: 2 ** 16},
	);
});

test('a shared table is opened for it', () => {
	checkStory(
		`
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | 1 shareTable
		2 advise 0 2 populate_read | ok
		2 advise 0 1 populate_write | 1 splitTable, 1 copy
		1 pages 0 2         | a1 b2`,
		{design: findDesign('cow-pte')},
	);
});
