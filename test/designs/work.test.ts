/** What forks cost in units of work where one small life does not show it: the second fork, sparse tables, vfork. */

import {describe, expect, test} from 'vitest';
import {findCostTable} from '../../source/designs/costs/index.ts';
import {findDesign} from '../../source/designs/index.ts';
import type {WorkUnit} from '../../source/kernel/state/work.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {clocks} from '../../source/machine/state.ts';

const pageBytes = 4096;
const address = 2 ** 30;
const writable = opFlags.read | opFlags.write;

const place = (pid: number, page: number, pages: number) => ({
	pid,
	address: address + page * pageBytes,
	length: pages * pageBytes,
});
const map = (page: number, pages: number, file?: string): OpRow => ({
	op: 'mmap',
	...place(1, page, pages),
	flags: file === undefined ? writable : opFlags.read,
	file,
	offset: 0,
});
const write = (pid: number, page: number, pages = 1): OpRow => ({op: 'write', ...place(pid, page, pages)});
const read = (pid: number, page: number): OpRow => ({op: 'read', ...place(pid, page, 1)});
const fork = (pid: number, child: number): OpRow => ({op: 'fork', pid, child});
const exit = (pid: number): OpRow => ({op: 'exit', pid});

/** What the last op of a run comes to, in the units asked for. */
function costOfLast(id: string, ops: readonly OpRow[], units: readonly WorkUnit[]): readonly number[] {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'init'});
	for (const op of ops) {
		builder.add(op);
	}

	const header = {name: 'work', cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;
	const machine = createMachine(builder.finish(header), {design: findDesign(id)});
	for (let done = 0; done < ops.length; done += 1) {
		stepMachine(machine);
	}

	const before = machine.kernel.work.amount.slice();
	stepMachine(machine);
	return units.map((unit) => machine.kernel.work.amount[workUnits[unit]] - before[workUnits[unit]]);
}

const thousand = [map(0, 1024), write(1, 0, 1024)];
const forkedTwice = [...thousand, fork(1, 2), exit(2), fork(1, 3)];

