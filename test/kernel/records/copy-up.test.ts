/** A page further down a chain is copied into the top object, or moved there; all who map it lose it. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];

describe('a child writes a page and exits, the parent writes four: Mach copies twice, the second time for nothing', () => {
	tell(
		mach,
		`
		1 map 0 2048 rw      | ok
		1 write 0 2048       | 2048 zeroFill
		1 fork 2             | ok
		1 work entry_copy pte_wp page_flag page_copy | 1 2048 2048 0
		2 resident           | 0
		2 write 0 1          | 1 shadow, 1 copy
		1 work page_copy pte_zap | 1 1
		1 pages 0 2          | - a1
		2 exit               | ok
		1 write 0 1          | 1 shadow, 1 copy, 1 defect extraCopy, 1 collapse
		1 work fault_minor page_copy page_move | 1 1 2047
		1 write 1 1          | 1 reuse
		1 work page_copy     | 0
		1 write 1024 1       | 1 reuse
		1 write 1025 1       | 1 reuse
		1 work fault_minor page_copy | 1 0`,
	);
});

describe('files on Mach: copying a page takes it away from all who map it, privately or shared', () => {
	tell(
		[...mach, 'freebsd-3'],
		`
		1 map 0 4 rw lib     | 1 shadow
		1 map 8 4 rs lib     | ok
		1 read 0 2           | 2 mapFile
		1 read 8 2           | 2 mapFile
		1 fork 2             | ok
		2 read 0 2           | 2 mapFile
		1 pages 0 2          | a3 b3
		2 write 0 1          | 1 shadow, 1 copyFile, 1 bypass
		1 work pte_zap       | 3
		1 pages 0 2          | - a3
		1 pages 8 2          | - a3
		1 read 0 1           | 1 mapFile`,
	);
});
