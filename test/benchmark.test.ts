/** The words of `npm run bench`: what they ask for, and one sentence about each that is no word of it. */
import {expect, test} from 'vitest';
import {readWords} from './benchmark/words.ts';

test('benchmarks are chosen by name, all of them without one', () => {
	expect(readWords([])).toEqual({names: [], against: undefined, json: undefined, isHelp: false});
	expect(readWords(['large', 'memory', '--json', 'figures.json'])).toMatchObject({
		names: ['large', 'memory'],
		json: 'figures.json',
	});
});

const mistakes: [words: string, sentence: string][] = [
	['large nix', 'There is no benchmark "nix"; expected one of start-up, lua-make, large, '],
	[
		'--nope',
		'--nope: no such option, or one without its value; expected --against REV, --json FILE or --help',
	],
	['--json', '--json: no such option, or one without its value; expected --against REV, '],
	[
		'--against no-such-revision',
		'Git knows no revision "no-such-revision"; expected a commit, a branch or a tag',
	],
];

test.each(mistakes)('%s: %s', (words, sentence) => {
	expect(() => readWords(words.split(' '))).toThrow(sentence);
});
