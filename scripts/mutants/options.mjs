// The words of `npm run mutants`: what they ask for, or one sentence about the word that is none of them.
import {parseArgs} from 'node:util';

export const help = `Changes one place of the kernel at a time and asks whether its tests notice.

  npm run mutants -- [FILE…] [OPTION…]

  FILE         a path below source/kernel or a part of one; all of them without one
  --sample N   N mutants of these files, the same ones for the same seed
  --seed N     draws the sample (1)
  --jobs N     processes that judge (2)
  --own        ask only the tests that mirror these files
  --verbose    say of each mutant which test noticed it
  --help       this text
`;

/** What is wrong with the words, in one sentence. */
export class OptionMistake extends Error {}

const kinds = {
	sample: {type: 'string'},
	seed: {type: 'string', default: '1'},
	jobs: {type: 'string', default: '2'},
	own: {type: 'boolean', default: false},
	verbose: {type: 'boolean', default: false},
	help: {type: 'boolean', default: false},
};

/** `wanted` are those of `files` that are to be mutated; `sample` is undefined for all of their mutants. Throws OptionMistake. */
export function readOptions(words, files) {
	const given = {args: words, options: kinds, allowPositionals: true, strict: false, tokens: true};
	const {values, positionals, tokens} = parseArgs(given);
	for (const token of tokens) {
		check(token, files);
	}

	return {
		wanted: files.filter(
			(file) => positionals.length === 0 || positionals.some((part) => file.includes(part)),
		),
		sample: values.sample === undefined ? undefined : wholeNumber('sample', values.sample),
		seed: wholeNumber('seed', values.seed),
		jobs: wholeNumber('jobs', values.jobs),
		isOwn: values.own,
		isVerbose: values.verbose,
		isHelp: values.help,
	};
}

function check({kind, name, rawName, value}, files) {
	if (kind === 'positional' && !files.some((file) => file.includes(value))) {
		throw new OptionMistake(`No file of source/kernel has "${value}" in its path.`);
	}

	if (kind === 'option' && !Object.hasOwn(kinds, name)) {
		throw new OptionMistake(`There is no option ${rawName}: --help lists them.`);
	}

	if (kind === 'option' && (kinds[name].type === 'string') !== (value !== undefined)) {
		const expected = kinds[name].type === 'string' ? 'a whole number from 1' : 'no value';
		throw new OptionMistake(`${rawName} takes ${expected}.`);
	}
}

function wholeNumber(name, text) {
	if (!/^[1-9]\d{0,8}$/.test(text)) {
		throw new OptionMistake(`--${name} takes a whole number from 1, not "${text}".`);
	}

	return Number(text);
}
