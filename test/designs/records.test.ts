/**
 * Kernels that record pages beside page-table entries (4.4BSD, NetBSD, UVM, SVR4, copy-on-write of segments), as
 * stories: what fork, first writes, exits and unmapping cost in each, on both shapes of page tables.
 */

import {describe, expect, test} from 'vitest';
import {groupMemory} from '../../source/analysis/memory/group-memory.ts';
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {processMemory} from '../../source/analysis/memory/process-memory.ts';
import {findDesign} from '../../source/designs/index.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {checkStory} from '../helpers/story.ts';
import {tell} from '../helpers/tell.ts';

const mach = ['4.4bsd', 'netbsd-1.3'];
const amaps = ['uvm', 'svr4'];
const all = [...mach, ...amaps, 'segment-cow'];

describe('fork again', () => {
	describe('what is still marked from the last fork is not protected again', () => {
		tell(
			[...mach, 'uvm'],
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 fork 2             | ok
			1 work pte_wp        | 8
			1 fork 3             | ok
			1 work pte_wp tlb_range | 0 0
			1 write 0 1
			1 fork 4             | ok
			1 work pte_wp        | 1`,
		);
	});
});

describe('pages of zeros', () => {
	describe('a read allocates, and a write to the page is then no fault', () => {
		tell(
			all,
			`
			1 map 0 4 rw         | ok
			1 read 0 4           | 4 zeroFill
			1 resident           | 4
			1 write 0 4          | ok`,
		);
	});
});

describe('shared mappings', () => {
	describe('are neither copied nor protected, and all see what one writes', () => {
		tell(
			[...mach, 'svr4'],
			`
			1 map 0 2 rws        | ok
			1 write 0 1          | 1 mapShared
			1 fork 2             | ok
			1 work pte_wp slot_copy page_flag | 0 0 0
			1 entries 0 1        | wd
			2 resident           | 0
			2 write 0 1          | 1 mapShared
			1 pages 0 1          | a2`,
		);
	});
});

describe('rights', () => {
	describe('a mapping that is read-only at fork and writable after must still copy', () => {
		tell(
			['uvm'],
			`
			1 map 0 2 rw         | ok
			1 write 0 2          | 2 zeroFill
			1 protect 0 2 r      | ok
			1 entries 0 2        | d d
			1 fork 2             | ok
			2 protect 0 2 rw     | ok
			2 write 0 1          | 1 copyAmap, 1 copy
			1 protect 0 2 rw     | ok
			1 entries 0 2        | d d
			1 write 0 1          | 1 reuseAmap, 1 reuse`,
		);
		tell(
			mach,
			`
			1 map 0 2 rw         | ok
			1 write 0 2          | 2 zeroFill
			1 protect 0 2 r      | ok
			1 fork 2             | ok
			2 protect 0 2 rw     | ok
			2 write 0 1          | 1 shadow, 1 copy
			1 protect 0 2 rw     | ok
			1 write 1 1          | 1 shadow, 1 copy`,
		);
	});

	describe('without any right the translations go, the pages stay', () => {
		tell(
			[...mach, ...amaps],
			`
			1 map 0 2 rw         | ok
			1 write 0 2          | 2 zeroFill
			1 protect 0 2 -      | ok
			1 resident           | 0
			1 protect 0 2 rw     | ok
			1 write 0 1          | 1 refill`,
		);
	});
});

describe('what fork is told to leave out', () => {
	describe('a gap, and empty memory', () => {
		tell(
			all,
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 advise 0 2 dontfork | ok
			1 advise 2 2 wipeonfork | ok
			1 fork 2             | ok
			2 maps               | 2-4 rw, 4-8 rw
			2 write 2 1          | 1 zeroFill
			2 read 0 1           | EFAULT 1 segv`,
		);
	});
});

describe('private files', () => {
	describe('the first write copies the page of the file', () => {
		tell(
			mach,
			`
			1 map 0 4 rw lib     | 1 shadow
			1 read 0 2           | 2 mapFile
			1 write 0 1          | 1 copyFile
			1 fork 2             | ok
			2 read 0 2           | 1 refill, 1 mapFile
			2 write 0 2          | 1 shadow, 1 copy, 1 bypass, 1 copyFile`,
		);
		tell(
			['svr4'],
			`
			1 map 0 4 rw lib     | ok
			1 read 0 2           | 2 mapFile
			1 write 0 1          | 1 copyFile
			1 fork 2             | ok
			2 read 0 2           | 1 refill, 1 mapFile
			2 write 0 2          | 1 copy, 1 copyFile`,
		);
	});
});

