/** Which known word a mistyped one is taken for. */
import {expect, test} from 'vitest';
import {didYouMean, suggest} from '../../../source/analysis/words/suggest.ts';

const known = ['run', 'report', 'tree', 'maps', 'tables', 'compare'];

test.each([
	['reprot', 'report'],
	['repor', 'report'],
	['tre', 'tree'],
	['rnu', 'run'],
	['map', 'maps'],
	['tabels', 'tables'],
	['comparison', undefined],
	['xyz', undefined],
	['', undefined],
])('%s → %s', (word, expected) => {
	expect(suggest(word, known)).toBe(expected);
});

test('the end of a sentence', () => {
	expect(didYouMean('tre', known)).toBe(' Did you mean "tree"?');
	expect(didYouMean('xyz', known)).toBe('');
});
