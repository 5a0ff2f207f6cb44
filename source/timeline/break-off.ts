/**
 * Breaking off: an event is carried out as far as a piece of work that the kernel is about to count, and the machine is left
 * as the kernel stood then. The kernel knows nothing of it: its counters of work are looked at from outside.
 */

import {stepMachine} from '../machine/machine.ts';
import type {Machine} from '../machine/state.ts';

/** Counts so far in this event, and the counters of work as they are; true breaks the event off here. */
export type Look = (counted: number, amount: Float64Array) => boolean;

const brokenOff = new Error('an event that was broken off');

/**
 * Carries out the next event, and asks `look` before each count of work. True when the event came to its end; otherwise
 * the machine is in the middle of it, and good for nothing but looking at it and restoring it.
 */
export function stepWatched(machine: Machine, look: Look): boolean {
	const {work} = machine.kernel;
	const {amount} = work;
	let counted = 0;
	Object.defineProperty(work, 'amount', {
		configurable: true,
		enumerable: true,
		get() {
			counted += 1;
			if (look(counted, amount)) {
				throw brokenOff;
			}

			return amount;
		},
	});
	try {
		return stepMachine(machine);
	} catch (error) {
		if (error !== brokenOff) {
			throw error;
		}

		return false;
	} finally {
		Object.defineProperty(work, 'amount', {
			configurable: true,
			enumerable: true,
			writable: true,
			value: amount,
		});
	}
}
