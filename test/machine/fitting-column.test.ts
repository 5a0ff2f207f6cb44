/** Columns that widen: whatever numbers come, each is there as it came, in as few bytes as one of the widths takes. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createFitting, resized, withValue} from '../../source/machine/fitting-column.ts';
import {holds} from '../helpers/property.ts';

test.each([
	['small numbers', [0, -1, 127, -128], 1],
	['two bytes', [1, 128], 2],
	['the ends of two bytes', [32_767, -32_768], 2],
	['four bytes', [32_768], 4],
	['the ends of four bytes', [2 ** 31 - 1, -(2 ** 31)], 4],
	['addresses', [2 ** 31, 1], 8],
	['fractions', [0.5], 8],
	['a fraction among numbers of four bytes', [70_000, 1.25], 8],
])('%s take %s bytes at most', (_name, values, bytes) => {
	const column = values.reduce(
		(filled, value, row) => withValue(filled, row, value),
		createFitting(values.length),
	);
	expect([Array.from(column), column.BYTES_PER_ELEMENT]).toEqual([values, bytes]);
});

test('rows that nothing was put into keep what all began with, in a wider column and in a longer one', () => {
	const column = withValue(createFitting(3, -1), 1, 70_000);
	expect(Array.from(column)).toEqual([-1, 70_000, -1]);
	const longer = resized(column, 3, 5, -1);
	expect([Array.from(longer), longer.BYTES_PER_ELEMENT]).toEqual([[-1, 70_000, -1, -1, -1], 4]);
	expect(Array.from(resized(longer, 5, 2))).toEqual([-1, 70_000]);
});

test('whatever is put where, the last number of each row stands there', () => {
	const number = fc.oneof(
		fc.integer({min: -200, max: 200}),
		fc.integer(),
		fc.maxSafeInteger(),
		fc.double({noNaN: true}).map((value) => value + 0),
	);
	holds(
		fc.property(fc.array(fc.tuple(fc.nat(9), number)), (puts) => {
			const expected = Array.from({length: 10}, () => 7);
			let column = createFitting(10, 7);
			for (const [row, value] of puts) {
				expected[row] = value;
				column = withValue(column, row, value);
			}

			expect(Array.from(column, (value) => value + 0)).toEqual(expected.map((value) => value + 0));
		}),
	);
});
