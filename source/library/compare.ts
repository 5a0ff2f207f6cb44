/** Comparing kernels: one workload on many of them, each on a thread. */

import {availableParallelism} from 'node:os';
import {costTables} from '../designs/costs/index.ts';
import {designs, mainDesigns} from '../designs/index.ts';
import {chooseCosts, chooseDesign} from '../inquiry/choices.ts';
import {compareRuns} from '../inquiry/compare/rows.ts';
import {runDesigns, sortDesigns} from '../inquiry/compare/run-designs.ts';
import type {DesignResult} from '../inquiry/compare/run-kernel.ts';
import type {Comparison} from './answers.ts';
import {open} from './open.ts';
import {programOf} from './programs.ts';
import type {Workload} from './workload.ts';

export type CompareOptions = {
	/** Their names, or `'all'`; the main ones unless told. */
	readonly kernels?: readonly string[] | 'all';
	/** One cost table for all, so that they differ only in what they do. */
	readonly costs?: string;
	readonly geometry?: 'native' | 'x86-64' | 'arm64' | 'i386';
	/** Ends it early: those that have run are the answer. */
	readonly signal?: AbortSignal;
};

export async function compare(
	workload: Workload | string,
	{kernels, costs = costTables[0].id, geometry, signal = new AbortController().signal}: CompareOptions = {},
): Promise<Comparison> {
	const program = programOf(typeof workload === 'string' ? await open(workload) : workload);
	const chosen = kernels === 'all' ? designs : (kernels?.map(chooseDesign) ?? mainDesigns);
	const {able, skipped} = sortDesigns(program, [...new Set(chosen)], geometry);
	const prices = chooseCosts(costs);
	const results: DesignResult[] = [];
	await runDesigns({
		program,
		kernels: able,
		costs: prices,
		threads: availableParallelism(),
		geometry,
		signal,
		onResult: (result) => results.push(result),
	});
	return {
		kernels: compareRuns(results, prices).map(({run, reads, because}) => ({
			...run,
			reads,
			because,
		})),
		skipped: skipped.map(({kernel, skipped: why}) => ({kernel, why})),
	};
}
