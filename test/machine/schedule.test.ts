/** Whose turn it is: the machine takes the first that can go on, and whoever drives it may take any other. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, stepMachine, stepScript} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {runnable} from '../../source/machine/schedule.ts';
import {type Machine, timeUs} from '../../source/machine/state.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {holds} from '../helpers/property.ts';

function programOf(id: string, cpus: number): Program {
	const program = findWorkload(id)?.build();
	expect(program).toBeDefined();
	return {...(program as Program), header: {...(program as Program).header, cpus}};
}

/** Drives a machine to its end; `choose` says which of so many scripts goes next. */
function drive(machine: Machine, choose: (count: number) => number): void {
	for (let scripts = runnable(machine); scripts.length > 0; scripts = runnable(machine)) {
		stepScript(machine, scripts[choose(scripts.length)]);
	}
}

test.each(['prefork', 'zombies-and-orphans', 'vfork'])(
	'%s: the first in turn is whom the machine takes',
	(id) => {
		for (const cpus of [1, 3]) {
			const [driven, stepped] = [createMachine(programOf(id, cpus)), createMachine(programOf(id, cpus))];
			drive(driven, () => 0);
			while (stepMachine(stepped)) {
				// Everything happens in the step.
			}

			expect(sameSnapshot(saveColumns(driven.columns), saveColumns(stepped.columns))).toBe(true);
		}
	},
);

test('in any order all is done and counted', () => {
	holds(
		fc.property(
			fc.constantFrom('prefork', 'zombies-and-orphans', 'vfork', 'cow'),
			fc.infiniteStream(fc.nat(1000)),
			(id, choices) => {
				const machine = createMachine(programOf(id, 2));
				drive(machine, (count) => (choices.next().value as number) % count);
				expect(runnable(machine)).toEqual([]);
				expect(checkKernel(machine.kernel)).toBeUndefined();
			},
		),
		20,
	);
});

test('a script that cannot go on cannot be stepped', () => {
	expect(() => stepScript(createMachine(programOf('cow', 1)), 7)).toThrow('a script that cannot go on');
});

test('a child goes on when its fork is over, not when its parent does', () => {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'sh', time: 0});
	builder.add({op: 'fork', pid: 1, child: 2, time: 1e6});
	builder.add({op: 'comm', pid: 2, comm: 'cc', time: 2e6});
	builder.add({op: 'comm', pid: 1, comm: 'sh again', time: 5e6});
	const machine = createMachine(
		builder.finish({name: 'late parent', cpus: 1, swapBytes: 0, geometry: 'x86-64'}),
	);
	const seconds = Array.from({length: 4}, () => {
		stepMachine(machine);
		return Math.floor(timeUs(machine) / 1e6);
	});
	expect(seconds).toEqual([0, 1, 2, 5]);
});
