/** `list`: the kernels, workloads and cost tables there are. */

import {didYouMean} from '../analysis/words/suggest.ts';
import {plural} from '../analysis/words/text.ts';
import type {CostTable} from '../designs/costs/cost-table.ts';
import {costTables} from '../designs/costs/index.ts';
import {type Measurement, measurements} from '../designs/costs/published.ts';
import {type Design, families} from '../designs/design.ts';
import {designs, mainDesigns} from '../designs/index.ts';
import {tableText, wrapText} from '../exports/text.ts';
import {chooseDesign} from '../inquiry/choices.ts';
import {UserError} from '../machine/user-error.ts';
import {workloads} from '../workloads/index.ts';
import type {Parameter, Workload} from '../workloads/workload.ts';
import type {Answer} from './answers.ts';
import {defineCommand} from './command.ts';
import {spellFlag} from './flags/global-flags.ts';
import {jsonFlags} from './flags/shared-flags.ts';
import {residual, simulate} from './forktime/time-forks.ts';
import {print} from './output/print.ts';
import {printJson} from './output/print-json.ts';

type Shelf = {
	text(): string;
	json(): Answer;
};

const shelves: Readonly<Record<string, Shelf>> = {
	kernels: {
		text: kernelsText,
		json: () => kernelsAnswer(designs),
	},
	workloads: {
		text: () => workloads.map(workloadText).join('\n'),
		json: () => ({
			name: 'list-workloads',
			fields: {
				workloads: workloads.map(({id, title, teaches, parameters}) => ({id, title, teaches, parameters})),
			},
		}),
	},
	costs: {
		text: () => costTables.map(costsText).join('\n'),
		json: () => costsAnswer(measurementsOf),
	},
};

/** Takes seconds, as every published measurement is run again; so it is a shelf that only --residuals shows. */
const residuals: Shelf = {
	text: () => costTables.map(residualsText).join('\n'),
	json: () => costsAnswer(residualsOf),
};

/** By family, and below each main design what changes it in a point or two. */
function kernelsText(): string {
	const width = Math.max(...designs.map(({id}) => id.length)) + 2;
	const line = ({id, year, title, atFork, variantOf}: Design) =>
		`  ${`${variantOf === undefined ? '' : '  '}${id}`.padEnd(width)} ${year}  ${title}\n${' '.repeat(8)}${atFork}\n`;
	const family = (name: string) => designs.filter((design) => design.family === name);
	const withVariants = (main: Design) =>
		[main, ...designs.filter(({variantOf}) => variantOf === main.id)].map(line).join('');
	const parts = Object.entries(families).map(
		([name, heading]) =>
			`${heading}\n${family(name)
				.filter(({variantOf}) => variantOf === undefined)
				.map(withVariants)
				.join('')}`,
	);
	const variants = designs.length - mainDesigns.length;
	const note = `${mainDesigns.length} designs. The ${variants} that are set in are variants of the one above them; compare takes them with --kernels all.`;
	return `${parts.join('\n')}\n${wrapText(note, '')}`;
}

export const list = defineCommand({
	name: 'list',
	usage: ['list kernels [--kernel KERNEL]', 'list workloads', 'list costs [--residuals]'],
	flags: {
		kernel: {
			type: 'string',
			shortFlag: 'k',
			placeholder: 'KERNEL',
			summary: 'with kernels: the card of this one',
		},
		residuals: {
			type: 'boolean',
			summary: 'with costs: run what was published again, and print how far off the simulation is',
		},
		...jsonFlags,
	},
	operands: () => Object.keys(shelves),
	examples: [
		['list workloads', 'The built-in workloads, what they teach and what can be set'],
		['list kernels --kernel linux-6', 'How that kernel forks, and what its design got wrong'],
	],
	async run({input, flags, stdout}) {
		const [name, ...rest] = input;
		const known = Object.keys(shelves);
		const shelf =
			name === undefined || rest.length > 0 ? undefined : flags.residuals ? residuals : shelves[name];
		if (shelf === undefined) {
			throw new UserError(`list takes one of ${known.join(', ')}.${didYouMean(name ?? '', known)}`);
		}

		if (flags.kernel !== undefined && name !== 'kernels') {
			throw new UserError(`--kernel goes with "list kernels", not with "list ${name}".`);
		}

		if (flags.residuals && name !== 'costs') {
			throw new UserError(`--residuals goes with "list costs", not with "list ${name}".`);
		}

		const design = flags.kernel === undefined ? undefined : chooseDesign(flags.kernel);
		if (flags.json) {
			const answer = design === undefined ? shelf.json() : kernelsAnswer([design]);
			await printJson(stdout, {...answer, isIndented: true});
			return 0;
		}

		print(stdout, design === undefined ? shelf.text() : cardText(design));
		return 0;
	},
});

