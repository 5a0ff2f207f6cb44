/** `forktime`: the timing program of the 2002 letters, on the designs that it was run on and all others. */

import {priceTrust} from '../../analysis/trust/trust.ts';
import {plural} from '../../analysis/words/text.ts';
import type {CostTable} from '../../designs/costs/cost-table.ts';
import type {Design} from '../../designs/design.ts';
import {chooseCosts, chooseDesign} from '../../inquiry/choices.ts';
import {UserError} from '../../machine/user-error.ts';
import type {ForkTime} from '../answers.ts';
import {defineCommand} from '../command.ts';
import {jsonFlags, kernelFlags} from '../flags/shared-flags.ts';
import {print} from '../output/print.ts';
import {printJson} from '../output/print-json.ts';
import {timeForks} from './time-forks.ts';

export const forktime = defineCommand({
	name: 'forktime',
	usage: ['forktime [-n FORKS] [-m PAGES] [--kernel A,B,…] [--costs TABLE] [--json]'],
	description:
		'Maps PAGES pages, touches them, and forks FORKS times; the children exit at once and nobody waits for them. Each kernel runs on page tables of its own time and with the cost table of its own time unless told.',
	flags: {
		forks: {type: 'number', shortFlag: 'n', default: 100, placeholder: 'FORKS', summary: 'how often to fork'},
		pages: {
			type: 'number',
			shortFlag: 'm',
			default: 10_000,
			placeholder: 'PAGES',
			summary: 'pages the parent has touched',
		},
		kernel: {
			type: 'string',
			shortFlag: 'k',
			default: 'linux-2.4,shared-pt',
			placeholder: 'A,B,…',
			summary: 'the kernels, separated by commas',
		},
		costs: kernelFlags.costs,
		geometry: {
			type: 'string',
			choices: ['native', 'x86-64', 'arm64', 'i386'],
			default: 'native',
			placeholder: 'TABLES',
			summary: 'page tables: native (each kernel its own), x86-64, arm64 or i386',
		},
		...jsonFlags,
	},
	operands: () => [],
	examples: [
		['forktime -n 100 -m 10000 --kernel linux-2.4,shared-pt', 'The letter’s first run'],
		['forktime -n 10 -m 100000 --kernel linux-6,odf', 'The same question to kernels of today'],
	],
	async run({input, flags, stdout, stderr}) {
		if (input.length > 0) {
			throw new UserError(`forktime takes no words, only flags: "${input[0]}" is one too many.`);
		}

		const {forks, pages} = flags;
		const chosen = flags.kernel.split(',').map((name) => chooseDesign(name.trim()));
		const runs = chosen.map((design) => time(design, {...flags, costs: costsFor(design, flags.costs)}));
		const trust = [...new Set(chosen.flatMap((design) => priceTrust(costsFor(design, flags.costs))))];
		if (flags.json) {
			await printJson(stdout, {
				name: 'forktime',
				fields: {runs, ...(trust.length === 0 ? {} : {trust})},
				isIndented: true,
			});
			return 0;
		}

		print(stderr, trust.map((sentence) => `${sentence}\n`).join(''));
		const width = Math.max(...chosen.map(({id}) => id.length));
		print(stdout, `${plural(forks, 'fork')} from parent with ${plural(pages, 'page')} of mapped memory...\n`);
		print(stdout, runs.map((run) => `${run.kernel.padEnd(width)} ${sentence(run)}\n`).join(''));
		return 0;
	},
});

function costsFor(design: Design, name: string | undefined): CostTable {
	return chooseCosts(name ?? design.costs);
}

type Setting = {
	readonly forks: number;
	readonly pages: number;
	readonly costs: CostTable;
	readonly geometry: 'native' | 'x86-64' | 'arm64' | 'i386';
};

function time(design: Design, {forks, pages, costs, geometry}: Setting): ForkTime {
	const tables = geometry === 'native' ? design.geometry : geometry;
	const totalUs = timeForks({design, costs, geometry: tables, forks, pages});
	return {
		kernel: design.id,
		costs: costs.id,
		geometry: tables,
		forks,
		pages,
		usPerFork: totalUs / forks,
		totalUs,
	};
}

/** The words of the letter. */
function sentence({totalUs, forks, usPerFork}: ForkTime): string {
	return `total fork time: ${(totalUs / 1e6).toFixed(6)} seconds in ${plural(forks, 'iteration')} (${Math.round(usPerFork)} usec/fork)`;
}
