import {expect, test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'neighbours of one kind become one mapping': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 map 4 4 rw        | ok
		1 maps              | 0-12 rw`,
	'rights keep neighbours apart, and agreeing rights join them again': `
		1 map 0 12 rw       | ok
		1 protect 4 4 r     | ok
		1 maps              | 0-4 rw, 4-8 r, 8-12 rw
		1 protect 4 4 rw    | ok
		1 maps              | 0-12 rw`,
	'a mapping charged to the commit limit does not join one that is not': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 protect 0 4 r     | ok
		1 map 4 4 r         | ok
		1 maps              | 0-4 r, 4-8 r`,
	'stacks of threads, memory without reserve and what wants no huge pages keep to themselves': `
		1 map 0 4 rw        | ok
		1 map 4 4 rwt       | ok
		1 map 8 4 rwn       | ok
		1 map 12 8 rw       | ok
		1 maps              | 0-4 rw, 4-8 rw, 8-12 rw, 12-20 rw
		1 advise 12 4 hugepage | ok
		1 maps              | 0-4 rw, 4-8 rw, 8-12 rw, 12-16 rw, 16-20 rw
		1 advise 0 4 nohugepage | ok
		1 maps              | 0-8 rw, 8-12 rw, 12-16 rw, 16-20 rw`,
	'memory without reserve is not charged when it becomes writable, other memory is': `
		1 map 0 4 rn        | ok
		1 map 8 4 r         | ok
		1 protect 0 4 rw    | ok
		1 protect 8 4 rw    | ok
		1 map 4 4 rwn       | ok
		1 map 12 4 rw       | ok
		1 maps              | 0-8 rw, 8-16 rw`,
	'each mmap of a file is a file of its own': `
		1 map 0 4 r lib     | ok
		1 map 4 4 r lib+4   | ok
		1 maps              | 0-4 r, 4-8 r
		1 protect 1 1 rx    | ok
		1 protect 1 1 r     | ok
		1 maps              | 0-4 r, 4-8 r`,
	'what was inherited through a fork takes no new neighbour': `
		1 map 0 4 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 fork 2            | ok
		2 map 4 4 rw        | ok
		2 maps              | 0-4 rw, 4-8 rw
		1 map 4 4 rw        | ok
		1 maps              | 0-8 rw`,
	'a hole ends mprotect after what lies before it, and madvise goes on behind it': `
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 write 4 2         | 2 zeroFill
		1 protect 0 6 r     | ENOMEM
		1 maps              | 0-2 r, 4-6 rw
		1 advise 0 6 dontneed | ENOMEM
		1 resident          | 0`,
	'mremap moves what is there and leaves a hole': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 remap 0 4 6 100   | ok
		1 maps              | 100-106 rw
		1 pages 100 6       | a1 b1 c1 d1 - -
		1 read 0 1          | EFAULT 1 segv`,
	'mremap grows in place where there is room': `
		1 map 0 4 rw        | ok
		1 map 8 1 r         | ok
		1 remap 0 4 6       | ok
		1 maps              | 0-6 rw, 8-9 r
		1 remap 0 6 2       | ok
		1 maps              | 0-2 rw, 8-9 r`,
	'mremap of many mappings clears only what each of them comes to lie on': `
		1 map 20 2 r        | ok
		1 map 24 2 rw       | ok
		1 map 0 8 rw        | ok
		1 remap 20 6 6 1    | ok
		1 maps              | 0-1 rw, 1-3 r, 3-8 rw
		1 map 20 2 r        | ok
		1 remap 19 3 3 0    | EFAULT
		1 maps              | 0-1 rw, 1-3 r, 3-8 rw, 20-22 r`,
	'mremap that changes the size is of one mapping, and clears nothing before it knows': `
		1 map 20 2 r        | ok
		1 map 22 2 rw       | ok
		1 map 0 4 rw        | ok
		1 remap 20 4 3 0    | EFAULT
		1 remap 21 2 3 0    | EFAULT
		1 remap 24 2 1      | EFAULT
		1 maps              | 0-4 rw, 20-22 r, 22-24 rw
		1 remap 20 1 1      | ok
		1 remap 20 3 1 0    | ok
		1 maps              | 0-1 r, 1-4 rw, 23-24 rw`,
	'the first brk says where the heap begins, later ones grow and shrink it': `
		1 brk 0             | ok
		1 maps              | nothing
		1 brk 10            | ok
		1 maps              | 0-10 rw
		1 write 0 10        | 10 zeroFill
		1 brk 4             | ok
		1 maps              | 0-4 rw
		1 resident          | 4`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('every piece of a mapping has its file and its place in it', () => {
	const {kernel} = checkStory(`
		1 map 0 12 r lib+2  | ok
		1 protect 4 4 x     | ok`);
	const {object, offset, start} = kernel.vma;
	const pieces = [1, 2, 3].sort((left, right) => start[left] - start[right]);
	expect(pieces.map((vma) => offset[vma])).toEqual([2, 6, 10]);
	expect(pieces.map((vma) => object[vma])).toEqual(pieces.map(() => object[1]));
});
