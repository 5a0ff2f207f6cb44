/**
 * Parameters of the built-in workloads as flags of every command that takes a workload. Long names are known everywhere;
 * letters are those of the workload that the line names, as two workloads may give one letter two meanings.
 */
import {UserError} from '../../machine/user-error.ts';
import {findWorkload, workloads} from '../../workloads/index.ts';
import type {Parameters} from '../../workloads/workload.ts';
import type {Flag, Flags} from '../command.ts';
import {spellFlag} from './global-flags.ts';

/** Every parameter by its long name; help does not list them, `forkscope list workloads` does. */
const parameters: Flags = Object.fromEntries(workloads.flatMap((workload) => flagsOf(workload.parameters)));

function flagsOf(ofWorkload: Parameters): [name: string, flag: Flag][] {
	return Object.entries(ofWorkload).map(([name, {type, summary}]) => [name, {type, summary, isHidden: true}]);
}

/** Nothing is known of them when a command is written: what it gets is handed on to the workload. */
export const parameterFlags: Readonly<Record<never, Flag>> = parameters;

/** The same where a number may be a range, which is a text until it is read. */
export const rangeFlags: Readonly<Record<never, Flag>> = Object.fromEntries(
	Object.entries(parameters).map(([name, flag]) => [
		name,
		flag.type === 'number' ? {...flag, type: 'string'} : flag,
	]),
);

export function parameterNames(): string[] {
	return Object.keys(parameters);
}

/**
 * A command's flags for one line: with the letters of the workload that the line names. A letter that the command has
 * itself keeps the command's meaning. Throws a UserError where a number follows such a letter that needs none, as in
 * `tree forktime -n 2`: the person means the workload's.
 */
export function flagsForLine(flags: Flags, line: readonly string[]): Flags {
	const named = line.map(findWorkload).find((workload) => workload !== undefined);
	if (named === undefined || !Object.keys(parameters).every((name) => Object.hasOwn(flags, name))) {
		return flags;
	}

	const taken = new Map(Object.entries(flags).map(([name, flag]) => [flag.shortFlag, name]));
	const known: Record<string, Flag> = {...flags};
	for (const [name, {type, shortFlag}] of Object.entries(named.parameters)) {
		const owner = taken.get(shortFlag);
		if (shortFlag === undefined || owner === undefined) {
			known[name] = {...flags[name], type: flags[name].type === 'string' ? 'string' : type, shortFlag};
		} else if (flags[owner].type === 'boolean' && type === 'number') {
			refuseNumberAfter(shortFlag, line, {name, of: named.id, summary: flags[owner].summary});
		}
	}

	return known;
}

function refuseNumberAfter(
	letter: string,
	line: readonly string[],
	{name, of, summary}: {readonly name: string; readonly of: string; readonly summary: string},
): void {
	const place = line.indexOf(`-${letter}`);
	if (place !== -1 && /^\d+$/.test(line[place + 1] ?? '')) {
		throw new UserError(
			`-${letter} means "${summary}" here; the parameter of ${of} is ${spellFlag(name)} ${line[place + 1]}.`,
		);
	}
}
