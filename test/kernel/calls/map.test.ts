/** mmap and munmap: what is refused, what is replaced, and what is left around a hole. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {mapMemory, pageRange, pagesAt} from '../../../source/kernel/calls/map.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {errno} from '../../../source/kernel/state/errno.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {checkStory} from '../../helpers/story.ts';

const end = 0x7_ffff_ffff - 2 ** 32;

const stories: Readonly<Record<string, string>> = {
	'an address that is no page’s, a length that is none, and what is beyond the end of memory are refused': `
		1 map 0.5 1 rw      | EINVAL
		1 map 0 0 rw        | EINVAL
		1 map 0 1 rw lib+0.5 | EINVAL
		1 map ${end} 1 rw   | ENOMEM
		1 map ${end - 1} 2 rw | ENOMEM
		1 map ${end - 1} 1 rw | ok
		1 munmap ${end - 1} 2 | EINVAL
		1 munmap ${end - 1} 1 | ok
		1 munmap 0.5 1      | EINVAL
		1 munmap 0 0        | EINVAL
		1 maps              | nothing`,
	'the first page of memory can be mapped': `
		1 map ${-(2 ** 32)} 1 rw | ok
		1 write ${-(2 ** 32)} 1 | 1 zeroFill
		1 munmap ${-(2 ** 32)} 1 | ok
		1 resident          | 0`,
	'a part of a page is a page': `
		1 map 0 0.25 rw     | ok
		1 maps              | 0-1 rw
		1 munmap 0 0.25     | ok
		1 maps              | nothing`,
	'what was there is replaced, with its pages': `
		1 map 0 6 rw        | ok
		1 write 0 6         | 6 zeroFill
		1 map 2 2 r         | ok
		1 maps              | 0-2 rw, 2-4 r, 4-6 rw
		1 pages 0 6         | a1 b1 - - c1 d1
		1 resident          | 4
		1 map 1 1 rw        | ok
		1 read 1 1          | 1 zeroPage`,
	'a hole is made in the middle, at both ends, and over several mappings': `
		1 map 0 4 rw        | ok
		1 map 4 4 r         | ok
		1 map 8 4 rw        | ok
		1 munmap 3 6        | ok
		1 maps              | 0-3 rw, 9-12 rw
		1 munmap 3 6        | ok
		1 munmap 2 1        | ok
		1 munmap 9 1        | ok
		1 maps              | 0-2 rw, 10-12 rw
		1 munmap 0 100      | ok
		1 maps              | nothing
		1 tables            | 0`,
	'tables go with the last mapping that touches them': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 map 512 4 rw      | ok
		1 write 0 1         | 1 zeroFill
		1 write 8 1         | 1 zeroFill
		1 write 512 1       | 1 zeroFill
		1 tables            | 4
		1 munmap 0 4        | ok
		1 tables            | 4
		1 munmap 8 4        | ok
		1 tables            | 3
		1 map 1000 1 r      | ok
		1 munmap 512 4      | ok
		1 tables            | 3
		1 munmap 1000 1     | ok
		1 tables            | 0`,
	'what grows at its end may join what lies below, if it is of the same kind': `
		1 map 4 2 rw        | ok
		1 map 2 2 rw        | ok
		1 map 6 2 r         | ok
		1 map 8 2 rw lib    | ok
		1 map 10 2 rw lib+2 | ok
		1 maps              | 2-6 rw, 6-8 r, 8-10 rw, 10-12 rw`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

test('a process has so many mappings and no more: two are kept free for a hole in one', () => {
	const {kernel} = checkStory('1 map 0 1 rw | ok\n1 map 2 1 rw | ok\n1 map 4 1 rw | ok');
	const mm = kernel.task.mm[findTask(kernel, 1)];
	const few = {...kernel, limits: {...kernel.limits, vmasPerMm: 5}};
	const request = {address: 2 ** 30, length: pageBytes, flags: vmaFlags.read, file: 0, offset: 0, name: 0};
	expect(mapMemory(few, mm, request)).toBe(0);
	expect(mapMemory(few, mm, {...request, address: 2 ** 31})).toBe(-errno.ENOMEM);
	expect(mapMemory(few, mm, {...request, offset: -pageBytes})).toBe(-errno.EINVAL);
});

test.each([
	['one page', 0, 4096, {start: 0, end: 1}],
	['part of a page', 4096, 1, {start: 1, end: 2}],
	['a page and one byte', 4096, 4097, {start: 1, end: 3}],
	['nothing', 4096, 0, {start: 1, end: 1}],
	['within a page', 4097, 1, undefined],
	['below 0', -4096, 4096, undefined],
] as const)('pages of a byte range: %s', (_, address, length, range) => {
	expect(pagesAt(address, length)).toEqual(range);
	const {kernel} = checkStory('');
	expect(pageRange(kernel, address, length)).toEqual(length === 0 ? undefined : range);
});

test('tables that are shared are told before mappings change', () => {
	checkStory(
		`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | 1 shareTable
		1 munmap 0 1        | 1 splitTable
		2 pages 0 2         | a1 b2`,
		{design: findDesign('cow-pte')},
	);
});
