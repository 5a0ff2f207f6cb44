/** A part of a sweep, as one of several processes writes it and `merge` reads it. */
import type {SweepAnswer} from './answer.ts';

/** The parts of one sweep, in their order, as the whole: each has all that was asked, and a row of values of its own. */
export function mergeSweep(parts: readonly SweepAnswer[]): SweepAnswer {
	return {
		...parts[0],
		points: parts.flatMap(({points}) => points),
		gaps: parts.flatMap(({gaps}) => gaps),
		crossings: parts.flatMap(({crossings}) => crossings),
	};
}
