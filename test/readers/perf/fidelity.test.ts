/** Recordings of real programs against the simulation: each fault, and what the real kernel said of memory. */

import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {pstree} from '../../../source/analysis/pstree/pstree.ts';
import {pstreeRoot} from '../../../source/analysis/pstree/root.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {FittingColumn} from '../../../source/machine/fitting-column.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {opKinds} from '../../../source/machine/ops/index.ts';
import {absent, type Program} from '../../../source/machine/program.ts';
import {lastOp, type Machine} from '../../../source/machine/state.ts';
import {readFixture} from '../../helpers/read-text.ts';

async function programOf(name: string): Promise<Program> {
	return (await readFixture(`recordings/${name}.perf.txt.gz`)).program;
}

/** What became of each recorded fault that was not taken as recorded, as "class recorded, class taken". */
function differences(program: Program) {
	const machine = createMachine(program);
	const told: Record<string, number> = {};
	let recorded = 0;
	while (stepMachine(machine)) {
		const {op, access} = machine.outcome;
		const expected = program.fault[op];
		const taken = access.protectedWrites > 0 ? 3 : access.absentWrites > 0 ? 2 : access.absentReads;
		recorded += expected > 0 ? 1 : 0;
		if (expected > 0 && taken !== expected) {
			const key = `${classes[expected]}, ${classes[taken]}`;
			told[key] = (told[key] ?? 0) + 1;
		}
	}

	expect(checkKernel(machine.kernel)).toBeUndefined();
	return {recorded, ...told};
}

const classes = ['none', 'absent read', 'absent write', 'protected write'];

// Every number stands in docs/fidelity.md too, with its reason.
test.each([
	['lua-make', {recorded: 149_018}],
	['redis-bgsave', {recorded: 15_233, 'absent read, none': 1}],
	['apache-prefork', {recorded: 5422, 'absent read, none': 2}],
	['small/daemons-and-signals', {recorded: 877}],
	['small/exec-by-thread', {recorded: 132}],
	['small/racing-threads', {recorded: 9267}],
	['small/shared-memory', {recorded: 865, 'protected write, none': 64}],
	['small/spawn-and-vfork', {recorded: 1282}],
	['small/stack-and-heap', {recorded: 2492}],
	['small/threads', {recorded: 1808}],
] as const)('%s takes its faults again', async (name, expected) => {
	expect(differences(await programOf(name))).toEqual(expected);
});

/** The program without what its reader inferred of the page cache. */
function withoutInference(program: Program): Program {
	const cleared = (column: FittingColumn) =>
		Float64Array.from(column, (number, op) => (program.kind[op] === opKinds.read ? absent : number));
	return {...program, value: cleared(program.value), target: cleared(program.target)};
}

// What is told of the page cache comes from the same faults: the rules have to hold without it as well.
test.each([
	['lua-make', {recorded: 149_018, 'absent read, none': 30, 'absent write, protected write': 4}],
	['redis-bgsave', {recorded: 15_233, 'absent read, none': 7, 'protected write, absent write': 8}],
	['apache-prefork', {recorded: 5422, 'absent read, none': 24}],
] as const)('%s takes nearly all its faults again with all files cached', async (name, expected) => {
	expect(differences(withoutInference(await programOf(name)))).toEqual(expected);
});

test('daemons and signals: who was killed, by what, and how the others left', async () => {
	const program = await programOf('small/daemons-and-signals');
	const exits = Array.from(program.kind.keys()).filter((op) => program.kind[op] === opKinds.exit);
	const told = exits.map((op) => `${program.value[op]} ${program.target[op]}`);
	expect(told).toEqual(['0 -1', '-1 11', '-1 9', '-1 9', '1 -1', '7 -1', '0 -1']);
});

type Truth = {
	readonly pstree: string;
	readonly pstreeP: string;
	readonly processes: Readonly<
		Record<string, {readonly VmPTE: number; readonly vmas: readonly TrueMapping[]}>
	>;
};
type TrueMapping = {
	readonly start: string;
	readonly end: string;
	readonly perms: string;
	readonly Rss: number;
	readonly Anonymous: number;
	readonly Private_Dirty: number;
	readonly Shared_Dirty: number;
};

/** The machine before the first exec of `comm` after one of `after`. */
function machineBefore(program: Program, after: string, comm: string): Machine {
	const isExecOf = (op: number, text: string) =>
		program.kind[op] === opKinds.exec && program.strings[program.text[op]] === text;
	let target = 0;
	while (!isExecOf(target, after)) {
		target += 1;
	}

	while (!isExecOf(target, comm)) {
		target += 1;
	}

	const machine = createMachine(program);
	while (lastOp(machine) !== target - 1) {
		stepMachine(machine);
	}

	return machine;
}

test('apache-prefork: mappings, page tables and tree are what the real kernel showed', async () => {
	const url = new URL('../../../fixtures/recordings/apache-prefork.truth.json', import.meta.url);
	const truth: Truth = JSON.parse(readFileSync(url, 'utf8'));
	const machine = machineBefore(await programOf('apache-prefork'), 'ab', 'cat');
	const view = viewMemory(machine);
	const wrongRss: string[] = [];
	for (const [pid, {VmPTE, vmas}] of Object.entries(truth.processes)) {
		const task = findTask(machine.kernel, Number(pid));
		const rows = mapRows(view, task).map(({start, end, perms, smaps, file}) => ({
			shown: shown({start: `0x${start.toString(16)}`, end: `0x${end.toString(16)}`, perms, ...smaps}),
			rss: smaps.Rss,
			file,
		}));
		const user = vmas.filter(({start}) => Number(start) < 2 ** 47);
		expect(rows.map((row) => row.shown)).toEqual(user.map(shown));
		expect((processMemory(view, task)?.reportedTablePages ?? 0) * 4).toBe(VmPTE);
		wrongRss.push(...rows.filter((row, i) => row.rss !== user[i].Rss).map((row) => row.file ?? ''));
	}

	expect(new Set(wrongRss)).toEqual(new Set(['/usr/lib/x86_64-linux-gnu/libm.so.6']));
	const server = findTask(machine.kernel, 32737);
	const root = pstreeRoot(view, server);
	expect(root && pstree(root, {pid: 32737})).toBe(truth.pstree);
	expect(root && pstree(root, {pid: 32737, showPids: true, expandAll: true})).toBe(truth.pstreeP);
});

function shown({start, end, perms, Anonymous, Private_Dirty, Shared_Dirty}: TrueMapping): string {
	return `${start}-${end} ${perms} ${Anonymous} ${Private_Dirty} ${Shared_Dirty}`;
}

test('redis-bgsave: the child leaves as much private dirty memory as Redis itself reported', async () => {
	const program = await programOf('redis-bgsave');
	const child = 18219;
	const exit = program.pid.findIndex((pid, op) => pid === child && program.kind[op] === opKinds.exit);
	const machine = createMachine(program);
	while (lastOp(machine) !== exit - 1) {
		stepMachine(machine);
	}

	const rows = mapRows(viewMemory(machine), findTask(machine.kernel, child));
	expect(rows.reduce((sum, {smaps}) => sum + smaps.Private_Dirty * 1024, 0)).toBe(17_244_160);
});
