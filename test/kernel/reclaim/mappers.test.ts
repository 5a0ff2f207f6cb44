/** Who maps a page, told by the page tables: which entries count, and what is done to all of them. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {frameFlags} from '../../../source/kernel/frames/frame.ts';
import {
	dirtyFlag,
	forgetUse,
	gatherDirt,
	mappersOf,
	pageOf,
	wasUsed,
} from '../../../source/kernel/reclaim/mappers.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import {guardMarker, packPte, packSwapped, pteBits} from '../../../source/kernel/state/pte.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';
import {frameAt, indexAt, mmOf, tableAt, vpnOf} from '../../helpers/parts.ts';
import {renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

const {frame, swap} = bareKernel();
const {present, special, noAccess, dirty, accessed} = pteBits;

describe('the page of an entry', () => {
	const nine = rowId(frame, 9);
	test.each([
		['that maps one', packPte(nine, present), 9],
		['that gives no right', packPte(nine, present | noAccess), 9],
		['of zeros or of a device', packPte(nine, present | special), 0],
		['that is in swap', packSwapped(rowId(swap, 9), true), 0],
		['with a guard', guardMarker, 0],
		['that is empty', 0, 0],
	])('%s', (_, word, page) => {
		expect(pageOf(word)).toBe(page);
	});

	test('was written where the entry says so', () => {
		expect([dirtyFlag(dirty | accessed), dirtyFlag(accessed)]).toEqual([frameFlags.dirty, 0]);
	});
});

/** A page that two processes map, one that only the child maps, a page of zeros, a guard and one that is in swap. */
const family = renewed(
	() =>
		checkStory(
			`
			1 map 0 8 rw
			1 write 0 2
			1 read 2 1
			1 write 3 1
			1 advise 3 1 pageout
			1 advise 4 1 guard_install
			1 fork 2
			2 write 1 1`,
			{swapBytes: 2 ** 16},
		).kernel,
);

test('every page has the entries that map it, with whose they are and where they stand', () => {
	const kernel = family();
	const found = mappersOf(kernel);
	const places = (page: number) => found.get(rowId(kernel.frame, page));
	const entry = (pid: number, page: number) => ({
		mm: mmOf(kernel, pid),
		vpn: vpnOf(page),
		table: tableAt(kernel, pid, page),
		index: indexAt(kernel, pid, page),
	});
	expect(places(frameAt(kernel, 1, 0))).toEqual([entry(1, 0), entry(2, 0)]);
	expect(places(frameAt(kernel, 1, 1))).toEqual([entry(1, 1)]);
	expect(places(frameAt(kernel, 2, 1))).toEqual([entry(2, 1)]);
	const counts = [...found].filter(([page]) => page !== 0);
	expect(counts.map(([page, list]) => [page, list.length])).toEqual(
		counts.map(([page]) => [page, kernel.frame.mapcount[page]]),
	);
});

test('an entry in a table that two share is found once', () => {
	const {kernel} = checkStory('1 map 0 1 rw\n1 write 0 1\n1 fork 2', {design: findDesign('cow-pte')});
	expect(mappersOf(kernel).get(frameAt(kernel, 2, 0))).toHaveLength(1);
});

describe('of a page that two map', () => {
	const shared = () => {
		const kernel = family();
		const page = frameAt(kernel, 1, 0);
		return {kernel, page, mappers: mappersOf(kernel).get(page) ?? []};
	};

	test('use by any one of them is use, until all have been looked at', () => {
		const {kernel, mappers} = shared();
		forgetUse(kernel, mappers);
		expect(wasUsed(kernel, mappers)).toBe(false);
		kernel.strip.entry[indexAt(kernel, 2, 0)] |= accessed;
		expect(wasUsed(kernel, mappers)).toBe(true);
		expect(wasUsed(kernel, mappers.slice(0, 1))).toBe(false);
	});

	test('forgetting use leaves all else that an entry says', () => {
		const {kernel, mappers} = shared();
		const before = mappers.map(({index}) => kernel.strip.entry[index]);
		forgetUse(kernel, mappers);
		expect(mappers.map(({index}) => kernel.strip.entry[index])).toEqual(
			before.map((word) => word - (word & accessed)),
		);
	});

	test('a write through any one of them makes the page dirty itself, and nothing makes it clean', () => {
		const {kernel, page, mappers} = shared();
		for (const {index} of mappers) {
			kernel.strip.entry[index] &= ~dirty;
		}

		kernel.frame.flags[page] = frameFlags.exclusive;
		gatherDirt(kernel, page, mappers);
		expect(kernel.frame.flags[page]).toBe(frameFlags.exclusive);
		kernel.strip.entry[indexAt(kernel, 2, 0)] |= dirty;
		gatherDirt(kernel, page, mappers);
		expect(kernel.frame.flags[page]).toBe(frameFlags.exclusive | frameFlags.dirty);
		gatherDirt(kernel, page, []);
		expect(kernel.frame.flags[page]).toBe(frameFlags.exclusive | frameFlags.dirty);
	});
});
