/** Where a run and the one beside it come apart, looked for no further than both are known. */
import {firstDifference} from '../../timeline/difference.ts';
import type {Timeline} from '../../timeline/timeline.ts';

/** Answers with the position after the first event in which the two differ; undefined while none is known. */
export function createDifference(left: Timeline, right: Timeline): () => number | undefined {
	let from = 1;
	let at: number | undefined;
	return () => {
		if (at === undefined) {
			const known = Math.min(left.history.count, right.history.count);
			at = firstDifference(left, right, from);
			from = known;
		}

		return at;
	};
}
