/** Turns the words of a command line into checked flags: meow reads them, this file says what is wrong with them. */
import meow, {type AnyFlag} from 'meow';
import {didYouMean} from '../../analysis/words/suggest.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Flag, Flags} from '../command.ts';
import {readPackage} from '../package.ts';
import {globalFlags, spellFlag} from './global-flags.ts';

type Value = string | number | boolean | readonly (string | number)[] | undefined;

export type ParsedLine = {
	readonly input: readonly string[];
	readonly flags: Readonly<Record<string, Value>>;
};

/** Throws a UserError for an unknown flag, a missing value, a value of the wrong kind. */
export function parseFlags(line: readonly string[], flags: Flags): ParsedLine {
	const known: Flags = {...globalFlags, ...flags};
	const [flagWords, operands] = splitAtDoubleDash(line);
	refuseMissingValues(flagWords, known);
	const words = flagWords.map((word) => spellNegation(word, known));
	const {input, flags: given} = readWithMeow(words, known);
	for (const name of Object.keys(given)) {
		if (!Object.hasOwn(known, name)) {
			throw unknownFlag(name, known);
		}
	}

	checkTogether(known, (name) => isGiven(given[name]));
	const values = Object.entries(known).map(([name, flag]) => [name, readValue(name, flag, given[name])]);
	return {
		input: [...input.map(String), ...operands],
		flags: Object.fromEntries(values),
	};
}

/** meow leaves out what a flag that may be repeated has no value for. */
function refuseMissingValues(words: readonly string[], known: Flags): void {
	for (const [name, flag] of Object.entries(known).filter(([, {isMultiple}]) => isMultiple === true)) {
		const spelled = spellFlag(name);
		if (words.some((word, i) => word === spelled && /^(?:-|$)/.test(words[i + 1] ?? ''))) {
			throw needsValue(name, flag);
		}
	}
}

function needsValue(name: string, {summary}: Flag): UserError {
	return new UserError(`The flag ${spellFlag(name)} needs a value (${summary}).`);
}

/** meow takes `--no-mouse` for a denied `--mouse`; where the flag itself is called so, it must not. */
function spellNegation(word: string, known: Flags): string {
	const name = /^--no-(.+)$/
		.exec(word)?.[1]
		.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
	return name !== undefined && Object.hasOwn(known, `no${name}`) ? `--no${name}` : word;
}

/** Everything after `--` belongs to the command, however much it looks like flags. */
function splitAtDoubleDash(line: readonly string[]): [words: readonly string[], operands: readonly string[]] {
	const position = line.indexOf('--');
	return position === -1 ? [line, []] : [line.slice(0, position), line.slice(position + 1)];
}

/**
 * meow's own checks end the process, and a number without a value passes them: it is told only what it needs to
 * cut the line into words, and hands over text.
 */
function readWithMeow(words: readonly string[], flags: Flags) {
	const meowFlags: Record<string, AnyFlag> = {};
	for (const [name, {type, shortFlag, aliases, isMultiple}] of Object.entries(flags)) {
		const options = {type: type === 'boolean' ? type : 'string', shortFlag, aliases, isMultiple};
		const given = Object.entries(options).filter(([, value]) => value !== undefined);
		meowFlags[name] = Object.fromEntries(given) as AnyFlag;
	}

	try {
		return meow({
			importMeta: import.meta,
			pkg: readPackage(),
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

/** Words beyond those that a command takes. Throws a UserError for the first of them. */
export function refuseWords(what: string, [word]: readonly string[]): void {
	if (word !== undefined) {
		throw new UserError(`${what}: "${word}" is one too many.`);
	}
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** A flag that would have no effect is told, as whoever gives it expects one. */
function checkTogether(known: Flags, isThere: (name: string) => boolean): void {
	for (const [name, {goesWith = [], notWith = []}] of Object.entries(known).filter(([each]) =>
		isThere(each),
	)) {
		if (goesWith.length > 0 && !goesWith.some(isThere)) {
			throw new UserError(`${spellFlag(name)} goes with ${goesWith.map(spellFlag).join(' or ')}.`);
		}

		const other = notWith.find(isThere);
		if (other !== undefined) {
			throw new UserError(`${spellFlag(name)} and ${spellFlag(other)} cannot be given together.`);
		}
	}
}

/** What the command gets: checked, and of the type that the flag declares. */
function readValue(name: string, flag: Flag, given: unknown): Value {
	if (typeof given === 'boolean') {
		return given;
	}

	if (Array.isArray(given)) {
		return given.map((text: string) => parseValue(name, flag, text));
	}

	return given === undefined ? flag.default : parseValue(name, flag, String(given));
}

function parseValue(name: string, flag: Flag, text: string): string | number {
	if (text === '') {
		throw needsValue(name, flag);
	}

	if (flag.type === 'number' && !Number.isFinite(Number(text))) {
		throw new UserError(`The flag ${spellFlag(name)} needs a number (${flag.summary}), not "${text}".`);
	}

	checkChoice(name, flag, text);
	return flag.type === 'number' ? Number(text) : text;
}

function checkChoice(name: string, {choices}: Flag, text: string): void {
	if (choices !== undefined && !choices.includes(text)) {
		const hint = didYouMean(text, choices);
		throw new UserError(
			`The flag ${spellFlag(name)} cannot be "${text}"; it is one of ${choices.join(', ')}.${hint}`,
		);
	}
}
