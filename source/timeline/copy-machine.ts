/** Copies of machines: the same program at the same moment, or at one that was saved, on the same kernel or on another one. */
import {restoreColumns, type Snapshot, saveColumns} from '../kernel/state/snapshot.ts';
import {createMachine, type MachineOptions} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';

/** A machine of its own in the state of `machine`, or in one `saved` of it; what `options` does not say stays as it was. */
export function copyMachine(
	machine: Machine,
	options: MachineOptions = {},
	saved: Snapshot = saveColumns(machine.columns),
): Machine {
	const {program, design, costs, kernel} = machine;
	const copy = createMachine(program, {design, costs, geometry: kernel.geometry.id, ...options});
	restoreColumns(copy.columns, saved);
	return copy;
}
