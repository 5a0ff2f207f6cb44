/** Faults where 2 MiB come at once, on both kernels that have huge pages, and where memory for that is short. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'each way costs what it does': `
		1 map 0 1024 rw      | ok
		1 write 0 1          | 1 hugeFill
		1 work page_zero fault_minor tlb_page | 512 1 0
		1 read 512 1         | 1 hugeZero
		1 work page_zero fault_minor | 0 1
		1 write 512 1        | 1 hugeZeroCopy
		1 work page_zero tlb_page fault_protected | 512 1 1
		1 fork 2             | ok
		1 exit               | ok
		2 write 3 1          | 1 hugeReuse
		2 work page_zero page_copy tlb_page | 0 0 1
		2 write 4 508        | ok`,
	'what is taken over is one’s own, page by page too': `
		1 map 0 512 rw       | ok
		1 write 0 1          | 1 hugeFill
		1 fork 2             | ok
		2 exit               | ok
		1 write 0 1          | 1 hugeReuse
		1 protect 0 512 r    | ok
		1 protect 0 512 rw   | ok
		1 write 511 1        | ok
		1 protect 0 256 r    | 1 splitHuge
		1 protect 0 256 rw   | ok
		1 write 0 512        | ok`,
	'memory that may only be read gets the folio of zeros, and is written where that is allowed then': `
		1 map 0 512 r        | ok
		1 read 7 1           | 1 hugeZero
		1 protect 0 512 rw   | ok
		1 write 7 1          | 1 hugeZeroCopy
		1 entries 6 2        | wd wd`,
	'a mapping that ends within 2 MiB, or begins there': `
		1 map 1 1023 rw      | ok
		1 write 511 2        | 1 zeroFill, 1 hugeFill
		1 map 2048 513 rw    | ok
		1 write 2560 1       | 1 zeroFill
		1 write 2048 1       | 1 hugeFill`,
	'a first read joins the mapping to what merges with it then': `
		1 map 0 512 rw       | ok
		1 read 0 1           | 1 hugeZero
		1 fork 2             | ok
		2 huge               | 0z
		2 write 0 1          | 1 hugeZeroCopy`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {hugePages: 'always'});
});

describe('on linux-4', () => {
	const before: Readonly<Record<string, string>> = {
		'a write copies all 2 MiB, and the parent has its own to itself': `
			1 map 0 512 rw       | ok
			1 write 0 512        | 1 hugeFill
			1 fork 2             | ok
			2 write 5 1          | 1 hugeCopy
			2 work page_copy tlb_page | 512 1
			2 huge               | 0
			1 write 5 1          | 1 hugeReuse
			2 write 0 512        | ok`,
		'where huge pages are not wanted any more 512 pages are copied one by one': `
			1 map 0 512 rw       | ok
			1 write 0 512        | 1 hugeFill
			1 fork 2             | ok
			2 advise 0 512 nohugepage | ok
			2 write 5 1          | 1 splitHuge, 512 copy
			2 work page_copy fault_minor | 512 1
			2 huge               | none
			2 resident           | 512`,
		'a folio of which another process maps single pages is copied': `
			1 map 0 512 rw       | ok
			1 write 0 512        | 1 hugeFill
			1 fork 2             | ok
			2 munmap 1 511       | 1 splitHuge
			1 write 5 1          | 1 hugeCopy
			2 write 0 1          | 1 reuse`,
		'collapse is not there yet': `
			1 map 0 512 rw       | ok
			1 write 0 1          | 1 hugeFill
			1 advise 0 512 collapse | EINVAL`,
	};
	test.each(Object.entries(before))('%s', (_, story) => {
		checkStory(story, {hugePages: 'always', design: findDesign('linux-4')});
	});

	test('without memory for 2 MiB nothing is copied before there is', () => {
		const story = `
			1 map 0 512 rw       | ok
			1 write 0 512        | 1 hugeFill
			1 fork 2             | ok
			1 fork 3             | ok
			2 write 5 1          | 1 hugeCopy
			3 write 5 1          | 1 oomKill, 1 hugeCopy`;
		checkStory(story, {
			hugePages: 'always',
			design: findDesign('linux-4'),
			memoryBytes: 1044 * 4096,
			overcommit: 1,
		});
	});
});

describe('where memory is short', () => {
	test('a write to the folio of zeros gets a page of its own', () => {
		const story = `
			1 map 0 512 rw       | ok
			1 read 0 1           | 1 hugeZero
			1 map 1024 100 rw    | ok
			1 write 1024 100     | 100 zeroFill
			1 write 5 1          | 1 splitHuge, 1 zeroCopy
			1 huge               | none
			1 pages 4 3          | z a1 z
			1 resident           | 101`;
		const {kernel} = checkStory(story, {hugePages: 'always', memoryBytes: 1000 * 4096, overcommit: 1});
		expect(kernel.folio.live).toBe(1);
	});

	test('a first write gets a page of its own', () => {
		const story = `
			1 map 0 512 rw       | ok
			1 write 5 1          | 1 zeroFill`;
		checkStory(story, {hugePages: 'always', memoryBytes: 300 * 4096, overcommit: 1});
	});

	test('a folio for which there is no table any more is given back', () => {
		const story = `
			1 map 0 512 rw       | ok
			1 write 5 1          | 1 zeroFill`;
		const {kernel} = checkStory(story, {hugePages: 'always', memoryBytes: 514 * 4096, overcommit: 1});
		expect(kernel.folio.live).toBe(0);
	});
});
