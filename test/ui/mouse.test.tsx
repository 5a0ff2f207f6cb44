/** Mouse, function keys and pastes as a terminal sends them, through the app in Ink. */
import {render} from 'ink-testing-library';
import {expect, test, vi} from 'vitest';
import {App} from '../../source/ui/app.tsx';
import {bindings} from '../../source/ui/keys/table.ts';
import type {Store} from '../../source/ui/store.ts';
import {screenOf} from '../frames/screens.ts';

const size = {columns: 80, rows: 24};
const escapeCode = '\u001B';

/** A report of the mouse, in cells from 0. */
function mouse(button: number, column: number, row: number, end: 'M' | 'm' = 'M'): string {
	return `${escapeCode}[<${button};${column + 1};${row + 1}${end}`;
}

async function type(store: Store, text: string): Promise<Store> {
	const {stdin, lastFrame, unmount} = render(<App store={store} />);
	await vi.waitFor(() => expect(lastFrame()).toContain('Processes'));
	const version = store.version();
	stdin.write(text);
	await vi.waitFor(() => expect(store.version()).toBeGreaterThan(version));
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

test.each([
	['F1', 'OP', {overlay: {kind: 'help'}}],
	['F3', 'OR', {prompt: {kind: 'search'}}],
	['F4', 'OS', {prompt: {kind: 'filter'}}],
	['F5', '[15~', {treeMode: 'pstree'}],
	['F6', '[17~', {overlay: {kind: 'sort'}}],
	['F7', '[18~', {speed: 4}],
	['F8', '[19~', {speed: 6}],
	['F9', '[20~', {prompt: {kind: 'goto'}}],
	['F10', '[21~', {isQuitting: true}],
])('%s', async (_name, sequence, expected) => {
	const store = await type(screenOf('build', '50%', size), `${escapeCode}${sequence}`);
	expect(store.model()).toMatchObject(expected);
});

test('a paste is no command, whatever is in it', async () => {
	const everything = bindings.flatMap(({keys}) => keys).filter((key) => key.length === 1);
	const store = screenOf('build', '50%', size);
	const before = store.model();
	await type(store, `${escapeCode}[200~${everything.join('')}\r\n:end\r${escapeCode}[201~`);
	expect(store.model()).toEqual({
		...before,
		notice: expect.stringContaining('Pasted text does nothing here'),
	});
	expect(store.session.position).toBe(1086);
});
