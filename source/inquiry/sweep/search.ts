/** Looks for the value at which one curve comes to lie below another, exactly, with as few runs as it can. */

/** `difference` is that of two curves at a value. */
export type Sample = {readonly at: number; readonly difference: number};

/**
 * The first value behind `low` from which on, as far as `high`, the difference has the sign that it has at `high`: the sample
 * there. `step` is what values are apart at least. Where a curve crosses several times between the two it is one of these
 * places. Undefined where a value in between could not be run.
 */
export async function findFlip(
	low: Sample,
	high: Sample,
	step: number,
	sampleAt: (at: number) => Promise<Sample | undefined>,
): Promise<Sample | undefined> {
	const sign = Math.sign(high.difference);
	let [below, above] = [low, high];
	// Near a good guess the place lies within a short reach of it. The reach grows where it does not, up to half of what is left.
	for (let reach = step; above.at - below.at > step; reach *= 4) {
		let at = lineGuess(below, above);
		for (let probe = 0; probe < 2 && above.at - below.at > step; probe += 1) {
			const sample = await sampleAt(inside(at, below.at, above.at, step));
			if (sample === undefined) {
				return undefined;
			}

			const isAbove = Math.sign(sample.difference) === sign;
			[below, above] = isAbove ? [below, sample] : [sample, above];
			const way = Math.min(reach, (above.at - below.at) / 2);
			at = isAbove ? above.at - way : below.at + way;
		}
	}

	return above;
}

/** Where a straight line between the two is 0; the middle where it never is. */
export function lineGuess(low: Sample, high: Sample): number {
	const share = low.difference / (low.difference - high.difference);
	return low.at + (high.at - low.at) * (share >= 0 && share <= 1 ? share : 0.5);
}

/** On the grid of steps that begins at `low`, and between the two. */
function inside(guess: number, low: number, high: number, step: number): number {
	const last = Math.ceil((high - low) / step) - 1;
	return low + Math.min(Math.max(Math.round((guess - low) / step), 1), last) * step;
}