const cases: readonly (readonly [
	name: string,
	id: string,
	ops: readonly OpRow[],
	Partial<Record<WorkUnit, number>>,
])[] = [
	['version 2 scans again at the second fork', 'shared-pt', forkedTwice, {pte_scan: 1024, pte_wp: 1024}],
	['the bit spares the second scan', 'shared-pt-bit', forkedTwice, {pte_scan: 0, pt_share: 2}],
	[
		'a page written in between clears the bit of its table',
		'shared-pt-bit',
		[...thousand, fork(1, 2), exit(2), write(1, 0), fork(1, 3)],
		{pte_scan: 512, pte_wp: 512},
	],
	[
		'text is looked at and not protected',
		'shared-pt',
		[map(0, 4, 'bin'), read(1, 0), read(1, 1), map(512, 1024), write(1, 512, 1024), fork(1, 2)],
		{pte_scan: 1026, pte_wp: 1024},
	],
	[
		'the first two who share a table take a block each in its list of users',
		'mccracken',
		[...thousand, fork(1, 2)],
		{pt_share: 2, mm_chain_alloc: 4},
	],
	['every further one takes one', 'mccracken', [...thousand, fork(1, 2), fork(1, 3)], {mm_chain_alloc: 2}],
	[
		'with two users left a split protects every private entry of the other’s too, protected already or not',
		'mccracken',
		[map(0, 512), write(1, 0, 2), fork(1, 2), write(2, 0), exit(2), write(1, 0), fork(1, 3), write(3, 1)],
		{pte_wp: 2},
	],
	['directory entries are still closed at the second fork', 'shared-pt-dir', forkedTwice, {dir_wp: 0}],
	['McCracken finds them closed too', 'mccracken', forkedTwice, {dir_wp: 0, pt_share: 2}],
	[
		'chains are allocated at the first fork and kept',
		'linux-2.5-rmap',
		forkedTwice,
		{chain_alloc: 0, rmap_add: 1024},
	],
	[
		'an eighth entry takes a second block of the chain',
		'linux-2.5-rmap',
		[map(0, 1), write(1, 0), ...Array.from({length: 7}, (_, i) => fork(1, i + 2))],
		{chain_alloc: 1, rmap_add: 1},
	],
	[
		'a table with one page is shared like a full one',
		'cow-pte',
		[map(0, 512), write(1, 3), fork(1, 2)],
		{pt_share: 1, dir_wp: 1, page_ref: 0},
	],
	[
		'a split copies the entries in use and passes over the others, which is not what a scan of fork does',
		'cow-pte',
		[map(0, 512), write(1, 3), fork(1, 2), write(2, 3)],
		{pt_unshare_copy: 1, pte_copy: 1, pte_skip: 511, pte_scan: 0, page_ref: 1, page_copy: 1, fault_minor: 1},
	],
	[
		'a table of two mappings is referenced once',
		'shared-pt-v3',
		[map(0, 100), map(200, 100), write(1, 0), write(1, 200), fork(1, 2)],
		{pt_share: 1, vma_copy: 2, pte_wp: 2},
	],
	[
		'a cached page of a file is a major fault in 2.4',
		'linux-2.4',
		[map(0, 4, 'lib'), read(1, 0)],
		{fault_major: 1},
	],
	['and a minor one in Linux 6', 'linux-6', [map(0, 4, 'lib'), read(1, 0)], {fault_major: 0, fault_minor: 1}],
	[
		'the third generation links three anon_vmas a mapping',
		'linux-6',
		[map(0, 4), write(1, 0), fork(1, 2), fork(2, 3)],
		{anon_vma_alloc: 1, avc_alloc: 3},
	],
	['2.4 keeps no reverse maps', 'linux-2.4', [...thousand, fork(1, 2)], {rmap_add: 0, anon_vma_alloc: 0}],
	['a fork flushes the parent once', 'linux-2.4', [...thousand, fork(1, 2)], {tlb_mm: 1}],
	[
		'a child that leaves drops what it still shares',
		'shared-pt-v3',
		[...thousand, fork(1, 2), exit(2)],
		{pt_drop: 2, pte_zap: 0, page_unref: 0},
	],
	[
		'vfork costs one sleep, whatever the size',
		'linux-2.4',
		[...thousand, {op: 'vfork', pid: 1, child: 2}],
		{vfork: 1, block: 1, pte_copy: 0, vma_copy: 0, tlb_mm: 0},
	],
	[
		'a moved address space wakes the parent, and the child when it is back',
		'3bsd',
		[...thousand, {op: 'vfork', pid: 1, child: 2}, exit(2)],
		{wake: 2, pte_zap: 0},
	],
	[
		'a vfork that only blocks copies like fork',
		'v7',
		[...thousand, {op: 'vfork', pid: 1, child: 2}],
		{block: 1, page_copy: 1024},
	],
	[
		'so does that of UVM with such a vfork',
		'uvm-block',
		[...thousand, {op: 'vfork', pid: 1, child: 2}],
		{block: 1, fork: 1, vfork: 0, entry_copy: 1},
	],
	[
		'and that of Linux 6',
		'linux-6-block',
		[...thousand, {op: 'vfork', pid: 1, child: 2}],
		{block: 1, fork: 1, vfork: 0, pte_copy: 1024},
	],
	[
		'text is attached as a whole by an eager copy',
		'3bsd',
		[map(0, 4, 'bin'), read(1, 0), read(1, 1), fork(1, 2)],
		{obj_ref: 1, page_copy: 0, pte_copy: 0},
	],
	[
		'the parent of an async fork copies nothing',
		'async-fork',
		[...thousand, fork(1, 2)],
		{pt_alloc: 0, pte_copy: 0, dir_wp: 2},
	],
	[
		'except for tables that it changes before the child runs',
		'async-fork',
		[...thousand, fork(1, 2), write(1, 0)],
		{pt_alloc: 1, pte_copy: 512, page_copy: 1, fault_minor: 1},
	],
];

describe('the last op', () => {
	test.each(cases)('%s (%s)', (_, id, ops, expected) => {
		const units = Object.keys(expected) as WorkUnit[];
		const costs = costOfLast(id, ops, units);
		expect(Object.fromEntries(units.map((unit, i) => [unit, costs[i]]))).toEqual(expected);
	});
});

test('an async fork does the work of a plain one, whoever does it', () => {
	const life = [...thousand, fork(1, 2), write(1, 600), write(2, 0)];
	const units = ['pt_alloc', 'pte_copy', 'page_ref'] as const;
	const total = (id: string) =>
		life
			.map((_, i) => costOfLast(id, life.slice(0, i + 1), units))
			.reduce((sum, costs) => sum.map((value, i) => value + costs[i]));
	expect(total('async-fork')).toEqual(total('linux-6'));
});

test('hardware that copies by itself pays for no fault of a protected page, and for all else', () => {
	const snapshot = [...thousand, fork(1, 2), write(1, 0, 100), exit(2), write(1, 0, 200)];
	const timeOn = (id: string) => {
		const builder = createProgramBuilder();
		builder.add({op: 'start', pid: 1, comm: 'init'});
		for (const op of snapshot) {
			builder.add(op);
		}

		const header = {name: 'work', cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;
		const machine = createMachine(builder.finish(header), {costs: findCostTable(id)});
		runMachine(machine);
		return machine.columns.clock.value[clocks.sys];
	};
	// 100 copies, and 100 more pages that are taken over.
	const spared = 200 * (findCostTable('modern')?.micros.fault_minor ?? 0);
	expect(timeOn('modern') - timeOn('hardware-cow')).toBeCloseTo(spared, 6);
});
