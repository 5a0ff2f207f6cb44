/** Faults on amaps: whose amap is copied, which page, and which neighbours come along. */

import {describe} from 'vitest';
import {tell} from '../../helpers/tell.ts';

describe('a child writes a page and exits, the parent writes four: UVM copies the amap once and one page', () => {
	tell(
		['uvm'],
		`
		1 map 0 2048 rw      | ok
		1 write 0 2048       | 2048 zeroFill
		1 fork 2             | ok
		1 work entry_copy obj_ref pte_wp slot_copy | 1 1 2048 0
		2 resident           | 0
		2 write 0 1          | 1 copyAmap, 1 copy
		2 work fault_minor slot_copy page_copy | 1 2048 1
		2 exit               | ok
		1 write 0 1          | 1 reuseAmap, 1 reuse
		1 write 1 1          | 1 reuse
		1 write 1024 1       | 1 reuse
		1 write 1025 1       | 1 reuse
		1 work fault_minor slot_copy page_copy | 1 0 0`,
	);
});

describe('the parent writes first, then the idle child exits: UVM copies one page', () => {
	tell(
		['uvm'],
		`
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		1 write 0 1          | 1 copyAmap, 1 copy
		2 exit               | ok
		1 write 1 1          | 1 reuse`,
	);
});

describe('the parent writes first, then the idle child exits: SVR4 copies one page', () => {
	tell(
		['svr4'],
		`
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		1 write 0 1          | 1 copy
		2 exit               | ok
		1 write 1 1          | 1 reuse`,
	);
});

describe('three generations: UVM: a page is copied for each that writes it while others hold it', () => {
	tell(
		['uvm'],
		`
		1 map 0 2 rw         | ok
		1 write 0 2          | 2 zeroFill
		1 fork 2             | ok
		2 fork 3             | ok
		3 write 0 1          | 1 copyAmap, 1 copy
		1 write 0 1          | 1 copyAmap, 1 copy
		2 write 0 1          | 1 reuseAmap, 1 refill`,
	);
});

describe('neighbours: UVM maps three pages back and four ahead with each', () => {
	tell(
		['uvm'],
		`
		1 map 0 32 r lib     | ok
		1 read 10 1          | 1 mapFile
		1 entries 6 10       | - . . . . . . . . -
		1 map 100 32 rw      | ok
		1 write 100 32       | 32 zeroFill
		1 fork 2             | ok
		2 read 100 32        | 1 copyAmap, 7 refill
		2 work fault_minor   | 7`,
	);
});
