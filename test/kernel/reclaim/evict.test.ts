/** What leaves memory when all that can has to, and in which order given-up pages go. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'pages go with all their entries, however many map them; the page of zeros and files stay': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 read 2 1            | 1 zeroPage
		1 map 10 2 rw lib     | ok
		1 write 10 1          | 1 copyFile
		1 read 11 1           | 1 mapFile
		1 fork 2              | ok
		0 evict               | 3 swapOut
		1 pages 0 4           | s2 s2 z -
		1 pages 10 2          | s2 a2
		2 pages 10 2          | s2 a2
		1 swap                | 3
		1 work io_out tlb_page rmap_remove swap_dup | 3 6 6 6`,
	'what is locked stays for all who map it': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		2 lock 0 1            | 1 copy
		1 fork 3              | ok
		3 lock 1 1            | 1 copy
		0 evict               | 2 swapOut
		2 pages 0 2           | a1 s2
		1 pages 0 2           | s2 s2
		3 pages 0 2           | s2 a1`,
	'a shared page stays where one of two has locked it': `
		1 map 0 2 rws         | ok
		1 write 0 2           | 2 mapShared
		1 fork 2              | ok
		2 lock 0 1            | 1 mapShmem
		0 evict               | 1 swapOut
		1 pages 0 2           | a2 -
		1 swap                | 1`,
	'shared memory that was written goes to swap, what was only read is dropped': `
		1 map 0 4 rws         | ok
		1 write 0 1           | 1 mapShared
		1 read 1 1            | 1 mapShmem
		0 evict               | 1 swapOut, 1 dropClean
		1 pages 0 2           | - -
		1 swap                | 1
		1 resident            | 0
		1 read 0 1            | 1 swapIn, 1 mapShmem
		1 work fault_major io_in swap_free | 1 1 1
		1 swap                | 0
		0 evict               | 1 swapOut
		1 read 1 1            | 1 mapShmem
		1 write 0 1           | 1 swapIn, 1 mapShared`,
	'what the swap cache has leaves too, and keeps its slot': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 advise 0 2 pageout  | 2 swapOut
		1 read 0 1            | 1 swapIn
		1 work fault_minor    | 1
		0 evict               | 2 swapOut
		1 work io_out         | 0
		1 pages 0 2           | sx sx
		1 read 0 2            | 2 swapIn
		1 work fault_major    | 2
		1 swap                | 2`,
	'a page that was written since goes to the same slot, written again': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 evict               | 1 swapOut
		1 read 0 1            | 1 swapIn
		1 write 0 1           | ok
		0 evict               | 1 swapOut
		1 work io_out         | 1
		1 swap                | 1
		1 write 0 1           | 1 swapIn
		1 swap                | 0`,
	'given-up pages are dropped, written ones not': `
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 advise 0 2 free     | ok
		1 write 0 1           | ok
		0 evict               | 2 swapOut, 1 dropClean
		1 pages 0 3           | sx - sx
		1 read 1 1            | 1 zeroPage`,
	'a page that its owner gave up after a fork is lost for it alone, where the child has written it': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		1 exit                | ok
		2 write 0 1           | 1 reuse
		2 advise 0 1 free     | ok
		2 fork 3              | ok
		0 evict               | 1 dropClean
		2 pages 0 1           | -
		3 pages 0 1           | -`,
	'given up by the child and written by its parent: the older entry is met first, and all goes to swap': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		2 advise 0 1 free     | ok
		0 evict               | 1 swapOut
		1 pages 0 1           | s2
		2 pages 0 1           | s2`,
	'given up by the parent and written by its child: it is lost for the parent alone': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		1 advise 0 1 free     | ok
		0 evict               | 1 swapOut
		1 pages 0 1           | -
		2 pages 0 1           | s1
		1 work rmap_remove    | 2
		1 read 0 1            | 1 zeroPage`,
	'of three, those before the first that has written': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		2 fork 3              | ok
		1 advise 0 1 free     | ok
		3 advise 0 1 free     | ok
		0 evict               | 1 swapOut
		1 pages 0 1           | -
		2 pages 0 1           | s2
		3 pages 0 1           | s2`,
	'older is who came first, whatever rows address spaces have': `
		1 fork 2              | ok
		1 fork 3              | ok
		2 exit                | ok
		3 map 0 1 rw          | ok
		3 write 0 1           | 1 zeroFill
		3 fork 4              | ok
		4 advise 0 1 free     | ok
		0 evict               | 1 swapOut
		3 pages 0 1           | s2`,
	'a mapping that begins earlier is met before older processes': `
		1 map 0 2 rw          | ok
		1 write 1 1           | 1 zeroFill
		1 fork 2              | ok
		1 munmap 0 1          | ok
		2 advise 1 1 free     | ok
		0 evict               | 1 swapOut
		1 pages 1 1           | s1
		2 pages 1 1           | -`,
	'what is given up stays where one of two has locked it': `
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		1 advise 0 1 free     | ok
		1 protect 0 1 r       | ok
		1 lock 0 1            | ok
		0 evict               | ok
		1 pages 0 1           | a2`,
	'the empty machine has nothing to evict': `
		0 evict               | ok
		1 swap                | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {swapBytes: 64 * 4096});
});

test('where swap is full the rest stays', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 4           | 4 zeroFill
		0 evict               | 2 swapOut
		1 pages 0 4           | sx sx a1 b1
		1 write 2 2           | ok
		1 read 0 1            | 1 swapIn
		1 swap                | 1
		0 evict               | 1 swapOut`,
		{swapBytes: 2 * 4096},
	);
});

test('without swap only what need not be written goes', () => {
	checkStory(`
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 map 10 1 rws        | ok
		1 read 10 1           | 1 mapShmem
		1 advise 1 1 free     | ok
		0 evict               | 2 dropClean
		1 pages 0 2           | a1 -`);
});

test('each page is told with its slot and with how many mapped it', () => {
	const {kernel} = checkStory(
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		0 evict               | 1 swapOut`,
		{swapBytes: 2 ** 16},
	);
	const {count, kind, mm, vpn, frame, other, amount} = kernel.effects;
	const row = kind.subarray(0, count).indexOf(effectKinds.swapOut);
	expect([mm[row], vpn[row], other[row], amount[row]]).toEqual([0, 0, 1, 2]);
	expect(frame[row]).toBeGreaterThan(0);
});

test('a kernel that does not swap says so once, and only where there is swap', () => {
	const story = '1 map 0 1 rw | 1 zeroPage\n1 write 0 1 | 1 zeroCopy\n0 evict | ';
	checkStory(`${story} 1 notSimulated`, {design: findDesign('odf'), swapBytes: 2 ** 16});
	checkStory(`${story} ok`, {design: findDesign('odf')});
});
