/** Runs a machine and sums up what the run came to. */
import {stepMachine} from '../../machine/machine.ts';
import type {Machine} from '../../machine/state.ts';
import {eventCount} from '../../machine/state.ts';
import {createRecorder, recordEvent} from './recorder.ts';
import {summarise} from './summarise.ts';
import type {RunSummary} from './summary.ts';

export type RunOptions = {
	/** Called after every event. */
	readonly watch?: () => void;
	/** Ends the run after so many events. */
	readonly events?: number;
	/** Asked before every event; ends the run where it is true. */
	readonly isOver?: () => boolean;
};

/** Runs a machine from where it is to its end, or until the options end it, and sums up what was run. */
export function runToSummary(
	machine: Machine,
	{watch, events = Number.POSITIVE_INFINITY, isOver = () => false}: RunOptions = {},
): RunSummary {
	const recorder = createRecorder(machine);
	while (eventCount(machine) < events && !isOver() && stepMachine(machine)) {
		recordEvent(recorder);
		watch?.();
	}

	return summarise(recorder);
}
