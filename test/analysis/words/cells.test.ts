import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {cellWidth, cutMiddle, cutSentence} from '../../../source/analysis/words/cells.ts';
import {holds} from '../../helpers/property.ts';

test('no sign is measured in another way than Ink measures it', () => {
	const signs = Array.from({length: 0x1_00_00}, (_, code) => String.fromCharCode(code));
	expect(signs.filter((sign) => cellWidth(sign) !== stringWidth(sign))).toEqual([]);
});

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

test.each([
	['0.82 µs, 1 fault, 1 page copied', 40, '0.82 µs, 1 fault, 1 page copied'],
	['0.82 µs, 1 fault, 1 page copied', 26, '0.82 µs, 1 fault…'],
	['0.82 µs, 1 fault, 1 page copied', 18, '0.82 µs, 1 fault…'],
	['write 5 4096 pages of memory', 13, 'write 5…'],
	['5 levels, at most 8 children of one', 29, '5 levels, at most 8 children…'],
	['anonymousMemory', 8, 'anonymo…'],
	['1 parent · 1 shared · 3 + top', 24, '1 parent · 1 shared…'],
	['1 parent · 1 shared · 3 + top', 12, '1 parent…'],
	['2 parent · none shared · 4 + top', 26, '2 parent · none shared…'],
	['█ 4K own ▚ 16K tables', 16, '█ 4K own…'],
	['█ 4K own ▓ 20K shared by 2', 14, '█ 4K own…'],
	['█ 3.6M own ▚ 16K tables', 8, '…'],
	['write-protected none | 6 and more', 25, 'write-protected none…'],
	['word', 0, ''],
])('the sentence %j in %d cells is %j', (text, width, expected) => {
	expect(cutSentence(text, width, '…')).toBe(expected);
});
