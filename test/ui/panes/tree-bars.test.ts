/** The bars of the tree: as wide as they should be, on one scale, and what the columns beside them say. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {barOf, barWords, type Parts} from '../../../source/ui/panes/tree/bar.ts';
import {toTree} from '../../../source/ui/panes/tree/state.ts';
import {frameOf, plainText, pressKeys} from '../../../source/ui/screen/print.ts';
import type {Store} from '../../../source/ui/screen/store.ts';
import {findGlyphs} from '../../../source/ui/text/glyphs.ts';
import {spansWidth} from '../../../source/ui/text/line.ts';
import {screenOf} from '../../frames/screens.ts';

const glyphs = findGlyphs('ascii');
const parts = (own: number, shared: number, tables = 0, swapped = 0, holders = 2): Parts => ({
	own,
	shared,
	holders,
	tables,
	swapped,
});

function drawn(of: Parts, scale: number, cells: number): string {
	return barOf(glyphs, of, scale, cells)
		.map(([text]) => text)
		.join('');
}

test.each([
	['own and shared', parts(50, 50), 100, '#####====='],
	['half of the scale', parts(25, 25), 100, '###==     '],
	['tables and swap', parts(40, 20, 20, 20), 100, '####==TTww'],
	['by nine', parts(0, 100, 0, 0, 9), 100, '::::::::::'],
	['too little for a cell: its largest part', parts(1, 2), 100, '=         '],
	['nothing', parts(0, 0), 100, '          '],
	['more than the scale', parts(150, 50), 100, '########=='],
	['mostly shared, and little in all', parts(4, 5, 2), 100, '=         '],
])('a bar of %s', (_what, of, scale, expected) => {
	expect(drawn(of, scale, 10)).toBe(expected);
});

test('a bar has exactly its cells, whatever it shows', () => {
	const bytes = fc.nat(1_000_000);
	fc.assert(
		fc.property(
			bytes,
			bytes,
			bytes,
			bytes,
			fc.nat(1_000_000),
			fc.integer({min: 1, max: 40}),
			(...numbers) => {
				const [own, shared, tables, swapped, scale, cells] = numbers;
				expect(spansWidth(barOf(glyphs, parts(own, shared, tables, swapped), scale, cells))).toBe(cells);
			},
		),
	);
});

test('the words of a bar leave out what does not fit, whole', () => {
	const of = parts(4096, 8192, 4096);
	expect(barWords(glyphs, of, 80)).toBe('# 4K own = 8K shared by 2 T 4K tables');
	expect(barWords(glyphs, of, 30)).toBe('# 4K own = 8K shared by 2');
});

const size = {columns: 120, rows: 40};
const headOf = (store: Store) =>
	frameOf(store)
		.map(plainText)
		.find((line) => line.includes(' PID ')) ?? '';
const rowsOf = (store: Store, name: string) =>
	frameOf(store)
		.map(plainText)
		.filter((line) => line.includes(`─${name}`));

test('% makes every bar as long as the others', () => {
	const store = screenOf('snapshot', '60%', {...size, columns: 140}, 'end', {glyphs: 'ascii'});
	const login = () =>
		frameOf(store)
			.map(plainText)
			.find((line) => line.includes('login')) ?? '';
	expect(login()).toMatch(/408K \S /);
	pressKeys(store, '%');
	expect(headOf(store)).toContain('MEM  100%');
	expect(login()).toMatch(/408K [#=:TW-]{9} /i);
});

test('the total of a branch is the same folded and open, and each page of it counts once', () => {
	const store = screenOf('prefork', 'mark:180 requests', size, 'home down down down down');
	const [open] = rowsOf(store, 'apache2 -k');
	const total = / (\S+M) +\S+ +\S+ R /.exec(open)?.[1];
	pressKeys(store, 'left');
	const folded = frameOf(store)
		.map(plainText)
		.find((line) => line.includes('+apache2'));
	expect(folded).toMatch(new RegExp(` 5 .* ${total} +\\S+ +\\d+ R `));
});

test('siblings are sorted by their totals', () => {
	const store = screenOf('build', 'mark:all jobs busy', size);
	store.send(toTree({type: 'sort', by: 'total'}));
	const totals = rowsOf(store, 'sh -c').map((line) => Number(/([\d.]+)M +\S+ +\S+ S /.exec(line)?.[1]));
	expect(totals).toHaveLength(4);
	expect(totals).toEqual(totals.toSorted((left, right) => right - left));
});
