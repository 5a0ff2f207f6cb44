/** Address spaces: what a child's has of its parent's, what is undone where it cannot be had, and when one is taken down. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {frameKinds} from '../../../source/kernel/frames/frame.ts';
import {createMm, duplicateMm, getMm, putMm} from '../../../source/kernel/mappings/mm.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {errno} from '../../../source/kernel/state/errno.ts';
import type {Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';
import {undone} from '../../helpers/undone.ts';

/** Ids of address spaces by pid. */
const mmOf = (kernel: Kernel, pid: number): Mm => kernel.task.mm[findTask(kernel, pid)];
/** The flags of each mapping. */
function flagsOf({mm: {firstVma}, vma}: Kernel, mm: Mm): readonly number[] {
	const found: number[] = [];
	for (let at = firstVma[mm]; at !== 0; at = vma.next[at]) {
		found.push(vma.flags[at]);
	}

	return found;
}

describe('a new one', () => {
	test('has one user, a root table that is not counted among its tables, and the event of its birth', () => {
		const kernel = bareKernel();
		kernel.total.value[totals.event] = 7;
		const mm = createMm(kernel);
		const {users, root, tables, loaded} = kernel.mm;
		expect([users[mm], tables[mm], loaded[mm]]).toEqual([1, 0, 7]);
		expect([kernel.table.level[root[mm]], kernel.frame.kind[kernel.table.frame[root[mm]]]]).toEqual([
			kernel.geometry.levels,
			frameKinds.table,
		]);
	});

	test('is not to be had without a frame for its root', () => {
		const kernel = bareKernel({frames: 1});
		expect(createMm(kernel)).not.toBe(0);
		expect([createMm(kernel), kernel.mm.live]).toEqual([0, 1]);
	});

	test('is there until its last user has left', () => {
		const kernel = bareKernel();
		const mm = createMm(kernel);
		getMm(kernel, mm);
		putMm(kernel, mm);
		expect([kernel.mm.users[mm], kernel.frame.live, kernel.mm.live]).toEqual([1, 1, 1]);
		putMm(kernel, mm);
		expect([kernel.table.live, kernel.frame.live, kernel.mm.live]).toEqual([0, 0, 0]);
	});
});

