/** How fast each design is simulated: forks of a parent with 10,000 written pages, and the exits of their children. */

import type {Design} from '../../source/designs/design.ts';
import {designs} from '../../source/designs/index.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {forktime} from '../../source/workloads/forktime.ts';
import {type Benchmark, type Measurement, middleOf} from './benchmark.ts';

const size = {forks: 20, pages: 10_000};
const runs = 5;

export const designSpeeds: Benchmark = {
	name: 'designs',
	async measure() {
		const program = forktime.build(size);
		return designs.map((design) => measureDesign(program, design));
	},
};

function measureDesign(program: Program, design: Design): Measurement {
	const times = Array.from({length: runs}, () => timeForks(program, design));
	return {
		name: design.id,
		value: middleOf(times),
		unit: 'µs',
		note: 'simulated, a fork and the end of its child',
	};
}

/** Microseconds from the first fork to the last exit of a child, for each fork. */
function timeForks(program: Program, design: Design): number {
	const machine = createMachine(program, {design});
	const first = program.kind.lastIndexOf(opKinds.exec) + 1;
	let spentMs = 0;
	for (let before = performance.now(); stepMachine(machine); before = performance.now()) {
		const {op} = machine.outcome;
		const isForkOrExit = program.kind[op] === opKinds.fork || program.kind[op] === opKinds.exit;
		spentMs += op >= first && isForkOrExit ? performance.now() - before : 0;
	}

	return (spentMs * 1000) / size.forks;
}
