/** Text is taken apart in a bundle as Intl.Segmenter takes it apart, whether that had to be made for it or not. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {holds} from './helpers/property.ts';

const {Segmenter} = await import(new URL('../scripts/segmenter.mjs', import.meta.url).href);

const signs = fc.constantFrom(
	'a',
	' ',
	'─',
	'→',
	'█',
	'\u001B[31m',
	'\u001B',
	'\r',
	'\n',
	'é',
	'e\u0301',
	'世',
	'👩‍🚀',
);
const text = fc.oneof(
	fc.array(signs).map((each) => each.join('')),
	fc.string({unit: 'grapheme'}),
);

test.each([undefined, {granularity: 'grapheme'}, {granularity: 'word'}] as const)(
	'segments as %j',
	(options) => {
		const ours = new Segmenter(undefined, options);
		const real = new Intl.Segmenter(undefined, options);
		holds(
			fc.property(text, (given) => {
				const sign = ({segment, index}: Intl.SegmentData) => [segment, index];
				expect(Array.from(ours.segment(given), sign)).toEqual(Array.from(real.segment(given), sign));
			}),
		);
	},
);
