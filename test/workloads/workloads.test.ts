/** Every built-in workload: the same for the same parameters, legal to its last op, and tidy about its parameters. */

import {describe, expect, test} from 'vitest';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds, opName} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {opRow} from '../../source/machine/program-builder.ts';
import {findWorkload, workloads} from '../../source/workloads/index.ts';
import type {Workload} from '../../source/workloads/workload.ts';

function rowsOf(program: Program): readonly unknown[] {
	return Array.from({length: program.count}, (_, i) => opRow(program, i));
}

function labelsOf(program: Program): readonly string[] {
	const marks = rowsOf(program).filter((_, i) => program.kind[i] === opKinds.mark);
	return marks.map((row) => (row as {label: string}).label);
}

/** Ops that the kernel refused or a process died of, and how many were carried out. */
function play(program: Program): {readonly done: number; readonly refused: readonly string[]} {
	const machine = createMachine(program);
	const refused: string[] = [];
	let done = 0;
	while (stepMachine(machine)) {
		done += 1;
		const {op, result, signal} = machine.outcome;
		if (result !== 0 || signal !== 0) {
			refused.push(`#${op + 1} ${opName(program.kind[op])}: ${result} ${signal}`);
		}
	}

	return {done, refused};
}

/** Other values than the defaults, within the bounds: small ones, and every switch on. */
function otherValues({parameters}: Workload): Record<string, unknown> {
	const entries = Object.entries(parameters);
	return Object.fromEntries(
		entries.map(([name, parameter]) => [
			name,
			// A limit of memory is there to have processes killed; here it leaves room for all.
			parameter.type === 'boolean' ||
				Math.min(parameter.most, Math.max(parameter.least, name === 'cgroup' ? 64 : 3)),
		]),
	);
}

describe.each(workloads.map((workload) => [workload.id, workload] as const))('%s', (_, workload) => {
	test('is the same program for the same parameters', () => {
		expect(rowsOf(workload.build())).toEqual(rowsOf(workload.build()));
	});

	test('is carried out to its last op, and nothing is refused', () => {
		const program = workload.build();
		expect(play(program)).toEqual({done: program.count, refused: []});
	});

	test('is legal with other parameters too', () => {
		const program = workload.build(otherValues(workload));
		expect(play(program)).toEqual({done: program.count, refused: []});
	});

	test('names its moments, each differently', () => {
		const labels = labelsOf(workload.build());
		expect(labels.length).toBeGreaterThan(0);
		expect(new Set(labels).size).toBe(labels.length);
	});

	test('goes forward in time', () => {
		const {time} = workload.build();
		expect(time.every((moment, i) => moment >= 0 && (i === 0 || moment >= time[i - 1]))).toBe(true);
	});

	test('says what it teaches in one sentence', () => {
		expect(workload.teaches).toMatch(/^[^.]+\.$/);
	});

	test('refuses parameters that are out of bounds', () => {
		for (const [name, parameter] of Object.entries(workload.parameters)) {
			if (parameter.type === 'number') {
				expect(() => workload.build({[name]: parameter.most + 1})).toThrow(name);
				expect(() => workload.build({[name]: 0.5})).toThrow('whole number');
			}
		}
	});
});

test('names are unique, and found', () => {
	expect(new Set(workloads.map(({id}) => id)).size).toBe(workloads.length);
	expect(findWorkload('build')?.id).toBe('build');
	expect(findWorkload('nothing')).toBeUndefined();
});

test('another seed is another build', () => {
	const build = findWorkload('build');
	expect(rowsOf(build?.build({seed: 2}) as Program)).not.toEqual(rowsOf(build?.build() as Program));
});
