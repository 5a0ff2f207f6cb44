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
import type {Geometry} from '../../source/kernel/state/geometry.ts';
import {geometries} from '../../source/kernel/state/geometry.ts';
import {checkStory} from '../helpers/story.ts';

const geometryIds = Object.keys(geometries) as Geometry['id'][];

/** Tells a story on each of some designs and on both geometries. */
function tell(ids: readonly string[], story: string, memoryBytes?: number): void {
	test.each(ids.flatMap((id) => geometryIds.map((geometry) => [id, geometry] as const)))(
		'%s on %s',
		(id, geometry) => {
			const design = findDesign(id);
			expect(design?.id).toBe(id);
			checkStory(story, {design, geometry, memoryBytes});
		},
	);
}

const mach = ['4.4bsd', 'netbsd-1.3'];
const amaps = ['uvm', 'svr4'];
const all = [...mach, ...amaps, 'segment-cow'];

describe('a child writes a page and exits, the parent writes four', () => {
	describe('Mach copies twice, the second time for nothing', () => {
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

	describe('UVM copies the amap once and one page', () => {
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

	describe('SVR4 gives the child a map of its own at once', () => {
		tell(
			['svr4'],
			`
			1 map 0 2048 rw      | ok
			1 write 0 2048       | 2048 zeroFill
			1 fork 2             | ok
			1 work entry_copy pte_wp slot_copy | 1 2048 2048
			2 resident           | 0
			2 write 0 1          | 1 copy
			2 work slot_copy page_copy | 0 1
			2 exit               | ok
			1 write 0 1          | 1 reuse
			1 write 1 1          | 1 reuse
			1 write 1024 1       | 1 reuse
			1 write 1025 1       | 1 reuse`,
		);
	});

	describe('a segment is protected at one place, and opened again by one fault', () => {
		tell(
			['segment-cow'],
			`
			1 map 0 2048 rw      | ok
			1 write 0 2048       | 2048 zeroFill
			1 fork 2             | ok
			1 work entry_copy obj_ref dir_wp pte_wp slot_copy | 1 1 1 0 0
			2 read 0 2048        | ok
			2 resident           | 2048
			2 write 0 1          | 1 copyAmap, 1 copy
			2 work fault_minor slot_copy page_copy | 1 2048 1
			2 exit               | ok
			1 write 0 1          | 1 reuseAmap, 1 reuse
			1 write 1 1          | ok
			1 write 1024 1       | ok
			1 write 1025 1       | ok`,
		);
	});
});

describe('the parent writes first, then the idle child exits', () => {
	describe('Mach copies both pages and finds what was dead all along', () => {
		tell(
			mach,
			`
			1 map 0 4 rw         | ok
			1 write 0 4          | 4 zeroFill
			1 fork 2             | ok
			1 write 0 1          | 1 shadow, 1 copy
			2 exit               | ok
			1 write 1 1          | 1 copy, 1 defect extraCopy, 1 collapse, 1 defect deadPages
			1 work page_copy page_move | 1 2
			1 write 2 2          | 2 reuse`,
		);
	});

	describe('UVM copies one page', () => {
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

	describe('SVR4 copies one page', () => {
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
});

describe('three generations', () => {
	describe('Mach: the last one left takes all over', () => {
		tell(
			mach,
			`
			1 map 0 2 rw         | ok
			1 write 0 2          | 2 zeroFill
			1 fork 2             | ok
			2 fork 3             | ok
			3 write 0 1          | 1 shadow, 1 copy
			1 write 0 1          | 1 shadow, 1 copy
			3 exit               | ok
			1 exit               | ok
			2 write 0 1          | 1 shadow, 1 copy, 1 defect extraCopy, 1 collapse
			2 write 1 1          | 1 refill`,
		);
	});

	describe('UVM: a page is copied for each that writes it while others hold it', () => {
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

	describe('a chain grows by one object for each generation that writes', () => {
		tell(
			mach,
			`
			1 map 0 4 rw         | ok
			1 write 0 4          | 4 zeroFill
			1 fork 2             | ok
			2 write 0 1          | 1 shadow, 1 copy
			2 fork 3             | ok
			3 write 1 1          | 1 shadow, 1 copy
			3 work object_lookup | 3
			3 read 3 1           | 1 refill
			3 work object_lookup | 3`,
		);
	});
});

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

	describe('Mach goes over all pages of the object all the same', () => {
		tell(
			mach,
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 fork 2             | ok
			1 fork 3             | ok
			1 work page_flag     | 8`,
		);
	});

	describe('SVR4 goes over the segment each time', () => {
		tell(
			['svr4'],
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 fork 2             | ok
			1 fork 3             | ok
			1 work pte_wp tlb_range slot_copy | 0 1 8`,
		);
	});

	describe('a closed segment is closed', () => {
		tell(
			['segment-cow'],
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 fork 2             | ok
			1 fork 3             | ok
			1 work dir_wp obj_ref | 0 1`,
		);
	});
});

describe('a map that is copy-on-write itself', () => {
	describe('is copied by whoever changes its mappings first, and by nobody who only leaves', () => {
		tell(
			['segment-map'],
			`
			1 map 0 4 rw         | ok
			1 map 8 4 rw         | ok
			1 map 16 4 r         | ok
			1 write 0 4          | 4 zeroFill
			1 fork 2             | ok
			1 work entry_copy vma_copy obj_ref dir_wp | 0 0 1 1
			1 fork 3             | ok
			2 exit               | ok
			2 work entry_copy    | 0
			3 map 24 1 rw        | ok
			3 work entry_copy    | 3
			1 protect 8 1 r      | ok
			1 work entry_copy    | 0
			1 write 0 1          | 1 copyAmap, 1 copy`,
		);
	});
});

describe('a pmap_copy that copies', () => {
	describe('spares the child the faults of reading', () => {
		tell(
			['4.4bsd-copy'],
			`
			1 map 0 8 rw         | ok
			1 map 16 2 rws       | ok
			1 write 0 8          | 8 zeroFill
			1 write 16 2         | 2 mapShared
			1 fork 2             | ok
			1 work pte_copy pte_wp | 10 8
			2 resident           | 10
			2 entries 0 1        | .
			2 read 0 8           | ok
			2 write 16 1         | ok
			2 write 0 1          | 1 shadow, 1 copy
			2 work fault_minor page_copy | 1 1`,
		);
	});
});

describe('files on Mach', () => {
	describe('a private mapping gets an empty object over the file at once, which fork then shares', () => {
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

	describe('copying a page takes it away from all who map it, privately or shared', () => {
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

describe('unmapping a part', () => {
	describe('Mach keeps its pages as long as the object is held', () => {
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

	describe('amaps free it, unless others hold the amap', () => {
		tell(
			['uvm'],
			`
			1 map 0 8 rw         | ok
			1 write 0 8          | 8 zeroFill
			1 munmap 0 4         | ok
			1 work page_unref    | 8
			1 fork 2             | ok
			1 munmap 4 2         | ok
			1 work page_unref    | 2`,
		);
	});
});

describe('neighbours', () => {
	describe('UVM maps three pages back and four ahead with each', () => {
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

	describe('the others map what was asked for', () => {
		tell(
			[...mach, 'svr4'],
			`
			1 map 100 32 rw      | ok
			1 write 100 32       | 32 zeroFill
			1 fork 2             | ok
			2 read 100 32        | 32 refill`,
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
		megabyte,
	);
	describe('where others find out when it is written', () => {
		tell(
			['uvm', '4.4bsd', 'linux-6'],
			`
			1 map 0 150 rw       | ok
			1 write 0 1          | 1 zeroFill
			1 fork 2             | ok
			1 map 150 150 rw     | ok`,
			megabyte,
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
