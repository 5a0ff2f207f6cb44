/** What is filled before it is touched: V7 has images whole, on-demand-fork reads every mapping through. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('V7 fills what may be written without a fault, and nothing that is closed', () => {
	tell(
		['v7'],
		`
		1 map 0 6 rw         | 6 zeroFill
		1 work page_zero fault_minor | 6 0
		1 map 8 4 r lib      | 4 mapFile
		1 map 16 4 rw lib    | 4 copyFile
		1 map 32 4 -         | ok
		1 pages 32 4         | - - - -
		1 protect 32 2 rw    | ok
		1 pages 32 2         | - -
		1 resident           | 14
		1 write 0 2          | ok
		1 faults             | 0`,
	);
});

describe('where memory ends V7 leaves the rest to faults', () => {
	tell(
		['v7'],
		`
		1 map 0 60 rw        | 60 zeroFill
		1 map 100 60 rw      | 33 zeroFill
		1 read 100 60        | ENOMEM 1 oomKill`,
		{memoryBytes: 400_000, geometry: 'x86-64'},
	);
});

describe('on-demand-fork maps the page of zeros: tables, a fault for each, nothing resident, and the write faults again', () => {
	tell(
		['odf'],
		`
		1 map 0 6 rw         | 6 zeroPage
		1 work page_zero fault_minor | 0 6
		1 pages 0 2          | z z
		1 resident           | 0
		1 map 24 4 rws       | 4 mapShmem
		1 map 32 4 -         | ok
		1 pages 32 4         | - - - -
		1 faults             | 10
		1 write 0 2          | 2 zeroCopy
		1 faults             | 12`,
	);
});

describe('stacks and devices are left to faults', () => {
	tell(
		['odf'],
		`
		1 map 0 8 rwt        | 8 zeroPage
		1 map 16 8 rwd       | ok
		1 pages 16 2         | - -
		1 map 32 8 rwsv`,
	);
});
