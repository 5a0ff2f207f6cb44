import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cellWidth, cutMiddle} from '../../../source/analysis/words/cells.ts';
import {holds} from '../../helpers/property.ts';

test.each([
	['cc -O2 -c lexer.c', 20, 'cc -O2 -c lexer.c'],
	['cc -O2 -c lexer.c', 17, 'cc -O2 -c lexer.c'],
	['cc -O2 -c lexer.c', 11, 'cc -O…xer.c'],
	['cc -O2 -c lexer.c', 2, 'c…'],
	['cc -O2 -c lexer.c', 1, '…'],
	['cc -O2 -c lexer.c', 0, ''],
	['世界世界世界', 7, '世…世界'],
	['', 5, ''],
])('%j in %d cells is %j', (text, width, expected) => {
	expect(cutMiddle(text, width, '…')).toBe(expected);
});

const uncut = fc.string({unit: 'grapheme'}).filter((text) => !text.includes('…'));

test('what is cut in the middle is never too wide, and begins and ends as the whole does', () => {
	holds(
		fc.property(uncut, fc.integer({min: 0, max: 30}), (text, width) => {
			const cut = cutMiddle(text, width, '…');
			expect(cellWidth(cut)).toBeLessThanOrEqual(width);
			const [head, tail] = cut === text ? [text, ''] : cut.split('…').slice(0, 2);
			expect([text.startsWith(head), text.endsWith(tail ?? '')]).toEqual([true, true]);
		}),
	);
});
