/** `tree`: the process tree byte for byte as pstree prints it. */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {type PstreeFlags, parsePstreeFlags, pstreeSwitches} from '../../analysis/pstree/flags.ts';
import {pstreeWidth} from '../../analysis/pstree/line.ts';
import {pstree} from '../../analysis/pstree/pstree.ts';
import {pstreeRoots} from '../../analysis/pstree/root.ts';
import {findProcess} from '../../analysis/query/find-process.ts';
import {tasksByPid} from '../../analysis/rows/processes.ts';
import {treeRows} from '../../analysis/rows/tree.ts';
import {trustAt} from '../../inquiry/outcome/evidence.ts';
import type {Machine} from '../../machine/state.ts';
import {UserError} from '../../machine/user-error.ts';
import {defineCommand, type Flag, type Flags} from '../command.ts';
import {jsonFlags, kernelFlags, positionFlags} from '../flags/shared-flags.ts';
import {openAt} from '../flags/workload-flags.ts';
import {parameterFlags} from '../flags/workload-parameters.ts';
import {print, printForm} from '../output/print.ts';
import {printJson} from '../output/print-json.ts';
import {listingStats, machineStats, openListing} from './tree-stats.ts';

const summaries: Readonly<Record<string, string>> = {
	a: 'show command lines, one process a line',
	A: 'draw with ASCII characters',
	c: 'do not fold equal subtrees together',
	g: 'show process groups',
	G: 'draw with the line characters of the VT100',
	l: 'do not cut long lines',
	n: 'sort by number, not by name',
	p: 'show process numbers; implies -c',
	s: 'with PID: show its ancestors too',
	t: 'show the names of threads',
	T: 'leave threads out',
	u: 'show where the user changes',
	U: 'draw with Unicode characters',
};

/** -h is help here, as everywhere in this program. */
const switches = pstreeSwitches.filter(({letter}) => summaries[letter] !== undefined);

const switchFlags: Flags = Object.fromEntries(
	switches.map(({letter, long}): [string, Flag] => [
		flagName(long),
		{type: 'boolean', shortFlag: letter, summary: summaries[letter], aliases: aliasesOf(long)},
	]),
);

/** `arguments` cannot be a flag's own name, only an alias. */
function flagName(long: string): string {
	return long === 'arguments' ? 'showArguments' : camelCase(long);
}

function aliasesOf(long: string): readonly string[] {
	return long === 'arguments' ? [long] : [];
}

