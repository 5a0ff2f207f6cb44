/** `compare`: one workload on many designs, side by side. */

import {priceTrust, trustOfRun} from '../analysis/trust/trust.ts';
import {exactCountText, plural} from '../analysis/words/text.ts';
import {costTables, findCostTable} from '../designs/costs/index.ts';
import type {Design} from '../designs/design.ts';
import {designs, mainDesigns} from '../designs/index.ts';
import type {Table} from '../exports/form.ts';
import {writeAs} from '../exports/index.ts';
import {wrapText} from '../exports/text.ts';
import {chooseCosts, chooseDesign} from '../inquiry/choices.ts';
import type {DesignResult} from '../inquiry/compare/compare-worker.ts';
import type {Reads} from '../inquiry/compare/reads.ts';
import {type ComparedRow, compareRuns, type Figure, figures, type Skipped} from '../inquiry/compare/rows.ts';
import {runDesigns, sortDesigns} from '../inquiry/compare/run-designs.ts';
import type {Program} from '../machine/program.ts';
import {remarkOn} from '../machine/refusal.ts';
import {type Context, defineCommand} from './command.ts';
import {jsonFlags, kernelFlags, positionFlags, runningFlags, whatIfFlags} from './flags/shared-flags.ts';
import {loadWorkload} from './flags/workload-flags.ts';
import {parameterFlags} from './flags/workload-parameters.ts';
import {print, printAll} from './output/print.ts';
import {answerData} from './output/print-json.ts';
import {startProgress} from './output/progress.ts';

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
		return [text(program, rows, skipped, Number(env.COLUMNS) || stdout.columns || 80, hint)];
	}

	const kernels = [...rows.map(({run, reads}) => ({...run, reads})), ...skipped];
	const fields = {workload: program.header.name, ...(trust.length === 0 ? {} : {trust}), kernels};
	return writeAs(form, {
		data: () => answerData({name: 'compare', fields, isIndented: true}),
		table: (cells) => (cells === 'words' ? wordTable(rows, skipped) : valueTable(rows, skipped)),
	});
}

function cell({unit}: Figure, value: number): string {
	switch (unit) {
		case 'us':
			return value >= 99_950
				? `${(value / 1000).toFixed(0)}ms`
				: value >= 1000
					? `${(value / 1000).toFixed(1)}ms`
					: `${value.toFixed(1)}µs`;
		case 'kb':
			return value >= 1024 ? `${(value / 1024).toFixed(1)}M` : `${value}K`;
		default:
			return exactCountText(value);
	}
}

function cells(row: ComparedRow): string[] {
	return figures.map((figure, i) => `${cell(figure, row.values[i])}${row.isBest[i] ? '*' : ' '}`);
}

/** `same`, or `12 differ, at 57`: so many reads gave other contents than on the reference, the first in that op of the file. */
function readsText({differs, firstAt}: Reads): string {
	return differs === 0 ? 'same' : `${exactCountText(differs)} differ, at ${firstAt}`;
}

function skippedLines(skipped: readonly Skipped[]): string {
	return skipped.map(({kernel, skipped: why}) => `${kernel} cannot run it: ${why}\n`).join('');
}

/** What limits the answers: each sentence once, behind the kernels that it is true of. */
function trustLines(program: Program, rows: readonly ComparedRow[]): string {
	const kernels = new Map<string, string[]>();
	for (const {kernel, run} of rows) {
		for (const sentence of trustOfRun(program, run.trust)) {
			kernels.set(sentence, [...(kernels.get(sentence) ?? []), kernel]);
		}
	}

	return [...kernels].map(([sentence, of]) => wrapText(`${of.join(', ')}: ${sentence}`, '')).join('');
}

/** As many columns as fit, then what they mean, then a sentence a design. */
function text(
	program: Program,
	rows: readonly ComparedRow[],
	skipped: readonly Skipped[],
	width: number,
	hint: string,
): string {
	const table = rows.map(cells);
	const kernelWidth = Math.max(6, ...rows.map(({kernel}) => kernel.length));
	const widths = figures.map(
		({head}, i) => Math.max(head.length + 1, ...table.map((line) => line[i].length)) + 1,
	);
	const reads = ['READS', ...rows.map((row) => readsText(row.reads))];
	const readsWidth = Math.max(...reads.map((each) => each.length)) + 2;
	let used = kernelWidth + readsWidth;
	const shown = figures.filter((_, i) => {
		used += widths[i];
		return used <= width;
	});
	const line = (name: string, read: string, words: readonly string[]) =>
		`${name.padEnd(kernelWidth)}  ${read.padEnd(readsWidth - 2)}${shown.map((_, i) => words[i].padStart(widths[i])).join('')}`.trimEnd();
	const head = line(
		'KERNEL',
		'READS',
		figures.map((figure) => `${figure.head} `),
	);
	const reference = rows.some(({kernel}) => kernel === 'linux-6') ? 'linux-6' : (rows[0]?.kernel ?? 'none');
	const readsLegend = `  READS    whether all reads gave what they gave on ${reference}, else the first op\n`;
	const legend = `${readsLegend}${shown.map((figure) => `  ${figure.head.padEnd(8)} ${figure.meaning}\n`).join('')}`;
	const sentences = rows.map(({kernel, because}) => `  ${kernel}\n${wrapText(because, '    ')}`).join('');
	const body = rows.map(({kernel}, i) => `${line(kernel, reads[i + 1], table[i])}\n`).join('');
	return `${program.header.name}: ${plural(rows.length, 'kernel')}, least system time first, * best\n\n${head}\n${body}${skippedLines(skipped)}${trustLines(program, rows)}${hint}\n${legend}\nCompared with ${reference}:\n${sentences}`;
}

/** For people: what cannot run stands below. */
function wordTable(rows: readonly ComparedRow[], skipped: readonly Skipped[]): Table {
	const heads = ['kernel', 'reads', ...figures.map((figure) => figure.head.toLowerCase()), 'why'];
	return {
		heads,
		rows: rows.map((row) => [
			row.kernel,
			readsText(row.reads),
			...cells(row).map((word) => word.trim()),
			row.because,
		]),
		textColumns: [0, 1, heads.length - 1],
		notes: skippedLines(skipped),
	};
}

/** For spreadsheets: what cannot run is a row without figures. */
function valueTable(rows: readonly ComparedRow[], skipped: readonly Skipped[]): Table {
	const units = {us: 'Us', kb: 'Kb', count: ''} as const;
	const empty = figures.map(() => '');
	return {
		heads: [
			'kernel',
			...figures.map(({id, unit}) => `${id}${units[unit]}`),
			'readsDiffer',
			'readsFirstAt',
			'why',
		],
		rows: [
			...rows.map(({kernel, values, reads, because}) => [
				kernel,
				...values,
				reads.differs,
				reads.firstAt ?? '',
				because,
			]),
			...skipped.map(({kernel, skipped: why}) => [kernel, ...empty, '', '', why]),
		],
	};
}
