/** How much memory a simulated process and a simulated page take. */
import process from 'node:process';
import {setImmediate} from 'node:timers/promises';
import {snapshotBytes} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import type {Machine} from '../../source/machine/state.ts';
import type {Benchmark} from './benchmark.ts';
import {crowd} from './crowd.ts';

const processes = 10_000;
const pages = 400_000;

type Size = {
	/** What a keyframe holds. */
	readonly state: number;
	/** What Node holds for the machine: tables grow by doubling, so up to twice of that. */
	readonly held: number;
};

export const memory: Benchmark = {
	name: 'memory',
	async measure() {
		const base = await sizeOf(crowd(1, 1));
		const many = await sizeOf(crowd(processes, 1));
		const large = await sizeOf(crowd(1, pages));
		const note = `${processes} processes, each with a page of its own and four tables`;
		return [
			{
				name: 'a process, in a keyframe',
				value: (many.state - base.state) / processes,
				unit: 'B',
				note,
				below: 4096,
			},
			{name: 'a process, in memory', value: (many.held - base.held) / processes, unit: 'B', below: 4096},
			{name: 'a mapped page, in a keyframe', value: (large.state - base.state) / pages, unit: 'B'},
			{name: 'a mapped page, in memory', value: (large.held - base.held) / pages, unit: 'B', below: 32},
		];
	},
};

async function sizeOf(program: Program): Promise<Size> {
	const before = await held();
	const machine: Machine = createMachine(program);
	runMachine(machine);
	const after = await held();
	return {state: snapshotBytes(machine.columns), held: after - before};
}

/** Heap and buffers once the garbage is gone; buffers are only given back after a turn of the event loop. */
async function held(): Promise<number> {
	for (let round = 0; round < 3; round += 1) {
		globalThis.gc?.();
		await setImmediate();
	}

	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
}
