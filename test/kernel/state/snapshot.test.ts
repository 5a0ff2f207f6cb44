/** What is saved comes back to the last byte, whatever happened in between and whichever buffer it was saved in. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {allocateRow, createColumns, freeRow} from '../../../source/kernel/state/columns.ts';
import {restoreColumns, sameSnapshot, saveColumns} from '../../../source/kernel/state/snapshot.ts';
import {holds} from '../../helpers/property.ts';

/** A column of bytes before the wide one, so that what follows is at odd places. */
const schema = {narrow: {byte: 'u8'}, wide: {byte: 'u8', entry: ['u32', 64]}, plain: {word: 'f64'}} as const;
const create = () => createColumns(schema);
type TestColumns = ReturnType<typeof create>;

const change = fc.record({
	table: fc.constantFrom('narrow', 'wide', 'plain'),
	isFree: fc.boolean(),
	at: fc.nat(63),
	value: fc.nat(2 ** 32 - 1),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(columns: TestColumns, changes: readonly Change[]): void {
	for (const {table, isFree, at, value} of changes) {
		const rows = columns[table as 'wide'];
		if (isFree && rows.live > 0 && rows.link[rows.count - 1] === 0 && rows.free !== rows.count - 1) {
			freeRow(rows, rows.count - 1);
			continue;
		}

		const row = allocateRow(rows);
		columns.wide.entry[Math.min(row, columns.wide.count - 1) * 64 + at] = value;
		columns.wide.byte[Math.min(row, columns.wide.count - 1)] = value;
		columns.plain.word[Math.min(row, columns.plain.count - 1)] = value / 3;
	}
}

test('a snapshot brings back every row', () => {
	holds(
		fc.property(fc.array(change), fc.array(change), fc.nat(255), (before, after, dirt) => {
			const columns = create();
			apply(columns, before);
			const snapshot = saveColumns(columns, new Uint8Array(20_000).fill(dirt));
			apply(columns, after);
			restoreColumns(columns, snapshot);
			expect(sameSnapshot(saveColumns(columns), snapshot)).toBe(true);
			// Into other columns too, with the same future.
			const others = create();
			apply(others, after);
			restoreColumns(others, snapshot);
			apply(others, after);
			apply(columns, after);
			expect(sameSnapshot(saveColumns(others), saveColumns(columns))).toBe(true);
		}),
	);
});

test('differences are seen', () => {
	const columns = create();
	allocateRow(columns.wide);
	const before = saveColumns(columns);
	columns.wide.entry[64 + 63] = 2 ** 31;
	expect(sameSnapshot(saveColumns(columns), before)).toBe(false);
	columns.wide.entry[64 + 63] = 0;
	expect(sameSnapshot(saveColumns(columns), before)).toBe(true);
});

test('empty parts of wide rows take no room', () => {
	const columns = create();
	for (let row = 0; row < 100; row += 1) {
		allocateRow(columns.wide);
	}

	const empty = saveColumns(columns).length;
	columns.wide.entry[70] = 1;
	expect(saveColumns(columns).length - empty).toBe(8);
	expect(empty).toBeLessThan(100 * 64);
});
