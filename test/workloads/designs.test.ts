/** Every workload on every kernel: nothing is refused, and every process reads what it reads on linux-6. */

import {expect, test} from 'vitest';
import type {Design} from '../../source/designs/design.ts';
import {defaultDesign, designs} from '../../source/designs/index.ts';
import {machineOptions} from '../../source/inquiry/choices.ts';
import {createMachine, type MachineOptions, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {UserError} from '../../source/machine/user-error.ts';
import {workloads} from '../../source/workloads/index.ts';
import {threads} from '../../source/workloads/threads.ts';
import type {Workload} from '../../source/workloads/workload.ts';

/** Processes that share memory came later. */
const withoutThreads = new Set(['v7', '3bsd']);

/** Small enough to run them all, large enough for everything to happen once. */
const sizes: Readonly<Record<string, Record<string, unknown>>> = {
	build: {units: 3, jobs: 2},
	pressure: {units: 3, jobs: 4},
	pipeline: {runs: 1},
	prefork: {workers: 3, requests: 60, heap: 2, gc: true},
	snapshot: {dataset: 4},
	forktime: {forks: 5, pages: 1500},
	'deep-chain': {depth: 6, pages: 200},
	'make-obj': {directories: 9},
};

function build({id, build}: Workload): Program {
	return build(sizes[id] ?? {});
}

/** What cannot swap, or has whole images in memory, gets as much memory as is asked for. */
function fitting(program: Program, {policies}: Design): Program {
	const {header} = program;
	const isTooSmall = policies.swaps !== true || policies.populates === 'image';
	return isTooSmall ? {...program, header: {...header, memoryBytes: undefined}} : program;
}

type Result = {readonly reads: readonly string[]; readonly refused: readonly string[]};

/** Undefined where the design says that it cannot run such a workload. */
function play(program: Program, options: MachineOptions): Result | undefined {
	const reads: string[] = [];
	const refused: string[] = [];
	try {
		const machine = createMachine(program, options);
		while (stepMachine(machine)) {
			const {op, result, signal, access} = machine.outcome;
			if (result !== 0 || signal !== 0) {
				refused.push(`#${op + 1}: ${result} ${signal}`);
			}

			if (program.kind[op] === opKinds.read) {
				reads.push(`#${op + 1}: ${access.digestHigh} ${access.digestLow}`);
			}
		}
	} catch (error) {
		if (error instanceof UserError) {
			return undefined;
		}

		throw error;
	}

	return {reads: reads.sort(), refused};
}

test.each(workloads.map((workload) => [workload.id, workload] as const))('%s', (_, workload) => {
	const program = build(workload);
	const expected = play(program, {design: defaultDesign});
	expect(expected?.refused).toEqual([]);
	for (const design of designs) {
		const result = play(fitting(program, design), {design});
		if (result !== undefined || !withoutThreads.has(design.id)) {
			expect(result, design.id).toEqual(expected);
		}
	}
});

test('the oldest kernels say that they know no threads', () => {
	const program = build(threads);
	const refusing = designs.filter((design) => play(program, {design}) === undefined).map(({id}) => id);
	expect(new Set(refusing)).toEqual(withoutThreads);
});

/** Page tables by name, and those of a kernel of the time of i386. */
const choices = [
	['linux-6', 'x86-64'],
	['linux-6', 'arm64'],
	['linux-6', 'i386'],
	['linux-2.4', 'native'],
] as const;

test.each(workloads.flatMap((workload) => choices.map((choice) => [workload, ...choice] as const)))(
	'$id on %s with page tables %s',
	(workload, kernel, geometry) => {
		const program = workload.build({...sizes[workload.id], geometry});
		const options = machineOptions(program, {kernel, geometry});
		expect(options.geometry).toBe(geometry === 'native' ? 'i386' : geometry);
		const result = play(program, options);
		expect(result?.refused).toEqual([]);
		expect(play(program, {...options, design: defaultDesign})?.reads).toEqual(result?.reads);
	},
);
