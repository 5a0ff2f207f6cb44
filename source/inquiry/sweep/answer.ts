/** What a sweep is: one figure of a run as a curve over a parameter of the workload, for several ways of forking. */
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {assert} from '../../kernel/state/assert.ts';
import type {ForkAs} from '../../machine/fork-as.ts';
import {figureName, figures} from '../compare/rows.ts';

/** One curve: a kernel, and how children are started on it where that was chosen. */
export type Series = {readonly name: string; readonly kernel: string; readonly forkAs?: ForkAs};

/** What one run came to. */
export type Point = {
	readonly at: number;
	readonly series: string;
	/** By the names of `figureName`. */
	readonly figures: Readonly<Record<string, number>>;
	/** Ops that the kernel refused, and processes killed as memory had run out; absent where there are none. */
	readonly refused?: number;
	readonly killed?: number;
	/** What limits it beside what limits the workload, a sentence each; absent where there is nothing. */
	readonly trust?: readonly string[];
};

/** A run that a kernel refuses. */
export type Gap = {readonly at: number; readonly series: string; readonly why: string};

/** Two curves change places. */
export type Crossing = {
	readonly better: string;
	readonly worse: string;
	/** The first value at which it is better. Exact: at the one before it is not. Else read off the line between two points. */
	readonly from: number;
	readonly isExact: boolean;
	/** The two come to the same from there on. */
	readonly isTie?: boolean;
};

/** What is asked. */
export type SweepPlan = {
	readonly workload: string;
	/** What limits the workload itself, a sentence each. */
	readonly told: readonly string[];
	/** As a flag is named, in camelCase. */
	readonly parameter: string;
	/** Its values are bytes. */
	readonly isSize: boolean;
	readonly values: readonly number[];
	readonly series: readonly Series[];
	/** The name of the one that the others are compared with. */
	readonly reference: string;
	/** The id of a figure. */
	readonly figure: string;
	/** Crossings are looked for until they are exact. */
	readonly isExact: boolean;
	readonly costs: CostTable;
};

export type SweepAnswer = SweepPlan & {
	/** By value, then as the series stand. */
	readonly points: readonly Point[];
	readonly gaps: readonly Gap[];
	/** In the order of values. */
	readonly crossings: readonly Crossing[];
};

/** What a run was answered with; undefined where it was given up. */
export type Answer = Point | Gap | undefined;

/** The figure that is asked for, of a run that there is. */
export function figureAt({figure}: Pick<SweepPlan, 'figure'>, answer: Answer): number | undefined {
	const known = figures.find(({id}) => id === figure);
	assert(known !== undefined, 'a sweep of a figure that there is not', {figure});
	return answer !== undefined && 'figures' in answer ? answer.figures[figureName(known)] : undefined;
}
