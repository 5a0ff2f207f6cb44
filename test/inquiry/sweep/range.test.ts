import {describe, expect, test} from 'vitest';
import {readRange} from '../../../source/inquiry/sweep/range.ts';

test.each([
	['1K..16K', [1024, 2048, 4096, 8192, 16_384]],
	['1..5', [1, 2, 4, 5]],
	['0..4', [0, 1, 2, 4]],
	['1..64*4', [1, 4, 16, 64]],
	['1..3*1.1', [1, 2, 3]],
	['10..35+10', [10, 20, 30, 35]],
	['7..7', [7]],
	['5,1,20,5', [1, 5, 20]],
	['1..4,100', [1, 2, 4, 100]],
	['0x10,1M', [16, 2 ** 20]],
])('%s is %j', (text, values) => {
	expect(readRange('--pages', text)).toEqual(values);
});

describe('what is no range', () => {
	test.each([
		'',
		'1..',
		'..5',
		'5..1',
		'1..5*1',
		'1..5*x',
		'1..5+0',
		'1..5+',
		'1..5+x',
		'a,b',
		'1..2..3',
		'-1..5',
	])('"%s" is told with the flag', (text) => {
		expect(() => readRange('--pages', text)).toThrow(
			/--pages cannot be ".*"; expected a range such as 1K\.\.1M/,
		);
	});

	test('more values than can be run', () => {
		expect(() => readRange('--pages', '1..100000+1')).toThrow(/expected at most 1000/);
	});
});
