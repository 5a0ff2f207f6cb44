/** Fork of amaps: what a child gets at once. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('a child writes a page and exits, the parent writes four: SVR4 gives the child a map of its own at once', () => {
	tell(
		['svr4'],
		`
		1 map 0 2048 rw      | ok
		1 write 0 2048       | 2048 zeroFill
		1 fork 2             | ok
		1 work entry_copy pte_wp slot_copy | 1 2048 2048
		2 resident           | 0
		2 write 0 1          | 1 copy
		2 work slot_copy page_copy | 0 1
		2 exit               | ok
		1 write 0 1          | 1 reuse
		1 write 1 1          | 1 reuse
		1 write 1024 1       | 1 reuse
		1 write 1025 1       | 1 reuse`,
	);
});

describe('fork again: SVR4 goes over the segment each time', () => {
	tell(
		['svr4'],
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		1 fork 2             | ok
		1 fork 3             | ok
		1 work pte_wp tlb_range slot_copy | 0 1 8`,
	);
});
