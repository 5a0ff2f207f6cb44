/** `forkscope/vitest`: importing it, or naming it among `setupFiles`, gives vitest's `expect` what tests expect of runs. */
import {expect} from 'vitest';
import {toCost, toHoldTogether, toMatchTree, toShare} from './matchers.ts';

type Expectations<R> = {
	/** Counts everything again after every event of the whole run: all counts agree. */
	toHoldTogether(): R;
	/** Two processes reach exactly so much of the same memory. */
	toShare(pid: number, other: number, size: number | string): R;
	/** A line a process, children further in, `sh` or `sh(12)`. */
	toMatchTree(text: string): R;
	/** Exactly so much of each unit that is named, after position `from`. */
	toCost(work: Readonly<Record<string, number>>, from?: number): R;
};

declare module 'vitest' {
	interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
		extends Expectations<R> {}
}

expect.extend({toHoldTogether, toShare, toMatchTree, toCost});
