/**
 * The two futures of a session: what was recorded, and a branch that left it at a moment because of a what-if. Each is a run
 * with a place in time of its own, so that going from one to the other loses nothing.
 */

import {onKernel, type Run, withProgram} from '../../inquiry/run.ts';
import {branchAt} from '../../inquiry/what-if/branch.ts';
import {readWhatIf} from '../../inquiry/what-if/words.ts';
import {UserError} from '../../machine/user-error.ts';
import {positionOf} from '../../timeline/timeline.ts';

export type Futures = {
	/** The one that is not on the screen. */
	readonly other: Run;
	/** The branch is on the screen. */
	readonly isBranch: boolean;
	/** Position where the branch left, and what was asked for there. */
	readonly at: number;
	readonly words: readonly string[];
};

/** A branch that leaves the run where it stands; the sentence that refuses it for words that mean nothing there. */
export function branchFrom(
	run: Run,
	futures: Futures | undefined,
	words: string,
): {run: Run; futures: Futures} | string {
	const position = positionOf(run.timeline);
	const branch = branchOf(run, words);
	if (typeof branch === 'string') {
		return branch;
	}

	// What is asked for on a branch is added to it; before it left, the recorded run is what there is.
	const isAdded = futures?.isBranch === true && position > futures.at;
	return {
		run: branch,
		futures: {
			other: futures?.isBranch === true ? futures.other : run,
			isBranch: true,
			at: isAdded ? futures.at : position,
			words: isAdded ? [...futures.words, words] : [words],
		},
	};
}

function branchOf(run: Run, words: string): Run | string {
	try {
		return withProgram(run, branchAt(run, [readWhatIf(words)]));
	} catch (error) {
		if (error instanceof UserError) {
			return error.message;
		}

		throw error;
	}
}

/** The other future, on the kernel that runs now; or the sentence that refuses it there. */
export function otherFuture(run: Run, futures: Futures): {run: Run; futures: Futures} | string {
	const {other, isBranch} = futures;
	const next = other.design === run.design ? other : onKernel(other, run.design.id);
	return typeof next === 'string'
		? next
		: {run: next, futures: {...futures, other: run, isBranch: !isBranch}};
}
