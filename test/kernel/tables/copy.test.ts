/** What a mapping's entries become in the child; the child's reads are held against the parent's by the story itself. */
import {expect, test} from 'vitest';
import {linux24} from '../../../source/designs/linux-2.4.ts';
import {linux25Rmap} from '../../../source/designs/linux-2.5-rmap.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'private pages lose the right to write on both sides, once, and stay dirty': `
		1 map 0 3 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 read 2 1          | 1 zeroPage
		1 fork 2            | ok
		1 work pte_copy pte_wp page_ref | 3 2 2
		1 entries 0 3       | d d .
		2 entries 0 3       | d d .
		2 pages 0 3         | a2 b2 z
		2 resident          | 2
		1 fork 3            | ok
		1 work pte_copy pte_wp page_ref | 3 0 2
		3 pages 0 3         | a3 b3 z`,
	'the last one left has its pages to itself again, but by a fault': `
		1 map 0 1 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 fork 2            | ok
		2 exit              | ok
		1 write 0 1         | 1 reuse`,
	'a page of a mapping that was made read-only is shared as it is': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 protect 0 2 r     | ok
		1 fork 2            | ok
		1 work pte_copy pte_wp page_ref | 2 0 2
		1 protect 0 2 rw    | ok
		1 write 0 2         | 2 copy
		2 protect 0 2 rw    | ok
		2 write 0 2         | 2 reuse`,
	'shared memory without written pages is left to faults': `
		1 map 0 2 rws       | ok
		1 write 0 2         | 2 mapShared
		1 fork 2            | ok
		2 pages 0 2         | - -
		1 work pte_copy     | 0
		1 entries 0 2       | wd wd
		2 write 0 1         | 1 mapShared`,
	'own copies of a file’s pages are shared, what was only read is left out or shared': `
		1 map 0 4 rw lib    | ok
		1 write 0 2         | 2 copyFile
		1 read 2 2          | 1 mapFile
		1 fork 2            | ok
		1 work pte_copy pte_wp page_ref | 4 2 4
		2 pages 0 4         | a2 b2 c2 d2
		2 resident          | 4
		2 write 0 4         | 4 copy
		1 write 0 2         | 2 reuse`,
	'the child gets a table for every one that the parent has, whole and in part': `
		1 map 0 2000 rw     | ok
		1 write 500 20      | 20 zeroFill
		1 write 1600 1      | 1 zeroFill
		1 fork 2            | ok
		2 tables            | 5
		1 work pt_alloc pte_copy | 3 21
		2 pages 510 4       | a2 b2 c2 d2
		2 pages 1599 3      | - a2 -`,
	'a mapping that begins and ends within tables copies only its own entries': `
		1 map 510 4 rw      | ok
		1 map 514 4 r       | ok
		1 map 600 4 rw      | ok
		1 write 510 4       | 4 zeroFill
		1 write 600 4       | 4 zeroFill
		1 advise 600 4 dontfork | ok
		1 fork 2            | ok
		1 work pte_copy pte_wp | 4 4
		2 pages 510 4       | a2 b2 c2 d2
		2 pages 600 4       | - - - -
		1 entries 600 4     | wd wd wd wd
		2 resident          | 4`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

const swapped = `
	1 map 0 4 rw          | ok
	1 write 0 4           | 4 zeroFill
	1 advise 0 2 pageout  | 2 swapOut
	1 pages 0 4           | sx sx a1 b1
	1 fork 2              | ok
	1 work pte_copy pte_wp page_ref | 4 2 2
	1 pages 0 4           | s2 s2 a2 b2
	2 pages 0 4           | s2 s2 a2 b2
	1 swap                | 2
	2 exit                | ok
	1 pages 0 4           | s1 s1 a1 b1`;

test('a page in swap is named by one more entry, and by none alone', () => {
	checkStory(swapped, {swapBytes: 2 ** 20});
});

test('with chains every page’s chain grows, and pages are written through a fault', () => {
	checkStory(
		`
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | ok
		1 work pte_copy pte_wp page_ref rmap_add | 2 2 2 2
		2 write 0 1         | 1 copy
		1 write 0 1         | 1 reuse`,
		{design: linux25Rmap},
	);
});

test('before 2.6 what is shared is copied too, and is not dirty in the child', () => {
	checkStory(
		`
		1 map 0 2 rws       | ok
		1 write 0 2         | 2 mapShared
		1 fork 2            | ok
		1 entries 0 2       | wd wd
		2 entries 0 2       | w w
		1 work pte_copy pte_wp | 2 0
		2 resident          | 2`,
		{design: linux24},
	);
});

test('a machine without room for the child’s tables has no child', () => {
	const {kernel} = checkStory(
		`
		1 map 0 40 rw       | ok
		1 write 0 40        | 40 zeroFill
		1 fork 2            | ENOMEM
		1 read 0 40         | ok
		1 resident          | 40`,
		{memoryBytes: 46 * 4096},
	);
	expect(kernel.mm.live).toBe(1);
});
