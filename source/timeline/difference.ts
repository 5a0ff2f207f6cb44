/** Where two runs of one program come apart: the first event whose result, faults, frames or page tables differ. */
import type {Timeline} from './timeline.ts';

const compared = ['op', 'result', 'minorFaults', 'majorFaults', 'frames', 'tables'] as const;

/** The position after that event, looked for from `from` on among the events that both know; undefined for none. */
export function firstDifference(left: Timeline, right: Timeline, from: number): number | undefined {
	const known = Math.min(left.history.count, right.history.count);
	for (let event = Math.max(1, from); event <= known; event += 1) {
		if (compared.some((column) => left.history[column][event] !== right.history[column][event])) {
			return event;
		}
	}

	return undefined;
}
