/** Runs a machine and sums up what the run came to. */

import {stepMachine} from '../../machine/machine.ts';
import type {Machine} from '../../machine/state.ts';
import {eventCount} from '../../machine/state.ts';
import {createRecorder, recordEvent} from './recorder.ts';
import {summarise} from './summarise.ts';
import type {RunSummary} from './summary.ts';

/**
 * Runs a machine from where it is to its end, or until `events` have been carried out, and sums it up. `watch` is called
 * after every event.
 */
export function runToSummary(
	machine: Machine,
	watch?: () => void,
	events = Number.POSITIVE_INFINITY,
): RunSummary {
	const recorder = createRecorder(machine);
	while (eventCount(machine) < events && stepMachine(machine)) {
		recordEvent(recorder);
		watch?.();
	}

	return summarise(recorder);
}
