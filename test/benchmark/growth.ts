/**
 * How cost grows: three sizes of each thing of which there can be many, and the exponent with which CPU time goes up between
 * the smallest and the largest. What costs by what is used is linear in it, and costs nothing for what is only reserved.
 */
import process from 'node:process';
import {Readable} from 'node:stream';
import {findDesign} from '../../source/designs/index.ts';
import {checkRun} from '../../source/inquiry/check.ts';
import {reportRun} from '../../source/inquiry/outcome/report.ts';
import {runToSummary} from '../../source/inquiry/outcome/run.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {answerAt} from '../../source/inquiry/sharing/answer.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {forktime} from '../../source/workloads/forktime.ts';
import {manyMaps} from '../../source/workloads/many-maps.ts';
import {prefork} from '../../source/workloads/prefork.ts';
import {snapshot} from '../../source/workloads/snapshot.ts';
import type {Benchmark, Measurement} from './benchmark.ts';
import {crowd} from './crowd.ts';

type Growth = {
	/** What there is more of. */
	readonly of: string;
	readonly sizes: readonly [number, number, number];
	readonly build: (size: number) => Program;
	readonly work: readonly Work[];
	/** What is reserved costs nothing: the exponent is to be about 0. */
	readonly isReserved?: true;
};

type Work = {readonly name: string; readonly run: (program: Program) => unknown};

const runs = 2;
/** Exponents: linear, with room for what a cache no longer holds. */
const linear = 1.1;
const nothing = 0.25;

const run: Work = {name: 'run', run: (program) => runToSummary(createMachine(program))};
const sharing: Work = {
	name: 'sharing',
	run: (program) => answerAt(openRun(program).timeline, undefined, undefined),
};
const check: Work = {
	name: 'check at the end',
	run: (program) => checkRun(createMachine(program), Number.POSITIVE_INFINITY),
};
const report: Work = {name: 'report', run: (program) => reportRun(createMachine(program))};
const reading: Work = {
	name: 'writing and reading a workload file',
	async run(program) {
		const text = Buffer.from([...workloadLines(program)].join('\n'));
		await openWorkload('-', Readable.from([text]));
	},
};

/** The run on another kernel. */
function runOn(kernel: string): Work {
	const design = findDesign(kernel);
	return {name: `run on ${kernel}`, run: (program) => runToSummary(createMachine(program, {design}))};
}

const growths: readonly Growth[] = [
	{
		of: 'ops',
		sizes: [25_000, 100_000, 400_000],
		build: (ops) => crowd(1, 1, ops),
		work: [run, reading],
	},
	{
		of: 'pages',
		sizes: [31_250, 125_000, 500_000],
		build: (pages) => forktime.build({forks: 2, pages}),
		work: [run, runOn('v7'), runOn('4.4bsd'), runOn('uvm'), runOn('shared-pt'), runOn('odf'), check, report],
	},
	{
		of: 'living processes',
		sizes: [6250, 25_000, 100_000],
		build: (children) => crowd(children, 1),
		work: [run, report],
	},
	{
		of: 'processes one after another',
		sizes: [1875, 7500, 30_000],
		build: (forks) => forktime.build({forks, pages: 8}),
		work: [run, sharing],
	},
	{
		of: 'mappings',
		sizes: [1875, 7500, 30_000],
		build: (maps) => manyMaps.build({maps, forks: 4}),
		work: [run, runOn('4.4bsd'), runOn('uvm'), runOn('mccracken'), report],
	},
	{
		of: 'pages of a database that saves itself',
		sizes: [16_384, 65_536, 262_144],
		build: (pages) => snapshot.build({dataset: pages / 256}),
		work: [run, sharing],
	},
	{
		of: 'workers and requests',
		sizes: [32, 128, 512],
		build: (workers) => prefork.build({workers, requests: 64 * workers}),
		work: [run, sharing],
	},
	{
		of: 'children of a program with a sanitizer',
		sizes: [50, 200, 800],
		build: (children) => sanitized(children, 14),
		work: [run, runOn('4.4bsd'), runOn('uvm'), runOn('shared-pt'), sharing],
	},
	{
		of: 'TiB that a sanitizer reserves',
		sizes: [1, 8, 64],
		build: (tebibytes) => sanitized(50, tebibytes),
		work: [run, runOn('4.4bsd'), runOn('uvm'), runOn('shared-pt'), sharing, report],
		isReserved: true,
	},
];

export const growth: Benchmark = {
	name: 'growth',
	async measure() {
		const results: Measurement[] = [];
		for (const each of growths) {
			results.push(...(await measureGrowth(each)));
		}

		return results;
	},
};

async function measureGrowth({of, sizes, build, work, isReserved}: Growth): Promise<Measurement[]> {
	const times = new Map(work.map(({name}) => [name, [] as number[]]));
	for (const size of sizes) {
		const program = build(size);
		for (const {name, run: carryOut} of work) {
			times.get(name)?.push(await cpuMs(() => carryOut(program)));
		}
	}

	return [...times].map(([name, ms]) => ({
		name: `${of}: ${name}`,
		value: Math.log(ms[2] / ms[0]) / Math.log(sizes[2] / sizes[0]),
		unit: '',
		below: isReserved ? nothing : linear,
		note: sizes.map((size, i) => `${size.toLocaleString('en-US')}: ${Math.round(ms[i])} ms`).join(', '),
	}));
}

/** Milliseconds of CPU, the best of some runs: other work on the machine does not count. */
async function cpuMs(work: () => unknown): Promise<number> {
	let best = Number.POSITIVE_INFINITY;
	for (let i = 0; i < runs; i += 1) {
		globalThis.gc?.();
		const before = process.cpuUsage();
		await work();
		const {user, system} = process.cpuUsage(before);
		best = Math.min(best, (user + system) / 1000);
	}

	return best;
}

/** Pages here and there in what a sanitizer reserves, each with a leaf table of its own. */
const shadowPages = 40;

/** A program that reserves address space for the shadow of its memory and forks children that write to it. */
function sanitized(children: number, tebibytes: number): Program {
	const builder = createProgramBuilder();
	const [address, length] = [0x10_00_00_00_00, tebibytes * 2 ** 40];
	const flags = opFlags.read | opFlags.write | opFlags.noReserve;
	builder.add({op: 'start', pid: 1, comm: 'sanitized'});
	builder.add({op: 'mmap', pid: 1, address, length, flags});
	const shadow = (pid: number, i: number) =>
		builder.add({
			op: 'write',
			pid,
			address: address + Math.floor((i * length) / shadowPages / 4096) * 4096,
			length: 4096,
		});
	for (let i = 0; i < shadowPages; i += 1) {
		shadow(1, i);
	}

	for (let child = 2; child < children + 2; child += 1) {
		builder.add({op: 'fork', pid: 1, child});
		shadow(child, child % shadowPages);
		builder.add({op: 'exit', pid: child});
		builder.add({op: 'wait', pid: 1, child});
	}

	return builder.finish({name: 'sanitized', cpus: 1, swapBytes: 0, geometry: 'x86-64', overcommit: 1});
}
