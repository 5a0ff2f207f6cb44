/** The page daemon of Mach and its heirs, as stories: anons in swap, active and inactive pages. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const swapBytes = 64 * 4096;

function tell(id: string, story: string, memoryPages?: number): void {
	const design = findDesign(id);
	expect(design?.id).toBe(id);
	const memoryBytes = memoryPages === undefined ? undefined : memoryPages * 4096;
	checkStory(story, {design, swapBytes, memoryBytes});
}

const mach = ['4.4bsd', 'netbsd-1.3', 'freebsd-3'] as const;

describe('a page that a parent and its child see', () => {
	test.each([...mach, 'segment-cow'])('goes from both at once and comes back once, on %s', (id) => {
		tell(
			id,
			`
			1 map 0 4 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 fork 2              | ok
			2 read 0 1
			0 reclaim 1           | 1 swapOut
			1 work reclaim_freed io_out tlb_page | 1 1 2
			1 pages 0 1           | -
			2 pages 0 1           | -
			1 swap                | 1
			2 read 0 1            | 1 swapIn, 1 refill
			1 work fault_major io_in | 1 1
			1 read 0 1            | 1 refill
			1 work fault_minor io_in | 1 0`,
		);
	});

	test('of an anon too, whose entries go before it does', () => {
		tell(
			'uvm',
			`
			1 map 0 4 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 fork 2              | ok
			2 read 0 1            | 1 copyAmap, 1 refill
			0 reclaim 1           | 1 swapOut
			1 work reclaim_freed io_out tlb_page | 1 1 2
			1 read 0 1            | 1 reuseAmap, 1 swapIn, 1 refill
			2 write 0 1           | 1 copy
			1 swap                | 1
			1 exit                | ok
			2 swap                | 0`,
		);
	});
});

test('a look for use ends at the first entry through which a page was used', () => {
	tell(
		'4.4bsd',
		`
		1 map 0 8 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		2 read 0 2
		0 reclaim 1           | 1 swapOut
		1 read 0 8
		2 read 0 2
		0 reclaim 1
		1 work reclaim_visit reclaim_useless | 5 4`,
	);
});

describe('a page that comes back keeps its slot', () => {
	test.each(['4.4bsd', 'uvm', 'segment-cow'])(
		'and is not written again unless it has changed, on %s',
		(id) => {
			tell(
				id,
				`
			1 map 0 4 rw          | ok
			1 write 0 2           | 2 zeroFill
			0 reclaim 2           | 2 swapOut
			1 work io_out         | 2
			1 read 0 2            | 2 swapIn, 2 refill
			1 write 1 1           | ok
			1 swap                | 2
			0 reclaim 2           | 2 swapOut
			1 work io_out         | 1
			1 swap                | 2`,
			);
		},
	);
});

describe('a page is used again before its turn', () => {
	test('on 4.4BSD the bit tells, and it is active again', () => {
		tell(
			'4.4bsd',
			`
			1 map 0 8 rw          | ok
			1 write 0 6           | 6 zeroFill
			0 reclaim 1           | 1 swapOut
			1 read 1 1            | ok
			0 reclaim 1           | 1 swapOut
			1 pages 0 6           | - a1 - b1 c1 d1`,
		);
	});

	test('on UVM it has no entry, and a fault finds it', () => {
		tell(
			'uvm',
			`
			1 map 0 8 rw          | ok
			1 write 0 6           | 6 zeroFill
			0 reclaim 1           | 1 swapOut
			1 pages 0 6           | - - a1 b1 c1 d1
			1 read 1 1            | 1 refill
			0 reclaim 1           | 1 swapOut
			1 pages 0 6           | - a1 - - b1 c1`,
		);
	});
});

describe('memory that runs out', () => {
	test.each([...mach, 'uvm', 'segment-cow'])('sends pages to swap instead of killing, on %s', (id) => {
		tell(
			id,
			`
			1 map 0 40 rw         | ok
			1 write 0 40          | 40 zeroFill, 20 swapOut
			1 swap                | 20
			1 fork 2              | 4 swapOut
			2 read 0 40
			1 read 0 40`,
			24,
		);
	});
});

test('shared memory goes the same way', () => {
	tell(
		'uvm',
		`
		1 map 0 2 rws         | ok
		1 write 0 2           | 2 mapShared
		1 fork 2              | ok
		0 evict               | 2 swapOut
		2 read 0 1            | 1 swapIn, 1 mapShmem
		1 work fault_major    | 1
		2 swap                | 2
		1 munmap 0 2          | ok
		2 munmap 0 2          | ok
		2 swap                | 0`,
	);
});

test('exec finds room for its page table where memory is full', () => {
	tell(
		'netbsd-1.3',
		`
		1 map 0 40 rw         | ok
		1 vfork 2             | ok
		2 write 0 40
		2 exec sh             | 1 swapOut`,
		24,
	);
});
