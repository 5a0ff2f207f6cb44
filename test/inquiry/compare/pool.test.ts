/** The pool of threads: what it answers is what a run here comes to, whichever thread it was run in and after which others. */
import {expect, test} from 'vitest';
import {costTables} from '../../../source/designs/costs/index.ts';
import {openPool} from '../../../source/inquiry/compare/pool.ts';
import {runKernel, type Task} from '../../../source/inquiry/compare/run-kernel.ts';
import {opFlags} from '../../../source/machine/op.ts';
import type {Program} from '../../../source/machine/program.ts';
import {createProgramBuilder} from '../../../source/machine/program-builder.ts';

/** More ops than are run here rather than in a thread. */
const lineCount = 100_001;

const program = createProgram();

function createProgram(): Program {
	const builder = createProgramBuilder();
	const at = {address: 0x10_0000_0000, length: 65_536};
	builder.add({op: 'start', pid: 1, comm: 'sh'});
	builder.add({op: 'mmap', pid: 1, ...at, flags: opFlags.read | opFlags.write});
	builder.add({op: 'write', pid: 1, ...at});
	builder.add({op: 'fork', pid: 1, child: 2});
	builder.add({op: 'vfork', pid: 1, child: 3});
	builder.add({op: 'exit', pid: 3});
	builder.add({op: 'write', pid: 2, ...at});
	builder.add({op: 'read', pid: 1, ...at});
	while (builder.count < lineCount) {
		builder.add({op: 'run', pid: 1, us: 1});
	}

	return builder.finish({name: 'long', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

function taskOf(kernel: string): Task {
	return {program, kernel, costs: costTables[0], geometry: undefined};
}

test('each of two threads answers for the kernels that it takes, from either end of the list', async () => {
	const kernels = ['4.4bsd', 'netbsd-1.3', 'shared-pt', 'linux-6', 'linux-6-block'];
	const pool = openPool(2, new AbortController().signal);
	const results = await Promise.all(kernels.map((kernel) => pool.run(taskOf(kernel))));
	await pool.close();
	expect(results.map((result) => result?.summary.kernel)).toEqual(kernels);
	expect(results).toEqual(kernels.map((kernel) => runKernel(taskOf(kernel))));
});

test('what waits when the signal comes is given up, and nothing is begun after it', async () => {
	const stop = new AbortController();
	const pool = openPool(2, stop.signal);
	const results = Promise.all(['4.4bsd', 'linux-2.4', 'linux-6'].map((kernel) => pool.run(taskOf(kernel))));
	stop.abort();
	expect(await results).toEqual([undefined, undefined, undefined]);
	expect(await pool.run(taskOf('linux-6'))).toBeUndefined();
});
