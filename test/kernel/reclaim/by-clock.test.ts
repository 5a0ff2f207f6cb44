/** Clocks over all frames, with one hand and with two, as stories. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

function tell(id: string, story: string, memoryPages?: number): void {
	const design = findDesign(id);
	expect(design?.id).toBe(id);
	const memoryBytes = memoryPages === undefined ? undefined : memoryPages * 4096;
	checkStory(story, {design, swapBytes: 64 * 4096, memoryBytes});
}

test('3BSD makes a page invalid first; a touch costs a fault and saves it', () => {
	tell(
		'3bsd',
		`
		1 map 0 4 rw          | ok
		1 write 0 3           | 3 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless | 4 3
		1 pages 0 3           | sx a1 b1
		1 write 1 1           | ok
		1 work fault_minor    | 1
		0 reclaim 1           | 1 swapOut
		1 pages 0 3           | sx a1 sx`,
	);
});

test('3BSD reads what its parent has in swap before it copies', () => {
	tell(
		'3bsd',
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		0 reclaim 2           | 2 swapOut
		1 fork 2              | 2 swapIn, 2 forkCopy
		1 work io_in page_copy | 2 2
		2 write 0 2           | ok`,
	);
});

test('3BSD forks though memory does not hold two copies', () => {
	tell(
		'3bsd',
		`
		1 map 0 16 rw         | ok
		1 write 0 16          | 16 zeroFill
		1 fork 2
		1 write 0 16
		2 read 0 16`,
		28,
	);
});

test('System V takes a page when the second hand finds it unused', () => {
	tell(
		'svr4',
		`
		1 map 0 8 rw          | ok
		1 write 0 6           | 6 zeroFill
		1 fork 2              | ok
		2 read 0 6            | 6 refill
		0 reclaim 2           | 2 swapOut
		1 work reclaim_freed io_out tlb_page | 2 2 4
		2 read 0 6            | 2 swapIn, 2 refill
		1 swap                | 2
		1 read 0 6            | 2 refill
		1 exit                | ok
		2 exit                | ok`,
	);
});

test('System V looks at all entries with the first hand, and with the second up to the first that was used', () => {
	tell(
		'svr4',
		`
		1 map 0 8 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		2 read 0 1            | 1 refill
		1 work pv_add         | 1
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless pv_remove | 4 2 2`,
	);
});

test('System V takes a page at once that the first hand finds without a mark of use', () => {
	tell(
		'svr4',
		`
		1 map 0 8 rw          | ok
		1 write 0 4           | 4 zeroFill
		0 reclaim 1           | 1 swapOut
		0 reclaim 3           | 3 swapOut
		1 work reclaim_visit reclaim_useless | 3 0`,
	);
});

test('System V promises what memory and swap hold together, and then has it', () => {
	tell(
		'svr4',
		`
		1 map 0 40 rw         | ok
		1 write 0 40
		1 read 0 40
		1 map 60 60 rw        | ENOMEM 1 notPromised`,
		24,
	);
});
