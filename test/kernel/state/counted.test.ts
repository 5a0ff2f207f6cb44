/** Which units of work an event has counted, and what they stood at. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	type Counted,
	clearCounted,
	createCounted,
	nextCounted,
	noteCounted,
} from '../../../source/kernel/state/counted.ts';
import {holds} from '../../helpers/property.ts';

const units = 70;

function visited(counted: Counted): readonly number[] {
	const found: number[] = [];
	for (let unit = nextCounted(counted, 0); unit !== 0; unit = nextCounted(counted, unit)) {
		found.push(unit);
	}

	return found;
}

test('nothing was counted at first', () => {
	expect(visited(createCounted(units))).toEqual([]);
});

test('units that were counted are visited in their order, each once', () => {
	holds(
		fc.property(fc.array(fc.integer({min: 1, max: units})), (noted) => {
			const counted = createCounted(units);
			for (const unit of noted) {
				noteCounted(counted, unit, 0);
			}

			expect(visited(counted)).toEqual([...new Set(noted)].sort((left, right) => left - right));
			clearCounted(counted);
			expect(visited(counted)).toEqual([]);
		}),
	);
});

test('what a unit stood at is that of the first time in an event', () => {
	const counted = createCounted(units);
	noteCounted(counted, 32, 5);
	noteCounted(counted, 32, 6);
	expect(counted.before[32]).toBe(5);
	clearCounted(counted);
	noteCounted(counted, 32, 6);
	expect(counted.before[32]).toBe(6);
});