function camelCase(words: string): string {
	return words.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What only a drawn tree has. */
const drawingFlags: readonly string[] = [...Object.keys(switchFlags), 'highlightPid'];

export const tree = defineCommand({
	name: 'tree',
	usage: ['tree WORKLOAD [PID | USER] [flags]'],
	description:
		'Prints the process tree at a moment, the end unless told, byte for byte as pstree (psmisc 23.6) does. The tree begins at PID, at the processes of USER, or at process 1; processes without a parent each begin a tree of their own. Lines are as wide as COLUMNS says, else the terminal, else 132.',
	flags: {
		...switchFlags,
		highlightPid: {
			type: 'number',
			shortFlag: 'H',
			placeholder: 'PID',
			summary: 'print this process and its ancestors bold',
		},
		pid: {type: 'number', placeholder: 'PID', summary: 'begin at this process'},
		stats: {
			type: 'boolean',
			summary:
				'print depth, breadth and forks since the last exec; also of what pstree printed, from - or a file',
			notWith: [...drawingFlags, 'json'],
		},
		...positionFlags,
		...kernelFlags,
		json: {...jsonFlags.json, notWith: drawingFlags},
		...parameterFlags,
	},
	examples: [
		['tree laptop', 'The tree of a laptop in 1999'],
		['tree build --at exec:ld -pa', 'Process numbers and command lines, just before the first ld'],
		['tree laptop --stats', 'How deep that tree is, how broad, and how much of it forked without exec'],
	],
	async run({input, line, flags, stdin, stdout, stderr, env}) {
		const [workload, operand, ...rest] = input;
		if (rest.length > 0) {
			throw new UserError(`tree takes a workload and one PID or USER, not "${rest[0]}" too.`);
		}

		if (operand !== undefined && flags.pid !== undefined) {
			throw new UserError(`tree begins at one place: ${operand} or --pid ${flags.pid}.`);
		}

		const start = operand ?? flags.pid;
		if (flags.stats) {
			print(stdout, await statsText(workload, start, {flags, stdin, stderr, env}));
			return 0;
		}

		const context = {input: [workload], flags, stdin, stderr, env, escapesNames: true, tellsTimes: false};
		const {timeline} = await openAt(context);
		const {machine} = timeline;
		if (flags.json) {
			const {pid} = startOf(start);
			await printJson(stdout, {
				name: 'tree',
				of: {machine, trust: trustAt(timeline)},
				fields: {processes: rowsJson(machine, pid)},
			});
			return 0;
		}

		const chosen = {...chosenSwitches(flags), ...startOf(start), highlightPid: flags.highlightPid};
		if (flags.highlightPid !== undefined && !tasksByPid(viewMemory(machine)).has(flags.highlightPid)) {
			print(stderr, `There is no process ${flags.highlightPid} to highlight at this moment.\n`);
		}

		const width = pstreeWidth(env.COLUMNS, stdout.columns);
		// pstree has its own escapes for names, and its own escape codes.
		await printForm(stdout, [treeText(machine, {...chosen, ...glyphsOf(line)}, width)]);
		return 0;
	},
});

/** In the order of the tree, parents before their children; threads have the process that they belong to. */
function rowsJson(machine: Machine, pid: number | undefined) {
	const root = pid === undefined ? undefined : findProcess(machine, pid);
	return treeRows(viewMemory(machine), {root}).map(
		({pid: own, ppid, name, command, user, state, threadOf, depth}) => ({
			...{pid: own, ppid, name, command, user, state, threadOf, depth},
		}),
	);
}

async function statsText(
	workload: string,
	start: string | number | undefined,
	context: Pick<Parameters<typeof openAt>[0], 'flags' | 'stdin' | 'stderr' | 'env'>,
): Promise<string> {
	const {listing, stdin} = await openListing(workload, context.stdin);
	if (listing !== undefined) {
		return listingStats(listing);
	}

	const {pid, user} = startOf(start);
	if (user !== undefined) {
		throw new UserError('--stats begins at a PID, or at process 1.');
	}

	const {machine} = (await openAt({...context, input: [workload], stdin, tellsTimes: false})).timeline;
	return machineStats(machine, pid);
}

function chosenSwitches(flags: Readonly<Record<string, unknown>>): PstreeFlags {
	const on = switches.filter(({long}) => flags[flagName(long)] === true);
	return Object.assign({}, ...on.map(({set}) => set));
}

/** Of -A, -G and -U the last one counts. */
function glyphsOf(line: readonly string[]): PstreeFlags {
	const known = new Set(switches.map(({letter}) => letter));
	const isSwitch = (word: string) =>
		/^-[a-zA-Z]+$/.test(word) && [...word.slice(1)].every((letter) => known.has(letter));
	const words = line.filter((word) => isSwitch(word) || /^--(?:ascii|vt100|unicode)$/.test(word));
	const {glyphs} = parsePstreeFlags(words).flags;
	return glyphs === undefined ? {} : {glyphs};
}

function startOf(operand: string | number | undefined): PstreeFlags {
	if (operand === undefined) {
		return {};
	}

	return /^\d+$/.test(String(operand)) ? {pid: Number(operand)} : {user: String(operand)};
}

function treeText(machine: Machine, flags: PstreeFlags, width: number): string {
	const task = flags.pid === undefined ? undefined : findProcess(machine, flags.pid);
	const roots = pstreeRoots(viewMemory(machine), task);
	const text = roots.map((root) => pstree(root, flags, width)).join('');
	if (text === '' && flags.user !== undefined) {
		throw new UserError(`No process of a user ${flags.user} is there at this moment.`);
	}

	if (roots.length === 0) {
		throw new UserError('No process is left at this moment: choose an earlier one with --at.');
	}

	return text;
}
