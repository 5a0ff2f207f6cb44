/** Map entries: how one is found, what cutting, dropping and moving them leaves, and who knows of whom. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {createObject, getObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {
	addMapEntry,
	clipMapEntries,
	dropMapEntries,
	dropPages,
	entryBelow,
	findMapEntry,
	indexIn,
	mapEntryAt,
	moveMapEntries,
	setEntryObject,
} from '../../../source/kernel/records/map-entry.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import type {KObject, MapEntry, Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';
import {frameAt, mmOf} from '../../helpers/parts.ts';
import {checkStory} from '../../helpers/story.ts';

type Map = {readonly kernel: Kernel; readonly mm: Mm; readonly entries: readonly MapEntry[]};

/** An address space with an entry for each range, an object of private memory in each; it has none else. */
function mapOf(...ranges: readonly (readonly [start: number, end: number])[]): Map {
	const kernel = bareKernel({}, '4.4bsd');
	const mm = allocateRow(kernel.mm);
	const entries = ranges.map(([start, end]) => {
		const object = createObject(kernel, objectKinds.anon, 0);
		getObject(kernel, object);
		return addMapEntry(kernel, mm, {start, end, object, offset: start + 100, needsCopy: false});
	});
	return {kernel, mm, entries};
}

/** The entries from the first to the last, as start, end and offset; their way back must be the same. */
function listed({kernel, mm}: Map): readonly (readonly number[])[] {
	const {start, end, offset, next, previous} = kernel.mapEntry;
	const rows: (readonly number[])[] = [];
	let below: MapEntry = 0;
	for (let entry = kernel.mm.firstEntry[mm]; entry !== 0; entry = next[entry]) {
		expect([previous[entry], kernel.mapEntry.mm[entry]]).toEqual([below, mm]);
		rows.push([start[entry], end[entry], offset[entry]]);
		below = entry;
	}

	return rows;
}

/** The entries that an object knows of, the newest first; their way back must be the same. */
function holders(kernel: Kernel, object: KObject): readonly MapEntry[] {
	const {nextHolder, previousHolder} = kernel.mapEntry;
	const rows: MapEntry[] = [];
	for (let entry = kernel.object.firstHolder[object]; entry !== 0; entry = nextHolder[entry]) {
		expect(previousHolder[entry]).toBe(rows.at(-1) ?? 0);
		rows.push(entry);
	}

	return rows;
}

describe('whichever entry was looked up last', () => {
	const island = () => mapOf([2, 4], [4, 5], [8, 10], [14, 16]);
	const pages = Array.from({length: 18}, (_, page) => page);

	/** For each page what is found after each entry was looked up last, and after none was. */
	function answers(map: Map, find: typeof findMapEntry): readonly (readonly number[])[] {
		return pages.map((vpn) =>
			[0 as const, ...map.entries].map((last) => {
				map.kernel.mm.lookedUpEntry[map.mm] = last;
				return find(map.kernel, map.mm, vpn);
			}),
		);
	}

	const always = ({entries}: Map, expected: (vpn: number) => MapEntry | undefined) =>
		pages.map((vpn) => [0, ...entries].map(() => expected(vpn) ?? 0));

	test('the first one that ends above a page is found', () => {
		const map = island();
		const {end} = map.kernel.mapEntry;
		expect(answers(map, findMapEntry)).toEqual(
			always(map, (vpn) => map.entries.find((entry) => end[entry] > vpn)),
		);
	});

	test('only one that holds the page is said to', () => {
		const map = island();
		const {start, end} = map.kernel.mapEntry;
		const holds = (entry: MapEntry, vpn: number) => start[entry] <= vpn && vpn < end[entry];
		expect(answers(map, mapEntryAt)).toEqual(
			always(map, (vpn) => map.entries.find((entry) => holds(entry, vpn))),
		);
	});

	test('the last one that ends at or below a page is found', () => {
		const map = island();
		const {end} = map.kernel.mapEntry;
		expect(answers(map, entryBelow)).toEqual(
			always(map, (vpn) => map.entries.findLast((entry) => end[entry] <= vpn)),
		);
	});

	test('the next search begins at what was found, or at the last one where none ends above', () => {
		const {kernel, mm, entries} = island();
		const begins = [9, 17, 0].map((vpn) => {
			findMapEntry(kernel, mm, vpn);
			return kernel.mm.lookedUpEntry[mm];
		});
		expect(begins).toEqual([entries[2], entries[3], entries[0]]);
	});
});

test('where none is nothing is found, and the first one has no neighbour', () => {
	const {kernel, mm} = mapOf();
	expect([findMapEntry, mapEntryAt, entryBelow].map((find) => find(kernel, mm, 3))).toEqual([0, 0, 0]);
	expect(kernel.mm.lookedUpEntry[mm]).toBe(0);
});

