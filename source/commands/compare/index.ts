/** `compare`: one workload on many designs, side by side. */

import {costTables} from '../../designs/costs/index.ts';
import type {Design} from '../../designs/design.ts';
import {designs, mainDesigns} from '../../designs/index.ts';
import {chooseCosts, chooseDesign} from '../../inquiry/choices.ts';
import {askedOf, comparisonOf} from '../../inquiry/compare/comparison.ts';
import {comparePart} from '../../inquiry/compare/part.ts';
import {runDesigns, sortDesigns} from '../../inquiry/compare/run-designs.ts';
import type {DesignResult} from '../../inquiry/compare/run-kernel.ts';
import type {Program} from '../../machine/program.ts';
import {remarksOn} from '../../machine/refusal.ts';
import {type Context, defineCommand} from '../command.ts';
import {kernelFlags, positionFlags, runningFlags, whatIfFlags} from '../flags/shared-flags.ts';
import {takeThreads, threadFlags} from '../flags/thread-flags.ts';
import {loadWorkload} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {stoppedByUser, untilInterrupt} from '../output/interrupt.ts';
import {print} from '../output/print.ts';
import {startProgress} from '../output/progress.ts';
import {ofShard, printShard} from '../output/shard.ts';
import {printComparison, studyFlags} from './print.ts';

const flags = {
	...parameterFlags,
	kernels: {
		type: 'string',
		placeholder: 'A,B,…',
		summary: 'the kernels; all for every one that there is, the main ones unless told',
	},
	costs: kernelFlags.costs,
	geometry: kernelFlags.geometry,
	forkAs: kernelFlags.forkAs,
	thp: kernelFlags.thp,
	memory: kernelFlags.memory,
	swap: kernelFlags.swap,
	overcommit: kernelFlags.overcommit,
	...runningFlags,
	...whatIfFlags,
	at: {
		...positionFlags.at,
		summary: 'with --then: the moment at which that follows',
		goesWith: ['then'],
	},
	...threadFlags,
	...studyFlags,
} as const;

export const compare = defineCommand({
	name: 'compare',
	usage: ['compare WORKLOAD [--kernels A,B,…] [--json | --csv | --markdown | --svg]'],
	description:
		'Runs the workload on every main kernel, or on those that are named, and shows what each costs, least system time first; * marks the best of a column. With --kernels all their variants run too. All kernels are priced with one cost table, so that they differ only in what they do.',
	flags,
	examples: [
		['compare build', 'A shell that spawns a build, on every way of forking'],
		['compare snapshot --kernels linux-6,odf,async-fork', 'Who pays when a database takes a snapshot'],
		['compare build --fork-as vfork', 'What if every fork before an exec had been vfork?'],
		[
			'compare build --kernels all --shard 1/4 -o part-1.json',
			'A quarter of the kernels; merge puts the four together',
		],
	],
	run,
});

async function run(context: Context<typeof flags>): Promise<number> {
	const {stdout, stderr, line} = context;
	const {threads, shard, flags} = takeThreads(context.input[0], context.flags);
	const program = await loadWorkload({...context, flags});
	// Every kernel is priced alike: what differs is then what they do.
	const costs = chooseCosts(flags.costs ?? costTables[0].id);
	const chosen = chosenDesigns(flags.kernels);
	const {able, skipped} = sortDesigns(program, ofShard(chosen, shard), flags.geometry);
	const results: DesignResult[] = [];
	const progress = startProgress(stderr, `Comparing ${program.header.name}`);
	const isStopped = await untilInterrupt((signal) =>
		runDesigns({
			program,
			kernels: able,
			costs,
			geometry: flags.geometry,
			threads,
			signal,
			onResult(result) {
				const done = results.push(result);
				const {kernel} = result.summary;
				progress.tell(done / able.length, `${kernel} is done, ${done} of ${able.length}`);
			},
		}),
	);
	progress.end();
	const asked = askedOf(program, costs, flags.kernels === undefined);
	if (shard !== undefined) {
		const names = chosen.map(({id}) => id);
		const part = comparePart(asked, names, results, skipped);
		return isStopped ? stoppedByUser : printShard(stdout, {of: 'compare', shard, line, part});
	}

	await printComparison(comparisonOf(asked, results, skipped), flags, context);
	return isStopped ? stoppedByUser : 0;
}

/** A name may be `all`; a design that is named twice runs once. */
export function chosenDesigns(names: string | undefined): readonly Design[] {
	const named = names?.split(',').map((name) => name.trim());
	return named === undefined
		? mainDesigns
		: [...new Set(named.flatMap((name) => (name === 'all' ? designs : [chooseDesign(name)])))];
}

/** What some of the designs did in place of something that they never had. */
export function tellRemarks(stderr: NodeJS.WriteStream, program: Program, kernels: readonly string[]): void {
	for (const id of kernels) {
		print(
			stderr,
			remarksOn(chooseDesign(id), program)
				.map((remark) => `${id}: ${remark}\n`)
				.join(''),
		);
	}
}
