import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';

import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {enterCache} from '../../../source/kernel/frames/swap.ts';
import {framesMax} from '../../../source/kernel/state/pte.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';
import {checkStory} from '../../helpers/story.ts';

/** With 64 pages of swap, of which few are in use. */
const stories: Readonly<Record<string, string>> = {
	'what has one owner comes back writable, even when it is only read': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		0 evict               | 2 swapOut
		1 pages 0 4           | sx sx - -
		1 work io_out swap_dup | 2 2
		1 read 0 1            | 1 swapIn
		1 work io_in fault_major swap_free | 1 1 1
		1 write 0 1           | ok
		1 swap                | 2`,
	'fork copies swap entries, and nobody is the only owner any more': `
		1 map 0 4 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 evict               | 1 swapOut
		1 fork 2              | ok
		1 pages 0 1           | s2
		2 pages 0 1           | s2
		1 work swap_dup       | 1
		1 read 0 1            | 1 swapIn
		2 read 0 1            | 1 swapIn
		2 work fault_major fault_minor | 0 1
		1 pages 0 1           | a2
		2 write 0 1           | 1 copy
		1 write 0 1           | 1 reuse
		1 swap                | 0`,
	'a shared page leaves all who map it at once': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		2 fork 3              | ok
		0 evict               | 2 swapOut
		3 pages 0 2           | s3 s3
		1 swap                | 2
		2 exit                | ok
		3 exit                | ok
		1 pages 0 2           | s1 s1
		1 write 0 2           | 2 swapIn
		1 swap                | 0`,
	'paging out takes what one process maps, leaves it in the cache, and need not write zeros': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		1 write 0 1           | 1 copy
		1 advise 0 2 pageout  | 1 swapOut
		1 pages 0 2           | sx a2
		1 read 0 2            | 1 swapIn
		1 map 8 2 rw          | ok
		1 advise 8 2 populate_write | 2 zeroFill
		1 advise 8 2 pageout  | 2 swapOut
		1 work io_out         | 0
		1 read 8 2            | 2 swapIn`,
	'what is locked stays, for others too, and must not be given up': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		1 lock 0 1            | 1 copy
		1 pages 0 2           | a1 b2
		0 evict               | 2 swapOut
		1 pages 0 2           | a1 s2
		2 pages 0 2           | s1 s2
		1 advise 0 1 dontneed | EINVAL
		1 advise 0 1 pageout  | EINVAL
		1 fork 3              | ok
		3 advise 0 1 dontneed | ok
		1 unlock 0 1          | ok
		0 evict               | 1 swapOut
		1 pages 0 2           | s1 s3`,
	'what was given up is dropped unless it is written again': `
		1 map 0 4 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 advise 0 3 free     | ok
		1 write 1 1           | ok
		0 evict               | 2 dropClean, 1 swapOut
		1 pages 0 3           | - sx -
		1 advise 1 1 free     | ok
		1 pages 0 3           | - - -
		1 swap                | 0`,
	'shared memory keeps the slot itself': `
		1 map 0 4 rws         | ok
		1 write 0 1           | 1 mapShared
		1 read 1 1            | 1 mapShmem
		1 fork 2              | ok
		2 read 0 1            | 1 mapShmem
		0 evict               | 1 swapOut, 1 dropClean
		1 pages 0 2           | - -
		2 swap                | 1
		2 read 0 1            | 1 swapIn, 1 mapShmem
		2 work fault_major swap_free | 1 1
		1 swap                | 0
		1 read 0 2            | 2 mapShmem`,
	'what is read ahead comes back without waiting': `
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		0 evict               | 2 swapOut
		1 advise 0 4 willneed | 2 swapAhead
		1 write 0 2           | 2 swapIn
		1 work fault_major fault_minor | 0 2
		1 swap                | 0`,
	'mremap and mprotect leave slots alone, munmap frees them': `
		1 map 0 4 rw          | ok
		1 write 0 3           | 3 zeroFill
		0 evict               | 3 swapOut
		1 protect 0 4 r       | ok
		1 remap 0 2 2 16      | ok
		1 pages 16 2          | sx sx
		1 munmap 16 1         | ok
		1 swap                | 2
		1 protect 17 1 rw     | ok
		1 write 17 1          | 1 swapIn
		1 exec sh             | ok
		1 swap                | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	const {kernel} = checkStory(story, {swapBytes: 64 * 4096});
	expect(checkKernel(kernel)).toBeUndefined();
});

test('while swap is nearly full a slot is given back as soon as its page is read, and what has no room stays', () => {
	checkStory(
		`
		1 map 0 8 rw          | ok
		1 write 0 6           | 6 zeroFill
		0 evict               | 4 swapOut
		1 pages 0 6           | sx sx sx sx a1 b1
		1 read 0 1            | 1 swapIn
		1 swap                | 3
		0 evict               | 1 swapOut
		1 swap                | 4`,
		{swapBytes: 4 * 4096},
	);
});

test('no more slots are given than entries can name, however large swap is', () => {
	const kernel = bareKernel({swapSlots: 2 * framesMax});
	const [first, second] = [1, 2].map(() => allocateFrame(kernel, frameKinds.anon));
	kernel.swap.rows.live = framesMax - 2;
	expect(enterCache(kernel, first)).not.toBe(0);
	expect(enterCache(kernel, second)).toBe(0);
});

test('a kernel that is not simulated with swap keeps its pages, and says so', () => {
	checkStory(
		`
		1 map 0 4 rw          | 4 zeroPage
		1 write 0 2           | 2 zeroCopy
		0 evict               | 1 notSimulated
		1 advise 0 2 pageout  | 1 notSimulated
		1 pages 0 2           | a1 b1`,
		{design: findDesign('odf'), swapBytes: 64 * 4096},
	);
});

test.each([
	['linux-6', 0],
	['linux-4', 4],
	['linux-2.4', 4],
	['async-fork', 4],
])('%s: %d of four pages of zeros are written to swap', (id, pages) => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 advise 0 4 populate_write | 4 zeroFill
		0 evict               | 4 swapOut
		0 work io_out         | ${pages}
		1 read 0 4            | 4 swapIn
		1 work io_in          | ${pages}`,
		{design: findDesign(id), swapBytes: 64 * 4096},
	);
});
