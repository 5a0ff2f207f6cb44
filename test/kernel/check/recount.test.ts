/** What the page tables alone tell of frames, tables and address spaces, and entries that point at nothing. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {lastingFrames, recount} from '../../../source/kernel/check/recount.ts';
import {folioOf} from '../../../source/kernel/frames/folio.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {packPte, packSwapped, pteBits} from '../../../source/kernel/state/pte.ts';
import {anchorRow} from '../../../source/kernel/state/schema.ts';
import {roomAt, tableHolding} from '../../../source/kernel/state/strips.ts';
import {frameAt, indexAt, mmOf, tableAt, vmaOf} from '../../helpers/parts.ts';
import {bears, notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** Two processes with private pages, a page of a file, shared memory, a page of zeros, a guard, and a page in swap and cached. */
const family = renewed(
	() =>
		checkStory(
			`
			1 map 0 8 rw
			1 write 0 4
			1 read 4 1
			1 advise 5 1 guard_install
			1 map 100 1 r lib
			1 read 100 1
			1 map 200 1 rws
			1 write 200 1
			1 fork 2
			2 write 0 1
			2 read 100 1
			1 advise 0 1 pageout
			0 evict
			2 read 1 1
			1 fork 3
			3 exit`,
			{swapBytes: 2 ** 16},
		).kernel,
);

/** How many entries map a frame, and how many others hold it. */
const countsOf = (kernel: Kernel, frame: Frame) => {
	const {mapcount, held} = recount(kernel);
	return [mapcount[frame], held[frame]];
};

describe('what holds a frame', () => {
	test('are its entries and its file', () => {
		const kernel = family();
		expect(countsOf(kernel, frameAt(kernel, 1, 100))).toEqual([2, 1]);
	});

	test('is the swap cache too, where its slot is named by others', () => {
		const kernel = family();
		expect(countsOf(kernel, frameAt(kernel, 2, 1))).toEqual([1, 1]);
	});

	test('is no entry of a page of zeros, which is there once', () => {
		const kernel = family();
		const zero = kernel.anchor.zeroFrame[anchorRow];
		expect(frameAt(kernel, 1, 4)).toBe(zero);
		expect(countsOf(kernel, zero)).toEqual([0, 1]);
	});

	test('is the table that it is the page of', () => {
		const kernel = family();
		expect(countsOf(kernel, kernel.table.frame[tableAt(kernel, 1, 0)])).toEqual([0, 1]);
	});

	test('is an anon, whether anything maps it or not', () => {
		const {kernel} = checkStory('1 map 0 1 rw\n1 write 0 1\n1 fork 2', {design: findDesign('uvm')});
		expect(countsOf(kernel, frameAt(kernel, 1, 0))).toEqual([1, 1]);
		expect([...recount(kernel).held.slice(1)]).toEqual([...kernel.frame.held.slice(1, kernel.frame.count)]);
	});
});

test('frames that anything holds are in use, and the rest are not', () => {
	const kernel = family();
	expect(recount(kernel).framesUsed).toBe(kernel.frame.live);
	expect(kernel.frame.live).toBeLessThan(kernel.frame.count - 1);
});

test('slots are named by entries of both processes, and by shared memory', () => {
	const kernel = family();
	const {slotUsers} = recount(kernel);
	expect([...slotUsers]).toEqual([...kernel.swap.users.subarray(0, kernel.swap.count)]);
	expect(Math.max(...slotUsers)).toBe(2);
});

test('a table is pointed at by a directory or by its address space', () => {
	const kernel = family();
	const {tableRefs, tableUsed} = recount(kernel);
	const leaf = tableAt(kernel, 1, 0);
	expect([tableRefs[leaf], tableRefs[kernel.mm.root[1]]]).toEqual([1, 1]);
	expect([tableUsed[leaf], tableUsed[kernel.mm.root[1]]]).toEqual([7, 1]);
});

test('an address space is used by its tasks, and an anon_vma by its mappings', () => {
	const {kernel} = checkStory('1 map 0 2 rw\n1 write 0 1\n1 thread 5\n1 fork 2\n1 protect 0 1 r');
	const {mmUsers, anonVmaRefs} = recount(kernel);
	expect([mmUsers[mmOf(kernel, 1)], mmUsers[mmOf(kernel, 2)]]).toEqual([2, 1]);
	expect(anonVmaRefs[kernel.vma.anonVma[vmaOf(kernel, 1, 0)]]).toBe(2);
});

