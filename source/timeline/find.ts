/** Finding: the nearest known event, forwards or backwards, of which something is true. */
import type {History} from './history.ts';
import {positionOf, type Timeline} from './timeline.ts';

export type Direction = 1 | -1;

/**
 * Position of the nearest event beyond `from`, the cursor unless told, for which `matches` is true, or undefined. Only
 * what history knows is looked at: where the end is not known yet, there may be one still to come.
 */
export function findEvent(
	timeline: Timeline,
	matches: (history: History, event: number) => boolean,
	direction: Direction,
	from = positionOf(timeline),
): number | undefined {
	const {history, first} = timeline;
	for (let event = from + direction; event > first && event <= history.count; event += direction) {
		if (matches(history, event)) {
			return event;
		}
	}

	return undefined;
}
