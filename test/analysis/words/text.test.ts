/** Numbers as text. */
import {describe, expect, test} from 'vitest';
import {countText, exactCountText, plural, sizeText, timeText} from '../../../source/analysis/words/text.ts';

describe('sizes have at most five characters', () => {
	test.each([
		[0, '0'],
		[512, '512B'],
		[4096, '4K'],
		[999 * 1024, '999K'],
		[1000 * 1024, '1.0M'],
		[1536 * 1024, '1.5M'],
		[132 * 2 ** 20, '132M'],
		[3.4 * 2 ** 30, '3.4G'],
		[999.9 * 2 ** 30, '1.0T'],
	])('%d', (bytes, text) => {
		expect(sizeText(bytes)).toBe(text);
		expect(text.length).toBeLessThanOrEqual(5);
	});
});

describe('counts', () => {
	test.each([
		[0, '0', '0'],
		[9999, '9999', '9,999'],
		[10_240, '10.2k', '10,240'],
		[3_400_000, '3.4M', '3,400,000'],
	])('%d', (count, short, exact) => {
		expect([countText(count), exactCountText(count)]).toEqual([short, exact]);
	});
});

test.each([
	[0, '0.00 µs'],
	[12.44, '12.4 µs'],
	[999.4, '999 µs'],
	[1000, '1.00 ms'],
	[34_100, '34.1 ms'],
	[2_330_000, '2.33 s'],
])('time %d', (us, text) => {
	expect(timeText(us)).toBe(text);
});

test('one is singular, everything else is not', () => {
	expect([0, 1, 2].map((count) => plural(count, 'entry', 'entries'))).toEqual([
		'0 entries',
		'1 entry',
		'2 entries',
	]);
	expect(plural(3, 'page')).toBe('3 pages');
});
