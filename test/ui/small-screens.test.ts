/** Screens with room for little: what is typed is seen on all of them, and so is the answer to a key. */
import {expect, test} from 'vitest';
import {frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {screenOf} from '../frames/screens.ts';

const sizes = [
	[60, 15],
	[40, 10],
	[20, 5],
	[20, 4],
	[16, 2],
] as const;

function shown(columns: number, rows: number, keys: string): string {
	const store = screenOf('cow', '50%', {columns, rows});
	pressKeys(store, keys);
	const lines = frameOf(store).map(plainText);
	expect(lines.length).toBeLessThanOrEqual(rows);
	expect(lines.filter((line) => line.length > columns)).toEqual([]);
	return lines.join('\n');
}

test.each(sizes)('at %i by %i the line that is typed is seen', (columns, rows) => {
	expect(shown(columns, rows, ': "frame 4"')).toContain('frame 4');
	expect(shown(columns, rows, '/ "par"')).toContain('par');
});

test.each(sizes.slice(0, 3))('at %i by %i the answer to a key is seen', (columns, rows) => {
	expect(shown(columns, rows, 'D')).toContain('No second kernel');
});

test.each([
	[80, 24, false],
	[77, 12, false],
	[76, 24, true],
	[80, 11, true],
])('at %i by %i, whether a second kernel is told to need more room: %s', (columns, rows, isTold) => {
	const store = screenOf('cow', '50%', {columns, rows});
	store.send({type: 'beside', kernel: 'odf'});
	expect(store.session.beside?.kernel).toBe('odf');
	expect(store.model().notice.includes('odf runs beside it: seen from 77 by 12 cells on.')).toBe(isTold);
});
