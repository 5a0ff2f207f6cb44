/** How wide the output is, and where a line is cut. */
import {expect, test} from 'vitest';
import {newLine, pstreeWidth, write, writeInvisible} from '../../../source/analysis/pstree/line.ts';

// Recorded from the real pstree, except for those wider than what it had to print.
test.each([
	['32', 32],
	['0x20', 32],
	['0X20', 32],
	['040', 32],
	['+32', 32],
	[' 32', 32],
	['\t32', 32],
	[' +040', 32],
	['+0x20', 32],
	['2147483646', 2_147_483_646],
	['2147483647', 132],
	['4294967328', 132],
	['99999999999999999999', 132],
	['32 ', 132],
	['0b100000', 132],
	['0x', 132],
	['08', 132],
	['1e3', 132],
	['32.0', 132],
	['0x20L', 132],
	['-5', 132],
	['- 5', 132],
	['++3', 132],
	['1_0', 132],
	['0', 132],
	['00', 132],
	['', 132],
	['abc', 132],
	['٣', 132],
] as const)('COLUMNS=%j', (columns, width) => {
	expect(pstreeWidth(columns, undefined)).toBe(width);
});

test.each([
	[undefined, undefined, 132],
	[undefined, 0, 132],
	[undefined, 80, 80],
	['abc', 80, 80],
	['100', 80, 100],
])('COLUMNS=%j in a terminal of %j columns', (columns, terminalColumns, width) => {
	expect(pstreeWidth(columns, terminalColumns)).toBe(width);
});

test.each([
	[['abc'], 4, 'abc', 3],
	[['abcd'], 4, 'abc+', 4],
	[['ab', 'cdef'], 4, 'abc+', 6],
	[['──', '──'], 4, '───+++', 4],
	[['éé'], 2, 'é++', 2],
	[['😀😀😀'], 3, '😀😀++++', 3],
	[['abc'], 1, '+', 3],
	[['abc'], Number.POSITIVE_INFINITY, 'abc', 3],
])('%j in a width of %j', (texts, width, shown, length) => {
	const line = newLine(width);
	for (const text of texts) {
		write(line, text);
	}

	expect([line.text, line.length]).toEqual([shown, length]);
});

test('what is invisible is neither counted nor cut', () => {
	const line = newLine(2);
	write(line, 'abc');
	writeInvisible(line, '\u001B[0m');
	expect([line.text, line.length]).toEqual(['a+\u001B[0m', 3]);
});