test('a table that two share counts what it maps once', () => {
	const {kernel} = checkStory('1 map 0 1 rw\n1 write 0 1\n1 fork 2', {design: findDesign('cow-pte')});
	expect(recount(kernel).tableRefs[tableAt(kernel, 1, 0)]).toBe(2);
	expect(countsOf(kernel, frameAt(kernel, 2, 0))).toEqual([1, 0]);
});

test('a folio is mapped once by a huge entry, and once by each entry beside one', () => {
	const {kernel} = checkStory(
		`
		1 map 0 512 rw
		1 write 0 1 | 1 hugeFill
		1 fork 2
		1 fork 3
		3 munmap 0 1`,
		{hugePages: 'always'},
	);
	expect(recount(kernel).folioMaps[folioOf(kernel, frameAt(kernel, 1, 1))]).toBe(2 + 511);
});

describe('what stays when all have gone', () => {
	test('are pages of files and the page of zeros', () => {
		const kernel = family();
		expect(lastingFrames(kernel)).toBe(1 + 1);
	});

	test('is the folio of zeros with the page of zeros that a split of it needs', () => {
		const {kernel} = checkStory('1 map 0 512 rw\n1 read 0 1 | 1 hugeZero', {hugePages: 'always'});
		expect(lastingFrames(kernel)).toBe(1 + 512);
	});

	test('is nothing where nobody has read anything', () => {
		expect(lastingFrames(checkStory('1 map 0 1 rw\n1 write 0 1').kernel)).toBe(0);
	});
});

/** Puts a word where process 1 has its entry for page 3. */
function enter(kernel: Kernel, word: number): void {
	kernel.strip.entry[indexAt(kernel, 1, 3)] = word;
}

/** The directory entry that leads from the root of process 1 to the table below it. */
function rootEntry(kernel: Kernel): number {
	const root = kernel.mm.root[1];
	return kernel.strip.entry.findIndex((word: number, i) => word !== 0 && tableHolding(kernel, i) === root);
}

/** Lets the root of process 1 lead to another table than the one below it. */
function leadRootTo(kernel: Kernel, row: number): void {
	kernel.strip.entry[rootEntry(kernel)] = packPte(rowId(kernel.table, row), pteBits.present | pteBits.write);
}

describe('an entry that points at nothing', () => {
	const check = (kernel: Kernel) => recount(kernel).dangling;
	notices(family, check, {
		'a frame to a free one': [
			(k) => enter(k, packPte(k.frame.free, pteBits.present)),
			/^table \d+ maps frame \d+, which is free$/,
		],
		'a frame to one that there never was': [
			(k) => enter(k, packPte(rowId(k.frame, k.frame.count), pteBits.present)),
			/^table \d+ maps frame \d+, which is free$/,
		],
		'a slot to a free one': [
			(k) => {
				k.swap.users[1] = 0;
			},
			/^table \d+ names slot 1, which is free$/,
		],
		'a slot to one that there never was': [
			(k) => {
				// What an array has beyond the last row is not a row.
				k.swap.users[k.swap.count] = 1;
				enter(k, packSwapped(rowId(k.swap, k.swap.count), false));
			},
			/^table \d+ names slot \d+, which is free$/,
		],
		'a table to a free one': [
			(k) => leadRootTo(k, k.table.free),
			/^table \d+ points at table \d+, which is free$/,
		],
		'a table to one of another level': [
			(k) => leadRootTo(k, tableAt(k, 1, 0)),
			/^table \d+ of level 4 points at table \d+ of level 1$/,
		],
	});

	test('is told once, the first that is met', () => {
		const kernel = family();
		leadRootTo(kernel, kernel.table.free);
		const {dangling} = recount(kernel);
		enter(kernel, packPte(kernel.frame.free, pteBits.present));
		kernel.swap.users[1] = 0;
		expect(recount(kernel).dangling).toBe(dangling);
	});

	bears(family, check, {
		'what stands in a table that is free': (k) => {
			const index = roomAt(k, k.table.free, 0);
			k.strip.entry[index] = packPte(k.frame.free, pteBits.present);
		},
	});
});
