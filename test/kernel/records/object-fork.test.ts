/** Fork of objects: what is marked, what is protected, and what of it only once. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];

describe('fork again: Mach goes over all pages of the object all the same', () => {
	tell(
		mach,
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		1 fork 2             | ok
		1 fork 3             | ok
		1 work page_flag     | 8`,
	);
});

describe('a pmap_copy that copies: spares the child the faults of reading', () => {
	tell(
		['4.4bsd-copy'],
		`
		1 map 0 8 rw         | ok
		1 map 16 2 rws       | ok
		1 write 0 8          | 8 zeroFill
		1 write 16 2         | 2 mapShared
		1 fork 2             | ok
		1 work pte_copy pte_wp | 10 8
		2 resident           | 10
		2 entries 0 1        | .
		2 read 0 8           | ok
		2 write 16 1         | ok
		2 write 0 1          | 1 shadow, 1 copy
		2 work fault_minor page_copy | 1 1`,
	);
});
