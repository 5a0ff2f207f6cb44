/** The fork timing program of 2002: simulated, and on the kernel of this machine where there is a C compiler. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/op.ts';
import {forktime as workload} from '../../source/workloads/forktime.ts';
import {type Benchmark, type Measurement, middleOf} from './benchmark.ts';

const cases = [
	{forks: 100, pages: 10_000},
	{forks: 10, pages: 100_000},
] as const;
const runs = 5;

export const forktime: Benchmark = {
	name: 'forktime',
	async measure() {
		const results: Measurement[] = [];
		for (const size of cases) {
			const label = `${size.forks} × ${size.pages}`;
			const simulated = middleOf(Array.from({length: runs}, () => simulate(size)));
			const note = 'microseconds a fork, the child’s exit included';
			results.push({name: `${label}, simulated`, value: simulated, unit: 'µs', note});
			results.push(...compareWithKernel(label, size, simulated));
		}

		return results;
	},
};

/** Microseconds for one fork and the exit of its child; the machine's set-up and the writing are not counted. */
function simulate({forks, pages}: (typeof cases)[number]): number {
	const machine = createMachine(workload.build({forks, pages}));
	const {kind} = machine.program;
	let total = 0;
	for (let before = performance.now(); stepMachine(machine); before = performance.now()) {
		const op = kind[machine.outcome.op];
		total += op === opKinds.fork || op === opKinds.exit ? performance.now() - before : 0;
	}

	return (total * 1000) / forks;
}

function compareWithKernel(
	label: string,
	{forks, pages}: (typeof cases)[number],
	simulated: number,
): readonly Measurement[] {
	const words = withCompiled((program) =>
		Array.from({length: runs}, () => spawnSync(program, [String(forks), String(pages)], {encoding: 'utf8'})),
	);
	if (words === undefined) {
		return [];
	}

	const times = words.map(({stdout}) => stdout.split(' ').map(Number));
	const [forked, gone] = [0, 1].map((column) => middleOf(times.map((row) => row[column])));
	return [
		{name: `${label}, this kernel`, value: forked, unit: 'µs', note: 'until the last fork returned'},
		{name: `${label}, this kernel, all`, value: gone, unit: 'µs', note: 'until the last child was gone'},
		{name: `${label}, times faster`, value: forked / simulated, unit: '×', note: 'to be 5 or more'},
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