describe('memory goes when a process exits, not when it is waited for', () => {
	tell(
		all,
		`
		1 map 0 4 rw           | ok
		1 fork 2               | ok
		2 write 0 4            | 4 zeroFill
		2 exit                 | ok
		1 work syscall wait    | 1 0
		1 write 0 4            | 4 zeroFill
		1 wait 2               | ok`,
	);
});

describe('SVR4 promises no memory that it does not have', () => {
	const megabyte = 2 ** 20;
	tell(
		['svr4'],
		`
		1 map 0 150 rw         | ok
		1 write 0 1            | 1 zeroFill
		1 fork 2               | ENOMEM 1 notPromised
		1 map 150 150 rw       | ENOMEM 1 notPromised
		1 vfork 3              | ok
		3 exec sh              | ok
		1 munmap 0 100         | ok
		1 fork 4               | ok`,
		{memoryBytes: megabyte},
	);
	describe('where others find out when it is written', () => {
		tell(
			['uvm', '4.4bsd', 'linux-6'],
			`
			1 map 0 150 rw       | ok
			1 write 0 1          | 1 zeroFill
			1 fork 2             | ok
			1 map 150 150 rw     | ok`,
			{memoryBytes: megabyte},
		);
	});
});

describe('what a child could fault in is its own in truth, though nothing is reported yet', () => {
	test.each(['4.4bsd', 'uvm', 'svr4'])('%s', (id) => {
		const machine = checkStory('1 map 0 4 rw | ok\n1 write 0 4 | 4 zeroFill\n1 fork 2 | ok', {
			design: findDesign(id),
		});
		const view = viewMemory(machine);
		const page = 4096;
		expect(processMemory(view, findTask(machine.kernel, 1))).toMatchObject({
			rssBytes: 4 * page,
			pssBytes: 2 * page,
			ussBytes: 0,
			reported: {rssBytes: 4 * page, pssBytes: 4 * page, ussBytes: 4 * page},
		});
		expect(processMemory(view, findTask(machine.kernel, 2))).toMatchObject({
			rssBytes: 4 * page,
			pssBytes: 2 * page,
			ussBytes: 0,
			reported: {rssBytes: 0, pssBytes: 0, ussBytes: 0},
		});
	});
});

describe('what of a process is in swap counts for it, though nothing in its page table says so', () => {
	test.each(['4.4bsd', 'freebsd-3', 'uvm', 'svr4', 'segment-cow'])('%s', (id) => {
		const story = '1 map 0 4 rw | ok\n1 write 0 4 | 4 zeroFill\n1 fork 2 | ok\n0 evict | 4 swapOut';
		const machine = checkStory(`${story}\n1 read 1 1`, {design: findDesign(id), swapBytes: 2 ** 20});
		const view = viewMemory(machine);
		for (const pid of [1, 2]) {
			expect(processMemory(view, findTask(machine.kernel, pid))?.swappedBytes).toBe(3 * 4096);
		}

		const tasks = [1, 2].map((pid) => findTask(machine.kernel, pid));
		expect(groupMemory(view, tasks).swappedBytes).toBe(3 * 4096);
	});
});

describe('lists of a pmap have an entry for each mapping of each page', () => {
	test.each(['4.4bsd', 'netbsd-1.3', 'freebsd-3', 'uvm'])('%s, where memory is short', (id) => {
		const program = findWorkload('pressure')?.build({units: 2, jobs: 2});
		if (program === undefined) {
			throw new Error('There is no workload pressure');
		}

		const machine = createMachine(program, {design: findDesign(id)});
		for (let moment = 0; moment < 5; moment += 1) {
			runMachine(machine, ((moment + 1) * program.count) / 5);
			const {frame, work} = machine.kernel;
			const listed = work.amount[workUnits.pv_add] - work.amount[workUnits.pv_remove];
			expect(listed).toBe(frame.mapcount.reduce((sum, count) => sum + count, 0));
		}

		expect(machine.kernel.work.amount[workUnits.pv_add]).toBeGreaterThan(1000);
	});
});
