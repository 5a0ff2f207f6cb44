import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {checkStory} from '../../helpers/story.ts';

const swapBytes = 64 * 4096;
/** One page that four processes map. */
const shared = `
	1 map 0 4 rw          | ok
	1 write 0 1           | 1 zeroFill
	1 fork 2              | ok
	1 fork 3              | ok
	1 fork 4              | ok`;

describe('a page that several processes map', () => {
	test.each(['linux-6', 'linux-2.5-rmap'])(
		'leaves all of them at once on %s, which finds its entries',
		(id) => {
			const {kernel} = checkStory(
				`${shared}
			0 reclaim 1           | 1 swapOut
			1 work reclaim_visit reclaim_useless reclaim_freed | 8 4 1
			1 pages 0 1           | s4
			4 pages 0 1           | s4`,
				{design: findDesign(id), swapBytes},
			);
			expect(checkKernel(kernel)).toBeUndefined();
		},
	);

	test('leaves after a visit to each on linux-2.4, which goes through address spaces', () => {
		const {kernel} = checkStory(
			`${shared}
			0 reclaim 1           | 1 swapOut
			1 work reclaim_visit reclaim_useless reclaim_freed io_out | 5 4 1 1
			1 pages 0 1           | s4
			2 read 0 1            | 1 swapIn
			1 write 0 1           | 1 swapIn, 1 copy`,
			{design: findDesign('linux-2.4'), swapBytes},
		);
		expect(checkKernel(kernel)).toBeUndefined();
	});
});

describe('a page in a table that four processes share', () => {
	const inOneTable = shared.replaceAll(/(fork \d +)\| ok/g, '$1| 1 shareTable');

	test.each([
		['shared-pt', '1 defect residentDrift, 1 swapOut', 's1'],
		['mccracken', '1 swapOut', 's1'],
		['cow-pte', '1 swapOut', 'sx'],
	])('leaves all of them with one entry on %s, which every CPU is told', (id, told, slot) => {
		const {kernel} = checkStory(
			`${inOneTable}
			0 reclaim 1           | ${told}
			1 work reclaim_freed tlb_global tlb_page io_out | 1 1 0 1
			1 pages 0 1           | ${slot}
			4 pages 0 1           | ${slot}`,
			{design: findDesign(id), swapBytes},
		);
		expect(checkKernel(kernel)).toBeUndefined();
	});

	// The parent wrote the page and was charged for it. Phillips takes it off whoever is scanned, here a child.
	test.each([
		['shared-pt', '1 defect residentDrift, 1 swapOut', 1],
		['mccracken', '1 swapOut', 0],
		['cow-pte', '1 swapOut', 0],
	])('%s takes it off the counters that it has it in', (id, told, left) => {
		checkStory(
			`${inOneTable}
			0 reclaim 1           | ${told}
			1 resident            | ${left}
			2 resident            | 0
			4 resident            | 0`,
			{design: findDesign(id), swapBytes},
		);
	});

	test('comes back for all who read it where the table is filled in place, and is copied for who writes', () => {
		checkStory(
			`${inOneTable}
			0 reclaim 1           | 1 swapOut
			2 read 0 1            | 1 swapIn
			3 pages 0 1           | a1
			3 resident            | 1
			4 write 0 1           | 1 splitTable, 1 copy
			1 pages 0 1           | a1
			4 pages 0 1           | a1`,
			{design: findDesign('mccracken'), swapBytes},
		);
	});
});

test('a page that a split has made clean is lost with its last entry, as shared-pt lost it', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | 1 shareTable
		2 write 0 1           | 1 defect dirtLost, 1 splitTable, 1 copy
		1 exit                | ok
		2 pages 0 2           | a1 b1
		0 reclaim 2           | 1 dropClean, 1 swapOut
		2 pages 0 2           | s1 -
		2 read 1 1            | 1 zeroPage`,
		{design: findDesign('shared-pt'), swapBytes},
	);
});

test('a page that its one user gave up goes with nothing lost', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 advise 0 2 free     | ok
		0 reclaim 2           | 2 dropClean
		1 read 0 1            | 1 zeroPage`,
		{design: findDesign('shared-pt'), swapBytes},
	);
});

test('what was used since the last visit is passed over once, and what was used before that too becomes active', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 fork 2              | ok
		2 exit                | ok
		0 reclaim 1           | 1 swapOut
		1 pages 0 2           | s1 a1
		1 read 0 2            | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work reclaim_visit reclaim_useless | 4 3
		1 pages 0 2           | s1 a1`,
		{swapBytes},
	);
});

test('memory that runs out sends pages to swap instead of killing', () => {
	const {kernel} = checkStory(
		`
		1 map 0 40 rw         | ok
		1 write 0 40          | 40 zeroFill, 20 swapOut
		1 swap                | 20
		1 resident            | 20
		1 fork 2              | 4 swapOut
		2 read 0 40           | 48 swapOut, 40 swapIn`,
		{memoryBytes: 24 * 4096, swapBytes},
	);
	expect(checkKernel(kernel)).toBeUndefined();
});

test('a kernel without a way of its own says so where memory runs out, before it kills', () => {
	checkStory('1 map 0 40 rw | 40 zeroPage\n1 write 0 40 | ENOMEM 19 zeroCopy, 1 notSimulated, 1 oomKill', {
		design: findDesign('odf'),
		memoryBytes: 24 * 4096,
		swapBytes,
	});
});

test('a kernel without a way of its own keeps its pages, and says so', () => {
	checkStory('1 map 0 4 rw | 4 zeroPage\n1 write 0 1 | 1 zeroCopy\n0 reclaim 1 | 1 notSimulated', {
		design: findDesign('odf'),
		swapBytes,
	});
});

test('a memory cgroup gives up pages of its own and of those in it, and says when it has fewer', () => {
	checkStory(
		`
		1 map 0 4 rw          | ok
		1 write 0 4           | 4 zeroFill
		1 fork 2              | ok
		2 cgroup web          | ok
		2 map 10 4 rw         | ok
		2 write 10 4          | 4 zeroFill
		2 fork 3              | ok
		3 cgroup inner        | ok
		3 write 10 2          | 2 copy
		0 reclaim 3 inner     | EAGAIN 2 swapOut
		0 reclaim 2 web       | 2 swapOut
		1 pages 0 4           | a3 b3 c3 d3
		0 reclaim 1 none      | ENOENT`,
		{swapBytes: 2 ** 18},
	);
	checkStory('1 map 0 4 rw | ok\n1 write 0 4 | 4 zeroFill\n0 reclaim 1 web | ENOSYS', {
		design: findDesign('linux-2.4'),
	});
});
