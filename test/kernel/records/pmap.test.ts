/** Translations come and go; what an object holds stays. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];

describe('unmapping a part: Mach keeps its pages as long as the object is held', () => {
	tell(
		mach,
		`
		1 map 0 8 rw         | ok
		1 write 0 8          | 8 zeroFill
		1 munmap 0 4         | ok
		1 work page_unref    | 4
		1 map 0 4 rw         | ok
		1 read 0 1           | 1 zeroFill
		1 write 4 1          | ok`,
	);
});

describe('neighbours: the others map what was asked for', () => {
	tell(
		[...mach, 'svr4'],
		`
		1 map 100 32 rw      | ok
		1 write 100 32       | 32 zeroFill
		1 fork 2             | ok
		2 read 100 32        | 32 refill`,
	);
});
