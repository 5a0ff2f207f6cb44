import {expect, test} from 'vitest';
import {designs, findDesign} from '../../source/designs/index.ts';
import {runToSummary} from '../../source/inquiry/outcome/run.ts';
import {createGrowingProgram} from '../../source/machine/growing-program.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {adviceKinds, opFlags} from '../../source/machine/op.ts';
import type {Header, Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {refusalOf, remarksOn} from '../../source/machine/refusal.ts';

function programOf(row: OpRow, header: Partial<Header> = {}): Program {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'init'});
	builder.add(row);
	return builder.finish({name: 'needs', cpus: 1, swapBytes: 0, geometry: 'x86-64', ...header});
}

const page = {pid: 1, address: 0x1000, length: 0x1000};
const sharedMapping = {...page, flags: opFlags.read | opFlags.write | opFlags.shared};
const cases: readonly (readonly [name: string, row: OpRow, refusing: readonly string[]])[] = [
	['a thread', {op: 'clone', pid: 1, child: 2, flags: opFlags.thread | opFlags.vm}, ['v7', '3bsd']],
	['a process on the same memory', {op: 'clone', pid: 1, child: 2, flags: opFlags.vm}, ['v7', '3bsd']],
	['shared memory', {op: 'mmap', ...sharedMapping}, ['v7']],
	[
		'shared memory of an image',
		{op: 'exec', pid: 1, comm: 'sh', image: [{...sharedMapping, offset: 0}]},
		['v7'],
	],
	['a shared mapping to read', {op: 'mmap', ...page, flags: opFlags.read | opFlags.shared}, []],
	['vfork', {op: 'vfork', pid: 1, child: 2}, []],
	['vfork by another name', {op: 'clone', pid: 1, child: 2, flags: opFlags.vm | opFlags.vfork}, []],
];

test.each(cases)('%s is refused by those that never had it', (_, row, refusing) => {
	const program = programOf(row);
	const refused = designs.filter((design) => refusalOf(design, program) !== undefined);
	expect(refused.map(({id}) => id)).toEqual(refusing);
});

test('a machine says why it cannot be made', () => {
	const program = programOf(cases[0][1]);
	expect(() => createMachine(program, {design: findDesign('v7')})).toThrow(/had no threads/);
});

const wide = {pid: 1, address: 2 ** 30, length: 2 ** 22, flags: opFlags.read | opFlags.write};
const advise = (advice: number): OpRow => ({op: 'madvise', ...page, advice});
const always = {hugePages: 'always'} as const;

