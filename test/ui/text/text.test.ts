/** Times and fractions as the screen writes them. */
import {expect, test} from 'vitest';
import {timeText} from '../../../source/analysis/words/text.ts';
import {clockText} from '../../../source/ui/text/text.ts';

test.each([
	[0, '0.000ms'],
	[12.4, '0.012ms'],
	[12.6, '0.013ms'],
	[140_271, '140.271ms'],
	[999_999.4, '999.999ms'],
	[999_999.6, '00:01.000'],
	[1_137_499, '00:01.137'],
	[1_137_500, '00:01.138'],
	[59_999_600, '01:00.000'],
	[3_723_004_000, '1:02:03.004'],
])('%d µs on the clock', (us, text) => {
	expect(clockText(us)).toBe(text);
});

test.each([1_234, 12_345.6, 140_271, 139_950])('%d µs is rounded as in commands', (us) => {
	const [value, unit] = timeText(us).split(' ');
	expect(unit).toBe('ms');
	expect(Number(clockText(us).replace('ms', '')).toFixed(value.split('.')[1]?.length ?? 0)).toBe(value);
});
