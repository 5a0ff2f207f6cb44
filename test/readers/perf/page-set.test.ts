/** Sets of pages in blocks hold what sets of numbers hold. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	addPage,
	bitsFrom,
	type PageSet,
	removePage,
	removePages,
} from '../../../source/readers/perf/page-set.ts';

const page = fc.oneof(
	fc.nat(200),
	fc.nat(200).map((at) => 2 ** 35 + at),
);
const step = fc.oneof(
	fc.record({kind: fc.constant('add' as const), page, length: fc.constant(1)}),
	fc.record({
		kind: fc.constant('remove' as const),
		page,
		length: fc.oneof(fc.constant(1), fc.nat(70), fc.constant(2 ** 34)),
	}),
);

test('adding and removing', () => {
	fc.assert(
		fc.property(
			fc.array(step, {maxLength: 60}),
			page,
			fc.integer({min: 1, max: 31}),
			(steps, from, count) => {
				const pages: PageSet = new Map();
				const plain = new Set<number>();
				for (const {kind, page: at, length} of steps) {
					if (kind === 'add') {
						addPage(pages, at);
						plain.add(at);
					} else {
						if (length === 1) {
							removePage(pages, at);
						} else {
							removePages(pages, at, at + length);
						}

						for (const each of [...plain].filter((one) => one >= at && one < at + length)) {
							plain.delete(each);
						}
					}
				}

				const bits = Array.from({length: count}, (_, i) => (plain.has(from + i) ? 2 ** i : 0));
				expect(bitsFrom(pages, from, count)).toBe(bits.reduce((sum, bit) => sum + bit, 0));
				expect([...pages.values()]).not.toContain(0);
				const all = [...pages].flatMap(([block, mask]) =>
					Array.from({length: 32}, (_, i) => block * 32 + i).filter((_, i) => (mask & (1 << i)) !== 0),
				);
				expect(new Set(all)).toEqual(plain);
			},
		),
	);
});
