/** Machines at a moment of a program, in the words of `:` and `--at`. */
import {goTo} from '../../source/inquiry/moment/go-to.ts';
import {openRun} from '../../source/inquiry/run.ts';
import type {MachineOptions} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import type {Machine} from '../../source/machine/state.ts';

export function machineAt(program: Program, at: string, options: MachineOptions = {}): Machine {
	const {timeline} = openRun(program, options);
	goTo(timeline, at);
	return timeline.machine;
}
