/** Ctrl-C leaves, whatever came right before it: Escape, half a sequence, a paste whose end has been lost. */
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {inputsTo, listenToInput} from '../../source/ui/terminal/listen.ts';
import {screenOf} from '../frames/screens.ts';
import {eventually} from '../helpers/eventually.ts';

test.each([
	['Escape in the same piece', ['\u001B\u0003']],
	['Escape', ['\u001B', '\u0003']],
	['Escape twice', ['\u001B', '\u001B\u0003']],
	['half an arrow', ['\u001B[', '\u0003']],
	['half a mouse report', ['\u001B[<0;12', '\u0003']],
	['a paste without its end', ['\u001B[200~rm -rf', '\u0003']],
	['a key that begins a pair', ['e', '\u0003']],
	['a count', ['\u001B5', '\u0003']],
	['a line that is typed', [':ab', '\u0003', '\u0003']],
	['a list', ['?', '\u0003', '\u0003']],
])('Ctrl-C behind %s', async (_what, pieces) => {
	const store = screenOf('cow', '50%', {columns: 80, rows: 24});
	const stdin = new PassThrough();
	const stop = listenToInput(stdin, inputsTo(store));
	for (const piece of pieces) {
		stdin.write(piece);
	}

	await eventually(() => expect(store.model().isQuitting).toBe(true));
	stop();
});

test('a paste with Ctrl-C in it is a paste', async () => {
	const store = screenOf('cow', '50%', {columns: 80, rows: 24}, ':');
	const stdin = new PassThrough();
	const stop = listenToInput(stdin, inputsTo(store));
	stdin.write('\u001B[200~a');
	stdin.write('b\u0003c');
	stdin.write('d\u001B[201~');
	await eventually(() => expect(store.model().prompt?.text).toBe('ab cd'));
	stop();
});
