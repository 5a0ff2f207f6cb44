import fc from 'fast-check';
import {expect, test} from 'vitest';
import {jsonText, printable, printableLines} from '../../source/machine/printable.ts';
import {holds} from '../helpers/property.ts';

const anything = fc.string({unit: 'binary'});
const obeyed = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u;

test.each([
	['make', 'make'],
	['世界 é', '世界 é'],
	['a\u001B[2Jb', 'a?[2Jb'],
	['a\nb\tc', 'a?b?c'],
	['\u009B\u007F\u202E\u2066\u2028', '?????'],
	['half \uD800', 'half ?'],
])('%j is shown as %j', (text, shown) => {
	expect(printable(text)).toBe(shown);
});

test('nothing that a terminal obeys is left in a text, and nothing but line ends in lines', () => {
	holds(
		fc.property(anything, (text) => {
			expect(printable(text)).not.toMatch(obeyed);
			expect(printableLines(text).replaceAll('\n', '')).not.toMatch(obeyed);
		}),
	);
});

test('JSON reads back as the value that it was, and has nothing that a terminal obeys', () => {
	holds(
		fc.property(fc.jsonValue({stringUnit: 'binary'}), (value) => {
			const text = jsonText({value}, 2);
			expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({value})));
			expect(text.replaceAll('\n', '')).not.toMatch(obeyed);
		}),
	);
});
