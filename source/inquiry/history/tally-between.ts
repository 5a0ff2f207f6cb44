/** What was done between two moments of one event, read from the kernel's counters and from what it noted. */
import type {Kernel} from '../../kernel/state/kernel.ts';
import {closingOf} from './events.ts';
import type {Tally} from './told.ts';

/** Where counters and notes stood: units of work, and effects noted. */
export type Standing = {readonly work: Float64Array; readonly effects: number};

/** Before anything was noted. */
export function standingOf({work, effects}: Kernel): Standing {
	return {work: Float64Array.from(work.amount), effects: effects.count};
}

/** Faults are told by themselves. The effects are those of the event that the kernel carried out last. */
export function tallyBetween(kernel: Kernel, from: Standing, to: Standing): Tally {
	const {effects} = kernel;
	const sum = (kind: number, value: (row: number) => number) => {
		let total = 0;
		for (let row = from.effects; row < to.effects; row += 1) {
			total += effects.kind[row] === kind ? value(row) : 0;
		}

		return total;
	};
	return {
		minorFaults: 0,
		majorFaults: 0,
		effects: (kind) => sum(kind, () => 1),
		amounts: (kind) => sum(kind, (row) => effects.amount[row]),
		work: (unit) => to.work[unit] - from.work[unit],
		closes: closingOf(kernel),
	};
}
