/** Time stamps that are differences: perf script --deltatime. They are told by going back again and again. */

/** Stamps that are looked at, and how many of them must be less than the one before. */
const lookedAt = 40;
const backMost = 3;

export type DeltaClock = {
	/** Undefined as long as it is not clear what the stamps are. */
	areDifferences: boolean | undefined;
	seen: number;
	back: number;
	last: number;
	sum: number;
	first: number | undefined;
};

export function createDeltaClock(): DeltaClock {
	return {areDifferences: undefined, seen: 0, back: 0, last: 0, sum: 0, first: undefined};
}

/** Microseconds since the start at a line with this stamp; `forgetTimes` is for when those before were wrong. perf script sorts its lines, so that time never goes back. */
export function timeAt(clock: DeltaClock, stamp: number, forgetTimes: () => void): number {
	clock.first ??= stamp;
	clock.sum += stamp;
	if (clock.areDifferences === undefined) {
		clock.seen += 1;
		clock.back += stamp < clock.last ? 1 : 0;
		clock.last = stamp;
		if (clock.back >= backMost) {
			clock.areDifferences = true;
			forgetTimes();
		} else if (clock.seen >= lookedAt) {
			clock.areDifferences = false;
		}
	}

	return clock.areDifferences === true ? clock.sum : Math.max(0, stamp - clock.first);
}
