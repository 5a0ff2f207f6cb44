/** How far an answer can be trusted: what it rests on that is not simulated, a sentence each. Silence means exact. */
import type {Design} from '../designs/design.ts';
import {effectKinds} from '../kernel/state/effects.ts';
import {plural} from './text.ts';

/** For a run in which effects came as often as `effects` says, by effectKinds; empty where nothing is to be told. */
export function trustSentences({policies}: Design, effects: ArrayLike<number>): string[] {
	const requests = effects[effectKinds.notSimulated];
	if (requests === 0) {
		return [];
	}

	const asked = `${plural(requests, 'request')} to take pages out of memory`;
	return policies.swaps === true
		? [`${asked} left pages of files in memory: only memory without a file goes to swap here.`]
		: [`${asked} had no effect: swapping is not simulated for this kernel, whose pages stay there.`];
}