describe('an entry that is added', () => {
	test('stands in the order of addresses, wherever it comes', () => {
		expect(listed(mapOf([8, 10], [2, 4], [12, 14], [4, 8]))).toEqual([
			[2, 4, 102],
			[4, 8, 104],
			[8, 10, 108],
			[12, 14, 112],
		]);
	});

	test('may lie beside others and not over them', () => {
		expect(() => mapOf([2, 4], [3, 5])).toThrow('map entries overlap end=5');
		expect(() => mapOf([2, 4], [1, 3])).toThrow('map entries overlap end=3');
	});

	test('says whether its object is to be copied first, and is known to it', () => {
		const {kernel, mm} = mapOf();
		const object = createObject(kernel, objectKinds.anon, 0);
		const shape = {start: 1, end: 2, object, offset: 0};
		const plain = addMapEntry(kernel, mm, {...shape, needsCopy: false});
		const other = addMapEntry(kernel, mm, {...shape, start: 2, end: 3, needsCopy: true});
		expect([plain, other].map((entry) => kernel.mapEntry.needsCopy[entry])).toEqual([0, 1]);
		expect(holders(kernel, object)).toEqual([other, plain]);
	});
});

test('a page has its index by how far it is into the entry', () => {
	const {kernel, entries} = mapOf([4, 9]);
	expect([indexIn(kernel, entries[0], 4), indexIn(kernel, entries[0], 7)]).toEqual([104, 107]);
});

describe('of three entries that hold one object', () => {
	const three = () => {
		const map = mapOf([1, 2], [2, 3], [3, 4]);
		const object = createObject(map.kernel, objectKinds.anon, 0);
		for (const entry of map.entries) {
			setEntryObject(map.kernel, entry, object);
		}

		return {...map, object};
	};

	test.each([0, 1, 2])('number %i is given another, and the rest stay known', (which) => {
		const {kernel, entries, object} = three();
		const other = createObject(kernel, objectKinds.anon, 0);
		setEntryObject(kernel, entries[which], other);
		expect(holders(kernel, object)).toEqual(
			[...entries].reverse().filter((entry) => entry !== entries[which]),
		);
		expect(holders(kernel, other)).toEqual([entries[which]]);
		expect(kernel.mapEntry.object[entries[which]]).toBe(other);
	});

	test('one is given none at all', () => {
		const {kernel, entries, object} = three();
		setEntryObject(kernel, entries[2], 0);
		expect(holders(kernel, object)).toEqual([entries[1], entries[0]]);
		expect([kernel.mapEntry.object[entries[2]], kernel.object.firstHolder[0]]).toEqual([0, 0]);
		expect([kernel.mapEntry.nextHolder[0], kernel.mapEntry.previousHolder[0]]).toEqual([0, 0]);
	});
});

describe('cutting at both ends of a range', () => {
	test.each([
		[
			'an entry in two',
			4,
			20,
			[
				[2, 4],
				[4, 8],
				[10, 12],
			],
			4,
		],
		[
			'an entry in three',
			4,
			6,
			[
				[2, 4],
				[4, 6],
				[6, 8],
				[10, 12],
			],
			4,
		],
		[
			'two entries',
			7,
			11,
			[
				[2, 7],
				[7, 8],
				[10, 11],
				[11, 12],
			],
			7,
		],
		[
			'nothing where entries end there already',
			2,
			8,
			[
				[2, 8],
				[10, 12],
			],
			2,
		],
		[
			'nothing where there is none',
			8,
			10,
			[
				[2, 8],
				[10, 12],
			],
			0,
		],
		[
			'nothing behind the last one',
			12,
			14,
			[
				[2, 8],
				[10, 12],
			],
			0,
		],
	])('cuts %s', (_, start, end, expected, first) => {
		const map = mapOf([2, 8], [10, 12]);
		const found = clipMapEntries(map.kernel, map.mm, start, end);
		expect(listed(map)).toEqual(expected.map(([from, to]) => [from, to, from + 100]));
		expect(map.kernel.mapEntry.start[found]).toBe(first);
	});

	test('leaves the object with one holder more, and both parts to be copied if the whole was', () => {
		const {kernel, mm, entries} = mapOf([2, 8]);
		const object = kernel.mapEntry.object[entries[0]];
		kernel.mapEntry.needsCopy[entries[0]] = 1;
		const upper = clipMapEntries(kernel, mm, 5, 9);
		expect([kernel.object.refs[object], workDone(kernel, 'obj_ref')]).toEqual([2, 1]);
		expect(holders(kernel, object)).toEqual([upper, entries[0]]);
		expect(kernel.mapEntry.needsCopy[upper]).toBe(1);
	});
});