/** A remark, a row and a header that meet it, those that do not, and kernels that make it and that do not. */
const remarks: readonly (readonly [
	sentence: string,
	met: readonly [OpRow, Partial<Header>?],
	unmet: readonly [OpRow, Partial<Header>?],
	makes: readonly string[],
	makesNot: readonly string[],
])[] = [
	[
		'no pool of huge pages',
		[{op: 'mmap', ...wide, flags: wide.flags | opFlags.hugetlb}],
		[{op: 'mmap', ...wide}],
		['odf', 'uvm'],
		['linux-6', 'linux-4'],
	],
	[
		'had no vfork',
		[{op: 'vfork', pid: 1, child: 2}],
		[{op: 'fork', pid: 1, child: 2}],
		['v7'],
		['3bsd', 'linux-6'],
	],
	[
		'no huge pages here',
		[{op: 'mmap', ...wide}, always],
		[{op: 'mmap', ...page, flags: wide.flags}, always],
		['odf', 'cow-pte', 'uvm'],
		['linux-6', 'linux-4'],
	],
	[
		'no huge pages here',
		[advise(adviceKinds.hugepage)],
		[advise(adviceKinds.hugepage), {hugePages: 'never'}],
		['odf', 'linux-2.4'],
		['linux-6'],
	],
	[
		'no overcommit modes',
		[{op: 'fork', pid: 1, child: 2}, {overcommit: 2}],
		[{op: 'fork', pid: 1, child: 2}],
		['uvm', 'svr4'],
		['linux-2.4'],
	],
	[
		'no memory cgroups',
		[{op: 'cgroup', pid: 1, cgroup: 'web'}],
		[{op: 'fork', pid: 1, child: 2}],
		['linux-2.4', 'mccracken-files'],
		['linux-6', 'odf'],
	],
	[
		'no guards',
		[advise(adviceKinds.guard_install)],
		[advise(adviceKinds.dontneed)],
		['linux-4', 'uvm'],
		['linux-6'],
	],
	[
		'no protection keys',
		[{op: 'mprotect', ...page, flags: 1, key: 1}],
		[{op: 'mprotect', ...page, flags: 1}],
		['linux-2.4', 'v7'],
		['linux-6', 'linux-4'],
	],
	[
		'had no madvise wipeonfork',
		[advise(adviceKinds.wipeonfork)],
		[advise(adviceKinds.dontneed)],
		['linux-2.4', 'mccracken-files', 'uvm'],
		['linux-4', 'linux-6'],
	],
	[
		'had no madvise populate',
		[advise(adviceKinds.populate_read)],
		[advise(adviceKinds.free)],
		['odf', 'freebsd-3'],
		['cow-pte', 'linux-6'],
	],
	[
		'had no mremap',
		[{op: 'mremap', ...page, newLength: 0x2000}],
		[{op: 'munmap', ...page}],
		['3bsd', 'svr4', 'uvm'],
		['linux-2.4', 'linux-6'],
	],
	[
		'had no mmap',
		[{op: 'mmap', ...wide}],
		[{op: 'fork', pid: 1, child: 2}],
		['v7', '3bsd'],
		['4.4bsd', 'svr4', 'linux-6'],
	],
];

test.each(remarks)('%s', (sentence, met, unmet, makes, makesNot) => {
	const told = (id: string, [row, header]: readonly [OpRow, Partial<Header>?]) => {
		const design = findDesign(id) ?? expect.unreachable(id);
		return remarksOn(design, programOf(row, header)).filter((each) => each.includes(sentence)).length;
	};
	expect([...makes, ...makesNot].map((id) => told(id, met))).toEqual([
		...makes.map(() => 1),
		...makesNot.map(() => 0),
	]);
	expect([...makes, ...makesNot].map((id) => told(id, unmet))).toEqual([...makes, ...makesNot].map(() => 0));
});

test('every answer on a kernel that lacks something tells it once, and a known defect only where it was met', () => {
	const trustOf = (rows: readonly OpRow[], id: string) => {
		const builder = createProgramBuilder();
		for (const row of [{op: 'start', pid: 1, comm: 'init'} as const, ...rows]) {
			builder.add(row);
		}

		const program = builder.finish({name: 'met', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
		return runToSummary(createMachine(program, {design: findDesign(id)})).trust ?? [];
	};
	const rows: readonly OpRow[] = [
		{op: 'mmap', ...wide},
		{op: 'write', pid: 1, address: wide.address, length: wide.length},
		{op: 'fork', pid: 1, child: 2},
	];
	expect(trustOf(rows, 'odf')).toEqual([]);
	expect(trustOf(rows, 'v7')).toEqual([expect.stringMatching(/^This kernel had no mmap: what it does here/)]);
	expect(trustOf([...rows, {op: 'write', ...page, address: wide.address}], 'odf')).toEqual([
		expect.stringMatching(/^Known defect of this kernel, met here: the resident counter has drifted.*\.$/),
	]);
});

test('what a program asks for that grows is what it has asked for by now', () => {
	const {program, add} = createGrowingProgram({name: 'grows', swapBytes: 0, geometry: 'x86-64'});
	const remarks = () =>
		designs.flatMap((design) => (design.id === 'uvm' ? remarksOn(design, program) : [])).length;
	add([{op: 'start', pid: 1, comm: 'init'}]);
	expect(remarks()).toBe(0);
	add([{op: 'mmap', ...wide, flags: wide.flags | opFlags.hugetlb}]);
	expect(remarks()).toBe(1);
});
