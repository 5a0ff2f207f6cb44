/** `export`: a run as a file that other tools open. */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {findProcess} from '../../analysis/query/find-process.ts';
import type {Content, Film, Page} from '../../exports/form.ts';
import {type FormId, formsOf, writeAs} from '../../exports/index.ts';
import {sharingGraph, tableGraph, treeGraph} from '../../inquiry/facets/graph.ts';
import {metricsOf} from '../../inquiry/facets/metrics.ts';
import {traceOf} from '../../inquiry/facets/trace.ts';
import type {Run} from '../../inquiry/run.ts';
import {answerAt} from '../../inquiry/sharing/answer.ts';
import {erosionPlot} from '../../inquiry/sharing/plot.ts';
import {eventCount} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import type {FilmWishes} from '../../ui/terminal/view.ts';
import {defineCommand} from '../command.ts';
import {kernelFlags, positionFlags, processFlags} from '../flags/shared-flags.ts';
import {openAt} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {printForm} from '../output/print.ts';
import {pageOf} from './page.ts';
import {tables} from './tables.ts';

/** Forms that have times in them. */
const timedForms: readonly string[] = ['chrome', 'plot', 'chart', 'html', 'cast', 'film'];

/** Steps of a film or a slider unless told. */
const allSteps = 120;

/** Forms that show what the family of --pid shares. */
const familyForms: readonly string[] = ['plot', 'chart', 'html'];

/** What is a table and no graph. */
const tableOnly: readonly string[] = ['maps', 'frames', 'events'];

/** Forms that show the screen. */
const filmForms: readonly string[] = ['cast', 'film'];

const offered = formsOf('trace', 'graph', 'metrics', 'table', 'plot', 'page', 'film').filter(
	({id}) => id !== 'md',
);

export const exportCommand = defineCommand({
	name: 'export',
	usage: ['export WORKLOAD --to FORM [--what GRAPH] [--at POSITION] [--keys KEYS] [--screen COLSxROWS]'],
	description:
		'Writes a run in a form that other tools open, to standard output. Of the whole run: chrome, a trace with a track a process, its calls, waits, bursts of faults, and memory at a hundred moments; plot and chart, how what children share erodes, as curves; html, a page with a slider over the tree, and charts, to open in a browser without network; cast and film, the screen from the first to the last event, or at a moment while --keys are pressed. Of a moment: dot and mermaid, the tree, who shares what with whom, or the page tables of a process; openmetrics, what every process holds; csv, that and with --what mappings, page tables, frames, events, and the points of the curves.',
	flags: {
		to: {type: 'string', placeholder: 'FORM', choices: offered.map(({id}) => id), summary: 'the form'},
		what: {
			type: 'string',
			placeholder: 'GRAPH',
			default: 'tree',
			choices: ['tree', 'sharing', 'tables', 'maps', 'frames', 'events'],
			summary:
				'of dot and mermaid: the tree, what is shared, or the page tables of --pid; csv has these and maps, frames and events as tables',
		},
		keys: {
			type: 'string',
			placeholder: 'KEYS',
			summary: 'of cast and film: keys that are pressed, a picture after each, such as "tab down enter"',
		},
		screen: {type: 'string', placeholder: 'COLSxROWS', summary: 'of cast and film: the size of the screen'},
		steps: {
			type: 'number',
			placeholder: 'N',
			default: allSteps,
			summary: 'of cast, film and html: steps of the whole run, a picture after each',
		},
		...positionFlags,
		...processFlags,
		...kernelFlags,
		...parameterFlags,
	},
	examples: [
		['export build --to chrome > build.json', 'For chrome://tracing, Perfetto or speedscope'],
		['export prefork --to dot --what sharing --at 60% | dot -Tsvg', 'Who shares what with whom'],
		['export prefork --gc --to plot > erosion.svg', 'How the memory that workers share erodes'],
		['export prefork --to html -o prefork.html', 'A page to open in a browser, or to hand on'],
		['export build --to csv --what events -o events.csv', 'The log for a spreadsheet'],
		['export cow --to cast | asciinema play -', 'The run as a film'],
		[
			'export cow --to film --steps 12 --screen 80x24 > cow.svg',
			'The same as a picture that moves, for a page',
		],
	],
	async run({input, flags, stdin, stdout, stderr, env}) {
		const {to} = flags;
		if (to === undefined) {
			throw new UserError('Which form?', {
				expected: `--to with one of ${offered.map(({id}) => id).join(', ')}`,
			});
		}

		refuseStrange(to as FormId, flags);

		const run = await openAt({input, flags, stdin, stderr, env, tellsTimes: timedForms.includes(to)});
		const film = filmForms.includes(to) ? await filmOf(run, flags) : undefined;
		const page = to === 'html' ? await pageOf(run, checkSteps(flags), {stderr}) : undefined;
		await printForm(stdout, writeAs(to as FormId, contentOf(run, flags, {film, page})));
		return 0;
	},
});

