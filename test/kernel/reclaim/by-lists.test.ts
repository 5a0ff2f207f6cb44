/** Reclaim by lists: which pages leave first, of which cgroup, and how many at a time. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {isSwapped} from '../../../source/kernel/state/pte.ts';
import {indexAt, mmOf} from '../../helpers/parts.ts';
import {checkStory} from '../../helpers/story.ts';

const swapBytes = 4096 * 4096;

/** Which of the first `pages` pages of process 1 are in swap after a story, as runs. */
function swappedAfter(lines: readonly string[], pages: number): string {
	const {kernel} = checkStory(lines.join('\n'), {swapBytes});
	const away = Array.from({length: pages}, (_, page) =>
		isSwapped(kernel.strip.entry[indexAt(kernel, 1, page)]),
	);
	expect(kernel.mm.swapped[mmOf(kernel, 1)]).toBe(away.filter(Boolean).length);
	const starts = away.flatMap((isAway, page) => (isAway && away[page - 1] !== true ? [page] : []));
	return starts.map((start) => `${start}-${away.indexOf(false, start) - 1}`).join(' ');
}

/** A process with 400 pages, page tables counted, as one had on 6.18 with swap that is written at once (zram). */
const limited = ['1 cgroup web 400', '1 map 0 1000 rw'];

/** By pages written one after another: the last of those in swap, on 6.18 and here. Reclaim takes some sixty at a time. */
test.each([
	[350, undefined, undefined],
	[400, 55, 54],
	[500, 117, 117],
	[600, 240, 241],
	[700, 363, 303],
	[800, 448, 427],
])('of %d pages that were written the first left, up to %s on the real kernel', (written, real, ours) => {
	const swapped = swappedAfter([...limited, `1 write 0 ${written}`], written);
	expect(swapped).toBe(ours === undefined ? '' : `0-${ours}`);
	expect(Math.abs((real ?? 0) - (ours ?? 0))).toBeLessThanOrEqual(62);
});

test('pages that are used all the time stay while others come and go, as on 6.18', () => {
	const rounds = Array.from({length: 6}, (_, i) => [`1 write ${100 + i * 50} 50`, '1 read 0 100']).flat();
	expect(swappedAfter([...limited, '1 write 0 100', ...rounds], 400)).toBe('100-117');
});

test('where swap is full only pages of files are looked at', () => {
	checkStory(
		`
		1 map 0 3 rw          | ok
		1 write 0 3           | 3 zeroFill
		1 map 8 1 r lib       | ok
		1 read 8 1            | 1 mapFile
		0 reclaim 4           | 1 swapOut, 1 fileOut
		1 pages 0 3           | sx a1 b1
		0 reclaim 3           | ok
		1 work reclaim_visit  | 0`,
		{swapBytes: 4096},
	);
});

test('where memory has no bounds pages are listed when reclaim first looks for them, and all of them at some time', () => {
	const {kernel} = checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		0 reclaim 1           | 1 swapOut
		1 write 2 2           | 2 zeroFill
		0 reclaim 1           | 1 swapOut
		1 pages 0 4           | sx sx a1 b1`,
		{swapBytes},
	);
	expect(kernel.queue.pages.reduce((sum, pages) => sum + pages, 0)).toBe(2);
});

test('huge pages are taken apart first, and leave page by page', () => {
	checkStory(
		`
		1 map 0 512 rw        | ok
		1 write 0 512         | 1 hugeFill
		1 huge                | 0
		0 reclaim 3           | 1 splitHuge, 3 swapOut
		1 huge                | none
		1 resident            | 509`,
		{hugePages: 'always', swapBytes},
	);
});

test('huge pages of others stay whole where a cgroup is short', () => {
	checkStory(
		`
		1 map 0 512 rw        | ok
		1 write 0 512         | 1 hugeFill
		1 fork 2              | ok
		2 munmap 0 512        | ok
		2 cgroup web 20       | ok
		2 map 1024 30 rw      | ok
		2 write 1024 30
		1 huge                | 0`,
		{hugePages: 'always', swapBytes},
	);
});

test('a child’s tables that are still to be copied are copied before anything goes', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2
		0 reclaim 2           | 1 splitTable, 2 swapOut
		1 pages 0 2           | s2 s2
		2 pages 0 2           | s2 s2`,
		{design: findDesign('async-fork'), swapBytes},
	);
});

describe('where memory is short for more than one cgroup', () => {
	const two = `
		1 cgroup host 100     | ok
		1 fork 2              | ok
		1 fork 3              | ok
		2 cgroup a            | ok
		3 cgroup b            | ok
		2 map 0 60 rw         | ok
		3 map 0 60 rw         | ok
		2 write 0 44          | 44 zeroFill
		3 write 0 44          | 44 zeroFill`;

	test('those below one that is full have their turn one after another', () => {
		checkStory(
			`${two}
			3 write 44 4          | 4 zeroFill
			1 charged host        | 100 0
			3 write 48 1          | 14 swapOut, 1 limitRoom, 1 zeroFill
			1 charged a           | 40 7
			1 charged b           | 45 7`,
			{swapBytes},
		);
	});

	test('one with a limit of its own leaves the others alone', () => {
		checkStory(
			`
			1 map 0 20 rw         | ok
			1 write 0 20          | 20 zeroFill
			1 fork 2              | ok
			2 munmap 0 20         | ok
			2 cgroup web 12       | ok
			2 map 0 20 rw         | ok
			2 write 0 20
			1 pages 0 3           | a1 b1 c1`,
			{swapBytes},
		);
	});
});
