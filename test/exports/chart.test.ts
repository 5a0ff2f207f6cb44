/** Curves in characters. */
import {expect, test} from 'vitest';
import {chartText} from '../../source/exports/chart.ts';

const plot = {title: 'a title', xLabel: 'pages', yLabel: 'ms'};

test('a line rises from corner to corner, and every column has its letter', () => {
	const text = chartText(
		{
			...plot,
			series: [
				{
					name: 'one',
					points: [
						[0, 0],
						[10, 100],
					],
				},
			],
		},
		60,
	);
	const rows = text.split('\n').filter((line) => /[|+]/.test(line) && !line.includes('--'));
	expect(rows).toHaveLength(16);
	expect(rows[0]).toMatch(/^ *100 \+ +a+$/);
	expect(rows.at(-1)).toMatch(/^ *0 \+a+$/);
	const columns = new Set(rows.flatMap((row) => [...row.matchAll(/a/g)].map(({index}) => index)));
	const width = rows[0].length - rows[0].indexOf('+') - 1;
	expect(columns.size).toBe(width);
	expect(Math.max(...text.split('\n').map(({length}) => length))).toBeLessThanOrEqual(60);
	expect(text).toContain('  a one');
});

test('two that lie upon each other are a star, and names are printable', () => {
	const points = [
		[1, 5],
		[2, 5],
	] as const;
	const text = chartText(
		{
			...plot,
			series: [
				{name: 'one', points},
				{name: 'evil\u001b[31m', points},
			],
		},
		60,
	);
	expect(text).toMatch(/\+ +\*{20,}/);
	expect(text).not.toContain('\u001b');
});

test('an axis of powers has powers on it; where a value is 0 it begins at 0', () => {
	const powers = chartText(
		{
			...plot,
			isLogX: true,
			isLogY: true,
			series: [
				{
					name: 'one',
					points: [
						[1, 1],
						[1e6, 1e6],
					],
				},
			],
		},
		78,
	);
	for (const tick of ['1', '10', '1000', '1000000']) {
		expect(powers).toMatch(new RegExp(`^ *${tick} \\+`, 'm'));
	}

	const even = chartText(
		{
			...plot,
			isLogY: true,
			series: [
				{
					name: 'one',
					points: [
						[1, 0],
						[5, 10],
					],
				},
			],
		},
		60,
	);
	expect(even).toMatch(/^ *0 \+/m);
});

test('nothing to draw is an empty chart', () => {
	expect(chartText({...plot, series: []}, 60).split('\n').length).toBeGreaterThan(16);
});
