/** What has become of the pages that a child was born with: figures worked out by hand, and what holds on every kernel. */

import {expect, test} from 'vitest';
import {bytesForChildren, groupSharing} from '../../../source/analysis/memory/group-sharing.ts';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {livingChildren} from '../../../source/analysis/rows/processes.ts';
import {treePlaces, treeRow} from '../../../source/analysis/rows/tree.ts';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {type Birth, recordBirth} from '../../../source/inquiry/sharing/birth.ts';
import {
	type Sharing,
	sharingByMapping,
	sharingSince,
	sumOf,
	viewSharing,
} from '../../../source/inquiry/sharing/sharing.ts';
import {exitTask} from '../../../source/kernel/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {createMachine, runMachine, stepMachine} from '../../../source/machine/machine.ts';
import {opKinds} from '../../../source/machine/ops/index.ts';
import {refusalOf} from '../../../source/machine/refusal.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {findWorkload, workloads} from '../../../source/workloads/index.ts';
import {machineAt} from '../../helpers/at.ts';
import {checkStory} from '../../helpers/story.ts';

function programOf(workload: string, parameters: Record<string, unknown> = {}) {
	const program = findWorkload(workload)?.build(parameters);
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	return program;
}

/** Steps until that pid has been forked, and takes its birth down. */
function bornIn(machine: Machine, pid: number): Birth {
	while (stepMachine(machine)) {
		const {op, other, task} = machine.outcome;
		if (machine.program.kind[op] === opKinds.fork && machine.program.child[op] === pid) {
			return recordBirth(machine, task, other);
		}
	}

	throw new Error(`${pid} is never forked`);
}

/** `6 inherited: 4 shared, 1 by child, 1 by parent, 0 gone`. */
function inWords({inherited, shared, copiedByChild, copiedByParent, letGo}: Sharing): string {
	return `${inherited} inherited: ${shared} shared, ${copiedByChild} by child, ${copiedByParent} by parent, ${letGo} gone`;
}

/**
 * In `cow` the parent reads pages 6 and 7 and writes 0 to 5 before it forks. The child writes page 0, the parent pages 0
 * (takes it over) and 1, the child 1 (takes the old one over) and 7. A kernel that fills a page for a first read has eight
 * pages to share, one that maps the zero page has six, one that copies at once has none.
 */
const cowCases = [
	['linux-6', 6, 'forked: all shared', '6 shared, 0 by child, 0 by parent'],
	['linux-6', 6, 'child wrote: one copy', '5 shared, 1 by child, 0 by parent'],
	['linux-6', 6, 'parent wrote the same page: taken over', '5 shared, 1 by child, 0 by parent'],
	['linux-6', 6, 'parent wrote another: a copy', '4 shared, 1 by child, 1 by parent'],
	['shared-pt', 6, 'forked: all shared', '6 shared, 0 by child, 0 by parent'],
	['shared-pt', 6, 'parent wrote another: a copy', '4 shared, 1 by child, 1 by parent'],
	['odf', 6, 'forked: all shared', '6 shared, 0 by child, 0 by parent'],
	['odf', 6, 'parent wrote another: a copy', '4 shared, 1 by child, 1 by parent'],
	['4.4bsd', 8, 'forked: all shared', '8 shared, 0 by child, 0 by parent'],
	['4.4bsd', 8, 'parent wrote another: a copy', '6 shared, 1 by child, 1 by parent'],
	['uvm', 8, 'parent wrote another: a copy', '6 shared, 1 by child, 1 by parent'],
	['v7', 0, 'forked: all shared', '0 shared, 0 by child, 0 by parent'],
	['v7', 0, 'parent wrote another: a copy', '0 shared, 0 by child, 0 by parent'],
] as const;

test.each(cowCases)('cow on %s: of %i pages at "%s": %s', (kernel, inherited, mark, expected) => {
	const program = programOf('cow');
	const create = () => createMachine(program, {design: findDesign(kernel)});
	const birth = bornIn(create(), 2);
	expect(birth.copiedAtFork).toBe(kernel === 'v7' ? 8 : 0);
	const {kernel: now} = machineAt(program, `mark:${mark}`, {design: findDesign(kernel)});
	const found = sharingSince(viewSharing(now), birth);
	expect(inWords(found)).toBe(`${inherited} inherited: ${expected}, 0 gone`);
});

/** 64 MiB are 16,384 pages, the parent writes 60 of 1,000: 983 draws with repeats, all of them in one mapping. */
test.each(['linux-6', 'odf', '4.4bsd'])('snapshot on %s: the parent pays, in the data', (kernel) => {
	const program = programOf('snapshot');
	const create = () => createMachine(program, {design: findDesign(kernel)});
	const birth = bornIn(create(), 6);
	const {kernel: now} = machineAt(program, 'mark:snapshot saved', {design: findDesign(kernel)});
	const mappings = sharingByMapping(viewSharing(now), birth);
	const data = mappings.find(({inherited}) => inherited === 16_384);
	const written = new Set<number>();
	const {kind, pid, address, length} = program;
	const begin = Array.from(kind.subarray(0, program.count)).findIndex(
		(each, op) => each === opKinds.fork && program.child[op] === 6,
	);
	const end = Array.from(kind.subarray(0, program.count)).findIndex(
		(each, op) => op > begin && each === opKinds.exit && pid[op] === 6,
	);
	for (let op = begin; op < end; op += 1) {
		const isData = data !== undefined && address[op] >= data.start && address[op] < data.start + 2 ** 26;
		if (kind[op] === opKinds.write && pid[op] === 5 && isData) {
			expect(length[op]).toBeLessThanOrEqual(pageBytes);
			written.add(address[op]);
		}
	}

	expect(written.size).toBeGreaterThan(900);
	expect(data).toMatchObject({copiedByParent: written.size, copiedByChild: 0, letGo: 0});
	expect(data?.shared).toBe(16_384 - written.size);
});

