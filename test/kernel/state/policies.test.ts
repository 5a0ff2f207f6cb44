/** What must hold of every kernel's record of choices, as the kernel goes by several of them together. */
import {describe, expect, test} from 'vitest';
import {designs} from '../../../source/designs/index.ts';
import {faultResults, folioReach, modernRules, uncachedReach} from '../../../source/kernel/state/policies.ts';

describe.each(designs)('$id', ({policies}) => {
	test('records pages in a way that can be asked for one, for all, and for those in swap, or in none', () => {
		const {recordedPage, visitRecorded, visitAway} = policies;
		const ways = [recordedPage, visitRecorded, visitAway].filter((way) => way !== undefined);
		expect([0, 3]).toContain(ways.length);
	});

	test('keeps slots of pages only where something beside entries records them, and has swap then', () => {
		const {keepsSlots, recordedPage, swaps} = policies;
		expect(keepsSlots === true && (recordedPage === undefined || swaps !== true)).toBe(false);
	});

	test('shares tables only where entries are the record', () => {
		expect(policies.sharing !== undefined && policies.recordedPage !== undefined).toBe(false);
	});

	test('maps no more pages around a read than a recording can tell of', () => {
		expect(policies.rules.readWindow).toBeGreaterThanOrEqual(1);
		expect(policies.rules.readWindow - 1).toBeLessThanOrEqual(uncachedReach);
	});

	test('leaves only who has huge pages or entries to do with them as rules say', () => {
		const {hugePages} = policies.rules;
		expect(hugePages !== 'none' && policies.recordedPage !== undefined).toBe(false);
	});
});

test('what a recording tells of pages around a read fits the bits of a number', () => {
	expect(2 * uncachedReach + 1).toBeLessThanOrEqual(31);
	expect(folioReach).toBeLessThanOrEqual(31);
});

test('the rules of today are those of the kernel of today but for what only Linux does', () => {
	const linux = designs.find(({id}) => id === 'linux-6')?.policies.rules;
	expect({...linux, hugePages: 'none', guards: false}).toEqual(modernRules);
});

test('a fault ends in one of five ways', () => {
	expect(new Set(Object.values(faultResults)).size).toBe(5);
});
