/** The flat screen: what is said after a key, in plain words and a line a change. */

import {PassThrough} from 'node:stream';
import {expect, test, vi} from 'vitest';
import {treeState} from '../../source/ui/panes/tree/state.ts';
import {changesBetween, hear} from '../../source/ui/screen/flat.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import {openFlat} from '../../source/ui/terminal/open-flat.ts';
import {screenOf, sessionOf} from '../frames/screens.ts';
import {eventually} from '../helpers/eventually.ts';

const size = {columns: 80, rows: 24};

test.each([
	['a step', '.', [/^event 1087 of 2172: .+/, /^5 .* make/]],
	['a row', 'home', [/^1 .*init/]],
	['a pane', '3', [/^pane Tables, \d+ rows/, /./]],
	['a prompt', ': "5"', [/^goto: 5$/]],
	['half a query', '\\ "rss >"', [/^filter: rss >$/, /^rss > : a size such as 5M was expected$/]],
	['an answer', 'b', [/^Bookmark set at position 1086/]],
	['the help', '? down', [/^\.: one event forward$/]],
	['playing', 'space', [/^playing$/]],
])('%s is said in its lines', (_what, keys, expected) => {
	const store = screenOf('build', '50%', size, '', {panes: treeState.begin({mode: 'flat'})});
	const before = hear(store.model(), store.session);
	pressKeys(store, keys);
	const lines = changesBetween(before, hear(store.model(), store.session));
	expect(lines).toHaveLength(expected.length);
	for (const [i, line] of expected.entries()) {
		expect(lines[i]).toMatch(line);
	}
});

test('nothing is said twice, and nothing is drawn', () => {
	const store = screenOf('build', '50%', size, '', {panes: treeState.begin({mode: 'flat'})});
	const session = store.session;
	const heard = hear(store.model(), session);
	expect(changesBetween(heard, hear(store.model(), session))).toEqual([]);
	for (let pane = 1; pane <= session.panes.length; pane += 1) {
		pressKeys(store, String(pane));
		const text = Object.values(hear(store.model(), session)).join('\n');
		expect(text).not.toMatch(/[\u2500-\u257F]/);
		expect(text).not.toContain('\u001B');
	}
});

test('keys come in through the terminal, lines go out, q leaves', async () => {
	const stdin = Object.assign(new PassThrough(), {setRawMode: vi.fn()});
	const stdout = new PassThrough();
	let said = '';
	stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	const streams = {stdin, stdout, stderr: stdout} as never as Parameters<typeof openFlat>[1];
	const over = openFlat(sessionOf('build', '50%'), {...streams, start: {}});
	stdin.write('.');
	await eventually(() => expect(said).toContain('event 1087 of 2172'));
	stdin.write('q');
	expect(await over).toBe(0);
	expect(stdin.setRawMode.mock.calls).toEqual([[true], [false]]);
	expect(said).not.toContain('\u001B');
});
