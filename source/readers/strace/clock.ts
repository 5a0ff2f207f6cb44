/** The clock of a strace recording, whichever of its time stamps a line carries. */
import type {StracePrefix} from './line.ts';

const microsecondsADay = 86_400e6;

/** Where the clock stands: absolute stamps count from the first, differences add up. */
export type Clock = {first: number | undefined; last: number; days: number; time: number | undefined};

export function createClock(): Clock {
	return {first: undefined, last: 0, days: 0, time: undefined};
}

/**
 * Microseconds since the start at a line; undefined before the first time stamp. -t and -tt show only the time of day, which
 * begins again at midnight.
 */
export function setTime(clock: Clock, {time, elapsed}: StracePrefix): number | undefined {
	if (time !== undefined) {
		if (time + microsecondsADay / 2 < clock.last) {
			clock.days += time < microsecondsADay ? 1 : 0;
		}

		clock.last = time;
		const absolute = time + clock.days * microsecondsADay;
		clock.first ??= absolute;
		clock.time = Math.max(0, absolute - clock.first);
	} else if (elapsed !== undefined) {
		clock.time = (clock.time ?? -elapsed) + elapsed;
	}

	return clock.time;
}
