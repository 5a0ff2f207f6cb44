/** Words of page tables: what is packed comes back, and no word is taken for another. */
import {expect, test} from 'vitest';
import {rowId} from '../../../source/kernel/state/columns.ts';
import {
	framesMax,
	guardMarker,
	isGuard,
	isSwapped,
	packPte,
	packSwapped,
	pteBits,
	pteFrame,
	pteSlot,
	pteTable,
} from '../../../source/kernel/state/pte.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const {frame, table, swap} = bareKernel();
const {huge, swapped, swapExclusive, ...leafBits} = pteBits;
const allBits = Object.values(leafBits).reduce((all, bit) => all | bit, 0);
const rows = [1, 255, 256, 2 ** 23, framesMax - 1];

/** How many bits a number has. */
const bitsIn = (word: number) => word.toString(2).replaceAll('0', '').length;

test.each([
	['a leaf entry', Object.values(leafBits)],
	['a directory entry', [pteBits.present, pteBits.write, huge]],
	['a swap entry', [swapped, swapExclusive]],
])('the bits of %s are one each, no two the same, below the number', (_, bits) => {
	expect(bits.map(bitsIn)).toEqual(bits.map(() => 1));
	expect(new Set(bits).size).toBe(bits.length);
	expect(Math.max(...bits)).toBeLessThan(256);
});

test.each(rows)('the entry of frame %i gives the frame and its bits back, and is never negative', (row) => {
	const word = packPte(rowId(frame, row), allBits);
	expect(pteFrame(word)).toBe(row);
	expect(word % 256).toBe(allBits);
	expect(word).toBe(row * 256 + allBits);
	expect([isSwapped(word), isGuard(word)]).toEqual([false, false]);
});

test.each(rows)('the entry of table %i gives the table back, huge or not', (row) => {
	expect(pteTable(packPte(rowId(table, row), pteBits.present | pteBits.write | huge))).toBe(row);
	expect(pteTable(packPte(rowId(table, row), 0))).toBe(row);
});

test.each(rows)(
	'the entry of slot %i gives the slot back, and says whether its page had one owner',
	(row) => {
		const [own, common] = [true, false].map((isExclusive) => packSwapped(rowId(swap, row), isExclusive));
		expect([pteSlot(own), pteSlot(common)]).toEqual([row, row]);
		expect([own & swapExclusive, common & swapExclusive]).toEqual([swapExclusive, 0]);
		expect(own).toBeGreaterThan(0);
	},
);

test('a swap entry is neither empty nor present, nor may anything be written through it', () => {
	const word = packSwapped(rowId(swap, 1), true);
	expect([isSwapped(word), isGuard(word)]).toEqual([true, false]);
	expect(word & allBits).toBe(0);
});

test('a guard is neither empty nor present nor swapped, and has no page', () => {
	expect([isGuard(guardMarker), isSwapped(guardMarker), pteFrame(guardMarker)]).toEqual([true, false, 0]);
	expect(guardMarker & pteBits.present).toBe(0);
	expect(guardMarker).not.toBe(0);
});

test('the zero page is special too and no guard', () => {
	expect(isGuard(packPte(rowId(frame, 1), pteBits.special | pteBits.present))).toBe(false);
	expect(isGuard(0)).toBe(false);
});

test('an empty entry is of nothing', () => {
	expect([pteFrame(0), pteTable(0), pteSlot(0), isSwapped(0)]).toEqual([0, 0, 0, false]);
});
