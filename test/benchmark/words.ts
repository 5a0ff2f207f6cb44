/** The words of `npm run bench`: which benchmarks they ask for, or a sentence about the word that is none of them. */
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';
import {UserError} from '../../source/machine/user-error.ts';
import {benchmarks} from './index.ts';

const names = benchmarks.map(({name}) => name);

export const help = `Measures the program as it is published.

  npm run bench -- [NAME…] [OPTION…]

  NAME           one of ${names.slice(0, 7).join(', ')},
                 ${names.slice(7).join(', ')}; all of them without one
  --against REV  measures that revision too, in turn with this one, and prints both
  --json FILE    writes the figures into FILE
  --help         this text
`;

const options = {against: {type: 'string'}, json: {type: 'string'}, help: {type: 'boolean'}} as const;

export type Words = {
	/** Of benchmarks; none for all of them. */
	readonly names: readonly string[];
	/** A revision that git knows. */
	readonly against: string | undefined;
	/** The file into which the figures go. */
	readonly json: string | undefined;
	readonly isHelp: boolean;
};

/** Throws UserError. */
export function readWords(args: readonly string[]): Words {
	const {values, positionals} = parse(args);
	const unknown = positionals.find((name) => !names.includes(name));
	if (unknown !== undefined) {
		throw new UserError(`There is no benchmark "${unknown}"`, {expected: `one of ${names.join(', ')}`});
	}

	if (values.against !== undefined && !isRevision(values.against)) {
		throw new UserError(`Git knows no revision "${values.against}"`, {
			expected: 'a commit, a branch or a tag',
		});
	}

	return {names: positionals, against: values.against, json: values.json, isHelp: values.help === true};
}

function isRevision(name: string): boolean {
	return spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).status === 0;
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({args: [...args], options, allowPositionals: true});
	} catch (error) {
		throw new UserError(`${args.join(' ')}: no such option, or one without its value`, {
			expected: '--against REV, --json FILE or --help',
			cause: error,
		});
	}
}
