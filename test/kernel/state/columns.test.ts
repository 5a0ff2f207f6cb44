/** Tables of typed arrays: how rows are handed out, given back and gone through, and how a table grows. */
import {expect, test} from 'vitest';
import {
	allocateRow,
	columnsOf,
	createColumn,
	createColumns,
	freeRow,
	giveRowBack,
	nextRow,
	reserveRows,
	shapeOf,
	tablesOf,
} from '../../../source/kernel/state/columns.ts';

const schema = {plain: {byte: 'u8', word: 'f64'}, wide: {entry: ['u32', 512], mark: 'i32'}} as const;
const create = () => createColumns<typeof schema>(schema);

test('row 0 is nobody’s: the first row that is handed out is 1', () => {
	const {plain} = create();
	expect([plain.count, plain.live, plain.free]).toEqual([1, 0, 0]);
	expect([allocateRow(plain), allocateRow(plain)]).toEqual([1, 2]);
	expect([plain.count, plain.live]).toEqual([3, 2]);
});

test('the row that was given back last is handed out first', () => {
	const {plain} = create();
	const [first, second, third] = [allocateRow(plain), allocateRow(plain), allocateRow(plain)];
	freeRow(plain, first);
	freeRow(plain, third);
	expect([plain.live, plain.count]).toEqual([1, 4]);
	expect([allocateRow(plain), allocateRow(plain), allocateRow(plain)]).toEqual([third, first, 4]);
	expect([plain.live, plain.free]).toEqual([4, 0]);
	expect(second).toBe(2);
});

test('a row that is handed out again is all zero, its link too', () => {
	const {plain} = create();
	const [first, second] = [allocateRow(plain), allocateRow(plain)];
	plain.byte[first] = 7;
	plain.word[first] = 0.5;
	freeRow(plain, second);
	freeRow(plain, first);
	const again = allocateRow(plain);
	expect([again, plain.byte[again], plain.word[again], plain.link[again]]).toEqual([first, 0, 0, 0]);
});

test('giving back a row leaves those beside it as they are, where rows are wide too', () => {
	const {wide} = create();
	const rows = [allocateRow(wide), allocateRow(wide), allocateRow(wide)];
	for (const row of rows) {
		wide.entry.fill(row, row * 512, (row + 1) * 512);
		wide.mark[row] = row;
	}

	freeRow(wide, rows[1]);
	const sums = [0, 1, 2, 3].map((row) =>
		wide.entry.subarray(row * 512, (row + 1) * 512).reduce((sum, value) => sum + value, 0),
	);
	expect(sums).toEqual([0, 512, 0, 3 * 512]);
	expect([...wide.mark.subarray(0, 4)]).toEqual([0, 1, 0, 3]);
});

test.each([0, 3, -1])('row %i, which nobody has, cannot be given back', (row) => {
	const {plain} = create();
	allocateRow(plain);
	allocateRow(plain);
	expect(() => freeRow(plain, row)).toThrow(`freeRow outside the table row=${row} count=3`);
});

test('going through a table meets every row there ever was, and ends', () => {
	const {plain} = create();
	expect(nextRow(plain, 0)).toBe(0);
	const rows = [allocateRow(plain), allocateRow(plain), allocateRow(plain)];
	freeRow(plain, rows[1]);
	const met: number[] = [];
	for (let row = nextRow(plain, 0); row !== 0; row = nextRow(plain, row)) {
		met.push(row);
	}

	expect(met).toEqual(rows);
});

test('a new table has room for 16 rows, or for 2048 values of its widest column', () => {
	const {plain, wide} = create();
	expect([plain.capacity, plain.word.length, plain.link.length]).toEqual([16, 16, 16]);
	expect([wide.capacity, wide.entry.length, wide.mark.length]).toEqual([4, 2048, 4]);
});

test('a table grows twofold when it is full and no sooner, and keeps what it has', () => {
	const {wide} = create();
	for (let row = 1; row <= 3; row += 1) {
		wide.entry[allocateRow(wide) * 512 + row] = 100 + row;
	}

	expect(wide.capacity).toBe(4);
	const fourth = allocateRow(wide);
	expect([fourth, wide.capacity, wide.entry.length, wide.mark.length]).toEqual([4, 8, 8 * 512, 8]);
	expect([1, 2, 3].map((row) => wide.entry[row * 512 + row])).toEqual([101, 102, 103]);
	expect(wide.entry.reduce((sum, value) => sum + value, 0)).toBe(306);
});

test('a table of a mebibyte and more grows by an eighth', () => {
	const {plain} = create();
	const capacities = new Set<number>();
	for (let row = 1; row < 200_000; row += 1) {
		allocateRow(plain);
		capacities.add(plain.capacity);
	}

	const rowBytes = 1 + 8 + 4;
	const grown = [...capacities];
	const factors = grown.slice(1).map((capacity, i) => [grown[i] * rowBytes >= 2 ** 20, capacity / grown[i]]);
	expect(factors.every(([isLarge, factor]) => Math.abs(Number(factor) - (isLarge ? 1.125 : 2)) < 0.001)).toBe(
		true,
	);
	expect(factors.filter(([isLarge]) => isLarge).length).toBeGreaterThan(3);
});

test('a row that its owner has cleared is handed out again', () => {
	const {plain} = create();
	const [first, second] = [allocateRow(plain), allocateRow(plain)];
	giveRowBack(plain, first);
	giveRowBack(plain, second);
	expect([plain.live, allocateRow(plain), allocateRow(plain), plain.link[first]]).toEqual([
		0,
		second,
		first,
		0,
	]);
});

test('room that is there already is not made again', () => {
	const {plain} = create();
	const {word} = plain;
	reserveRows(plain, 16);
	expect(plain.word).toBe(word);
	reserveRows(plain, 33);
	expect([plain.capacity, plain.word.length]).toEqual([64, 64]);
});

test('a table tells its columns in the order of its spec, and the link of free rows last', () => {
	const {wide} = create();
	expect(shapeOf(wide)).toEqual([
		{name: 'entry', kind: 'u32', width: 512},
		{name: 'mark', kind: 'i32', width: 1},
		{name: 'link', kind: 'i32', width: 1},
	]);
	expect(columnsOf(wide).entry).toBe(wide.entry);
	expect(() => shapeOf({})).toThrow('a table that createColumns did not lay out');
});

test('tables stand in the order of their schema', () => {
	const columns = create();
	expect(tablesOf(columns)).toEqual([columns.plain, columns.wide]);
});

test.each([
	['u8', Uint8Array],
	['i32', Int32Array],
	['u32', Uint32Array],
	['f64', Float64Array],
] as const)('a column of %s holds so many zeros of its kind', (kind, Column) => {
	const column = createColumn(kind, 3);
	expect(column).toBeInstanceOf(Column);
	expect([...column]).toEqual([0, 0, 0]);
});