/** What only some forms have a use for: a flag that the form passes over is told. */
const uses = {
	what: ['graph', 'table'],
	at: ['graph', 'metrics', 'table', 'film'],
	pid: ['graph', 'table', 'plot', 'page'],
	keys: ['film'],
	screen: ['film'],
	steps: ['film', 'page'],
} as const;

function refuseStrange(
	to: FormId,
	{
		what,
		at,
		pid,
		keys,
		screen,
		steps,
	}: FilmWishes & {readonly what: string; readonly at: string; readonly pid?: number},
): void {
	const given = {
		what: what !== 'tree',
		at: at !== 'end',
		pid: pid !== undefined,
		keys: keys !== undefined,
		screen: screen !== undefined,
		steps: steps !== allSteps,
	};
	for (const name of Object.keys(uses) as (keyof typeof uses)[]) {
		const able = formsOf(...uses[name]).filter(({id}) => offered.some((form) => form.id === id));
		if (given[name] && !able.some(({id}) => id === to)) {
			throw new UserError(`--${name} goes with --to ${able.map(({id}) => id).join(', ')}, not with ${to}.`);
		}
	}

	if (filmForms.includes(to) && at !== 'end' && keys === undefined) {
		throw new UserError('A film at one moment needs --keys; without them it shows the whole run.');
	}

	if (to !== 'csv' && tableOnly.includes(what)) {
		throw new UserError(`--what ${what} goes with --to csv, not with ${to}.`);
	}

	const ofOne = to === 'csv' ? ['sharing', 'tables', 'maps', 'frames'] : ['tables'];
	if (pid !== undefined && !familyForms.includes(to) && !ofOne.includes(what)) {
		throw new UserError(
			`--pid goes with --what ${ofOne.join(', ')}${to === 'csv' ? '' : `, or with --to ${familyForms.join(', ')}`}.`,
		);
	}
}

function contentOf(
	run: Run,
	{what, pid}: {readonly what: keyof typeof tables; readonly pid?: number},
	{film, page}: {readonly film?: Film; readonly page?: Page},
): Content {
	const {timeline} = run;
	const {machine} = timeline;
	const view = viewMemory(machine);
	const title = `${machine.program.header.name} on ${machine.design.id}, after event ${eventCount(machine)}`;
	return {
		trace: () => traceOf(timeline),
		metrics: () => metricsOf(view, machine),
		plot: () => erosionPlot(answerAt(timeline, pid, undefined)),
		table: () => tables[what](timeline, pid),
		...(film === undefined ? {} : {film: () => film}),
		...(page === undefined ? {} : {page: () => page}),
		graph() {
			if (what === 'tables') {
				return tableGraph(view, findProcess(machine, requiredPid(pid)), title);
			}

			return what === 'sharing' ? sharingGraph(view, title) : treeGraph(view, title);
		},
	};
}

function requiredPid(pid: number | undefined): number {
	if (pid === undefined) {
		throw new UserError('Page tables of which process?', {expected: '--pid'});
	}

	return pid;
}

async function filmOf(run: Run, wishes: FilmWishes): Promise<Film> {
	const {filmView} = await import('../../ui/terminal/view.ts');
	return filmView(run, checkSteps(wishes));
}

const stepsMax = 10_000;

function checkSteps<Wishes extends {readonly steps: number}>(wishes: Wishes): Wishes {
	const {steps} = wishes;
	if (!Number.isInteger(steps) || steps < 1 || steps > stepsMax) {
		throw new UserError(`--steps cannot be ${steps}`, {expected: `a whole number from 1 to ${stepsMax}`});
	}

	return wishes;
}
