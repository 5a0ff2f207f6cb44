/** How far an answer can be trusted: what it rests on that is not simulated, a sentence each. Silence means exact. */

import type {Design} from '../designs/design.ts';
import {effectKinds} from '../kernel/state/effects.ts';
import {plural} from './text.ts';

/** For a run in which effects came as often as `effects` says, by effectKinds; empty where nothing is to be told. */
export function trustSentences(design: Design, effects: ArrayLike<number>): string[] {
	const requests = effects[effectKinds.notSimulated];
	return requests === 0
		? []
		: [
				`${plural(requests, 'request')} to take pages out of memory had no effect: swapping is not simulated for ${design.id}, so its pages stay in memory.`,
			];
}
