/** Huge pages of Linux 6, rule by rule, as they were measured on 6.18. */
import {expect, test} from 'vitest';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {checkStory} from '../../helpers/story.ts';

/** Each story runs with huge pages everywhere unless its name ends in another setting. */
const stories: Readonly<Record<string, string>> = {
	'the first write fills 2 MiB, in one fault and with one table': `
		1 map 0 1024 rw      | ok
		1 write 3 1          | 1 hugeFill
		1 write 0 512        | ok
		1 huge               | 0
		1 resident           | 512
		1 tables             | 3
		1 pages 0 2          | a1 b1
		1 write 600 1        | 1 hugeFill
		1 huge               | 0 512
		1 tables             | 4`,
	'the first read maps the folio of zeros, which a write replaces whole': `
		1 map 0 512 rw       | ok
		1 read 3 2           | 1 hugeZero
		1 huge               | 0z
		1 resident           | 0
		1 tables             | 3
		1 write 3 1          | 1 hugeZeroCopy
		1 huge               | 0
		1 resident           | 512
		1 tables             | 3`,
	'where the mapping does not hold 2 MiB, or a table is there, single pages come': `
		1 map 1 511 rw       | ok
		1 write 1 1          | 1 zeroFill
		1 map 512 512 rw     | ok
		1 write 512 1        | 1 hugeFill
		1 munmap 512 511     | 1 splitHuge
		1 map 512 511 rw     | ok
		1 write 512 1        | 1 zeroFill
		1 huge               | none`,
	'shared memory and files have none': `
		1 map 0 512 rws      | ok
		1 write 0 1          | 1 mapShared
		1 map 512 512 rw lib | ok
		1 write 512 1        | 1 copyFile
		1 huge               | none`,
	'only where they are asked for: madvise': `
		1 map 0 1024 rw      | ok
		1 write 0 1          | 1 zeroFill
		1 advise 512 512 hugepage | ok
		1 maps               | 0-512 rw, 512-1024 rw
		1 write 512 1        | 1 hugeFill
		1 advise 512 512 nohugepage | ok
		1 huge               | 512`,
	'not where they are not wanted': `
		1 map 0 512 rw       | ok
		1 advise 0 512 nohugepage | ok
		1 write 0 1          | 1 zeroFill`,
	'fork copies one entry and its table; a write splits it and copies one page': `
		1 map 0 512 rw       | ok
		1 write 0 512        | 1 hugeFill
		1 fork 2             | ok
		1 work huge_copy pte_copy pt_alloc | 1 0 1
		2 tables             | 3
		2 pages 0 1          | a2
		2 write 5 1          | 1 splitHuge, 1 copy
		2 huge               | none
		1 huge               | 0
		2 pages 4 3          | a2 b1 c2
		1 pages 4 3          | a2 b1 c2
		2 write 6 2          | 2 copy
		1 write 9 1          | 1 splitHuge, 1 copy`,
	'the last user takes the whole over, in one fault': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 fork 2             | ok
		2 exit               | ok
		1 write 9 1          | 1 hugeReuse
		1 write 0 512        | ok`,
	'pages of a folio that is not shared any more are taken over one by one': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 fork 2             | ok
		2 write 0 1          | 1 splitHuge, 1 copy
		1 exit               | ok
		2 write 1 3          | 3 reuse`,
	'the last page that is mapped is copied, so that 2 MiB can go': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 fork 2             | ok
		2 munmap 1 511       | 1 splitHuge
		1 exit               | ok
		2 write 0 1          | 1 copy`,
	'a third address space is not counted by itself, and misses that it is the last': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 fork 2             | ok
		1 fork 3             | ok
		3 write 0 1          | 1 splitHuge, 1 copy
		2 exit               | ok
		1 exit               | ok
		3 write 300 2        | 2 copy`,
	'unmapping a part splits, and the folio stays until its last page goes': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 munmap 0 500       | 1 splitHuge
		1 resident           | 12
		1 fork 2             | ok
		1 munmap 500 12      | ok
		2 resident           | 12`,
	'DONTNEED of the whole lets the next fault be huge again; of a part it splits': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 advise 0 512 dontneed | ok
		1 tables             | 2
		1 write 0 1          | 1 hugeFill
		1 advise 0 1 dontneed | 1 splitHuge
		1 write 0 2          | 1 zeroFill
		1 tables             | 3`,
	'other rights for the whole leave it whole, for a part they split it': `
		1 map 0 1024 rw      | ok
		1 write 0 1024       | 2 hugeFill
		1 protect 0 512 r    | ok
		1 protect 0 512 rw   | ok
		1 write 0 1          | ok
		1 protect 600 10 r   | 1 splitHuge
		1 huge               | 0`,
	'mremap moves whole entries with their tables where both ends are aligned, and splits them elsewhere': `
		1 map 0 1024 rw      | ok
		1 write 0 1024       | 2 hugeFill
		1 remap 0 512 512 4096 | ok
		1 huge               | 512 4096
		1 tables             | 4
		1 remap 4096 512 512 8200 | 1 splitHuge
		1 huge               | 512
		1 resident           | 1024
		1 write 8200 512     | ok`,
	'the folio of zeros splits into pages of zeros': `
		1 map 0 512 rw       | ok
		1 read 0 1           | 1 hugeZero
		1 protect 0 10 r     | 1 splitHuge
		1 resident           | 0
		1 write 10 2         | 2 zeroCopy`,
	'FREE of the whole keeps it whole, of a part takes the folio apart, of a shared one does nothing': `
		1 map 0 1024 rw      | ok
		1 write 0 1024       | 2 hugeFill
		1 advise 0 512 free  | ok
		1 entries 0 3        | w w w
		1 write 1 1          | ok
		1 entries 0 3        | wd wd wd
		1 advise 512 10 free | 1 splitHuge
		1 entries 511 2      | wd w
		1 fork 2             | ok
		1 advise 0 512 free  | ok
		1 entries 0 1        | d
		2 advise 0 10 free   | ok
		2 huge               | 0`,
	'what was never written is not worth a page when a folio is taken apart': `
		1 map 0 512 rw       | ok
		1 write 0 2          | 1 hugeFill
		1 advise 0 1 free    | 1 splitHuge
		1 resident           | 2
		1 pages 0 4          | a1 b1 z z`,
	'populating takes a fault for each 2 MiB': `
		1 map 0 1024 rw      | ok
		1 advise 0 1024 populate_write | 2 hugeFill
		1 work fault_minor   | 2
		1 advise 0 1100 populate_read | ENOMEM`,
};

