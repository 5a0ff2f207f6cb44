/** Lists over the panes: what is typed finds entries, each is described, and what the palette lists can be done. */
import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {chosenEntry, menuOf, openMenu} from '../../source/ui/state/menus/index.ts';
import {workloads} from '../../source/workloads/index.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};

function opened(keys: string): Store {
	return screenOf('cow', 'mark:forked: all shared', size, keys);
}

function chosen(store: Store): string {
	const entry = chosenEntry(store.model(), store.session);
	return [entry?.key, entry?.label].join(' ');
}

test.each([
	[
		'what begins with it comes first',
		'K "shared-pt-d"',
		'shared-pt-dir shares every table, write-protects its directory entry',
	],
	[
		'a name before what only tells of it',
		'K "uvm"',
		'uvm a reference an amap; write-protects once what was written',
	],
	[
		'words in any order',
		'K "present absent shares"',
		'shared-pt-absent shares every table, makes its directory entry absent',
	],
	['letters that are keys elsewhere', 'ctrl-p "quit"', 'q  F10  Ctrl-C quit'],
	['a stroke begins it too', '? "/quit"', 'q  F10  Ctrl-C quit'],
	['taken back letter by letter', 'K "uvm-blockx" backspace', 'uvm-block as uvm, for vfork too'],
	['a moment', 'ctrl-p "next fork" enter ctrl-p "start"', ' start'],
	[
		'a word',
		'H "zombie"',
		'zombie a process that has ended and whose parent has not asked for its exit status yet',
	],
])('finding: %s', (_what, keys, expected) => expect(chosen(opened(keys))).toBe(expected));

test('Escape takes back what was typed, then the list; nothing found is said', () => {
	const store = opened('K "zzz"');
	expect(textOf(store)).toContain('Run it on with “zzz”');
	expect(textOf(store)).toContain('Nothing here has that');
	pressKeys(store, 'enter');
	expect(store.model().overlay).toBeUndefined();
	pressKeys(store, 'K "zzz" esc');
	expect(openMenu(store.model(), store.session)?.entries.length).toBe(designs.length);
	pressKeys(store, 'esc');
	expect(store.model().overlay).toBeUndefined();
});

test.each([
	['K', 'K'],
	['?', 'h'],
	['H', 'q'],
	['O', 'ctrl-c'],
	['|', '|'],
])('%s opens a list that %s closes', (open, close) => {
	const store = opened(open);
	expect(store.model().overlay).toBeDefined();
	pressKeys(store, close);
	expect(store.model().overlay).toBeUndefined();
});

test.each([
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 60},
])(
	'each kernel says whole what it does at fork, with where it is in the list, at $columns by $rows',
	(size) => {
		const store = screenOf('cow', 'start', size, 'K home');
		for (const [i, {atFork, title}] of designs.entries()) {
			const text = textOf(store);
			expect(text).toContain(` ${atFork} `);
			expect(text).toContain(` ${title}, `);
			expect(text).toContain(` ${i + 1}/${designs.length} `);
			pressKeys(store, 'down');
		}
	},
);

test('the palette lists every key, mark, pane, kernel and workload, and each entry can be chosen', () => {
	const store = opened('ctrl-p');
	const entries = menuOf('palette', store.model(), store.session)?.entries ?? [];
	expect(new Set(entries.map(({group}) => group))).toEqual(
		new Set([
			'Time',
			'Moving',
			'Tree',
			'Memory',
			'Finding',
			'Screen',
			'Go to',
			'Pane',
			'Layout',
			'Kernel',
			'Beside',
			'Workload',
		]),
	);
	expect(entries.filter(({group}) => group === 'Kernel').length).toBe(designs.length);
	expect(entries.filter(({group}) => group === 'Workload').length).toBe(workloads.length);
	for (const [row, {label, group, reason}] of entries.entries()) {
		if (group !== 'Workload') {
			const fresh = screenOf('cow', 'start', size, 'enter', {overlay: {kind: 'palette', row, query: ''}});
			expect(reason === undefined || fresh.model().notice === reason, label).toBe(true);
			expect(fresh.model().overlay?.kind === 'palette', label).toBe(label.startsWith('all keys, moments'));
		}
	}
});

test('another workload takes the place of this one, at its start and on the same kernel', () => {
	const store = opened('b K "odf" enter O "prefork" enter');
	const {session} = store;
	expect([session.title, session.kernel, session.position]).toEqual(['prefork', 'odf', 0]);
	expect(store.model().bookmarks).toEqual([]);
	pressKeys(store, 'r');
	expect(store.model().notice).toBe('The built-in prefork is the same every time.');
	pressKeys(store, 'O');
	expect(chosen(store)).toContain('prefork');
});

test('a kernel that cannot run the workload refuses it, and nothing has changed', () => {
	const store = opened('K "v7" enter O "threads" enter');
	expect(store.model().notice).toContain('had no threads');
	expect(store.session.title).toBe('cow');
	pressKeys(store, 'r');
	expect(store.model().notice).toBe('Reading the workload again …');
});
