/** The words of a line that is not finished: what is there of it, and what the next word belongs to. Nothing in it is a mistake. */
import type {Flags} from '../command.ts';
import {spellFlag} from '../flags/global-flags.ts';

export type KnownLine = {
	readonly operands: readonly string[];
	/** Flags by their names; those without a value are true. */
	readonly given: ReadonlyMap<string, string | true>;
	/** The flag whose value comes next. */
	readonly open?: string;
};

export function readLine(words: readonly string[], flags: Flags): KnownLine {
	const names = namesBySpelling(flags);
	const operands: string[] = [];
	const given = new Map<string, string | true>();
	let open: string | undefined;
	for (const word of words) {
		const [, spelled, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
		if (open !== undefined) {
			given.set(open, word);
			open = undefined;
		} else if (spelled !== undefined) {
			given.set(names.get(spelled) ?? spelled, value);
		} else if (/^-./.test(word)) {
			open = takeSwitches(word, names, flags, given);
		} else {
			operands.push(word);
		}
	}

	return {operands, given, open};
}

/** `--json`, `-p`, `-pa`: the flag among them that a value follows. */
function takeSwitches(
	word: string,
	names: ReadonlyMap<string, string>,
	flags: Flags,
	given: Map<string, string | true>,
): string | undefined {
	const spellings = word.startsWith('--') ? [word] : [...word.slice(1)].map((letter) => `-${letter}`);
	const found = spellings.map((spelling) => names.get(spelling)).filter((name) => name !== undefined);
	for (const name of found) {
		given.set(name, true);
	}

	return found.find((name) => flags[name].type !== 'boolean');
}

function namesBySpelling(flags: Flags): Map<string, string> {
	const spelled = Object.entries(flags).flatMap(([name, {shortFlag, aliases = []}]) =>
		[name, ...aliases, ...(shortFlag === undefined ? [] : [shortFlag])].map(
			(each) => [spellFlag(each), name] as const,
		),
	);
	return new Map(spelled);
}
