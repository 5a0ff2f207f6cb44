/** How many forks lie between each process and the last exec above it: told by carrying the run out again. */
import {createMachine, stepMachine} from '../machine/machine.ts';
import {opKinds} from '../machine/ops/index.ts';
import {absent} from '../machine/program.ts';
import {eventCount, type Machine} from '../machine/state.ts';

/** By pid, for every process that has run up to the machine's moment. */
export function generationsSinceExec(machine: Machine): ReadonlyMap<number, number> {
	const {program, design, costs, kernel} = machine;
	const replay = createMachine(program, {design, costs, geometry: kernel.geometry.id});
	const generations = new Map<number, number>();
	const starters = new Set<number>([opKinds.fork, opKinds.vfork, opKinds.clone]);
	const fresh = new Set<number>([opKinds.start, opKinds.exec]);
	while (eventCount(replay) < eventCount(machine) && stepMachine(replay)) {
		const {op, result} = replay.outcome;
		if (result < 0) {
			continue;
		}

		const pid = program.pid[op];
		const child = program.child[op];
		if (starters.has(program.kind[op]) && child !== absent) {
			generations.set(child, (generations.get(pid) ?? 0) + 1);
		} else if (fresh.has(program.kind[op])) {
			generations.set(pid, 0);
		} else if (program.kind[op] === opKinds.spawn) {
			generations.set(child, 0);
		}
	}

	return generations;
}
