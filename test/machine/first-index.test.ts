/** A place among what is sorted is the one that asking from the first on would find. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {firstIndex} from '../../source/machine/first-index.ts';
import {holds} from '../helpers/property.ts';

test('is the first that is above, wherever that is, and the count where none is', () => {
	holds(
		fc.property(fc.array(fc.nat(20)), fc.nat(20), (numbers, bound) => {
			const sorted = numbers.toSorted((left, right) => left - right);
			const above = sorted.findIndex((number) => number > bound);
			expect(firstIndex(sorted.length, (i) => sorted[i] > bound)).toBe(above === -1 ? sorted.length : above);
		}),
		200,
	);
});

test('asks of no index beyond the count, and of few', () => {
	const asked: number[] = [];
	firstIndex(1000, (i) => asked.push(i) > 0 && i >= 999);
	expect(Math.max(...asked)).toBeLessThan(1000);
	expect(asked.length).toBeLessThanOrEqual(10);
});
