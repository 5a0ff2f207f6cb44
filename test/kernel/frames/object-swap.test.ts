/** Shared memory in swap: its slots are the object's, whoever maps it, and go with the last mapping. */
import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'slots go with the object when nobody maps it any more': `
		1 map 0 4 rws         | ok
		1 write 0 4           | 4 mapShared
		0 evict               | 4 swapOut
		1 swap                | 4
		1 fork 2              | ok
		1 munmap 0 4          | ok
		1 swap                | 4
		2 read 1 1            | 1 swapIn, 1 mapShmem
		1 swap                | 3
		2 munmap 0 4          | ok
		1 swap                | 0`,
	'pages come back one by one, in any order': `
		1 map 0 4 rws         | ok
		1 write 0 4           | 4 mapShared
		0 evict               | 4 swapOut
		1 read 2 1            | 1 swapIn, 1 mapShmem
		1 read 0 1            | 1 swapIn, 1 mapShmem
		1 write 3 1           | 1 swapIn, 1 mapShared
		1 work fault_major fault_minor swap_free | 1 0 1
		1 read 1 1            | 1 swapIn, 1 mapShmem
		1 swap                | 0
		1 resident            | 4
		1 dirty 0 4           | d d d d`,
	'what has come back and goes again gets a slot anew': `
		1 map 0 2 rws         | ok
		1 write 0 2           | 2 mapShared
		0 evict               | 2 swapOut
		1 read 0 1            | 1 swapIn, 1 mapShmem
		1 swap                | 1
		0 evict               | 1 swapOut
		1 swap                | 2
		1 read 0 2            | 2 swapIn, 2 mapShmem
		1 swap                | 0`,
	'two objects keep their slots apart': `
		1 map 0 2 rws         | ok
		1 map 10 2 rws        | ok
		1 write 0 2           | 2 mapShared
		1 write 10 2          | 2 mapShared
		0 evict               | 4 swapOut
		1 munmap 0 2          | ok
		1 swap                | 2
		1 read 10 2           | 2 swapIn, 2 mapShmem
		1 swap                | 0`,
	'what was read ahead is in the swap cache until it is mapped': `
		1 map 0 2 rws         | ok
		1 write 0 2           | 2 mapShared
		0 evict               | 2 swapOut
		1 advise 0 2 willneed | 2 swapAhead
		1 swap                | 2
		0 evict               | 2 swapOut
		1 advise 0 1 willneed | 1 swapAhead
		1 munmap 0 2          | ok
		1 swap                | 0`,
	'a private mapping of nothing in swap reads zeros where nobody wrote': `
		1 map 0 3 rws         | ok
		1 write 1 1           | 1 mapShared
		0 evict               | 1 swapOut
		1 read 0 3            | 3 mapShmem, 1 swapIn
		1 swap                | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {swapBytes: 64 * 4096});
});

test('a page that finds no frame stays in its slot', () => {
	checkStory(
		`
		1 map 0 1 rws         | ok
		1 write 0 1           | 1 mapShared
		0 evict               | 1 swapOut
		1 fork 2              | ok
		2 map 100 40 rw       | ok
		2 write 100 40        | 40 zeroFill
		1 read 0 1            | 1 swapIn, 1 mapShmem`,
		{swapBytes: 4096, memoryBytes: 64 * 4096},
	);
});
