/** `compare`: one workload on many designs, side by side. */

import {priceTrust} from '../../analysis/trust/trust.ts';
import {costTables, findCostTable} from '../../designs/costs/index.ts';
import type {Design} from '../../designs/design.ts';
import {designs, mainDesigns} from '../../designs/index.ts';
import {writeAs} from '../../exports/index.ts';
import {chooseCosts, chooseDesign} from '../../inquiry/choices.ts';
import type {DesignResult} from '../../inquiry/compare/compare-worker.ts';
import {type ComparedRow, compareRuns, type Skipped} from '../../inquiry/compare/rows.ts';
import {runDesigns, sortDesigns} from '../../inquiry/compare/run-designs.ts';
import type {Program} from '../../machine/program.ts';
import {remarkOn} from '../../machine/refusal.ts';
import {type Context, defineCommand} from '../command.ts';
import {jsonFlags, kernelFlags, positionFlags, runningFlags, whatIfFlags} from '../flags/shared-flags.ts';
import {loadWorkload} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {print, printAll} from '../output/print.ts';
import {answerData} from '../output/print-json.ts';
import {startProgress} from '../output/progress.ts';
import {comparisonText, valueTable, wordTable} from './text.ts';

/** What the shell is told when the user stopped it, as shells themselves do. */
const stoppedByUser = 130;

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
	...jsonFlags,
	csv: {type: 'boolean', summary: 'print comma-separated values', notWith: ['json', 'markdown']},
	markdown: {type: 'boolean', summary: 'print a Markdown table', notWith: ['json']},
} as const;

export const compare = defineCommand({
	name: 'compare',
	usage: ['compare WORKLOAD [--kernels A,B,…] [--json | --csv | --markdown]'],
	description:
		'Runs the workload on every main kernel, or on those that are named, and shows what each costs, least system time first; * marks the best of a column. With --kernels all their variants run too. All kernels are priced with one cost table, so that they differ only in what they do.',
	flags,
	examples: [
		['compare build', 'A shell that spawns a build, on every way of forking'],
		['compare snapshot --kernels linux-6,odf,async-fork', 'Who pays when a database takes a snapshot'],
		['compare build --fork-as vfork', 'What if every fork before an exec had been vfork?'],
	],
	run,
});

async function run(context: Context<typeof flags>): Promise<number> {
	const {flags, stdout, stderr} = context;
	const program = await loadWorkload(context);
	// Every kernel is priced alike: what differs is then what they do.
	const costs = chooseCosts(flags.costs ?? costTables[0].id).id;
	const {able, skipped} = sortDesigns(program, chosenDesigns(flags.kernels), flags.geometry);
	const stop = new AbortController();
	const onInterrupt = () => stop.abort();
	process.once('SIGINT', onInterrupt);
	const results: DesignResult[] = [];
	const progress = startProgress(stderr, `Comparing ${program.header.name}`);
	await runDesigns({
		program,
		kernels: able,
		costs,
		geometry: flags.geometry,
		signal: stop.signal,
		onResult(result) {
			const done = results.push(result);
			const {kernel} = result.summary;
			progress.tell(done / able.length, `${kernel} is done, ${done} of ${able.length}`);
		},
	});
	process.removeListener('SIGINT', onInterrupt);
	progress.end();
	const rows = compareRuns(program, results, findCostTable);
	await printAll(stdout, printed(program, rows, skipped, pricesTold(costs), context));
	tellRemarks(stderr, program, able);
	print(
		stderr,
		pricesTold(costs)
			.map((sentence) => `${sentence}\n`)
			.join(''),
	);
	return stop.signal.aborted ? stoppedByUser : 0;
}

/** A name may be `all`; a design that is named twice runs once. */
function chosenDesigns(names: string | undefined): readonly Design[] {
	const named = names?.split(',').map((name) => name.trim());
	return named === undefined
		? mainDesigns
		: [...new Set(named.flatMap((name) => (name === 'all' ? designs : [chooseDesign(name)])))];
}

/** What is to be said of the times, by the name of their cost table. */
function pricesTold(costs: string): readonly string[] {
	const table = findCostTable(costs);
	return table === undefined ? [] : priceTrust(table);
}

/** What some of the designs did in place of something that they never had. */
function tellRemarks(stderr: NodeJS.WriteStream, program: Program, kernels: readonly string[]): void {
	for (const id of kernels) {
		const remark = remarkOn(chooseDesign(id), program);
		print(stderr, remark === undefined ? '' : `${remark}\n`);
	}
}

function printed(
	program: Program,
	rows: readonly ComparedRow[],
	skipped: readonly Skipped[],
	trust: readonly string[],
	{flags: chosen, stdout, env}: Context<typeof flags>,
): Iterable<string> {
	const form = chosen.json ? 'json' : chosen.csv ? 'csv' : chosen.markdown ? 'md' : undefined;
	if (form === undefined) {
		const hint = chosen.kernels === undefined ? '(their variants run too with --kernels all)\n' : '';
		return [comparisonText(program, rows, skipped, Number(env.COLUMNS) || stdout.columns || 80, hint)];
	}

	const kernels = [...rows.map(({run, reads}) => ({...run, reads})), ...skipped];
	const fields = {workload: program.header.name, ...(trust.length === 0 ? {} : {trust}), kernels};
	return writeAs(form, {
		data: () => answerData({name: 'compare', fields, isIndented: true}),
		table: (cells) => (cells === 'words' ? wordTable(rows, skipped) : valueTable(rows, skipped)),
	});
}
