/** pstree's switches: what they mean, and how a command line spells them. */

import {UserError} from '../../machine/user-error.ts';
import type {GlyphSet} from '../words/glyphs.ts';

/** Every field is off when it is missing. */
export type PstreeFlags = {
	/** Command lines, one process a line. */
	readonly showArguments?: boolean;
	/** Undefined: ASCII, as pstree does in a pipe. */
	readonly glyphs?: GlyphSet;
	/** Identical subtrees are printed one by one. */
	readonly expandAll?: boolean;
	readonly showPgids?: boolean;
	readonly showPids?: boolean;
	/** Siblings by pid instead of by name. */
	readonly sortByPid?: boolean;
	/** The chain of ancestors above `pid`. */
	readonly showParents?: boolean;
	/** The threads' own names instead of their process's. */
	readonly showThreadNames?: boolean;
	readonly hideThreads?: boolean;
	/** The user, wherever it differs from the parent's. */
	readonly showUsers?: boolean;
	/** Lines are never cut. */
	readonly uncut?: boolean;
	/** This process and its ancestors are printed bold. */
	readonly highlightPid?: number;
	/** Where the tree begins, a thread's number too; undefined: at the root. */
	readonly pid?: number;
	/** The topmost processes of this user, a tree each. Ignored when there is a `pid`. */
	readonly user?: string;
};

type Switch = {readonly letter: string; readonly long: string; readonly set: PstreeFlags};

/** `-h` is accepted and does nothing: it marks the pstree process itself, and a simulation has none. */
export const pstreeSwitches: readonly Switch[] = [
	{letter: 'a', long: 'arguments', set: {showArguments: true}},
	{letter: 'A', long: 'ascii', set: {glyphs: 'ascii'}},
	{letter: 'c', long: 'compact-not', set: {expandAll: true}},
	{letter: 'g', long: 'show-pgids', set: {showPgids: true}},
	{letter: 'G', long: 'vt100', set: {glyphs: 'vt100'}},
	{letter: 'h', long: 'highlight-all', set: {}},
	{letter: 'l', long: 'long', set: {uncut: true}},
	{letter: 'n', long: 'numeric-sort', set: {sortByPid: true}},
	{letter: 'p', long: 'show-pids', set: {showPids: true}},
	{letter: 's', long: 'show-parents', set: {showParents: true}},
	{letter: 't', long: 'thread-names', set: {showThreadNames: true}},
	{letter: 'T', long: 'hide-threads', set: {hideThreads: true}},
	{letter: 'u', long: 'uid-changes', set: {showUsers: true}},
	{letter: 'U', long: 'unicode', set: {glyphs: 'unicode'}},
];

const highlight = {letter: 'H', long: 'highlight-pid'} as const;

/** What is left over: operands, and long options that are not pstree's, in their order. */
export type PstreeCommandLine = {readonly flags: PstreeFlags; readonly rest: readonly string[]};

/**
 * Reads `-pa`, `-H 12`, `-pH12`, `--show-pids`, `--highlight-pid=12`; of `-A`, `-U` and `-G` the last one counts.
 * Throws a UserError for a letter that pstree does not have here, and for `-H` without a process number.
 */
export function parsePstreeFlags(words: readonly string[]): PstreeCommandLine {
	const queue = [...words];
	const rest: string[] = [];
	let flags: PstreeFlags = {};
	for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
		const set = word.startsWith('--') ? parseLong(word, queue) : parseLetters(word, queue);
		if (set === undefined) {
			rest.push(word);
		} else {
			flags = {...flags, ...set};
		}
	}

	return {flags, rest};
}

/** Undefined for a word that is not pstree's. */
function parseLong(word: string, queue: string[]): PstreeFlags | undefined {
	const [name, value] = word.slice(2).split('=', 2);
	if (name === highlight.long) {
		return {highlightPid: parsePid(value ?? queue.shift(), `--${name}`)};
	}

	return value === undefined ? pstreeSwitches.find(({long}) => long === name)?.set : undefined;
}

/** A lone `-` is an operand, as everywhere. */
function parseLetters(word: string, queue: string[]): PstreeFlags | undefined {
	if (!word.startsWith('-') || word === '-') {
		return undefined;
	}

	let flags: PstreeFlags = {};
	for (let i = 1; i < word.length; i += 1) {
		if (word[i] === highlight.letter) {
			const value = word.slice(i + 1) || queue.shift();
			return {...flags, highlightPid: parsePid(value, '-H')};
		}

		flags = {...flags, ...findLetter(word[i], word).set};
	}

	return flags;
}

function findLetter(letter: string, word: string): Switch {
	const found = pstreeSwitches.find((candidate) => candidate.letter === letter);
	if (found === undefined) {
		const known = [...pstreeSwitches.map((candidate) => candidate.letter), highlight.letter].join('');
		throw new UserError(`There is no switch -${letter} (in ${word}).`, {expected: `letters of -${known}`});
	}

	return found;
}

function parsePid(text: string | undefined, name: string): number {
	if (text === undefined || !/^\d+$/.test(text)) {
		throw new UserError(`${name} ${text ?? ''}`.trimEnd(), {expected: 'a process number after it'});
	}

	return Number(text);
}
