/** When marks come: after all that stands before them in the file, on any number of CPUs. */

import {expect, test} from 'vitest';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {type Machine, timeUs} from '../../source/machine/state.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {readText} from '../helpers/read-text.ts';

async function programOf(cpus: number, ops: readonly object[]): Promise<Program> {
	const lines = [{forkscope: 1, name: 'marks', cpus}, {op: 'start', pid: 1, comm: 'init'}, ...ops];
	return (await readText(lines.map((line) => JSON.stringify(line)).join('\n'))).program;
}

/** The label of each mark with the ops (as in the file, the header is line 0) that were done by then. */
function marksOf(machine: Machine): string[] {
	const {program, outcome} = machine;
	const marks: string[] = [];
	const done: number[] = [];
	while (stepMachine(machine)) {
		if (program.kind[outcome.op] === opKinds.mark) {
			const ops = done.toSorted((left, right) => left - right).join(' ');
			marks.push(`${program.strings[program.text[outcome.op]]} at ${Math.round(timeUs(machine))}: ${ops}`);
		} else {
			done.push(outcome.op + 1);
		}
	}

	return marks;
}

const run = (pid: number, us: number) => ({pid, op: 'run', us});
const mark = (label: string, t?: number) => ({op: 'mark', label, ...(t === undefined ? {} : {t})});

test.each([
	[1, 'second: 1 2 4 5 6'],
	// Process 1 does not stop for the mark while the other one runs.
	[2, 'second: 1 2 4 5 6 8'],
	[4, 'second: 1 2 4 5 6 8'],
])('on %i CPUs', async (cpus, second) => {
	const program = await programOf(cpus, [
		run(1, 1000),
		mark('first'),
		{op: 'start', pid: 2, comm: 'other'},
		run(2, 5000),
		run(1, 10),
		mark('second'),
		run(1, 10),
	]);
	const marks = marksOf(createMachine(program));
	expect(marks.map((text) => text.replace(/ at \d+/, ''))).toEqual(['first: 1 2', second]);
});

test('a mark has the time of what it came after', async () => {
	const ops = [run(1, 1000), mark('early'), run(1, 10), mark('recorded', 9000), run(1, 10)];
	const marks = marksOf(createMachine(await programOf(2, ops)));
	expect(marks).toEqual([expect.stringMatching(/^early at 10\d\d: 1 2$/), 'recorded at 9000: 1 2 4 6']);
});

test.each([1, 2])('on %i CPUs a process that sleeps holds no mark back', async (cpus) => {
	const program = await programOf(cpus, [
		{pid: 1, op: 'fork', child: 2},
		{pid: 1, op: 'wait'},
		run(2, 100),
		mark('asleep'),
		{pid: 2, op: 'exit'},
		mark('awake'),
	]);
	const marks = marksOf(createMachine(program)).map((text) => text.replace(/ at \d+/, ''));
	expect(marks).toEqual(['asleep: 1 2 4', 'awake: 1 2 3 4 6']);
});

test.each(['build', 'prefork', 'snapshot'])('%s: no op before a mark is left to be done', (id) => {
	const built = findWorkload(id)?.build();
	expect(built).toBeDefined();
	const program = {...(built as Program), header: {...(built as Program).header, cpus: 3}};
	const machine = createMachine(program);
	const {columns, outcome} = machine;
	let marks = 0;
	while (stepMachine(machine)) {
		if (program.kind[outcome.op] === opKinds.mark) {
			marks += 1;
			const ready = columns.ready.op.subarray(1, columns.ready.count);
			expect(ready.filter((op) => op < outcome.op)).toHaveLength(0);
		}
	}

	expect(marks).toBeGreaterThan(0);
});
