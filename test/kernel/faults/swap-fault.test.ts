/** Coming back from swap: who finds the page in memory, whose the slot is, and who copies. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('the first to touch it reads it, the other finds it there, and a slot goes with its last entry', () => {
	tell(
		['linux-2.4', 'linux-6'],
		`
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		0 evict              | 4 swapOut
		1 pages 0 4          | s2 s2 s2 s2
		1 swap               | 4
		1 read 0 1           | 1 swapIn
		1 work io_in fault_major fault_minor | 1 1 0
		1 pages 0 4          | a1 s2 s2 s2
		2 read 0 1           | 1 swapIn
		2 work io_in fault_major fault_minor | 0 0 1
		2 pages 0 4          | a2 s2 s2 s2
		1 write 1 1          | 1 swapIn, 1 copy
		2 pages 0 4          | a2 s1 s2 s2
		2 write 1 1          | 1 swapIn
		1 swap               | 3
		2 exit               | ok
		1 write 2 1          | 1 swapIn
		1 munmap 0 4         | ok
		1 swap               | 0`,
		{swapBytes: 2 ** 20},
	);
});
