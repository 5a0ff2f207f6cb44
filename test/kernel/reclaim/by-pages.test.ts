/** Reclaim by reverse maps: which pages are tried, what a try counts, and where the next one begins. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {frameAt} from '../../helpers/parts.ts';
import {checkStory} from '../../helpers/story.ts';

const rmap = findDesign('linux-2.5-rmap');

const stories: Readonly<Record<string, string>> = {
	'a page that two map is visited through both, and used by one it stays for both': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 6 4 1
		1 pages 0 2           | s2 a2
		2 read 1 1            | ok
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 4 2 1
		1 pages 0 2           | s2 s2`,
	'the next page that is tried comes after the one that went last': `
		1 map 0 4 rw          | ok
		1 write 0 4           | 4 zeroFill
		0 reclaim 1           | 1 swapOut
		1 write 0 1           | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless | 1 0
		1 pages 0 4           | a1 s1 b1 c1
		0 reclaim 4           | 3 swapOut
		1 pages 0 4           | s1 s1 s1 s1`,
	'a page that nothing maps is one visit': `
		1 map 0 1 r lib       | ok
		1 read 0 1            | 1 mapFile
		1 munmap 0 1          | ok
		0 reclaim 1           | 1 fileOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 1 0 1`,
	'what one of two has locked stays, and is not tried': `
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		2 protect 0 1 r       | ok
		2 lock 0 1            | ok
		0 reclaim 2           | 1 swapOut
		1 pages 0 2           | a2 s2
		2 pages 0 2           | a2 s2`,
	'page tables, pages of zeros and of the kernel are not tried': `
		1 map 0 1 rw          | ok
		1 read 0 1            | 1 zeroPage
		1 map 4 1 r [vdso]    | ok
		1 read 4 1            | 1 mapFile
		0 reclaim 8           | ok
		1 work reclaim_visit  | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {design: rmap, swapBytes: 64 * 4096});
});

test('where swap is full all frames are tried twice, and no more', () => {
	checkStory(
		`
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		0 reclaim 3           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 6 5 1
		0 reclaim 3           | ok
		1 work reclaim_visit reclaim_useless | 4 4`,
		{design: rmap, swapBytes: 4096},
	);
});

test('the first frame is tried as often as any other', () => {
	const {kernel} = checkStory(
		`
		1 map 0 4 rw          | ok
		1 fork 2              | ok
		1 exit                | ok
		2 write 0 3           | 3 zeroFill
		0 reclaim 3           | 1 swapOut
		1 work reclaim_visit reclaim_useless reclaim_freed | 6 5 1`,
		{design: rmap, swapBytes: 4096},
	);
	expect([0, 1, 2].map((page) => frameAt(kernel, 2, page))).toContain(1);
});
