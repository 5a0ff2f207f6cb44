import {expect, test} from 'vitest';
import {treeState} from '../../source/ui/panes/tree/state.ts';
import type {Facts} from '../../source/ui/state/facts.ts';
import {decodeInput} from '../../source/ui/state/input.ts';
import {messageFor} from '../../source/ui/state/keys/message-for.ts';
import type {Effect} from '../../source/ui/state/message.ts';
import type {Model} from '../../source/ui/state/model.ts';
import {update} from '../../source/ui/state/update/index.ts';
import {settle} from '../../source/ui/state/update/settle.ts';
import {fakeFacts, fakeModel} from './fake-facts.ts';

/** Presses keys as a terminal sends them; returns the settled model and all effects. */
function press(keys: string, facts: Facts = fakeFacts(), start: Model = fakeModel()): [Model, Effect[]] {
	let model = settle(start, facts);
	const effects: Effect[] = [];
	for (const input of decodeInput(keys, true).inputs) {
		const message = messageFor(input, model, facts.panes);
		if (message !== undefined) {
			const [next, asked] = update(model, message, facts);
			model = settle(next, facts);
			effects.push(...asked);
		}
	}

	return [model, effects];
}

const left = '\u001B[D';
const right = '\u001B[C';
const escapeKey = '\u001B';

/** What is selected in the pane that has the keys. */
function selected(model: Model): string | undefined {
	return model.cursors[model.recent[0]].key;
}

test.each([
	['', 'init'],
	['j', 'sh'],
	['jjj', 'cc'],
	['G', 'cron'],
	['Gg', 'init'],
	['jjkk', 'init'],
	[`jj${left}`, 'make'],
	[`jj${left}${left}`, 'sh'],
	[`j${right}`, 'make'],
	['jjju', 'make'],
	['k', 'init'],
	['/cr', 'cron'],
	['/c\rn', 'cron'],
	['/c\rnn', 'cc'],
	['/c\rN', 'cron'],
	['/zzz', 'init'],
])('the keys %j select %s', (keys, expected) => {
	expect(selected(press(keys)[0])).toBe(expected);
});

test.each<[string, Effect[]]>([
	['.', [{type: 'advance', by: 1}]],
	[',', [{type: 'advance', by: -1}]],
	['\u001B[1;2C', [{type: 'advance', by: 10}]],
	['\u001B[1;2D', [{type: 'advance', by: -10}]],
	[']', [{type: 'seek', position: 50}]],
	['[', [{type: 'seek', position: 5}]],
	[':#42\r', [{type: 'goto', target: '#42'}]],
	[':  \r', []],
	[`:42${escapeKey}`, []],
	['j}', [{type: 'goto', target: 'next of 2'}]],
	['2}', [{type: 'goto', target: 'next frame 1'}]],
	['ef', [{type: 'goto', target: 'next fork'}]],
	['Ec', [{type: 'goto', target: 'previous copy'}]],
	['w', [{type: 'why', subject: {kind: 'process', pid: 1, born: 0}}]],
	['6', []],
	['q', [{type: 'quit'}]],
	['\u0003', [{type: 'quit'}]],
	['\u001A', [{type: 'suspend'}]],
	['\u000C', [{type: 'redraw'}]],
	['?/quit\r\r', [{type: 'send', message: {type: 'quit'}}]],
])('the keys %j ask for %j', (keys, expected) => {
	expect(press(keys)[1]).toEqual(expected);
});

test('stepping at either end says so and asks for nothing', () => {
	expect(press(',', fakeFacts({position: 0}))[0].notice).toContain('start');
	expect(press('.', fakeFacts({position: 100}))[0].notice).toContain('end');
	expect(press('.,', fakeFacts({position: 0, end: 0}))[1]).toEqual([]);
});

test('Space plays, pauses, and at the end plays again', () => {
	expect(press(' ')[0].isPlaying).toBe(true);
	expect(press('  ')[0].isPlaying).toBe(false);
	expect(press(' ', fakeFacts({position: 100}))[1]).toEqual([{type: 'seek', position: 0}]);
});

test('a step while playing pauses', () => {
	expect(press(' .')[0].isPlaying).toBe(false);
});

test('ticks add up to whole events at the speed that is set', () => {
	const facts = fakeFacts({opsPerSecond: 10});
	let model = fakeModel({isPlaying: true});
	let advanced = 0;
	for (let i = 0; i < 30; i += 1) {
		const [next, effects] = update(model, {type: 'tick', elapsedMs: 33}, facts);
		model = next;
		for (const effect of effects) {
			advanced += effect.type === 'advance' ? effect.by : 0;
		}
	}

	expect(advanced).toBe(9);
});

test('the play stops at the end', () => {
	const facts = fakeFacts({position: 99, opsPerSecond: 1000});
	const [model, effects] = update(fakeModel({isPlaying: true}), {type: 'tick', elapsedMs: 100}, facts);
	expect(effects).toEqual([{type: 'advance', by: 1}]);
	expect(model.isPlaying).toBe(false);
});

