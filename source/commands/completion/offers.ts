/** What may stand where the cursor is: the words of a line up to it go in, and what the shell offers comes out. */
import {workloads} from '../../workloads/index.ts';
import type {Command, CommandEntry, Flag, Flags} from '../command.ts';
import {findVerb} from '../find-verb.ts';
import {globalFlags, spellFlag} from '../flags/global-flags.ts';
import {flagsForLine} from '../flags/workload-parameters.ts';
import {findCommand} from '../index.ts';
import type {Offer, Offers} from './offer.ts';
import {type KnownLine, readLine} from './read-line.ts';
import {commandsOnPath, runningProcesses} from './running.ts';

export type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly commands: readonly CommandEntry[];
};

/** `line` is all words behind the program's name; the last of them, which may be empty, ends at the cursor. */
export async function offersFor(line: readonly string[], around: Surroundings): Promise<Offers> {
	const typed = line.at(-1) ?? '';
	const {name, rest, isImplied} = findVerb(line.slice(0, -1));
	if (isImplied && rest.length === 0 && !typed.startsWith('-')) {
		return firstWord(typed, around);
	}

	const dashes = rest.indexOf('--');
	if (dashes !== -1) {
		return dashes === rest.length - 1 ? {words: commandsOnPath(around.env.PATH), files: 'files'} : filesOnly;
	}

	const command = await findCommand(name)?.load();
	if (command === undefined) {
		return filesOnly;
	}

	const flags: Flags = {...flagsForLine({...command.flags}, rest), ...globalFlags};
	const known = readLine(rest, flags);
	if (known.open !== undefined) {
		return flagValues(flags[known.open], typed, known);
	}

	const [, spelled, begun] = /^(--[\w-]+=)(.*)$/s.exec(typed) ?? [];
	if (spelled !== undefined) {
		return joined(spelled, begun, flags, known);
	}

	if (typed.startsWith('-')) {
		return {words: spellings(flags, known.operands[0], known.given)};
	}

	return operandsOf(command, typed, known.operands, around);
}

const filesOnly: Offers = {words: [], files: 'files'};

/** Kernels and moments are loaded only where they are asked for. */
async function flagValues(flag: Flag, typed: string, known: KnownLine): Promise<Offers> {
	const {valuesOf} = await import('./values.ts');
	return valuesOf(flag, typed, known);
}

/** `--kernel=odf` in one word. */
async function joined(spelled: string, begun: string, flags: Flags, known: KnownLine): Promise<Offers> {
	const {open} = readLine([spelled.slice(0, -1)], flags);
	const {words} = open === undefined ? filesOnly : await flagValues(flags[open], begun, known);
	return {words: words.map(({value, about}) => ({value: `${spelled}${value}`, about}))};
}

/** Flags that are not there yet; parameters only of the workload that the line names. */
function spellings(flags: Flags, workload: string | undefined, given: ReadonlyMap<string, unknown>): Offer[] {
	const parameters = workloads.find(({id}) => id === workload)?.parameters ?? {};
	const isOffered = ([name, {isHidden, isMultiple, notWith = []}]: readonly [string, Flag]) =>
		(!isHidden || Object.hasOwn(parameters, name)) &&
		(!given.has(name) || isMultiple === true) &&
		!notWith.some((other) => given.has(other));
	return Object.entries(flags)
		.filter(isOffered)
		.map(([name, {summary}]) => ({value: spellFlag(name), about: summary}));
}

/** A command, or the workload that is opened without one. */
function firstWord(typed: string, {commands}: Surroundings): Offers {
	const names = commands.map(({name, summary}) => ({value: name, about: summary}));
	const {words, files} = workloadNames(typed);
	return {words: [...names, ...words], files};
}

async function operandsOf(
	{operands, takesFiles}: Command,
	typed: string,
	before: readonly string[],
	{commands}: Surroundings,
): Promise<Offers> {
	if (operands !== undefined) {
		const words = before.length === 0 ? await operands(commands) : [];
		return {words: words.map((value) => ({value})), files: takesFiles ? 'files' : undefined};
	}

	if (before.length > 0) {
		return workloads.some(({id}) => id === before[0]) ? {words: []} : filesOnly;
	}

	return workloadNames(typed);
}

function workloadNames(typed: string): Offers {
	const running = typed.startsWith('pid:')
		? runningProcesses().map(({pid, name}) => ({value: `pid:${pid}`, about: name}))
		: [];
	const builtIn = workloads.map(({id, title}) => ({value: id, about: title}));
	return {words: [...builtIn, ...running], files: 'files'};
}
