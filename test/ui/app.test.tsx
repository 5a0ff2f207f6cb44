/** The app in Ink: keys go in through stdin and frames come out, drawn whole and drawn by what changed. */
import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {expect, test} from 'vitest';
import {frameOf} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {App} from '../../source/ui/terminal/app.tsx';
import {screenOf} from '../frames/screens.ts';
import {drawApp, openCells, textOf} from '../helpers/drawn-app.ts';
import {eventually} from '../helpers/eventually.ts';

const size = {columns: 80, rows: 24};

test.each([
	['tab', '\t', '┏━ [2 Maps]'],
	['down and up', 'jjk', '┏━ 1 Processes'],
	['a function key', '\u001BOP', 'Enter does it'],
	['a burst of keys', '...', 'at 1089/2172'],
	['a filter as it is typed', '\\cc1', 'FILTER 4 hits: cc1'],
	['goto', ':#42\r', 'at 42/2172'],
	['the pstree text', 't', 'init─┬─agetty'],
	['the summary', 'i', '│ WHAT'],
	['a paste is no command', '\u001B[200~q\u001B[201~', 'Pasted text does nothing here'],
])('%s', async (_what, keys, expected) => {
	const store = screenOf('build', '50%', size);
	const {stdin, shown, unmount} = drawApp(<App store={store} />, size);
	await eventually(() => expect(shown()).toContain('1 Processes'));
	stdin.write(keys);
	await eventually(() => expect(shown()).toContain(expected));
	await eventually(() => expect(shown()).toBe(textOf(frameOf(store))));
	unmount();
});

/** A terminal of cells, and the streams that a program would see of it. */
function openTerminal() {
	const {cells, shown} = openCells(size);
	const stdout = Object.assign(new EventEmitter(), {
		...size,
		isTTY: true,
		write(text: string, done?: unknown) {
			cells.write(text, typeof done === 'function' ? (done as () => void) : undefined);
			return true;
		},
	});
	const chunks: string[] = [];
	const stdin = Object.assign(new EventEmitter(), {
		isTTY: true,
		setRawMode: () => stdin,
		setEncoding: () => stdin,
		ref: () => stdin,
		unref: () => stdin,
		read: () => chunks.shift() ?? null,
		resume: () => stdin,
		pause: () => stdin,
	});
	return {
		cells,
		stdout,
		stdin,
		press(text: string) {
			chunks.push(text);
			stdin.emit('data', Buffer.from(text));
			stdin.emit('readable');
		},
		shown,
	};
}

function draw(store: Store) {
	const screen = openTerminal();
	const app = render(<App store={store} />, {
		stdin: screen.stdin as never,
		stdout: screen.stdout as never,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		interactive: true,
	});
	const settle = () => eventually(() => expect(screen.shown()).toBe(textOf(frameOf(store))));
	return {...screen, app, settle};
}

test('what is written leaves in a terminal just what the frame says, after every key and every size', async () => {
	const store = screenOf('build', '30%', size);
	const {press, settle, cells, stdout, app} = draw(store);
	await settle();
	for (const keys of [
		'.',
		'jj',
		'\t',
		'z',
		'z',
		'?',
		'\u001B',
		'c',
		't',
		't',
		't',
		':#900\r',
		'\\cc1\r',
		'C',
	]) {
		press(keys);
		await settle();
	}

	for (const [columns, rows] of [
		[120, 40],
		[200, 60],
		[40, 12],
		[19, 3],
		[80, 24],
	]) {
		cells.resize(columns, rows);
		Object.assign(stdout, {columns, rows});
		store.send({type: 'resize', columns, rows});
		stdout.emit('resize');
		await settle();
	}

	app.unmount();
});

test('the selected row is inverse, what is shared has its colour, the last cell is empty', async () => {
	const store = screenOf('build', 'mark:all jobs busy', size);
	const {settle, cells, app, press} = draw(store);
	await settle();
	press('j');
	await settle();
	const line = (row: number) => cells.buffer.active.getLine(row);
	const selected = frameOf(store).findIndex((text) => text.includes('\u001B[7m'));
	expect(line(selected)?.getCell(5)?.isInverse()).toBeTruthy();
	expect(
		line(selected - 1)
			?.getCell(5)
			?.isInverse(),
	).toBeFalsy();
	expect(line(0)?.getCell(1)?.isInverse()).toBeTruthy();
	expect(line(23)?.getCell(79)?.getChars().trim()).toBe('');
	app.unmount();
});