test('folding hides what is below and selects what is folded', () => {
	const [model] = press(`jjj${left}${left}`);
	expect(treeState.of(model).folds).toEqual({make: true});
	expect(selected(model)).toBe('make');
	expect(treeState.of(press(`jjj${left}${left}\r`)[0]).folds).toEqual({make: false});
});

test('what is selected is stood in for by its nearest ancestor, and comes back', () => {
	const [model] = press('jjj');
	expect(selected(model)).toBe('cc');
	const gone = settle(model, fakeFacts({tree: 'init\n  sh\n    make\n      ld\n  cron'}));
	expect(gone.cursors.tree).toMatchObject({key: 'cc', row: 2});
	const further = settle(gone, fakeFacts({tree: 'init\n  sh\n  cron'}));
	expect(further.cursors.tree).toMatchObject({key: 'cc', row: 1});
	expect(settle(further, fakeFacts()).cursors.tree).toMatchObject({key: 'cc', row: 3});
});

test('what is selected keeps its line on the screen while others come and go above it', () => {
	const many = (from: number, to: number) =>
		['init', ...Array.from({length: to - from}, (_, i) => `  p${from + i}`)].join('\n');
	const before = press('j'.repeat(40), fakeFacts({tree: many(100, 200)}))[0];
	const {row, first, key} = before.cursors.tree;
	const after = settle(before, fakeFacts({tree: many(80, 200)})).cursors.tree;
	expect(after.key).toBe(key);
	expect(after.row).toBe(row + 20);
	expect(after.row - after.first).toBe(row - first);
});

test('following selects the process of each event until a hand moves the selection', () => {
	const [model] = press('F');
	expect(settle(model, fakeFacts({actor: 'cc'})).cursors.tree).toMatchObject({key: 'cc', row: 3});
	expect(press('k', fakeFacts({actor: 'cc'}), model)[0].isFollowing).toBe(false);
});

test('Escape takes back one thing at a time and never quits', () => {
	const [model, effects] = press(`z\\cc\r?${escapeKey}`);
	expect(model.overlay).toBeUndefined();
	expect(model.filter).toBe('cc');
	const [unfiltered] = press(escapeKey, fakeFacts(), model);
	expect([unfiltered.filter, unfiltered.isZoomed]).toEqual(['', true]);
	expect(press(escapeKey, fakeFacts(), unfiltered)[0].isZoomed).toBe(false);
	expect(effects).toEqual([]);
});

test('a filter is taken back by Escape while it is typed', () => {
	expect(press(`\\cc\r\\xx${escapeKey}`)[0].filter).toBe('cc');
});

test('lines are edited as in a shell, and recalled', () => {
	const [model] = press(`:one\r:two\r:${'\u001B[A'}`);
	expect(model.prompt?.text).toBe('two');
	expect(press(`:abc${left}${left}X`)[0].prompt?.text).toBe('aXbc');
	expect(press(':abc\u0015x')[0].prompt?.text).toBe('x');
	expect(press(':abc def\u0017x')[0].prompt?.text).toBe('abc x');
	expect(press(':abc\u007F\u007F')[0].prompt?.text).toBe('a');
});

test('a paste goes into the line and nowhere else', () => {
	expect(press(':\u001B[200~q\rj\u001B[201~')[0].prompt?.text).toBe('q j');
	expect(press('\u001B[200~q\u001B[201~')[1]).toEqual([]);
});

test('the log goes along with time until one looks elsewhere, and Enter goes there', () => {
	const [model] = press('3');
	expect(model.cursors.log).toMatchObject({row: 9, key: undefined});
	const [moved, effects] = press('kk\r', fakeFacts(), model);
	expect(effects).toEqual([{type: 'seek', position: 8}]);
	expect(moved.cursors.log.key).toBeUndefined();
	const [arrived] = update(moved, {type: 'arrived', from: 10}, fakeFacts({position: 8}));
	expect(press("''", fakeFacts({position: 8}), arrived)[1]).toEqual([{type: 'seek', position: 10}]);
});

test('the mouse selects rows, gives panes the keys, scrolls, and seeks on the timeline', () => {
	const [model] = press('\u001B[<0;5;6M');
	expect(selected(model)).toBe('sh');
	expect(press('\u001B[<0;5;20M')[0].recent[0]).toBe('maps');
	expect(press('\u001B[<65;5;20M')[0].cursors.maps.row).toBe(3);
	expect(press('\u001B[<0;80;2M')[1]).toEqual([{type: 'seek', position: 100}]);
	expect(press('\u001B[<32;1;2M')[1]).toEqual([{type: 'seek', position: 0}]);
});

test('bookmarks are set, gone to, and removed by the same key', () => {
	const [model] = press('b');
	expect(model.bookmarks).toEqual([10]);
	expect(press('[', fakeFacts({position: 30}), model)[1]).toEqual([{type: 'seek', position: 10}]);
	expect(press('b', fakeFacts(), model)[0].bookmarks).toEqual([]);
});
