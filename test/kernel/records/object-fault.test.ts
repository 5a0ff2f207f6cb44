/** Faults on objects: the first page from the top down. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];

describe('files on Mach: a private mapping gets an empty object over the file at once, which fork then shares', () => {
	tell(
		mach,
		`
		1 map 0 4 rw lib     | 1 shadow
		1 read 0 1           | 1 mapFile
		1 work object_lookup | 2
		1 fork 2             | ok
		1 work obj_ref page_flag entry_copy | 1 0 1
		2 write 1 1          | 1 shadow, 1 copyFile, 1 bypass
		2 work object_lookup page_copy | 3 1`,
	);
});
