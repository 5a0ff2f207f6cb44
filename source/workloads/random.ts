/**
 * A small seeded generator (splitmix32): the same seed gives the same workload on every machine and for ever, which a
 * library's next version might not. Nothing here has to withstand statistics.
 */

export type Random = {
	/** A number from 0 up to, but not including, 1. */
	fraction(): number;
	/** An integer from 0 up to, but not including, `limit`. */
	below(limit: number): number;
	/** An integer from `least` to `most`, both included. */
	between(least: number, most: number): number;
};

export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const fraction = () => {
		state = (state + 0x9e_37_79_b9) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 16), 0x21_f0_aa_ad);
		mixed = Math.imul(mixed ^ (mixed >>> 15), 0x73_5a_2d_97);
		return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
	};

	const below = (limit: number) => Math.floor(fraction() * limit);
	return {fraction, below, between: (least, most) => least + below(most - least + 1)};
}
