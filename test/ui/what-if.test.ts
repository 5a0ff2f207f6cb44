/** T asks what if: a branch in place of what was recorded, shown as such, and the way back. */
import {expect, test} from 'vitest';
import {whatIfForms} from '../../source/inquiry/what-if/words.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};
const at = 'mark:six pages written';
const fork = 'T "fork 1 x3" enter';

test('the branch stands at its end, the header names it, the timeline has the place where it left', () => {
	const store = screenOf('cow', at, size);
	const {position, end} = store.session;
	pressKeys(store, fork);
	const {session} = store;
	expect(session.whatIf).toEqual({words: 'fork 1 x3', at: position});
	expect([session.position, session.end]).toEqual([position + 4, position + 4]);
	expect(session.markLabels.at(-1)?.label).toBe('then');
	const text = textOf(store);
	expect(text.split('\n')[0]).toContain('what if fork 1 x3');
	expect(text).toContain('^what if fork 1 x3');
	expect(store.model().notice).toContain(`at position ${position}: 4 events`);
	pressKeys(store, 'R');
	expect([session.position, session.end, session.whatIf]).toEqual([position, end, undefined]);
	expect(textOf(store)).not.toContain('what if fork');
	pressKeys(store, 'R');
	expect([session.position, session.whatIf?.words]).toEqual([position + 4, 'fork 1 x3']);
});

test('more on a branch is added to it; before it left another one leaves', () => {
	const store = screenOf('cow', at, size, fork);
	const {session} = store;
	pressKeys(store, 'T "exit 3" enter');
	expect(session.whatIf?.words).toBe('fork 1 x3; exit 3');
	pressKeys(store, ': "start" enter . . T "fork 1" enter');
	expect(session.whatIf).toEqual({words: 'fork 1', at: 2});
	pressKeys(store, 'R');
	expect(session.whatIf).toBeUndefined();
	pressKeys(store, ': "end" enter');
	expect(session.position).toBe(screenOf('cow', 'end', size).session.position);
});

test('both futures follow to another kernel, and so does what runs beside', () => {
	const store = screenOf('cow', at, size, fork);
	store.send({type: 'beside', kernel: 'v7'});
	store.send({type: 'design', kernel: 'shared-pt'});
	const before = store.session.position;
	expect(store.session.beside?.position).toBe(before);
	pressKeys(store, 'R');
	expect([store.session.kernel, store.session.whatIf]).toEqual(['shared-pt', undefined]);
	expect(store.session.beside?.end).toBe(store.session.end);
});

test.each([
	[
		'fork',
		`The what-if "fork" is not understood; expected one of: ${whatIfForms.map(([form]) => form).join(', ')}`,
	],
	['fork 99', 'There is no process 99 at this moment'],
	['write 1 999999G', 'has no room for that much memory.'],
])('%s is refused in a sentence, and nothing has changed', (words, expected) => {
	const store = screenOf('cow', at, size, `T "${words}" enter`);
	expect(store.model().notice).toContain(expected);
	expect(store.session.whatIf).toBeUndefined();
	expect(store.session.end).toBe(screenOf('cow', at, size).session.end);
});

test('examples name the selected process, and Tab goes through them', () => {
	const store = screenOf('cow', 'end', {columns: 200, rows: 60}, 'T');
	const pid = store.model().cursors.tree.key?.split('@')[0];
	expect(textOf(store)).toContain(`What if (fork ${pid} x8, exec ${pid} sh,`);
	const text = () => store.model().prompt?.text;
	pressKeys(store, 'e tab');
	expect(text()).toBe(`exec ${pid} sh`);
	pressKeys(store, 'tab');
	expect(text()).toBe(`exit ${pid}`);
	pressKeys(store, 'tab');
	expect(text()).toBe(`exec ${pid} sh`);
	pressKeys(store, 'esc : "mark:" tab');
	expect(text()).toMatch(/^mark:./);
	pressKeys(store, 'ctrl-u "zz" tab');
	expect(text()).toBe('zz');
});

test('without a what-if R says so', () => {
	expect(screenOf('cow', at, size, 'R').model().notice).toBe(
		'There is only what was recorded; T asks what if.',
	);
});
