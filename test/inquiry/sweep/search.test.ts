/** The search for the place where two curves cross. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findFlip} from '../../../source/inquiry/sweep/search.ts';
import {holdsAsync} from '../../helpers/property.ts';

/** Where it is found, and how many values were asked for. */
async function search(curve: (at: number) => number, low: number, high: number, step = 1) {
	const sample = (at: number) => ({at, difference: curve(at)});
	let runs = 0;
	const found = await findFlip(sample(low), sample(high), step, async (at) => {
		runs += 1;
		return sample(at);
	});
	return {at: found?.at, runs};
}

const whole = (min: number, max: number) => fc.integer({min, max});

test('where a curve crosses once, the first value behind it is found', () =>
	holdsAsync(
		fc.asyncProperty(
			whole(0, 1e6),
			whole(2, 1e6),
			fc.double({min: 0, max: 1, noNaN: true}),
			fc.constantFrom(1, 2, 0.3),
			async (low, width, share, bend) => {
				const high = low + width;
				const place = low + Math.min(width, Math.max(1, Math.ceil(share * width)));
				// Falls, bent, through 0 between `place - 1` and `place`.
				const curve = (at: number) => (at < place ? (place - at) ** bend : -((at - place + 1) ** bend));
				const {at, runs} = await search(curve, low, high);
				expect(at).toBe(place);
				expect(runs).toBeLessThanOrEqual(3 * Math.ceil(Math.log2(width)) + 3);
			},
		),
	));

test('a straight line is found in a few runs, however far it reaches', async () => {
	const {at, runs} = await search((pages) => 5000.5 - 2.7 * pages, 1, 2 ** 30);
	expect(at).toBe(1853);
	expect(runs).toBeLessThanOrEqual(4);
});

test('a jump is found by halves', async () => {
	const {at, runs} = await search((pages) => (pages < 77_777 ? 1e-6 : -1e9), 1, 2 ** 20);
	expect(at).toBe(77_777);
	expect(runs).toBeLessThanOrEqual(3 * 20);
});

test('values stay on the grid of steps', async () => {
	const asked: number[] = [];
	const curve = (at: number) => 100_000 - at;
	const found = await findFlip(
		{at: 0, difference: 1e5},
		{at: 2 ** 20, difference: curve(2 ** 20)},
		4096,
		async (at) => {
			asked.push(at);
			return {at, difference: curve(at)};
		},
	);
	expect(found?.at).toBe(102_400);
	expect(asked.filter((at) => at % 4096 !== 0)).toEqual([]);
});

test('two that come to the same from somewhere on', async () => {
	expect((await search((at) => Math.max(0, 300 - at), 1, 1000)).at).toBe(300);
});

test('what cannot be run in between ends the search', async () => {
	const found = await findFlip({at: 1, difference: 1}, {at: 100, difference: -1}, 1, async () => undefined);
	expect(found).toBe(undefined);
});