const modes = ['always', 'madvise', 'never'] as const;

test.each(Object.entries(stories))('%s', (name, story) => {
	const hugePages = modes.find((mode) => name.endsWith(`: ${mode}`)) ?? 'always';
	const machine = checkStory(story, {hugePages});
	expect(checkKernel(machine.kernel)).toBeUndefined();
});

test('where memory for 2 MiB is not to be had single pages come, and nothing is lost', () => {
	const story = `
		1 map 1 400 rw       | ok
		1 write 1 400        | 400 zeroFill
		1 map 512 512 rw     | ok
		1 read 512 1         | 1 zeroPage
		1 write 513 1        | 1 zeroFill
		1 huge               | none`;
	const {kernel} = checkStory(story, {hugePages: 'always', memoryBytes: 600 * 4096});
	expect(checkKernel(kernel)).toBeUndefined();
	expect(kernel.folio.live).toBe(0);
});

test('to leave for swap a folio is taken apart, and what was never written leaves nothing', () => {
	const story = `
		1 map 0 1024 rw      | ok
		1 write 0 1024       | 2 hugeFill
		1 map 2048 512 rw    | ok
		1 write 2048 1       | 1 hugeFill
		1 fork 2             | ok
		1 advise 0 512 pageout | ok
		1 huge               | 0 512 2048
		1 evict              | 6 splitHuge, 1025 swapOut
		1 resident           | 0
		1 advise 0 512 collapse | EAGAIN
		2 read 2048 2        | 1 swapIn`;
	const {kernel} = checkStory(story, {hugePages: 'always', swapBytes: 2 ** 25});
	expect(checkKernel(kernel)).toBeUndefined();
});

test('32-bit page tables have no huge entries', () => {
	const story = `
		1 map 0 1024 rw      | ok
		1 write 0 1          | 1 zeroFill`;
	checkStory(story, {hugePages: 'always', geometry: 'i386'});
});
