/** Huge pages of the pool, as 6.18 answered: faults, forks, reservations, and who loses when the pool is out. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

/** With 4 huge pages in the pool. */
const stories: Readonly<Record<string, string>> = {
	'a private mapping reserves, a read fills 2 MiB, the first write takes a fault of its own': `
		1 map 0 1536 rwh    | ok
		1 pool              | 4 3
		1 read 0 1          | 1 hugetlbFill
		1 faults            | 1
		1 tables            | 2
		1 resident          | 0
		1 hugetlb           | 1
		1 entries 0 2       | . .
		1 write 0 2         | 1 hugetlbReuse
		1 faults            | 2
		1 write 512 1       | 1 hugetlbFill
		1 faults            | 3
		1 pool              | 2 1`,
	'fork copies entries without tables below, and a write copies 2 MiB from what is not reserved': `
		1 map 0 1536 rwh    | ok
		1 write 0 1         | 1 hugetlbFill
		1 write 512 1       | 1 hugetlbFill
		1 fork 2            | ok
		1 work huge_copy pte_wp upper_alloc pt_alloc | 2 2 3 0
		2 hugetlb           | 2
		2 tables            | 2
		2 read 0 1          | ok
		2 pages 0 1         | a2
		2 write 0 1         | 1 hugetlbCopy
		1 work page_copy    | 512
		1 pool              | 1 1
		2 exit              | ok
		1 pool              | 2 1
		1 fork 3            | ok
		3 write 1024 1      | 1 hugetlbFill
		3 exit              | ok
		1 write 0 1         | 1 hugetlbReuse
		1 pool              | 2 1`,
	'a child’s write is SIGBUS where all that is free is reserved': `
		1 map 0 2048 rwh    | ok
		1 pool              | 4 4
		1 write 0 1         | 1 hugetlbFill
		1 write 512 1       | 1 hugetlbFill
		1 fork 2            | ok
		2 write 0 1         | EFAULT 1 poolOut
		1 pool              | 2 2
		1 fork 3            | ok
		3 read 1024 1       | EFAULT 1 poolOut`,
	'the owner’s write takes the page from its child where the pool is out': `
		1 map 0 2048 rwh    | ok
		1 write 0 2048      | 4 hugetlbFill
		1 fork 2            | ok
		1 write 0 1         | 1 hugetlbTaken, 1 hugetlbReuse
		1 pool              | 0 0
		2 hugetlb           | 3
		2 read 512 1        | ok
		2 read 0 1          | EFAULT 1 poolOut
		1 fork 3            | ok
		3 write 1024 1      | EFAULT 1 poolOut`,
	'what its owner gives up first is reserved once its child lets go': `
		1 map 0 1024 rwh    | ok
		1 write 0 1024      | 2 hugetlbFill
		1 fork 2            | ok
		1 pool              | 2 0
		1 munmap 0 1024     | ok
		1 pool              | 2 -2
		2 read 0 1          | ok
		2 write 0 1         | 1 hugetlbReuse
		2 exit              | ok
		1 pool              | 4 0`,
	'shared memory is reserved for all, and not copied by fork': `
		1 map 0 1536 rwsh   | ok
		1 pool              | 4 3
		1 read 0 1          | 1 hugetlbFill
		1 write 0 1         | ok
		1 fork 2            | ok
		2 tables            | 0
		2 read 0 1          | 1 hugetlbMap
		2 write 0 1536      | 2 hugetlbFill
		2 exit              | ok
		1 pool              | 1 0
		1 advise 0 512 dontneed | ok
		1 hugetlb           | 0
		1 pool              | 1 0
		1 read 0 1          | 1 hugetlbMap
		1 munmap 0 512      | ok
		1 pool              | 1 0
		1 munmap 512 1024   | ok
		1 pool              | 4 0`,
	'only whole huge pages can be told apart': `
		1 map 1 512 rwh     | EINVAL
		1 map 0 1 rwh       | ok
		1 maps              | 0-512 rw
		1 munmap 0 1        | EINVAL
		1 munmap 0 512      | ok
		1 map 0 1536 rwh    | ok
		1 map 513 1 rw      | EINVAL
		1 map 512 512 rw    | ok
		1 pool              | 4 2
		1 munmap 512 512    | ok
		1 munmap 1 512      | EINVAL
		1 protect 0 1 r     | EINVAL
		1 advise 0 512 free | EINVAL
		1 advise 0 512 pageout | EINVAL
		1 advise 0 512 cold | EINVAL
		1 advise 0 512 hugepage | ok
		1 advise 0 512 nohugepage | ok
		1 advise 0 512 collapse | EINVAL
		1 advise 0 512 willneed | ok
		1 advise 0 1 dontneed | ok
		1 advise 1 512 dontneed | EINVAL
		1 advise 0 1 dontfork | EINVAL
		1 advise 0 512 dontfork | ok
		1 advise 0 512 dofork | ok
		1 advise 0 512 wipeonfork | EINVAL
		1 advise 0 512 keeponfork | ok
		1 advise 0 512 populate_read | 1 hugetlbFill
		1 advise 0 512 populate_write | 1 hugetlbReuse
		1 lock 0 1          | ok
		1 maps              | 0-512 rw, 1024-1536 rw
		1 unlock 0 512      | ok
		1 lock 1024 512     | 1 hugetlbFill
		1 pool              | 2 0
		1 remap 0 512 1024 8192 | EINVAL
		1 remap 0 512 512 8192 | ok
		1 maps              | 1024-1536 rw, 8192-8704 rw
		1 remap 8192 512 512 8705 | EINVAL
		1 remap 1024 512 1  | ok
		1 remap 1024 1 1 9216 | ok
		1 maps              | 8192-8704 rw, 9216-9728 rw
		1 hugetlb           | 2
		1 pool              | 2 0`,
	'mprotect changes parts that never merge again': `
		1 map 0 1024 rh     | ok
		1 pool              | 4 2
		1 read 0 1          | 1 hugetlbFill
		1 protect 0 1024 rw | ok
		1 maps              | 0-1024 rw
		1 write 0 1         | 1 hugetlbReuse
		1 protect 0 1024 -  | ok
		1 protect 0 512 rw  | ok
		1 protect 512 512 rw | ok
		1 maps              | 0-512 rw, 512-1024 rw
		1 fork 2            | ok
		2 read 0 1          | ok`,
	'what is unmapped gives back what it has reserved, and DONTNEED keeps that': `
		1 map 0 1536 rwh    | ok
		1 write 0 1024      | 2 hugetlbFill
		1 pool              | 2 1
		1 munmap 0 512      | ok
		1 pool              | 3 1
		1 advise 512 512 dontneed | ok
		1 pool              | 4 2
		1 write 512 1       | 1 hugetlbFill
		1 pool              | 3 1
		1 munmap 512 1024   | ok
		1 pool              | 4 0`,
	'a copy has what its original has, page by page': `
		1 map 0 1024 rwh    | ok
		1 write 0 1         | 1 hugetlbFill
		1 write 1 511       | ok
		1 fork 2            | ok
		2 write 0 1         | 1 hugetlbCopy
		2 read 1 511        | ok`,
	'without a reserve a mapping takes its chance': `
		1 map 0 2048 rwh    | ok
		1 map 8192 512 rwh  | ENOMEM
		1 map 8192 512 rwhn | ok
		1 pool              | 4 4
		1 write 8192 1      | EFAULT 1 poolOut`,
	'shared memory that may only be read is entered so, and written by who may': `
		1 map 0 512 rwsh    | ok
		1 fork 2            | ok
		2 protect 0 512 r   | ok
		2 read 0 1          | 1 hugetlbFill
		2 entries 0 1       | .
		2 write 0 1         | EFAULT 1 segv
		1 write 0 1         | 1 hugetlbMap
		1 entries 0 1       | wd`,
	'shared memory that has reserved nothing gives back no more than it has': `
		1 map 0 1024 rwshn  | ok
		1 pool              | 4 0
		1 write 0 1024      | 2 hugetlbFill
		1 pool              | 2 0
		1 munmap 0 1024     | ok
		1 pool              | 4 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {hugetlbPages: 4});
});

test('they are a part of memory', () => {
	const memoryBytes = 2 * 2 ** 21;
	checkStory('1 map 0 512 rwh | ok\n1 write 0 512 | 1 hugetlbFill\n1 pool | 0 0', {
		hugetlbPages: 1,
		memoryBytes,
	});
	checkStory('1 map 0 600 rwn | ok\n1 write 0 600 | ENOMEM 508 zeroFill, 1 oomKill', {
		hugetlbPages: 1,
		memoryBytes,
	});
});

test.each(['linux-2.4', 'odf', 'uvm', 'v7'])('%s has no pool and says so', (id) => {
	const {kernel} = checkStory('1 map 0 512 rwh | EINVAL', {design: findDesign(id), hugetlbPages: 4});
	expect(kernel.vma.live).toBe(0);
});

test('linux-4 does as linux-6', () => {
	const story = stories['the owner’s write takes the page from its child where the pool is out'];
	checkStory(story, {design: findDesign('linux-4'), hugetlbPages: 4});
});
