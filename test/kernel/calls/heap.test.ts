import {expect, test} from 'vitest';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {vmaName} from '../../../source/kernel/state/vmas.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'the heap does not end below where it began, nor grow into what is mapped': `
		1 brk 10            | ok
		1 brk 9             | ENOMEM
		1 map 20 2 r        | ok
		1 brk 20            | ok
		1 brk 21            | ENOMEM
		1 maps              | 10-20 rw, 20-22 r
		1 brk 20            | ok
		1 maps              | 10-20 rw, 20-22 r
		1 brk 10            | ok
		1 maps              | 20-22 r`,
	'a part of a page is a page': `
		1 brk 0.5           | ok
		1 brk 0.75          | ok
		1 maps              | nothing
		1 brk 1.25          | ok
		1 maps              | 1-2 rw
		1 write 1 1         | 1 zeroFill
		1 brk 1.75          | ok
		1 brk 1             | ok
		1 maps              | nothing
		1 resident          | 0`,
	'memory right above the heap becomes one mapping with it, once its rights are the same': `
		1 brk 10            | ok
		1 brk 14            | ok
		1 map 14 2 rw       | ok
		1 maps              | 10-16 rw
		1 brk 15            | ENOMEM
		1 map 16 1 r        | ok
		1 maps              | 10-16 rw, 16-17 r
		1 protect 16 1 rw   | ok
		1 maps              | 10-17 rw
		1 munmap 14 3       | ok
		1 brk 15            | ok
		1 map 20 2 rw       | ok
		1 brk 20            | ok
		1 maps              | 10-22 rw`,
	'memory right below the heap becomes one mapping with it': `
		1 map 8 2 rw        | ok
		1 brk 10            | ok
		1 brk 12            | ok
		1 maps              | 8-12 rw`,
	'a child goes on from where its parent’s heap ends': `
		1 brk 0             | ok
		1 brk 4             | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 brk 6             | ok
		2 maps              | 0-4 rw, 4-6 rw
		2 brk 2             | ok
		2 maps              | 0-2 rw
		1 brk 6             | ok
		1 maps              | 0-6 rw`,
	'the last page of memory can be of the heap, and what is below it keeps its pages': `
		1 brk ${0x7_ffff_ffff - 2 ** 32 - 2} | ok
		1 brk ${0x7_ffff_ffff - 2 ** 32 + 1} | ENOMEM
		1 brk ${0x7_ffff_ffff - 2 ** 32} | ok
		1 brk ${0x7_ffff_ffff - 2 ** 32} | ok`,
	'a heap whose end a mapping took grows on beside that, and joins it where it is alike': `
		1 brk 0             | ok
		1 brk 2             | ok
		1 write 0 2         | 2 zeroFill
		1 map 1 1 r lib     | ok
		1 brk 4             | ok
		1 maps              | 0-1 rw, 1-2 r, 2-4 rw
		1 map 10 2 rw       | ok
		1 fork 2            | ok
		2 brk 0             | ok
		2 maps              | 10-12 rw
		2 brk 10            | ok
		2 brk 11            | ENOMEM`,
	'exec forgets it': `
		1 brk 0             | ok
		1 brk 4             | ok
		1 exec sh           | ok
		1 brk 100           | ok
		1 brk 101           | ok
		1 maps              | 100-101 rw`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

/** What the mappings of process 1 are called after a story: `heap` or nothing. */
function namesAfter(story: string): string[] {
	const machine = checkStory(story);
	const {kernel, program} = machine;
	const names: string[] = [];
	for (
		let vma = kernel.mm.firstVma[kernel.task.mm[findTask(kernel, 1)]];
		vma !== 0;
		vma = kernel.vma.next[vma]
	) {
		names.push(program.strings[vmaName(kernel, vma)]);
	}

	return names;
}

/** Asked of Linux 6.18. */
test.each([
	['memory that the heap has become one with is called so', ['1 map 14 4 rw | ok'], ['[heap]']],
	['what stays above a heap that shrinks is not', ['1 map 14 4 rw | ok', '1 brk 12 | ok'], ['[heap]', '']],
	['nor what stays below', ['1 map 8 2 rw | ok', '1 munmap 10 2 | ok'], ['', '[heap]']],
	['every piece of it is', ['1 protect 11 1 r | ok'], ['[heap]', '[heap]', '[heap]']],
])('%s', (_name, lines, names) => {
	expect(namesAfter(['1 brk 10 | ok', '1 brk 14 | ok', ...lines].join('\n'))).toEqual(names);
});
