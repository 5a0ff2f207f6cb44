/** Segments that are closed at fork by one entry, and opened by one fault. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('a child writes a page and exits, the parent writes four: a segment is protected at one place, and opened again by one fault', () => {
	tell(
		['segment-cow'],
		`
		1 map 0 2048 rw      | ok
		1 write 0 2048       | 2048 zeroFill
		1 fork 2             | ok
		1 work entry_copy obj_ref dir_wp pte_wp slot_copy | 1 1 1 0 0
		2 read 0 2048        | ok
		2 resident           | 2048
		2 write 0 1          | 1 copyAmap, 1 copy
		2 work fault_minor slot_copy page_copy | 1 2048 1
		2 exit               | ok
		1 write 0 1          | 1 reuseAmap, 1 reuse
		1 write 1 1          | ok
		1 write 1024 1       | ok
		1 write 1025 1       | ok`,
	);
});

describe('fork again: a closed segment is closed', () => {
	tell(
		['segment-cow'],
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		1 fork 2             | ok
		1 fork 3             | ok
		1 work dir_wp obj_ref | 0 1`,
	);
});
