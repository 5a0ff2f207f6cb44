/**
 * What the running event has counted. Of the sixty units of work an event counts a few, so which these are is noted where they are
 * counted, and what they stood at. It is filled anew by every event and is no state.
 */

export type Counted = {
	/** Bit u & 31 of word u >> 5 says whether unit u was counted. */
	readonly units: Int32Array;
	/** What the units that were counted stood at before the event; what stands for others means nothing. */
	readonly before: Float64Array;
};

/** For units 1…`units`. */
export function createCounted(units: number): Counted {
	return {units: new Int32Array((units >> 5) + 1), before: new Float64Array(units + 1)};
}

/** Begins anew, before an event. */
export function clearCounted({units}: Counted): void {
	for (let word = 0; word < units.length; word += 1) {
		units[word] = 0;
	}
}

/** Notes that a unit, which stands at `amount`, is about to be counted. */
export function noteCounted({units, before}: Counted, unit: number, amount: number): void {
	const word = unit >> 5;
	const bit = 1 << unit;
	if ((units[word] & bit) === 0) {
		units[word] |= bit;
		before[unit] = amount;
	}
}

/** The first unit after `unit` that was counted, 0 where there is none: from 0 on, and each from the one before, it visits all. */
export function nextCounted({units}: Counted, unit: number): number {
	let word = (unit + 1) >> 5;
	let bits = units[word] & (-1 << (unit + 1));
	while (bits === 0) {
		word += 1;
		if (word >= units.length) {
			return 0;
		}

		bits = units[word];
	}

	return (word << 5) + 31 - Math.clz32(bits & -bits);
}
