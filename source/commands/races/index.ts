/** `races`: what two or three CPUs can do to a shared page table at once, under ten ways of locking. */

import {didYouMean} from '../../analysis/words/suggest.ts';
import {writeAs} from '../../exports/index.ts';
import {chooseDesign} from '../../inquiry/choices.ts';
import {UserError} from '../../machine/user-error.ts';
import {cellAnswer} from '../../races/answer.ts';
import {type Cell, findLaw, judge, matrix} from '../../races/cell.ts';
import {createRace} from '../../races/compile.ts';
import {type LawId, laws} from '../../races/laws.ts';
import {findProtocol, type Protocol, protocolOfKernel, protocols} from '../../races/protocols.ts';
import type {Scenario} from '../../races/scenario.ts';
import {findScenario, scenarios} from '../../races/scenarios.ts';
import {type Context, defineCommand} from '../command.ts';
import {jsonFlags} from '../flags/shared-flags.ts';
import {print, printAll} from '../output/print.ts';
import {answerData} from '../output/print-json.ts';
import {openScenario} from './open-scenario.ts';
import {cellsText, matrixText, scheduleText} from './races-text.ts';

/** As they are typed: `double-count`. */
const lawNames = laws.filter(({isBound}) => isBound !== true).map(({id}) => id.replaceAll(' ', '-'));

export const races = defineCommand({
	name: 'races',
	usage: [
		'races [--locks LOCKS] [--json]',
		'races SCENARIO [--locks LOCKS] [--law LAW] [--json]',
		'races SCENARIO --locks LOCKS --play',
	],
	description:
		'Explores every interleaving of what two or three CPUs do to one page table at once, step by step, and looks whether a law breaks: counts, freed tables and pages, lost writes, deadlock. Without a scenario it prints all of them under all ways of locking; with one and --locks, the shortest schedule that breaks a law. A SCENARIO is the name of a built-in one, a file (docs/races.md) or - for standard input.',
	flags: {
		locks: {
			type: 'string',
			placeholder: 'LOCKS',
			choices: protocols.map(({id}) => id),
			summary: 'this way of locking only',
		},
		kernel: {
			type: 'string',
			shortFlag: 'k',
			placeholder: 'KERNEL',
			summary: 'the way of locking of this simulated kernel, in place of --locks',
		},
		law: {
			type: 'string',
			placeholder: 'LAW',
			choices: lawNames,
			summary: 'with a scenario: look for a schedule that breaks this law, past all others',
		},
		play: {
			type: 'boolean',
			summary: 'with a scenario and --locks: step through it on the screen, or be the scheduler',
		},
		keys: {
			type: 'string',
			placeholder: 'KEYS',
			summary:
				'with --play and no terminal: keys to press before the screen is printed, such as "end left 2"',
			goesWith: ['play'],
		},
		atomic: {
			type: 'boolean',
			summary: 'clear write bits with one atomic operation, as i386 did, not with a load and a store',
		},
		...jsonFlags,
	},
	operands: () => scenarios.map(({name}) => name),
	takesFiles: true,
	isLive: true,
	examples: [
		['races', 'Every scenario under every way of locking'],
		['races read-read --locks v2', 'How a page comes to be counted twice, step by step'],
		['races read-read --locks v2 --play', 'Step through it both ways, and be the scheduler'],
		['races unshare-unshare --locks linus --law waste', 'Both copy: correct, only wasteful'],
		['races exclusive --kernel mccracken --json', 'The same for a simulated kernel, for programs'],
	],
	async run(context) {
		const {input, flags, stdin, stdout, env} = context;
		const [name, ...rest] = input;
		if (rest.length > 0) {
			throw new UserError(`races takes one scenario, not "${rest[0]}" too.`);
		}

		const options = {isAtomic: flags.atomic};
		const asked = chosenProtocol(flags);
		if (name === undefined) {
			refuseWithoutScenario(flags);
			const rows = [...matrix(options, asked === undefined ? protocols : [asked])];
			const width = Number(env.COLUMNS) || stdout.columns || widthUnlessTold;
			await printAll(stdout, flags.json ? answerJson(rows.flat()) : [matrixText(rows, width)]);
			return 0;
		}

		const scenario = findScenario(name) ?? (await openScenario(name, stdin, scenarioHint(name)));
		const law = readLaw(flags.law);
		const cells = protocolsFor(scenario, asked).map((protocol) =>
			law === undefined
				? judge(createRace(scenario, protocol, options))
				: findLaw(scenario, protocol, law, options),
		);
		if (flags.play) {
			return play(cells, context);
		}

		await printAll(stdout, flags.json ? answerJson(cells) : [scenarioText(scenario, cells, law)]);
		return 0;
	},
});

