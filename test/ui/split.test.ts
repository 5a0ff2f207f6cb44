import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {openRun} from '../../source/inquiry/run.ts';
import {createScreen, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {renderScreen} from '../../source/ui/screen/split.ts';
import {createStore} from '../../source/ui/screen/store.ts';
import {createModel} from '../../source/ui/state/model.ts';
import {cow} from '../../source/workloads/cow.ts';

function open(columns: number) {
	const session = createSession(openRun(cow.build()));
	// Where nothing is left to look for, each moment is reached at once, however slow the machine is.
	session.lookAhead(Number.POSITIVE_INFINITY);
	const panes = session.panes.map(({id}) => id);
	return createStore(session, createModel({size: {columns, rows: 30}, panes}));
}

test('two kernels run on one clock, and the first event in which they differ is found', () => {
	const store = open(161);
	store.send({type: 'beside', kernel: '4.4bsd'}, {type: 'goto', target: '#12'});
	pressKeys(store, '');
	const {beside} = store.session;
	expect(beside?.kernel).toBe('4.4bsd');
	expect(beside?.position).toBe(12);
	store.send({type: 'step', by: -3});
	expect(beside?.position).toBe(9);
	store.send({type: 'goto', target: 'end'}, {type: 'toDifference'});
	const at = store.session.firstDifference;
	expect(at).toBeGreaterThan(0);
	expect([store.session.position, beside?.position]).toEqual([at, at]);
	store.send({type: 'beside'});
	expect(store.session.beside).toBeUndefined();
});

test.each([161, 120, 77])('a split screen of %d columns stays within them', (columns) => {
	const store = open(columns);
	store.send({type: 'goto', target: '#12'}, {type: 'beside', kernel: 'odf'});
	const lines = renderScreen(store.model(), store.session);
	expect(lines.length).toBeLessThanOrEqual(30);
	expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
	const shown = plainText(lines.join('\n'));
	expect(shown.includes('odf')).toBe(columns >= 77);
	expect(shown).toMatch(/differ|As on linux-6 so far/);
});

test.each([0, 81])('what is pressed in the half from column %d on does what it shows', (from) => {
	const store = open(161);
	store.send({type: 'goto', target: '#12'}, {type: 'beside', kernel: 'odf'});
	const lines = renderScreen(store.model(), store.session).map(plainText);
	const row = lines.findIndex((line) => line.includes('3 Tables'));
	store.send({type: 'press', column: from + lines[row].slice(from).indexOf('4 Frames'), row});
	expect(store.model().recent[0]).toBe('frames');
	expect(store.model()).toMatchObject({isHalf: undefined, size: {columns: 161}});
});

test('what is pressed in the lines around the halves is that of the whole screen', () => {
	const store = open(161);
	store.send({type: 'goto', target: '#12'}, {type: 'beside', kernel: 'odf'});
	store.send({type: 'notice', text: ''});
	const {length} = renderScreen(store.model(), store.session);
	const footer = plainText(renderScreen(store.model(), store.session)[length - 1]);
	store.send({type: 'press', column: footer.indexOf('step'), row: length - 1});
	expect([store.session.position, store.session.beside?.position]).toEqual([13, 13]);
	store.send({type: 'press', column: 0, row: 1});
	expect(store.session.position).toBe(0);
	store.send({type: 'press', column: 160, row: 1});
	expect(store.session.position).toBe(store.session.end);
});

const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
] as const;

test.each(sizes)(
	'at %dx%d either half has the tree, the tables and the log, and their event in a line',
	(columns, rows) => {
		const store = openAt(columns, rows);
		const lines = renderScreen(store.model(), store.session).map(plainText);
		expect(lines).toHaveLength(rows);
		for (const title of ['1 Processes', '3 Tables', '6 Log']) {
			expect(lines.filter((line) => line.split(title).length === 3)).toHaveLength(1);
		}

		expect(lines.at(-4)).toMatch(/^shared-pt +parent +write 2 4K(?: at 7effffff8000)?: .*45\.6 µs/);
		expect(lines.at(-3)).toMatch(/^shared-pt-dir +parent +write 2 4K(?: at 7effffff8000)?: .*46\.8 µs/);
		expect(lines[0]).toContain('shared-pt | shared-pt-dir  at 10/22');
		expect(new Set(lines.slice(0, -1).map((line) => stringWidth(line)))).toEqual(new Set([columns]));
	},
);

