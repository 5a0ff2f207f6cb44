/** The fork timing program of 2002: simulated, and on the kernel of this machine where there is a C compiler. */

import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import {forktime as workload} from '../../source/workloads/forktime.ts';
import {type Benchmark, type Measurement, middleOf} from './benchmark.ts';

const cases = [
	{forks: 100, pages: 10_000},
	{forks: 10, pages: 100_000},
] as const;
/** init is the first process, the program the second; its own end is not part of the timing. */
const parentPid = 2;
type Case = (typeof cases)[number];
const runs = 5;

export const forktime: Benchmark = {
	name: 'forktime',
	async measure() {
		const results: Measurement[] = [];
		for (const size of cases) {
			const label = `${size.forks} × ${size.pages}`;
			const times = Array.from({length: runs}, () => simulate(size));
			const forkUs = middleOf(times.map((time) => time.forkUs));
			const exitUs = middleOf(times.map((time) => time.exitUs));
			results.push(
				{name: `${label}, fork`, value: forkUs, unit: 'µs', note: 'simulated, a fork'},
				{
					name: `${label}, fork and exit`,
					value: forkUs + exitUs,
					unit: 'µs',
					note: 'simulated, with the end of its child',
				},
				...compareWithKernel(label, size, forkUs, forkUs + exitUs),
			);
		}

		return results;
	},
};

/** Microseconds for one fork, and for the exit of its child. */
function simulate({forks, pages}: Case): {readonly forkUs: number; readonly exitUs: number} {
	const machine = createMachine(workload.build({forks, pages}));
	const {kind, pid} = machine.program;
	let forkMs = 0;
	let exitMs = 0;
	for (let before = performance.now(); stepMachine(machine); before = performance.now()) {
		const {op} = machine.outcome;
		const spent = performance.now() - before;
		forkMs += kind[op] === opKinds.fork ? spent : 0;
		exitMs += kind[op] === opKinds.exit && pid[op] !== parentPid ? spent : 0;
	}

	return {forkUs: (forkMs * 1000) / forks, exitUs: (exitMs * 1000) / forks};
}

/** Like with like: forks against forks, and all of the work, exits included, against the same on this machine. */
function compareWithKernel(
	label: string,
	{forks, pages}: Case,
	forkUs: number,
	allUs: number,
): readonly Measurement[] {
	const outputs = withCompiled((program) =>
		Array.from({length: runs}, () => spawnSync(program, [String(forks), String(pages)], {encoding: 'utf8'})),
	);
	if (outputs === undefined) {
		return [];
	}

	const times = outputs.map(({stdout}) => stdout.split(' ').map(Number));
	const [forked, gone] = [0, 1].map((column) => middleOf(times.map((row) => row[column])));
	return [
		{name: `${label}, kernel`, value: forked, unit: 'µs', note: 'this machine, until the last fork returned'},
		{
			name: `${label}, kernel, all`,
			value: gone,
			unit: 'µs',
			note: 'this machine, until the last child was gone',
		},
		{name: `${label}, times faster`, value: forked / forkUs, unit: '×', note: 'forks'},
		{
			name: `${label}, times faster, all`,
			value: gone / allUs,
			unit: '×',
			note: 'forks and exits',
			above: 20,
		},
	];
}

/** Compiles forktime.c into a folder that is gone afterwards; undefined where there is no compiler. */
function withCompiled<Result>(use: (program: string) => Result): Result | undefined {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	try {
		const program = path.join(folder, 'forktime');
		const source = path.join('test', 'benchmark', 'forktime.c');
		const {status} = spawnSync('cc', ['-O2', '-o', program, source]);
		return status === 0 ? use(program) : undefined;
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
