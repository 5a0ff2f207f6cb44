/** The words of `npm run mutants`: what they ask for, and one sentence about each that is no word of it. */
import {expect, test} from 'vitest';

const {readOptions} = await import(new URL('../scripts/mutants/options.mjs', import.meta.url).href);

const files = [
	'source/kernel/faults/fault.ts',
	'source/kernel/tables/copy.ts',
	'source/kernel/tables/zap.ts',
];

test('without a word all files are mutated, whole', () => {
	expect(readOptions([], files)).toMatchObject({wanted: files, sample: undefined, seed: 1, jobs: 2});
});

test('files are those with one of the words in their path', () => {
	expect(readOptions(['tables/', '--sample', '20'], files)).toMatchObject({
		wanted: files.slice(1),
		sample: 20,
	});
	expect(readOptions(['fault', 'zap', '--own'], files).wanted).toEqual([files[0], files[2]]);
});

const mistakes: [words: string, sentence: string][] = [
	['tables/copy nix', 'No file of source/kernel has "nix" in its path.'],
	['--nope', 'There is no option --nope: --help lists them.'],
	['-x', 'There is no option -x: --help lists them.'],
	['--jobs', '--jobs takes a whole number from 1.'],
	['--jobs two', '--jobs takes a whole number from 1, not "two".'],
	['--sample 0', '--sample takes a whole number from 1, not "0".'],
	['--own=3', '--own takes no value.'],
];

test.each(mistakes)('%s: %s', (words, sentence) => {
	expect(() => readOptions(words.split(' '), files)).toThrow(new Error(sentence));
});
