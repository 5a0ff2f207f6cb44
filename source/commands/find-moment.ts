/** Moments as `--at` names them: a position, or with `until` the first event that makes a condition true. */
import {parseCondition} from '../analysis/query/condition.ts';
import {type Machine, stepMachine} from '../machine/machine.ts';
import type {Program} from '../machine/program.ts';
import {UserError} from '../machine/user-error.ts';
import {machineAt, parsePosition} from '../timeline/position.ts';
import {untilTrue} from '../timeline/scan.ts';

/** As the line behind : has it. */
const conditionPrefix = 'until ';

/** A machine at that moment. Throws a UserError for what is no moment, and for one that never comes. */
export function machineAtMoment(create: () => Machine, at: string, program: Program): Machine {
	return at.startsWith(conditionPrefix)
		? machineWhen(create(), at.slice(conditionPrefix.length), program)
		: machineAt(create, parsePosition(at, program));
}

/** What holds from the start has to end first: a process that is to exit is not there yet. */
function machineWhen(machine: Machine, text: string, program: Program): Machine {
	const condition = parseCondition(text, program);
	const watcher = untilTrue((now) => condition.holds(now));
	watcher.begin(machine);
	while (stepMachine(machine)) {
		if (watcher.see(machine)) {
			return machine;
		}
	}

	throw new UserError(`The workload ends before ${condition.text} becomes true.`);
}
