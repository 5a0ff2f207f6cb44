/** What the last event has changed is lit in every pane, in colour and by a sign, however one came to it. */
import {expect, test} from 'vitest';
import {plainText, pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 200, rows: 60};
const childWrites = 10;

/** The pieces of the lines of a pane that have a sign, by its title. */
function litIn(text: string, line: RegExp): string[] {
	return [...(text.split('\n').find((each) => line.test(each)) ?? '').matchAll(/[^\s│┃]+!/g)].map(
		([cell]) => cell,
	);
}

test.each([
	['tree', /│ {3}1 {3}24K/, ['14K!', '4K!', '28K!']],
	['maps', /7effffff8000 7f0000000000/, ['14K!', '4K!', '20K!', '4K!']],
	['frames', /7effffff8000 +#6/, ['1!', '1!']],
	['stats', /of these +7/, ['private,!']],
] as const)('in the pane %s', (_pane, line, expected) => {
	const text = textOf(screenOf('cow', `#${childWrites}`, size, '5'));
	expect(litIn(text, line)).toEqual(expect.arrayContaining([...expected]));
});

test('the same whether one steps to it, goes back to it or jumps', () => {
	// Without Why, which stays what it is where one goes back in it.
	const memory = (store: Store) =>
		textOf(store)
			.split('\n')
			.slice(3, 42)
			.map((line) => line.slice(0, 120));
	const jumped = memory(screenOf('cow', `#${childWrites}`, size, '5'));
	const ways = [
		['start', '. . . . . . . . . .'],
		['#9', '.'],
		['#12', `: "#${childWrites}" enter`],
		['#12', ', ,'],
	];
	for (const [at, keys] of ways) {
		const store = screenOf('cow', at, size, '5');
		pressKeys(store, keys);
		expect(store.session.position).toBe(childWrites);
		expect(memory(store), at).toEqual(jumped);
	}
});

test('nothing is lit at the beginning, where nothing is to stand out, and of a process that has just been born', () => {
	const isLit = (text: string) => /\d[KM]?!/.test(text);
	expect(isLit(textOf(screenOf('cow', 'start', size, '5')))).toBe(false);
	expect(isLit(textOf(screenOf('cow', `#${childWrites}`, size, '5', {isFlashing: false})))).toBe(false);
	const born = screenOf('cow', '#7', size, 'down 5');
	expect(plainText(textOf(born)).split('\n').slice(28, 42).some(isLit)).toBe(false);
});

test('looking at what was before moves nothing', () => {
	const store = screenOf('build', '50%', size, '');
	const {position, machine} = store.session;
	const {count} = store.session.timeline.history;
	textOf(store);
	expect(store.session.eventBefore?.position).toBe(position - 1);
	expect([store.session.position, store.session.machine, store.session.timeline.history.count]).toEqual([
		position,
		machine,
		count,
	]);
});
