/** A press on the head of any column sorts by what stands in it, or says that nothing does. */
import {expect, test} from 'vitest';
import {columns} from '../../../source/ui/panes/tree/figures.ts';
import {columnOrders} from '../../../source/ui/panes/tree/orders.ts';
import {treeState} from '../../../source/ui/panes/tree/state.ts';
import {frameOf, plainText, pressKeys} from '../../../source/ui/screen/print.ts';
import type {Store} from '../../../source/ui/screen/store.ts';
import {screenOf} from '../../frames/screens.ts';

/** A flat list, as wide as all columns need. */
function listOf(at: string): Store {
	const store = screenOf('build', at, {columns: 200, rows: 60}, '1 z t t');
	expect(treeState.of(store.model()).mode).toBe('flat');
	return store;
}

const linesOf = (store: Store) => frameOf(store).map(plainText);

/** Where a column begins and ends on the screen. */
function placeOf(store: Store, title: string): {row: number; from: number; to: number} {
	const lines = linesOf(store);
	const row = lines.findIndex((line) => line.includes(' PPID '));
	const from = lines[row].search(new RegExp(`\\b${title}\\b`));
	const width = columns.find((column) => column.title === title)?.width ?? title.length;
	const isNumber = columns.find((column) => column.title === title)?.isNumber === true;
	return isNumber
		? {row, from: from + title.length - width, to: from + title.length}
		: {row, from, to: from + width};
}

function press(store: Store, title: string): void {
	const {row, to} = placeOf(store, title);
	store.send({type: 'press', column: to - 1, row});
}

const units: Readonly<Record<string, number>> = {K: 1024, M: 1024 ** 2, µs: 1, ms: 1000, k: 1000};

/** What a cell says as a number that can be compared; what has none comes last. */
function numberOf(cell: string): number {
	const [, digits, unit] = /^([\d.]+)(\D*)$/.exec(cell.trim().replace(/[!*]$/, '')) ?? [];
	return digits === undefined || digits === '.' ? -1 : Number(digits) * (units[unit] ?? 1);
}

function cellsOf(store: Store, title: string): string[] {
	const {row, from, to} = placeOf(store, title);
	const lines = linesOf(store).slice(row + 1);
	return lines
		.slice(
			0,
			lines.findIndex((line) => line.trim() === '' || /^┃ *┃$/.test(line)),
		)
		.map((line) => line.slice(from, to));
}

const upwards = ['PID', 'PPID'];
const sized = ['VSZ', 'RSS', 'PSS', 'USS', 'TOTAL', 'FORK', 'COPY', 'PT', 'SH'];

test.each([...upwards, ...sized])('%s sorts all processes by its cells', (title) => {
	const store = listOf('mark:all jobs busy');
	press(store, title);
	const numbers = cellsOf(store, title).map(numberOf);
	expect(numbers.length).toBeGreaterThan(5);
	const ordered = numbers.toSorted((left, right) => (upwards.includes(title) ? left - right : right - left));
	expect(numbers).toEqual(ordered);
	press(store, title);
	expect(cellsOf(store, title).map(numberOf)).toEqual(ordered.toReversed());
});

test('every column that sorts is one of the tree, and one that does not says so', () => {
	const titles = columns.map(({title}) => title);
	expect(titles).toEqual(expect.arrayContaining(Object.keys(columnOrders)));
	const store = listOf('50%');
	press(store, 'BY');
	expect(store.model().notice).toBe('Nothing is sorted by BY; o lists what is.');
	expect(treeState.of(store.model()).sort).toBe('');
	pressKeys(store, 'o');
	expect(linesOf(store).join('\n')).toMatch(/FORK: what the fork cost[\s\S]*COPY: the pages/);
});
