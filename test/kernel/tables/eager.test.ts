/** Copying a whole image at fork: what is copied, what both map, and where room for it comes from. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('private pages are copied, pages of files and shared memory are mapped by both, text is one attachment', () => {
	tell(
		['3bsd'],
		`
		1 map 0 6 rw         | ok
		1 write 0 3          | 3 zeroFill
		1 map 8 2 r lib      | ok
		1 read 8 2           | 2 mapFile
		1 map 16 2 rw lib    | ok
		1 read 16 2          | 2 copyFile
		1 map 24 2 rws       | ok
		1 write 24 2         | 2 mapShared
		1 fork 2             | 5 forkCopy
		1 work page_copy pte_copy obj_ref page_ref | 5 2 1 4
		2 pages 0 6          | a1 b1 c1 - - -
		2 pages 8 2          | a2 b2
		2 pages 16 2         | a1 b1
		2 pages 24 2         | a2 b2
		2 resident           | 9
		2 entries 0 6        | wd wd wd - - -
		2 write 0 3          | ok
		1 write 0 3          | ok
		2 exit               | ok
		1 pages 0 4          | a1 b1 c1 -`,
	);
});

describe('what a process may not touch is copied as well, and stays closed in the copy', () => {
	tell(
		['v7', '3bsd'],
		`
		1 map 0 2 rw
		1 write 0 2
		1 protect 0 1 -      | ok
		1 fork 2             | 2 forkCopy
		2 entries 0 2        | d wd
		2 read 0 1           | EFAULT 1 segv`,
	);
});

describe('what the parent has in swap is read first: V7 gives the slots up', () => {
	tell(
		['v7'],
		`
		1 map 0 8 rw         | 8 zeroFill
		0 evict              | 8 swapOut
		1 pages 0 3          | sx sx sx
		1 fork 2             | 8 swapIn, 8 forkCopy
		1 work page_copy io_in | 8 8
		1 swap               | 0
		1 pages 0 3          | a1 b1 c1
		2 pages 0 3          | a1 b1 c1`,
		{swapBytes: 2 ** 20},
	);
});

describe('3BSD keeps the slots of pages that were not written since', () => {
	tell(
		['3bsd'],
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		0 evict              | 8 swapOut
		1 fork 2             | 8 swapIn, 8 forkCopy
		1 work page_copy io_in | 8 8
		1 swap               | 8`,
		{swapBytes: 2 ** 20},
	);
});

describe('without room V7 fails after what it could copy, and takes that back', () => {
	tell(
		['v7'],
		`
		1 map 0 60 rw        | 60 zeroFill
		1 fork 2             | ENOMEM 29 forkCopy
		1 work page_copy     | 29
		1 resident           | 60`,
		{memoryBytes: 400_000, geometry: 'x86-64'},
	);
});

describe('3BSD promises room before it copies, and makes it by paging', () => {
	tell(
		['3bsd'],
		`
		1 map 0 60 rw        | ok
		1 write 0 60         | 60 zeroFill
		0 evict              | 60 swapOut
		1 fork 2             | 60 swapIn, 60 forkCopy, 32 swapOut
		2 resident           | 44`,
		{memoryBytes: 400_000, swapBytes: 2 ** 20, geometry: 'x86-64'},
	);
});
