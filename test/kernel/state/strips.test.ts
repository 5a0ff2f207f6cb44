/** Strips: the entries of page tables, of which a table has only those parts that something was entered in. */
import {expect, test} from 'vitest';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {stripEntries} from '../../../source/kernel/state/geometry.ts';
import type {Entry} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {
	dropStrips,
	entryAt,
	makeRoom,
	roomAt,
	tableHolding,
	visitStrips,
	wordAt,
} from '../../../source/kernel/state/strips.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

function withTables() {
	const kernel = bareKernel();
	return {kernel, first: allocateRow(kernel.table), second: allocateRow(kernel.table)};
}

function enter(kernel: Kernel, table: Kernel['table']['free'], place: number, word: Entry): void {
	const index = roomAt(kernel, table, place);
	kernel.strip.entry[index] = word;
}

/** The parts of a range that are there, as [place, count]. */
function parts(kernel: Kernel, table: Kernel['table']['free'], place: number, count: number) {
	const found: [number, number][] = [];
	visitStrips(kernel, table, place, count, (first, some, at) => {
		expect(first).toBe(entryAt(kernel, table, at));
		found.push([at, some]);
	});
	return found;
}

test('what was never entered reads as nothing and makes no strip', () => {
	const {kernel, first} = withTables();
	expect([0, 63, 64, 511].map((place) => wordAt(kernel, first, place))).toEqual([0, 0, 0, 0]);
	expect(Math.max(...[0, 63, 64, 511].map((place) => entryAt(kernel, first, place)))).toBeLessThan(
		stripEntries,
	);
	expect([kernel.strip.live, parts(kernel, first, 0, 512)]).toEqual([0, []]);
});

test('room is made once for all entries of a strip, and by each table for itself', () => {
	const {kernel, first, second} = withTables();
	for (const [table, place, word] of [
		[first, 64, 1],
		[second, 70, 2],
		[first, 127, 3],
		[first, 511, 4],
	] as const) {
		enter(kernel, table, place, word);
	}

	expect(kernel.strip.live).toBe(3);
	expect([64, 70, 127, 511].map((place) => wordAt(kernel, first, place))).toEqual([1, 0, 3, 4]);
	expect([64, 70, 127, 511].map((place) => wordAt(kernel, second, place))).toEqual([0, 2, 0, 0]);
	expect(tableHolding(kernel, entryAt(kernel, first, 127))).toBe(first);
	expect(tableHolding(kernel, entryAt(kernel, second, 70))).toBe(second);
	expect(kernel.strip.entry.subarray(0, stripEntries).some((word: Entry) => word !== 0)).toBe(false);
});

test('a range is visited part by part, from its first place to its last', () => {
	const {kernel, first, second} = withTables();
	for (const place of [10, 130, 260]) {
		enter(kernel, first, place, 1);
		enter(kernel, second, place, 1);
	}

	expect(parts(kernel, first, 0, 512)).toEqual([
		[0, 64],
		[128, 64],
		[256, 64],
	]);
	expect(parts(kernel, first, 20, 120)).toEqual([
		[20, 44],
		[128, 12],
	]);
	expect(parts(kernel, first, 130, 1)).toEqual([[130, 1]]);
	expect([parts(kernel, first, 130, 0), parts(kernel, first, 64, 64)]).toEqual([[], []]);
});

test('strips that lie behind each other are one part, and those of a table that was given up do so again', () => {
	const {kernel, first, second} = withTables();
	makeRoom(kernel, first, 100, 300);
	expect(parts(kernel, first, 0, 512)).toEqual([[64, 384]]);
	expect(parts(kernel, first, 70, 200)).toEqual([[70, 200]]);
	expect(parts(kernel, first, 400, 100)).toEqual([[400, 48]]);
	dropStrips(kernel, first);
	makeRoom(kernel, second, 0, 129);
	expect([parts(kernel, second, 0, 512), kernel.strip.live]).toEqual([[[0, 192]], 3]);
});

test('a strip that lies elsewhere, or before, is a part of its own', () => {
	const {kernel, first} = withTables();
	for (const place of [128, 64, 0]) {
		roomAt(kernel, first, place);
	}

	expect(parts(kernel, first, 0, 512)).toEqual([
		[0, 64],
		[64, 64],
		[128, 64],
	]);
});

test('strips that are given up go to the next that ask for room, and are of no table until then', () => {
	const {kernel, first, second} = withTables();
	const index = roomAt(kernel, first, 5);
	roomAt(kernel, first, 100);
	dropStrips(kernel, first);
	expect([kernel.strip.live, tableHolding(kernel, index)]).toEqual([0, 0]);
	expect(
		[roomAt(kernel, second, 0), roomAt(kernel, second, 64)].map((at) => tableHolding(kernel, at)),
	).toEqual([second, second]);
	expect(kernel.strip.count).toBe(3);
});