/** On a terminal the screen, and elsewhere the frame that the keys lead to. */
async function play(
	[cell, ...more]: readonly Cell[],
	{
		flags: {keys},
		isTTY,
		...terminal
	}: Pick<Context, 'stdin' | 'stdout' | 'stderr' | 'env' | 'isTTY'> & {
		readonly flags: {readonly keys?: string};
	},
): Promise<number> {
	if (more.length > 0) {
		throw new UserError('--play is about one way of locking', {expected: '--locks or --kernel with it'});
	}

	const {openRaces, printRaces} = await import('../../ui/terminal/races.ts');
	const schedule = cell.violation?.schedule ?? [];
	if (isTTY && terminal.env.TERM !== 'dumb' && keys === undefined) {
		return openRaces(cell.race, schedule, terminal);
	}

	print(terminal.stdout, printRaces(cell.race, schedule, keys ?? '', terminal.env));
	return 0;
}

/** As pstree: where no terminal tells. */
const widthUnlessTold = 132;

function chosenProtocol({locks, kernel}: {locks?: string; kernel?: string}): Protocol | undefined {
	if (locks !== undefined && kernel !== undefined) {
		throw new UserError('--kernel and --locks say the same thing in two ways', {expected: 'one of them'});
	}

	if (kernel === undefined) {
		return locks === undefined ? undefined : findProtocol(locks);
	}

	const protocol = protocolOfKernel(chooseDesign(kernel).id);
	if (protocol === undefined) {
		const known = protocols.flatMap(({kernels}) => kernels);
		throw new UserError(`The kernel ${kernel} has no way of locking a shared table that could be tried`, {
			expected: `one of ${known.join(', ')}`,
		});
	}

	return protocol;
}

/** The one asked for, the one that a file names, or all. */
function protocolsFor({locks}: Scenario, asked: Protocol | undefined): readonly Protocol[] {
	const chosen = asked ?? (locks === undefined ? undefined : findProtocol(locks));
	return chosen === undefined ? protocols : [chosen];
}

function readLaw(name: string | undefined): LawId | undefined {
	return laws.find(({id}) => id.replaceAll(' ', '-') === name)?.id;
}

function refuseWithoutScenario({law, play: isPlayed}: {law?: string; play: boolean}): void {
	if (law !== undefined || isPlayed) {
		const flag = isPlayed ? '--play' : '--law';
		throw new UserError(`${flag} goes with a scenario`, {
			expected: `a command such as "races read-read ${flag} …"`,
		});
	}
}

function scenarioHint(name: string): string {
	const names = scenarios.map(({name: each}) => each);
	return didYouMean(name, names) || ` Built in: ${names.join(', ')}.`;
}

function scenarioText(scenario: Scenario, cells: readonly Cell[], law: LawId | undefined): string {
	return cells.length === 1 ? scheduleText(scenario, cells[0], law) : cellsText(scenario, cells);
}

function answerJson(cells: readonly Cell[]): Iterable<string> {
	return writeAs('json', {data: () => answerData({name: 'races', fields: {cells: cells.map(cellAnswer)}})});
}
