/** Mouse, function keys and pastes as a terminal sends them, through the app in Ink. */

import {expect, test} from 'vitest';
import {panes} from '../../source/ui/panes/index.ts';
import {frameOf, plainText} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {bindingsOf} from '../../source/ui/state/keys/table.ts';
import {focused} from '../../source/ui/state/model.ts';
import {App} from '../../source/ui/terminal/app.tsx';
import {screenOf} from '../frames/screens.ts';
import {drawApp} from '../helpers/drawn-app.ts';
import {eventually} from '../helpers/eventually.ts';

const size = {columns: 80, rows: 24};
const escapeCode = '\u001B';

/** A report of the mouse, in cells from 0. */
function mouse(button: number, column: number, row: number, end: 'M' | 'm' = 'M'): string {
	return `${escapeCode}[<${button};${column + 1};${row + 1}${end}`;
}

async function type(store: Store, text: string): Promise<Store> {
	const {stdin, shown, unmount} = drawApp(<App store={store} />, size);
	await eventually(() => expect(shown()).toContain('PAUSED'));
	const version = store.version();
	stdin.write(text);
	await eventually(() => expect(store.version()).toBeGreaterThan(version));
	unmount();
	return store;
}

test.each([
	['a click on the end of the timeline', mouse(0, 79, 1), 2172],
	['a click on its beginning', mouse(0, 0, 1), 0],
	['dragging along it', mouse(0, 0, 1) + mouse(32, 20, 1) + mouse(32, 40, 1) + mouse(0, 40, 1, 'm'), 1100],
	['dragging elsewhere', mouse(32, 40, 9), 1086],
])('%s', async (_what, keys, position) => {
	const store = await type(screenOf('build', '50%', size), keys);
	expect(store.session.position).toBe(position);
});

test('the wheel scrolls the pane below it, a click selects the row', async () => {
	const store = await type(screenOf('build', '50%', size, 'home'), mouse(65, 10, 6));
	expect(store.model().cursors.tree.row).toBe(3);
	await type(store, mouse(64, 10, 6));
	expect(store.model().cursors.tree.row).toBe(0);
	await type(store, mouse(0, 10, 6));
	expect(store.model().cursors.tree.row).toBe(2);
});

test('the wheel leaves the keys where they are, and goes through a list', async () => {
	const store = screenOf('build', '50%', size, '1');
	const {row} = store.model().cursors.maps;
	await type(store, mouse(65, 10, 17));
	expect([focused(store.model()), store.model().cursors.maps.row]).toEqual(['tree', row + 3]);
	store.send({type: 'overlay', kind: 'setup'});
	await type(store, mouse(65, 10, 6));
	expect(store.model().overlay?.row).toBe(3);
});

/** The cell in which a text begins. */
function cellOf(store: Store, text: string): {column: number; row: number} {
	const lines = frameOf(store).map(plainText);
	const row = lines.findIndex((line) => line.includes(text));
	return {column: lines[row].indexOf(text), row};
}

test.each([
	['a key of the bottom line', 'step', {}, 1087],
	['its letter', '] mark', {}, 2063],
	['quit in the bottom line', 'q quit', {isQuitting: true}, 1086],
	[
		'a tab',
		'4 Frames',
		{recent: ['frames', 'tree', 'maps', 'tables', 'stats', 'log', 'why', 'map', 'sharing']},
		1086,
	],
	['the head of RSS', 'RSS', {panes: {tree: {sort: 'rss', isInverted: false}}}, 1086],
	['the head of the names', 'TREE', {panes: {tree: {sort: 'name'}}}, 1086],
	['a head without an order', 'BY', {panes: {}, notice: 'Nothing is sorted by BY; o lists what is.'}, 1086],
] as const)('a press on %s', async (_what, text, expected, position) => {
	const store = screenOf('build', '50%', size);
	const {column, row} = cellOf(store, text);
	await type(store, mouse(0, column + 1, row));
	expect(store.model()).toMatchObject(expected);
	expect(store.session.position).toBe(position);
});

test('a second press on a head turns the order around, a press on an entry of a menu runs it', async () => {
	const store = screenOf('build', '50%', size);
	const {column, row} = cellOf(store, 'TOTAL');
	const press = mouse(0, column, row);
	await type(store, press + press);
	expect(store.model()).toMatchObject({panes: {tree: {sort: 'total', isInverted: true}}});
	await type(store, press);
	expect(store.model()).toMatchObject({panes: {tree: {sort: 'total', isInverted: false}}});
	store.send({type: 'overlay', kind: 'menu'});
	const entry = cellOf(store, 'USS: what');
	await type(store, mouse(0, entry.column, entry.row));
	expect(store.model()).toMatchObject({panes: {tree: {sort: 'uss'}}, overlay: undefined});
});

test.each([
	['F1', 'OP', {overlay: {kind: 'help'}}],
	['F2', 'OQ', {overlay: {kind: 'setup'}}],
	['F3', 'OR', {prompt: {kind: 'search'}}],
	['F4', 'OS', {prompt: {kind: 'filter'}}],
	['F5', '[15~', {panes: {tree: {mode: 'pstree'}}}],
	['F6', '[17~', {overlay: {kind: 'menu'}}],
	['F7', '[18~', {speed: 4}],
	['F8', '[19~', {speed: 6}],
	['F9', '[20~', {prompt: {kind: 'goto'}}],
	['F10', '[21~', {isQuitting: true}],
])('%s', async (_name, sequence, expected) => {
	const store = await type(screenOf('build', '50%', size), `${escapeCode}${sequence}`);
	expect(store.model()).toMatchObject(expected);
});

test('a paste is no command, whatever is in it', async () => {
	const everything = bindingsOf(panes)
		.flatMap(({keys}) => keys)
		.filter((key) => key.length === 1);
	const store = screenOf('build', '50%', size);
	const before = store.model();
	await type(store, `${escapeCode}[200~${everything.join('')}\r\n:end\r${escapeCode}[201~`);
	expect(store.model()).toEqual({
		...before,
		notice: expect.stringContaining('Pasted text does nothing here'),
	});
	expect(store.session.position).toBe(1086);
});
