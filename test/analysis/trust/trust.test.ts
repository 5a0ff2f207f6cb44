import {expect, test} from 'vitest';
import {priceTrust, programTrust} from '../../../source/analysis/trust/trust.ts';
import {costTables} from '../../../source/designs/costs/index.ts';
import {watchDifferences} from '../../../source/inquiry/outcome/differences.ts';
import {runToSummary} from '../../../source/inquiry/outcome/run.ts';
import {framesMax} from '../../../source/kernel/state/pte.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {createMachine} from '../../../source/machine/machine.ts';
import {adviceKinds, faultClasses, opFlags} from '../../../source/machine/op.ts';
import type {Header} from '../../../source/machine/program.ts';
import type {OpRow} from '../../../source/machine/program-builder.ts';
import {createProgramBuilder} from '../../../source/machine/program-builder.ts';

const page = 4096;
const at = 0x10000;
const area = {address: at, length: 4 * page, flags: opFlags.read | opFlags.write};
const begin: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'init'},
	{op: 'mmap', pid: 1, ...area},
];
const write = (number: number, fault?: number): OpRow => ({
	op: 'write',
	pid: 1,
	address: at + number * page,
	length: page,
	fault,
});

function machineOf(rows: readonly OpRow[], limits?: Header['limits'], sizes: Partial<Header> = {}) {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	const program = builder.finish({name: 'told', cpus: 1, swapBytes: 0, geometry: 'x86-64', limits, ...sizes});
	return createMachine(program);
}

function trustOf(...words: Parameters<typeof machineOf>): readonly string[] {
	return runToSummary(machineOf(...words)).trust ?? [];
}

test.each<[Partial<Header>, readonly string[]]>([
	[{memoryBytes: 2 ** 36, swapBytes: 2 ** 36}, []],
	[
		{memoryBytes: 2 ** 37},
		['The machine has 128G of memory, of which no more than 64.0G can be in use here'],
	],
	[{swapBytes: 2 ** 37}, ['The machine has 128G of swap, of which no more than 64.0G can be in use here']],
])('a machine of %o says what of it can be simulated, before it runs', (sizes, sentences) => {
	const expected = sentences.map((sentence) => expect.stringContaining(sentence));
	expect(programTrust(machineOf(begin, undefined, sizes).program)).toEqual(expected);
});

test('a run that used all that can be simulated says so, where the machine has more', () => {
	const machine = machineOf(begin);
	machine.kernel.total.value[totals.framesUsed] = framesMax - 2;
	expect(runToSummary(machine).trust).toEqual([expect.stringContaining('All 64.0G of memory')]);
});

test('an exact answer says nothing', () => {
	expect(trustOf([...begin, write(0, faultClasses.absentWrite)])).toEqual([]);
});

test('a page that a recording finds absent has left memory where there was swap, which is told', () => {
	const rows = [...begin, write(0), write(0, faultClasses.absentWrite)];
	const [told, ...others] = trustOf(rows, undefined, {swapBytes: 2 ** 20});
	expect(told).toContain('1 page had left memory before the recorded page fault that brought it back');
	expect(others).toEqual([]);
});

test.each([
	[
		'Only 50 % of the recorded page faults',
		[...begin, write(0, faultClasses.absentWrite), write(1, faultClasses.protectedWrite)],
	],
	[
		'1 recorded page fault was on pages that are there already',
		[...begin, write(0), write(0, faultClasses.absentWrite)],
	],
	[
		'1 op of the recording is refused here',
		[...begin, write(0, faultClasses.absentWrite), {op: 'munmap', pid: 1, address: 1, length: page} as const],
	],
])('%s', (sentence, rows) => {
	expect(trustOf(rows)).toContainEqual(expect.stringContaining(sentence));
});

test('what the recording lacks is told', () => {
	expect(trustOf(begin, [{kind: 'lost-events', count: 3}])).toEqual([
		expect.stringContaining('3 events of the recording were lost'),
	]);
});

test('only the prices of today are told to be those of another machine', () => {
	expect(costTables.filter((table) => priceTrust(table).length > 0).map(({id}) => id)).toEqual(['modern']);
});

test('differing faults are grouped by kind, mapping and process, with the first of each', () => {
	const rows = [
		...begin,
		{op: 'fork', pid: 1, child: 2} as const,
		write(0, faultClasses.absentWrite),
		write(1, faultClasses.protectedWrite),
		write(2, faultClasses.protectedWrite),
		write(2, faultClasses.absentRead),
	];
	const machine = machineOf(rows);
	const differing = watchDifferences();
	runToSummary(machine, {watch: () => differing.see(machine)});
	const place = {mapping: 'anonymous', process: 'init'};
	expect(differing.list()).toEqual([
		{
			recorded: 'protectedWrite',
			taken: 'absentWrite',
			...place,
			count: 2,
			first: {event: 5, pid: 1, address: at + page},
		},
		{
			recorded: 'absentRead',
			taken: 'none',
			...place,
			count: 1,
			first: {event: 7, pid: 1, address: at + 2 * page},
		},
	]);
});

test('a memory cgroup is told of with what it leaves out', () => {
	const rows: readonly OpRow[] = [...begin, {op: 'cgroup', pid: 1, cgroup: 'web', memory: 9 * page}];
	expect(trustOf(rows)).toEqual([expect.stringContaining('Memory cgroups are charged')]);
});

test('shared huge pages of 1 GiB are told of, as their page tables would be shared', () => {
	const flags = area.flags | opFlags.hugetlb | opFlags.shared;
	const rows = (length: number): readonly OpRow[] => [
		...begin,
		{op: 'mmap', pid: 1, address: 2 ** 40, length, flags: flags | opFlags.noReserve},
	];
	expect(trustOf(rows(2 ** 30))).toEqual([expect.stringContaining('Shared mappings of huge pages')]);
	expect(trustOf(rows(2 ** 21))).toEqual([]);
});

test('collapsing is told to be of memory that nobody shares, where a program has other memory too', () => {
	const length = 2 ** 21;
	const rows = (shared: number): readonly OpRow[] => [
		...begin,
		{op: 'mmap', pid: 1, address: 2 ** 40, length, flags: area.flags | shared},
		{op: 'madvise', pid: 1, address: 2 ** 40, length, advice: adviceKinds.collapse},
	];
	expect(trustOf(rows(opFlags.shared))).toEqual([expect.stringContaining('asked to collapse shared memory')]);
	expect(trustOf(rows(0))).toEqual([]);
});
