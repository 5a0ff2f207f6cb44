/** Regular expressions that somebody types: what they find, and those that could take for ever. */
import {expect, test} from 'vitest';
import {compilePattern} from '../../../source/analysis/query/pattern.ts';

test.each([
	['cc[0-9]', '', 'cc1 -quiet', true],
	['CC', '', 'cc1', false],
	['CC', 'i', 'cc1', true],
	['^cc1.*-o.*\\.s$', '', 'cc1 -quiet main.c -o /tmp/main.s', true],
	['(cc|ld)[*+(]?1', '', 'cc1', true],
	['(ab)+c', '', 'xababc', true],
	['\\(a\\+\\)+', '', '(a+)', true],
	['a{2}', '', 'caab', true],
])('/%s/%s on %j is %s', (text, flags, line, expected) => {
	const test = compilePattern(text, flags);
	expect(typeof test === 'string' ? test : test(line)).toBe(expected);
});

test.each([
	['(a+)+$', '', 'at most 3 repeats'],
	['((a+))+$', '', 'at most 3 repeats'],
	['(a|a)*b', '', 'at most 3 repeats'],
	['(a{1,9}b?){9}', '', 'at most 3 repeats'],
	['.*.*.*.*x', '', 'at most 3 repeats'],
	['[', '', 'such as /cc[0-9]/i'],
	[')(', '', 'such as /cc[0-9]/i'],
	['a', 'g', 'nothing or an i behind it'],
])('/%s/%s is refused: %s', (text, flags, expected) => {
	expect(compilePattern(text, flags)).toContain(expected);
});