function kernelsAnswer(chosen: readonly Design[]): Answer {
	return {name: 'list-kernels', fields: {kernels: chosen.map(cardOf)}};
}

function costsAnswer(measured: (table: CostTable) => readonly Measurement[]): Answer {
	const costs = costTables.map((table) => ({...table, measurements: measured(table)}));
	return {name: 'list-costs', fields: {costs}};
}

function measurementsOf(table: CostTable): readonly Measurement[] {
	return measurements.filter(({costs}) => costs === table.id);
}

/** The published measurements of a table, each run again. */
function residualsOf(table: CostTable) {
	return measurementsOf(table).map((measurement) => {
		const simulated = simulate(measurement, table);
		return {...measurement, simulated, residual: residual(measurement, simulated)};
	});
}

type Residual = ReturnType<typeof residualsOf>[number];

function costsText(table: CostTable): string {
	const heading = `${table.id}: ${table.title}\n${wrapText(table.source, '  ')}`;
	const count = measurementsOf(table).length;
	return count === 0
		? heading
		: `${heading}  ${plural(count, 'published measurement')}; --residuals runs them again.\n`;
}

function residualsText(table: CostTable): string {
	const rows = residualsOf(table);
	return rows.length === 0 ? costsText(table) : `${costsText(table)}\n${tableText(residualColumns, rows)}`;
}

const residualColumns = [
	{title: 'WHAT', isText: true, text: whatText},
	{title: 'FORKS', text: ({forks}: Residual) => (forks === 0 ? '' : String(forks))},
	{title: 'PAGES', text: ({pages}: Residual) => (pages === 0 ? '' : String(pages))},
	{title: 'PUBLISHED', text: ({published}: Residual) => [...new Set(published.map(figureText))].join('–')},
	{title: 'SIMULATED', text: ({simulated}: Residual) => figureText(simulated)},
	{title: 'OFF', text: ({residual: off}: Residual) => `${off > 0 ? '+' : ''}${(off * 100).toFixed(1)} %`},
	{title: '', isText: true, text: ({isFitted}: Residual) => (isFitted ? 'fitted' : 'predicted')},
];

function whatText({run, kernels, memoryBytes}: Residual): string {
	const memory = memoryBytes === undefined ? '' : ` in ${memoryBytes / 2 ** 20} MiB`;
	return `${run} ${kernels.join(' : ')}${memory}`;
}

/** Microseconds, or a quotient. */
function figureText(value: number): string {
	return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function cardOf({policies: _, refuses: __, remark: ___, calls: ____, ...card}: Design) {
	return card;
}

function cardText(design: Design): string {
	const paragraphs = [
		['What it is', design.idea],
		['What fork copies', design.forkCopies],
		['The first write', design.firstWrite],
		['What it got wrong', design.gotWrong],
		['Source', design.source],
	] as const;
	const heading = `${design.id}: ${design.title} (${design.year}, ${design.author})`;
	const parts = paragraphs.map(([title, text]) => `${title}\n${wrapText(text, '  ')}`);
	return `${wrapText(heading, '')}\n${parts.join('\n')}`;
}

function workloadText({id, title, teaches, parameters}: Workload): string {
	const rows = Object.entries(parameters);
	const flags = rows.map(([name, parameter]) => parameterText(name, parameter));
	return `${id}: ${title}\n${wrapText(teaches, '  ')}${flags.join('')}`;
}

/** The flag, and beside it what it means. */
function parameterText(name: string, parameter: Parameter): string {
	const spelled = [parameter.shortFlag, name]
		.filter((part) => part !== undefined)
		.map(spellFlag)
		.join(', ');
	const range =
		parameter.type === 'boolean'
			? ''
			: ` (${parameter.least}–${parameter.most}, default ${parameter.default})`;
	const flag = `    ${spelled.padEnd(14)} `;
	return `${flag}${wrapText(`${parameter.summary}${range}`, ' '.repeat(flag.length)).trimStart()}`;
}