test.each(
	sizes.flatMap(([columns, rows]) =>
		(['4.4bsd', 'uvm', 'shared-pt-bit'] as const).map((kernel) => [columns, rows, kernel] as const),
	),
)('at %dx%d beside %s either half has the same columns in every pane', (columns, rows, kernel) => {
	const store = createScreen(createSession(openRun(cow.build())), {columns, rows});
	store.send({type: 'beside', kernel}, {type: 'goto', target: '10'});
	const half = Math.floor((columns - 1) / 2);
	const heads = (line: string) => line.replaceAll(/\d\S*|[^\w %]/g, '').trim();
	for (const [pane, head] of [
		['1', 'TREE'],
		['2', 'WHAT'],
		['3', 'TABLE'],
		['4', 'HELD BY'],
	] as const) {
		pressKeys(store, pane);
		const shown = renderScreen(store.model(), store.session).map(plainText);
		const line = shown.find((each) => each.includes(` ${head} `)) ?? '';
		expect(heads(line.slice(0, half))).toContain(head);
		expect(heads(line.slice(half + 1))).toBe(heads(line.slice(0, half)));
	}
});

test('what differs is lit in both halves, by sign too, and told in a sentence; numbers of tables and frames are none', () => {
	const store = openAt(120, 40);
	store.send({type: 'goto', target: '7'});
	const shown = renderScreen(store.model(), store.session).map(plainText);
	const leaf = shown.find((line) => line.includes('PTE #4')) ?? '';
	expect(leaf).toMatch(/ 2\* .* 0! .* 2\* .* 6!ro {2}!/);
	expect(shown.find((line) => line.includes('PMD #3'))).not.toContain('!');
	store.send({type: 'toDifference'});
	expect(plainText(renderScreen(store.model(), store.session).at(-2) ?? '')).toMatch(
		/^In event 7 they differ: directory entries write-protected none \| 1, write-protected 6 \| none/,
	);
	store.send({type: 'goto', target: '3'});
	expect(plainText(renderScreen(store.model(), store.session).at(-2) ?? '')).toMatch(
		/^As on shared-pt-dir so far; event 7/,
	);
});

test('a list over the panes has the whole screen', () => {
	const store = openAt(120, 40);
	store.send({type: 'overlay', kind: 'summary'});
	const lines = renderScreen(store.model(), store.session).map(plainText);
	expect(lines[3].startsWith('┏')).toBe(true);
	expect(lines[3].trimEnd().length).toBe(120);
});

function openAt(columns: number, rows: number) {
	const session = createSession(openRun(cow.build(), {design: findDesign('shared-pt')}));
	session.lookAhead(Number.POSITIVE_INFINITY);
	const store = createScreen(session, {columns, rows});
	store.send({type: 'goto', target: '10'}, {type: 'beside', kernel: 'shared-pt-dir'});
	session.lookAhead(Number.POSITIVE_INFINITY);
	store.send({type: 'notice', text: ''});
	return store;
}

test('without a second kernel there is nothing to go to', () => {
	const store = open(100);
	store.send({type: 'toDifference'});
	expect(store.model().notice).toContain('| chooses one');
});

test('all kernels at once take the whole screen, and are told once', () => {
	const store = openAt(120, 40);
	pressKeys(store, 'A');
	const lines = renderScreen(store.model(), store.session).map(plainText);
	expect(lines.filter((line) => line.includes('KERNEL'))).toHaveLength(1);
	expect(lines.filter((line) => /┃odf .*odf/.test(line))).toEqual([]);
	pressKeys(store, 'A');
	expect(plainText(renderScreen(store.model(), store.session).join('\n'))).toMatch(
		/1 Processes.*1 Processes/,
	);
});

test.each([[80], [100], [120]])('in halves of %d columns the walk is told in whole sentences', (columns) => {
	const store = openAt(columns, 40);
	pressKeys(store, ': "0x7effffff8000" enter');
	pressKeys(store, 'z');
	const half = renderScreen(store.model(), store.session).map((line) =>
		plainText(line).slice(0, Math.floor(columns / 2)),
	);
	const told = half.join(' ').replaceAll(/[│┃!]/g, ' ').replaceAll(/\s+/g, ' ');
	expect(told).toMatch(/There: private memory, written by op \d+\. A read now goes through .*? lets it\. /);
	expect(told).toMatch(
		/A write now faults \(the PTE entry lets no write through\): 1 page taken over; [\d.]+ µs\. /,
	);
});

test('in what two kernels differ is told in fewer words where there is less room', () => {
	const store = openAt(80, 24);
	store.send({type: 'beside', kernel: 'shared-pt-dir'}, {type: 'design', kernel: 'shared-pt'});
	store.send({type: 'goto', target: 'next fork'});
	store.send({type: 'goto', target: '7'});
	const text = renderScreen(store.model(), store.session).map(plainText).join('\n');
	expect(text).toContain('Event 7: directory entries write-protected none | 1, write-protected 6 | none');
});
