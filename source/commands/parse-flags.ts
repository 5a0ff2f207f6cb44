/** Turns the words of a command line into checked flags: meow reads them, this file says what is wrong with them. */
import meow, {type AnyFlag} from 'meow';
import {UserError} from '../machine/user-error.ts';
import type {Flag, Flags} from './command.ts';
import {didYouMean} from './suggest.ts';

/** Flags that every command understands; they are handled before the command runs. */
export const globalFlags = {
	help: {type: 'boolean', shortFlag: 'h', summary: 'show help, also for one command'},
	version: {type: 'boolean', summary: 'print the version'},
	debug: {type: 'boolean', summary: 'show where in the program an error arose'},
} as const satisfies Flags;

type Value = string | number | boolean | readonly (string | number)[] | undefined;

export type ParsedLine = {
	readonly input: readonly string[];
	readonly flags: Readonly<Record<string, Value>>;
	readonly version: string;
};

/** `--fork-as` for `forkAs`, `-n` for `n`. */
export function spellFlag(name: string): string {
	const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	return name.length === 1 ? `-${name}` : `--${word}`;
}

/** Throws a UserError for an unknown flag, a missing value, a value of the wrong kind. */
export function parseFlags(line: readonly string[], flags: Flags): ParsedLine {
	const known: Flags = {...flags, ...globalFlags};
	const [words, operands] = splitAtDoubleDash(line);
	const parsed = readWithMeow(words, known);
	const values: Record<string, Value> = {};
	for (const [name, value] of Object.entries(parsed.flags as Record<string, Value>)) {
		const flag = Object.hasOwn(known, name) ? known[name] : undefined;
		if (flag === undefined) {
			throw unknownFlag(name, known);
		}

		checkValue(name, flag, value);
		values[name] = value;
	}

	return {
		input: [...parsed.input.map(String), ...operands],
		flags: values,
		version: String(parsed.pkg.version),
	};
}

/** Everything after `--` belongs to the command, however much it looks like flags. */
function splitAtDoubleDash(line: readonly string[]): [words: readonly string[], operands: readonly string[]] {
	const position = line.indexOf('--');
	return position === -1 ? [line, []] : [line.slice(0, position), line.slice(position + 1)];
}

/** meow's own checks end the process; it is given only what it needs to read the words. */
function readWithMeow(words: readonly string[], flags: Flags) {
	const meowFlags: Record<string, AnyFlag> = {};
	for (const [name, {type, shortFlag, isMultiple, default: initial}] of Object.entries(flags)) {
		const options = {type, shortFlag, isMultiple, default: initial};
		const given = Object.entries(options).filter(([, value]) => value !== undefined);
		meowFlags[name] = Object.fromEntries(given) as AnyFlag;
	}

	try {
		return meow({
			importMeta: import.meta,
			argv: words,
			flags: meowFlags,
			autoHelp: false,
			autoVersion: false,
		});
	} catch (error) {
		throw new UserError((error as Error).message, {cause: error});
	}
}

function unknownFlag(name: string, known: Flags): UserError {
	const spelled = spellFlag(name);
	const hint = didYouMean(spelled, Object.keys(known).map(spellFlag));
	return new UserError(`There is no flag ${spelled}.${hint}`);
}

function checkValue(name: string, flag: Flag, value: Value): void {
	for (const single of Array.isArray(value) ? value : [value]) {
		if (single === '') {
			throw new UserError(`The flag ${spellFlag(name)} needs a value (${flag.summary}).`);
		}

		if (Number.isNaN(single)) {
			throw new UserError(`The flag ${spellFlag(name)} needs a number (${flag.summary}).`);
		}

		checkChoice(name, flag, single);
	}
}

function checkChoice(name: string, {choices}: Flag, value: unknown): void {
	if (choices === undefined || value === undefined || choices.includes(String(value))) {
		return;
	}

	const hint = didYouMean(String(value), choices);
	throw new UserError(
		`The flag ${spellFlag(name)} cannot be "${value}"; it is one of ${choices.join(', ')}.${hint}`,
	);
}