describe('forgetting a range', () => {
	test.each([
		[
			'the middle of an entry',
			4,
			6,
			[
				[2, 4],
				[6, 8],
				[10, 12],
				[14, 16],
			],
		],
		['all that begins in it', 2, 12, [[14, 16]]],
		[
			'the last ones',
			11,
			20,
			[
				[2, 8],
				[10, 11],
			],
		],
		['everything', 0, 20, []],
		[
			'nothing',
			8,
			10,
			[
				[2, 8],
				[10, 12],
				[14, 16],
			],
		],
	])('drops %s', (_, start, end, expected) => {
		const map = mapOf([2, 8], [10, 12], [14, 16]);
		dropMapEntries(map.kernel, map.mm, start, end);
		expect(listed(map)).toEqual(expected.map(([from, to]) => [from, to, from + 100]));
		expect(map.kernel.mapEntry.live).toBe(expected.length);
		expect(map.kernel.object.live).toBe(new Set(expected.map(([from]) => (from < 8 ? 2 : from))).size);
	});

	test('leaves the next search a neighbour to begin at', () => {
		const {kernel, mm, entries} = mapOf([2, 4], [6, 8], [10, 12]);
		dropMapEntries(kernel, mm, 6, 8);
		expect(kernel.mm.lookedUpEntry[mm]).toBe(entries[0]);
		dropMapEntries(kernel, mm, 2, 4);
		expect(kernel.mm.lookedUpEntry[mm]).toBe(entries[2]);
		dropMapEntries(kernel, mm, 10, 12);
		expect([kernel.mm.lookedUpEntry[mm], kernel.mm.firstEntry[mm]]).toEqual([0, 0]);
	});
});

describe('moving a range', () => {
	test.each([
		[
			'one entry',
			[10, 12],
			30,
			[
				[2, 8, 102],
				[14, 16, 114],
				[30, 32, 110],
			],
		],
		[
			'a part of one',
			[4, 6],
			30,
			[
				[2, 4, 102],
				[6, 8, 106],
				[10, 12, 110],
				[14, 16, 114],
				[30, 32, 104],
			],
		],
		[
			'several with the holes between them',
			[6, 15],
			40,
			[
				[2, 6, 102],
				[15, 16, 115],
				[40, 42, 106],
				[44, 46, 110],
				[48, 49, 114],
			],
		],
		[
			'to lower addresses',
			[14, 16],
			0,
			[
				[0, 2, 114],
				[2, 8, 102],
				[10, 12, 110],
			],
		],
		[
			'nothing',
			[8, 10],
			30,
			[
				[2, 8, 102],
				[10, 12, 110],
				[14, 16, 114],
			],
		],
	] as const)('%s', (_, [start, end], to, expected) => {
		const map = mapOf([2, 8], [10, 12], [14, 16]);
		moveMapEntries(map.kernel, map.mm, {start, end}, to);
		expect(listed(map)).toEqual(expected);
	});

	test('keeps the object, and whether it is to be copied first', () => {
		const {kernel, mm, entries} = mapOf([2, 8]);
		const object = kernel.mapEntry.object[entries[0]];
		kernel.mapEntry.needsCopy[entries[0]] = 1;
		moveMapEntries(kernel, mm, {start: 2, end: 8}, 20);
		const moved = mapEntryAt(kernel, mm, 20);
		expect([kernel.mapEntry.object[moved], kernel.object.refs[object]]).toEqual([object, 1]);
		expect([kernel.mapEntry.needsCopy[moved], holders(kernel, object)]).toEqual([1, [moved]]);
	});
});

describe('dropping the pages of a range', () => {
	const written = (id: string, more = '') =>
		checkStory(`1 map 0 8 rw\n1 write 0 8${more}`, {design: findDesign(id)}).kernel;
	const base = 2 ** 32;

	test('frees those of an object that nobody else holds, and no others', () => {
		const kernel = written('uvm');
		const kept = [frameAt(kernel, 1, 1), frameAt(kernel, 1, 4)];
		const {live} = kernel.frame;
		dropPages(kernel, mmOf(kernel, 1), base + 2, base + 4);
		expect(kernel.anon.live).toBe(6);
		expect(kernel.frame.live).toBe(live);
		expect(kept.map((frame) => kernel.detail.anon[kernel.frame.detail[frame]] !== 0)).toEqual([true, true]);
	});

	test('leaves them where another holds the object', () => {
		const kernel = written('uvm', '\n1 fork 2');
		dropPages(kernel, mmOf(kernel, 1), base + 2, base + 4);
		expect(kernel.anon.live).toBe(8);
	});
});
