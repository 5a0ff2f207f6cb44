/** Running sums: how many events of a kind there were up to any position, and what they came to, as a search in a list. */
import {firstIndex} from '../../machine/first-index.ts';

/** The events in ascending order, with the sum up to and with each. */
export type RunningSum = {readonly events: number[]; readonly sums: number[]};

export function emptySum(): RunningSum {
	return {events: [], sums: []};
}

/** `event` is later than all that were added. */
export function addEvent({events, sums}: RunningSum, event: number, amount: number): void {
	events.push(event);
	sums.push((sums.at(-1) ?? 0) + amount);
}

/** Up to a position, its own event among them. */
export function sumUpTo({events, sums}: RunningSum, position: number): {events: number; sum: number} {
	const after = firstIndex(events.length, (i) => events[i] > position);
	return {events: after, sum: after === 0 ? 0 : sums[after - 1]};
}