const stories: Readonly<Record<string, string>> = {
	'a fork counts a vma for each mapping, and flushes its parent once': `
		1 map 0 4 rw        | ok
		1 map 10 4 r        | ok
		1 fork 2            | ok
		1 work vma_copy entry_copy tlb_mm | 2 0 1
		2 maps              | 0-4 rw, 10-14 r`,
	'what is kept from children is no mapping of theirs and costs nothing': `
		1 map 0 4 rw        | ok
		1 map 10 4 rw       | ok
		1 write 0 4         | 4 zeroFill
		1 advise 0 4 dontfork | ok
		1 fork 2            | ok
		1 work vma_copy pte_copy | 1 0
		2 maps              | 10-14 rw`,
	'what is wiped is a mapping without pages, and without an anon_vma until it has some': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 advise 0 4 wipeonfork | ok
		1 fork 2            | ok
		1 work vma_copy anon_vma_alloc avc_alloc pte_copy | 1 0 0 0
		2 maps              | 0-4 rw
		2 pages 0 2         | - -
		2 write 0 1         | 1 zeroFill
		1 work anon_vma_alloc avc_alloc | 1 1`,
	'chains of anon_vmas grow by one with every generation': `
		1 map 0 4 rw        | ok
		1 map 10 4 rw       | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		1 work anon_vma_alloc avc_alloc | 1 2
		2 fork 3            | ok
		1 work anon_vma_alloc avc_alloc | 1 3`,
	'a mapping without an anon_vma has no chain in the child either': `
		1 map 0 4 rw        | ok
		1 fork 2            | ok
		2 protect 2 1 r     | ok
		1 work avc_alloc    | 0
		2 maps              | 0-2 rw, 2-3 r, 3-4 rw`,
	'a child’s heap begins and ends where its parent’s does': `
		1 brk 0             | ok
		1 brk 10            | ok
		1 write 0 10        | 10 zeroFill
		1 fork 2            | ok
		2 brk 4             | ok
		2 maps              | 0-4 rw
		1 maps              | 0-10 rw
		1 brk 12            | ok
		1 maps              | 0-12 rw`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

test.each([
	['linux-6', 'vma_copy', 'entry_copy'],
	['v7', 'vma_copy', 'entry_copy'],
	['4.4bsd', 'entry_copy', 'vma_copy'],
	['svr4', 'entry_copy', 'vma_copy'],
])('each kernel counts a mapping in its own words: %s', (id, own, foreign) => {
	checkStory(
		`
		1 map 0 4 r lib
		1 map 10 4 r lib
		1 fork 2
		1 work ${own} ${foreign} | 2 0`,
		{design: findDesign(id)},
	);
});

test('where a child goes by its parent’s map, no mapping is copied', () => {
	checkStory(
		`
		1 map 0 4 r lib
		1 map 10 4 r lib
		1 fork 2
		1 work vma_copy entry_copy | 0 0
		2 map 20 4 r lib
		1 work vma_copy entry_copy | 0 2`,
		{design: findDesign('segment-map')},
	);
});

test('neither locks nor what was reserved of the pool are a child’s', () => {
	const {kernel} = checkStory(
		`
		1 map 0 512 rwh     | ok
		1 map 600 2 rw      | ok
		1 lockall current onfault | 1 hugetlbFill
		1 fork 2            | ok`,
		{hugetlbPages: 2},
	);
	const {read, write, account, locked, lockOnFault, hugetlb, hugetlbOwner} = vmaFlags;
	const own = flagsOf(kernel, mmOf(kernel, 1));
	expect(own[0] & (hugetlb | hugetlbOwner)).toBe(hugetlb | hugetlbOwner);
	expect(own.map((flags) => flags & (locked | lockOnFault))).toEqual([0, locked | lockOnFault]);
	expect(flagsOf(kernel, mmOf(kernel, 2))).toEqual([read | write | hugetlb, read | write | account]);
});

describe('a copy for which there is not enough', () => {
	const parent = `
		1 map 0 70 rw
		1 map 1000 4 rwd
		1 map 2000 20 r lib
		1 write 0 70
		1 write 1000 1`;

	/** What a kernel has in use of each table, and what it has promised. */
	function inUse(kernel: Kernel): readonly number[] {
		const {frame, table, mm, vma, anonVma, object, mapEntry, anon, slots} = kernel;
		return [
			...[frame, table, mm, vma, anonVma, object, mapEntry, anon, slots].map(({live}) => live),
			kernel.total.value[totals.committed],
			kernel.total.value[totals.resident],
			kernel.total.value[totals.tablesUsed],
		];
	}

	test.each<readonly [id: string, why: string, options: StoryOptions]>([
		['linux-6', 'promises', {memoryBytes: 110 * 4096, overcommit: 2, overcommitRatio: 100}],
		['linux-6', 'a root', {memoryBytes: 76 * 4096}],
		['linux-6', 'tables', {memoryBytes: 79 * 4096}],
		['shared-pt-detach', 'the table of its stack', {memoryBytes: 79 * 4096, overcommit: 1}],
		['svr4', 'memory to reserve', {memoryBytes: 110 * 4096}],
		['v7', 'pages', {memoryBytes: 160 * 4096}],
		['3bsd', 'pages', {memoryBytes: 110 * 4096}],
	])('is undone whole: %s, for want of %s', (id, _, options) => {
		const machine = checkStory(parent, {...options, design: findDesign(id)});
		const {kernel} = machine;
		const before = inUse(kernel);
		undone(machine, () => {
			const mm = duplicateMm(kernel, mmOf(kernel, 1));
			expect([id, mm]).toEqual([id, -errno.ENOMEM]);
			expect(inUse(kernel)).toEqual(before);
		});
	});

	test('flushes nothing', () => {
		const {kernel} = checkStory(parent, {memoryBytes: 79 * 4096});
		const before = kernel.work.amount[workUnits.tlb_mm];
		duplicateMm(kernel, mmOf(kernel, 1));
		expect(kernel.work.amount[workUnits.tlb_mm]).toBe(before);
	});
});

test.each(['linux-6', 'linux-2.4', 'mccracken', 'async-fork', 'cow-pte', 'odf', 'shared-pt', '4.4bsd', 'v7'])(
	'with the last task all goes: pages, tables, mappings and promises: %s',
	(id) => {
		const machine = checkStory(
			`
			1 map 0 4 rw
			1 write 0 4
			1 map 1000 4 rw lib
			1 read 1000 2
			1 fork 2
			2 map 2000 4 rw
			2 write 2000 4
			2 write 0 1
			1 exit
			2 exit`,
			{design: findDesign(id)},
		);
		const {kernel} = machine;
		const {mm, vma, table, mapEntry, total} = kernel;
		expect([mm.live, vma.live, table.live, mapEntry.live]).toEqual([0, 0, 0, 0]);
		const {committed, resident, tablesUsed} = totals;
		expect([committed, resident, tablesUsed].map((row) => total.value[row])).toEqual([0, 0, 0]);
		const kinds = kernel.frame.kind.filter((kind) => kind !== 0);
		expect(kinds.every((kind) => kind === frameKinds.file || kind === frameKinds.zero)).toBe(true);
	},
);

test.each([
	['cow-pte', 1, 0],
	['linux-6', 0, 3],
])('an exit goes table by table, or mapping by mapping: %s', (id, whole, ranges) => {
	checkStory(
		`
		1 map 0 4 rw
		1 map 10 4 r
		1 map 1000 4 rw
		1 write 0 4
		1 write 1000 2
		1 exit
		1 work pte_zap tlb_mm tlb_range | 6 ${whole} ${ranges}`,
		{design: findDesign(id)},
	);
});
