/** madvise(PAGEOUT) and (WILLNEED): what goes of a range, what of it stays in the swap cache, and what is read ahead. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a page that one process maps goes, and stays in the swap cache until it is needed': `
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 advise 1 1 pageout  | 1 swapOut
		1 work io_out         | 1
		1 pages 0 3           | a1 sx b1
		1 resident            | 2
		1 read 1 1            | 1 swapIn
		1 work fault_minor fault_major io_in | 1 0 0
		1 write 1 1           | ok
		1 swap                | 1`,
	'a page of zeros needs no disk, and is not kept': `
		1 map 0 1 rw          | ok
		1 advise 0 1 populate_write | 1 zeroFill
		1 advise 0 1 pageout  | 1 swapOut
		1 work io_out         | 0
		1 read 0 1            | 1 swapIn
		1 work fault_major    | 1`,
	'a page that is in its slot already is not kept either': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 evict               | 1 swapOut
		1 read 0 1            | 1 swapIn
		1 advise 0 1 pageout  | 1 swapOut
		1 work io_out         | 0
		1 read 0 1            | 1 swapIn
		1 work fault_major    | 1`,
	'what several map stays, and what is not there is passed over': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 read 2 1            | 1 zeroPage
		1 fork 2              | ok
		1 advise 0 4 pageout  | ok
		2 write 0 1           | 1 copy
		1 advise 0 4 pageout  | 1 swapOut
		1 pages 0 4           | s1 a2 z -
		2 advise 0 4 pageout  | 1 swapOut`,
	'pages of files stay, and that is told once a call': `
		1 map 0 4 rw lib      | ok
		1 write 0 1           | 1 copyFile
		1 read 1 1            | 1 mapFile
		1 advise 0 4 pageout  | 1 swapOut, 1 notSimulated
		1 pages 0 2           | sx a1
		1 advise 0 1 pageout  | ok`,
	'shared memory that one process maps leaves the memory of all': `
		1 map 0 4 rws         | ok
		1 write 0 2           | 2 mapShared
		1 read 2 1            | 1 mapShmem
		1 advise 0 4 pageout  | 2 swapOut, 1 dropClean
		1 pages 0 3           | - - -
		1 swap                | 2
		1 fork 2              | ok
		2 read 0 1            | 1 swapIn, 1 mapShmem
		2 work fault_major    | 0
		1 read 2 1            | 1 mapShmem`,
	'a given-up page that was written again is left alone once': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 advise 0 2 free     | ok
		1 write 0 1           | ok
		1 advise 0 2 pageout  | 1 dropClean
		1 pages 0 2           | a1 -
		1 advise 0 2 pageout  | 1 swapOut
		1 pages 0 2           | sx -`,
	'read ahead: pages come into the swap cache, mapped by nobody, and faults have them without waiting': `
		1 map 0 4 rw          | ok
		1 write 0 4           | 4 zeroFill
		0 evict               | 4 swapOut
		1 advise 1 2 willneed | 2 swapAhead
		1 work io_in          | 2
		1 pages 0 4           | sx sx sx sx
		1 resident            | 0
		1 advise 1 2 willneed | ok
		1 read 1 1            | 1 swapIn
		1 work fault_minor io_in | 1 0
		1 read 0 1            | 1 swapIn
		1 work fault_major    | 1`,
	'read ahead in shared memory goes by the part of it that is mapped': `
		1 map 0 6 rws         | ok
		1 write 0 6           | 6 mapShared
		0 evict               | 6 swapOut
		1 munmap 0 2          | ok
		1 advise 3 2 willneed | 2 swapAhead
		1 read 3 1            | 1 swapIn, 1 mapShmem
		1 work fault_major fault_minor | 0 1
		1 read 5 1            | 1 swapIn, 1 mapShmem
		1 work fault_major fault_minor | 1 0
		1 read 4 1            | 1 swapIn, 1 mapShmem
		1 work fault_major fault_minor | 0 1
		1 read 2 1            | 1 swapIn, 1 mapShmem
		1 work fault_major fault_minor | 1 0`,
	'nothing is read ahead of a file': `
		1 map 0 2 r lib       | ok
		1 advise 0 2 willneed | ok
		1 work io_in          | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {swapBytes: 64 * 4096});
});

test('where swap is full pages stay, until there is room', () => {
	checkStory(
		`
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 advise 0 3 pageout  | 2 swapOut
		1 pages 0 3           | sx sx a1
		1 munmap 0 1          | ok
		1 advise 2 1 pageout  | 1 swapOut`,
		{swapBytes: 2 * 4096},
	);
});

test('a kernel that does not swap says so', () => {
	const story = '1 map 0 1 rw | 1 zeroPage\n1 write 0 1 | 1 zeroCopy\n1 advise 0 1 pageout | ';
	checkStory(`${story} 1 notSimulated`, {design: findDesign('odf'), swapBytes: 2 ** 16});
	checkStory(`${story} ok`, {design: findDesign('odf')});
});

/** As on 6.18. */
describe('cold', () => {
	test('takes apart a huge page of which a part is meant, as others may go', () => {
		checkStory(
			`
			1 map 0 512 rw        | ok
			1 write 0 512         | 1 hugeFill
			1 advise 0 512 cold   | ok
			1 huge                | 0
			1 advise 3 8 cold     | 1 splitHuge
			1 huge                | none
			1 resident            | 512`,
			{hugePages: 'always'},
		);
	});

	test('leaves one that another process maps too', () => {
		checkStory(
			`
			1 map 0 512 rw        | ok
			1 write 0 512         | 1 hugeFill
			1 fork 2              | ok
			1 advise 3 8 cold     | ok
			1 huge                | 0`,
			{hugePages: 'always'},
		);
	});

	test('lets pages go that were used, and not those of two', () => {
		checkStory(
			`
			1 map 0 4 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 fork 2              | ok
			1 write 1 3           | 3 zeroFill
			1 advise 0 3 cold     | ok
			0 reclaim 2           | 2 swapOut
			1 work reclaim_visit reclaim_useless | 5 3
			1 pages 0 4           | a2 sx sx b1`,
			{swapBytes: 64 * 4096},
		);
	});
});
