/** Copies of machines: the same program at the same moment, or at one that was saved. */
import {restoreColumns, type Snapshot, saveColumns} from '../kernel/state/snapshot.ts';
import {createMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';

/** A machine of its own in the state of `machine`, or in one `saved` of it. */
export function copyMachine(machine: Machine, saved: Snapshot = saveColumns(machine.columns)): Machine {
	const {program, design, costs, kernel} = machine;
	const copy = createMachine(program, {design, costs, geometry: kernel.geometry.id});
	restoreColumns(copy.columns, saved);
	return copy;
}
