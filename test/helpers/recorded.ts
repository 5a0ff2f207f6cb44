/** What a recording comes to when it is replayed: its faults, and what a process had for itself when it ended. */
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {mapRows} from '../../source/analysis/rows/maps.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';

/** Recorded faults, and how many of them are taken as recorded. */
export function faults(program: Program) {
	const machine = createMachine(program);
	let [recorded, same] = [0, 0];
	while (stepMachine(machine)) {
		const {op, access} = machine.outcome;
		const taken = access.protectedWrites > 0 ? 3 : access.absentWrites > 0 ? 2 : access.absentReads;
		recorded += program.fault[op] > 0 ? 1 : 0;
		same += program.fault[op] > 0 && program.fault[op] === taken ? 1 : 0;
	}

	return {recorded, same};
}

/** Bytes that smaps would have said of a process just before it ended. */
export function privateDirtyAtExit(program: Program, pid: number): number {
	const machine = createMachine(program);
	const exit = program.kind.findIndex((kind, i) => kind === opKinds.exit && program.pid[i] === pid);
	while (stepMachine(machine) && machine.outcome.op < exit - 1) {
		// Not there yet.
	}

	const rows = mapRows(viewMemory(machine), findTask(machine.kernel, pid));
	return rows.reduce((sum, {smaps}) => sum + smaps.Private_Dirty, 0) * 1024;
}
