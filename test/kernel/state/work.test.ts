/** Units of work: each has a row of its own, and a price somewhere. */
import {expect, test} from 'vitest';
import {costTables} from '../../../source/designs/costs/index.ts';
import {workUnitCount, workUnitNames, workUnits} from '../../../source/kernel/state/work.ts';

/** Units that no table prices: they come with others in whose price they are, or say what became of such a one. */
const unpriced = ['swap_dup', 'swap_free', 'reclaim_useless', 'reclaim_freed', 'pv_add', 'pv_remove'];

test('units have rows from 1 on, without a hole', () => {
	expect(workUnitNames.map((name) => workUnits[name])).toEqual(workUnitNames.map((_, i) => i + 1));
	expect(workUnitCount).toBe(workUnitNames.length);
});

test('every unit that is counted by itself has a price in some table', () => {
	const priced = new Set(costTables.flatMap(({micros}) => Object.keys(micros)));
	expect(workUnitNames.filter((name) => !priced.has(name))).toEqual(unpriced);
});

test('no table has a price for what is not counted', () => {
	const units: ReadonlySet<string> = new Set(workUnitNames);
	const priced = costTables.flatMap(({micros}) => Object.keys(micros));
	expect(priced.filter((name) => !units.has(name))).toEqual([]);
});
