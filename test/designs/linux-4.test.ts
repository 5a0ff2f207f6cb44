/** Huge pages in two kernels: what a write to a shared one copies, and when a page may be taken over. */
import {expect, test} from 'vitest';
import {linux4} from '../../source/designs/linux-4.ts';
import {linux6} from '../../source/designs/linux-6.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {checkStory} from '../helpers/story.ts';

function tell(design: typeof linux4, story: string): void {
	const {kernel} = checkStory(story, {design, hugePages: 'always'});
	expect(checkKernel(kernel)).toBeUndefined();
}

/** A parent writes one page of each of two huge pages while a child holds them. */
const snapshot = (write: string, copied: number) => `
	1 map 0 1024 rw       | ok
	1 write 0 1024        | 2 hugeFill
	1 fork 2              | ok
	1 write 5 1           | ${write}
	1 work page_copy      | ${copied}
	1 write 600 1         | ${write}
	2 read 0 1024         | ok
	1 resident            | 1024
	2 resident            | 1024`;

test('before 5.8 one write copies 2 MiB, since then 4 KiB', () => {
	tell(linux4, `${snapshot('1 hugeCopy', 512)}\n1 huge | 0 512\n1 write 0 1024 | ok`);
	tell(linux6, `${snapshot('1 splitHuge, 1 copy', 1)}\n1 huge | none\n1 write 0 4 | 4 copy`);
});

test('before 5.8 where huge pages are not wanted any more all 512 are copied one by one, in one fault', () => {
	const story = `
		1 map 0 512 rw        | ok
		1 write 0 1           | 1 hugeFill
		1 fork 2              | ok
		1 advise 0 512 nohugepage | ok
		1 write 5 1           | 1 splitHuge, 512 copy
		1 work fault_minor page_copy | 1 512
		1 huge                | none
		1 write 0 512         | ok`;
	tell(linux4, story);
});

test('before 5.8 a huge page is taken over when none of its pages has a second entry', () => {
	const story = `
		1 map 0 512 rw        | ok
		1 write 0 1           | 1 hugeFill
		1 fork 2              | ok
		2 munmap 0 1          | 1 splitHuge
		1 munmap 1 511        | 1 splitHuge
		1 write 0 1           | 1 reuse
		2 write 1 1           | 1 reuse`;
	tell(linux4, story);
	tell(linux6, story.replace('1 write 0 1           | 1 reuse', '1 write 0 1 | 1 copy'));
});

test('before 5.17 mprotect leaves it to a fault who may write', () => {
	const story = (write: string) => `
		1 map 0 512 rw        | ok
		1 write 0 1           | 1 hugeFill
		1 protect 0 512 r     | ok
		1 protect 0 512 rw    | ok
		1 write 5 1           | ${write}`;
	tell(linux4, story('1 hugeReuse'));
	tell(linux6, story('ok'));
});

test('COLLAPSE came after Linux 4, with 6.1', () => {
	const story = (answer: string) => `
		1 map 0 512 rw        | ok
		1 advise 0 512 nohugepage | ok
		1 write 0 1           | 1 zeroFill
		1 advise 0 512 hugepage | ok
		1 advise 0 512 collapse | ${answer}`;
	tell(linux4, story('EINVAL'));
	tell(linux6, story('1 hugeCollapse'));
});