test('on v7 workers begin with copies of all that is not a file', () => {
	const machine = createMachine(programOf('prefork', {workers: 2, heap: 1}), {design: findDesign('v7')});
	const birth = bornIn(machine, 6);
	expect(birth.copiedAtFork).toBeGreaterThan(256);
	expect(birth.pages.mappings.every(({name}) => name.startsWith('/'))).toBe(true);
});

test('what a parent lets go, and what a child unmaps, is gone and not copied', () => {
	const program = programOf('cow');
	const create = () => createMachine(program);
	const birth = bornIn(create(), 2);
	const end = create();
	runMachine(end);
	expect(inWords(sharingSince(viewSharing(end.kernel), birth))).toBe(
		'6 inherited: 0 shared, 0 by child, 0 by parent, 6 gone',
	);
});

test('siblings that inherit the same keep it once', () => {
	const machine = createMachine(programOf('prefork', {workers: 2, heap: 1}));
	const elder = bornIn(machine, 6);
	while (machine.program.child[machine.outcome.op] !== 7) {
		stepMachine(machine);
	}

	const {task, other} = machine.outcome;
	expect(recordBirth(machine, task, other, elder).pages).toBe(elder.pages);
});

test.each(['linux-6', 'shared-pt', 'odf', 'segment-map', '4.4bsd'])(
	'on %s the end of the child frees what it is said to cost, its page tables among it',
	(kernel) => {
		const machine = checkStory('1 map 0 1200 rw\n1 write 0 1200\n1 fork 2\n2 write 0 16', {
			design: findDesign(kernel),
		});
		const child = findTask(machine.kernel, 2);
		const {nextBytes = 0, nextTableBytes = 0} = groupSharing(viewMemory(machine), [child], [child]);
		const used = machine.kernel.total.value[totals.framesUsed];
		exitTask(machine.kernel, child, 0, 0);
		expect((used - machine.kernel.total.value[totals.framesUsed]) * pageBytes).toBe(nextBytes);
		expect(nextTableBytes).toBeGreaterThan(0);
	},
);

/** Every workload that forks, small, on every design: at each event the four parts add up, and nothing comes back. */
const sizes: Readonly<Record<string, Record<string, unknown>>> = {
	prefork: {workers: 3, requests: 24, heap: 1},
	snapshot: {dataset: 1},
	'deep-chain': {depth: 6},
	forktime: {forks: 3, pages: 20},
	pipeline: {},
	cow: {},
	threads: {},
	vfork: {},
	'zombies-and-orphans': {},
};

for (const design of designs) {
	test(`on ${design.id} shared, copied and let go add up to what was inherited`, () => {
		for (const {id, build} of workloads.filter((each) => sizes[each.id] !== undefined)) {
			const program = build(sizes[id]);
			if (refusalOf(design, program) === undefined) {
				checkSums(createMachine(program, {design}), id);
			}
		}
	});
}

function checkSums(machine: Machine, workload: string): void {
	const births: Birth[] = [];
	for (let event = 1; stepMachine(machine); event += 1) {
		const {op, result, task, other} = machine.outcome;
		const isFork = machine.program.kind[op] === opKinds.fork || machine.program.kind[op] === opKinds.vfork;
		if (isFork && result === 0 && other !== 0) {
			const {leader} = machine.kernel.task;
			const birth = recordBirth(machine, leader[task], other, births.at(-1));
			births.push(birth);
			const {inherited, shared} = sharingSince(viewSharing(machine.kernel), birth);
			expect(shared, `${workload} at ${event}: just born`).toBe(inherited);
		}

		const view = viewSharing(machine.kernel);
		for (const birth of event % 7 === 0 ? births : births.slice(-2)) {
			const found = sharingByMapping(view, birth);
			const {inherited, shared, copiedByChild, copiedByParent, letGo} = sumOf(found);
			const parts = [shared, copiedByChild, copiedByParent, letGo];
			expect(Math.min(...parts), `${workload} at ${event}`).toBeGreaterThanOrEqual(0);
			expect(inherited).toBe(birth.pages.vpn.length);
			expect(shared + copiedByChild + copiedByParent + letGo).toBe(inherited);
		}
	}
}

test('a group counts a shared page once, as a folded row of the tree does', () => {
	const program = programOf('prefork');
	const machine = machineAt(program, 'mark:all requests served');
	const view = viewMemory(machine);
	const parent = findTask(machine.kernel, 5);
	const children = livingChildren(machine.kernel, parent);
	const group = groupSharing(view, [parent, ...children], children);
	const row = treePlaces(view, {root: parent, isFolded: () => true})[0];
	const {subtree} = treeRow(view, row);
	expect(children).toHaveLength(8);
	expect(group).toMatchObject({
		processes: 9,
		togetherBytes: subtree?.rssBytes,
		pssBytes: subtree?.pssBytes,
		ussBytes: subtree?.ussBytes,
	});
	const sizes = [parent, ...children].map((task) => processMemory(view, task));
	expect(group.countedWholeBytes).toBe(sizes.reduce((sum, size) => sum + (size?.rssBytes ?? 0), 0));
	const own = sizes.slice(1).map((size) => (size?.ussBytes ?? 0) + (size?.ownTablePages ?? 0) * pageBytes);
	expect(group.nextBytes).toBe(own.sort((left, right) => left - right)[4]);
	expect(bytesForChildren(group, 8, 10)).toBe(
		group.togetherBytes + group.tableBytes + 2 * (group.nextBytes ?? 0),
	);
	expect(bytesForChildren(groupSharing(view, [parent], []), 0, 10)).toBeUndefined();
});
