/** Search and filter in the screen: what half a query does, what a hit is, what stays selected, what Escape takes back. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseQuery} from '../../source/analysis/query/query.ts';
import {selectedTask} from '../../source/ui/panes/selected.ts';
import {frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {searchIn} from '../../source/ui/state/finding.ts';
import {screenOf} from '../frames/screens.ts';
import {holds} from '../helpers/property.ts';
import {numberedRows} from './fake-facts.ts';

const size = {columns: 100, rows: 40};

function busy(keys: string, columns = size.columns): Store {
	return screenOf('build', 'mark:all jobs busy', {...size, columns}, keys);
}

function rowTexts({session, model}: Store): string[] {
	const rows = session.rows('tree', model());
	return Array.from({length: rows.count}, (_, row) => rows.textAt(row));
}

function selectedPid({session, model}: Store): number {
	return session.machine.kernel.task.pid[selectedTask(session, model())];
}

function lastLine(store: Store): string {
	return plainText(frameOf(store).at(-1) ?? '').trimEnd();
}

test.each([
	['"cc1" enter', 16],
	['"rss > 4M" enter', 10],
	['"rss > 4M or make" enter', 10],
	['"pid 11|14"', 10],
	['"nobody"', 0],
	['"   "', 17],
	['"cc1" esc', 17],
	['"cc1" enter esc', 17],
	// Of what is not understood as a whole the beginning is in force.
	['"make and "', 4],
	['"make|"', 4],
	['"make" enter \\ " rss > "', 4],
	['"make" enter \\ " rss > " esc', 4],
	['"rss"', 17],
	['"("', 17],
	['"(" enter', 17],
])('a filter of %s leaves %i rows', (keys, expected) => {
	expect(rowTexts(busy(`\\ ${keys}`))).toHaveLength(expected);
});

test('while half a query is typed the line says what is missing, and Enter does not take it', () => {
	const store = busy('\\ "cc1 and rss >"');
	expect(lastLine(store)).toBe('Filter: cc1 and rss >   cc1 and rss > : a size such as 5M was expected');
	const narrow = frameOf(busy('\\ "cc1 and rss >"', 60)).map(plainText);
	expect(narrow.at(-1)?.trimEnd()).toBe('Filter: cc1 and rss >');
	expect(narrow.at(-2)?.trimEnd()).toBe('cc1 and rss > : a size such as 5M was expected');
	pressKeys(store, 'enter');
	expect(store.model().prompt?.text).toBe('cc1 and rss >');
	expect(store.model().notice).toContain('not understood yet');
	pressKeys(store, '"4M" enter');
	expect(store.model().prompt).toBeUndefined();
	expect(store.model().filter).toBe('cc1 and rss >4M');
});

test('the title counts the hits, and FILTER stays in it at every width', () => {
	for (const columns of [40, 60, 80, 200]) {
		const screen = frameOf(busy('\\ "rss > 4M" enter o down enter', columns)).map(plainText).join('\n');
		expect(screen).toContain(columns < 60 ? 'FILTER' : 'FILTER 2 ');
	}
});

test.each([
	['"cc1" enter', 11],
	['"cc1" enter n', 14],
	['"cc1" enter n n n n', 11],
	['"cc1" enter N', 17],
	['"rss > 4M"', 14],
	['"/lexer/ name = cc"', 13],
	['"below 7 and cc1"', 14],
	// As a search gets longer it starts again from where it began.
	['"cc" "1"', 11],
	['"cc1" backspace', 8],
	['"nobody"', 5],
	['"cc1" esc', 5],
	['"name ="', 5],
	['"make" enter', 5],
])('searching for %s selects %i', (keys, expected) => {
	expect(selectedPid(busy(`/ ${keys}`))).toBe(expected);
});

test('what a search has selected stays selected when the rows and the time change', () => {
	const store = busy('/ "pid 14" enter');
	expect(store.model().notice).toBe('The only hit: the selection stays with this process.');
	for (const keys of [
		'o down down enter',
		'I',
		't',
		't',
		't',
		'.',
		'. .',
		', , ,',
		'\\ "cc1" enter',
		'esc',
	]) {
		pressKeys(store, keys);
		expect([keys, selectedPid(store)]).toEqual([keys, 14]);
	}
});

test('a search ends following, and taking it back goes on with it', () => {
	const store = busy('F / "pid 14"');
	expect(store.model().isFollowing).toBe(false);
	pressKeys(store, 'esc');
	expect(store.model().isFollowing).toBe(true);
	pressKeys(store, '/ "pid 14" enter');
	expect([store.model().isFollowing, selectedPid(store)]).toEqual([false, 14]);
});

test('going around the end is said, and so is that there is nothing', () => {
	expect(busy('/ "make" enter n').model().notice).toContain('around the end');
	expect(busy('/ "zombie" enter').model().notice).toBe('Nothing here matches zombie.');
});

test('folded branches and groups are found by what is in them', () => {
	for (const shape of ['< < < <', 'c', 't']) {
		const store = busy(`${shape} / "cc1" enter`);
		expect(rowTexts(store)).not.toContain('11 cc1');
		expect([shape, store.model().notice]).toEqual([
			shape,
			'The only hit: the selection stays with this process.',
		]);
	}
});

test('hits are underlined', () => {
	const underlined = frameOf(busy('/ "cc1" enter up')).filter((line) => line.includes('\u001B[4;1;33mcc1'));
	expect(underlined).toHaveLength(4);
	expect(frameOf(busy('\\ "cc1" enter')).filter((line) => line.includes('\u001B[4;1;33mcc1'))).toHaveLength(
		4,
	);
});

test('in the other panes a search is text or a regular expression, and the two do not get into each other’s way', () => {
	const store = busy('2 / "/^[0-9a-f]+ \\[?heap/" enter');
	const {session, model} = store;
	const rows = session.rows('maps', model());
	expect(rows.textAt(model().cursors.maps.row)).toContain('heap');
	expect(busy('2 / "rss > " enter').model().prompt).toBeUndefined();
	pressKeys(store, '2 / ctrl-u "lib(" enter 1 n');
	expect(store.model().notice).toBe('lib( : a word or a comparison such as rss > 5M was expected');
	expect(lastLine(busy('2 / "/[/"'))).toContain('a regular expression such as');
});

test.each([
	['ROW 3', [2]],
	['/row [12]$/', [0, 1]],
	['/ROW/', []],
	['/ROW/i', [0, 1, 2, 3]],
	['/row', []],
])('in rows of text %s finds %j', (search, expected) => {
	const {matches} = searchIn(numberedRows(4), search);
	expect([0, 1, 2, 3].filter(matches)).toEqual(expected);
});

test('whatever is typed letter by letter, the filter in force is one that is understood', () => {
	const piece = fc.constantFrom(
		'rss',
		' > ',
		'4M',
		' and ',
		'(',
		')',
		'!',
		'|',
		'"',
		'/',
		'cc1',
		'pid',
		' 11',
		'=',
		'[',
	);
	const store = busy('');
	holds(
		fc.property(fc.array(piece, {maxLength: 8}), fc.constantFrom('filter', 'search'), (pieces, kind) => {
			store.send({type: 'prompt', kind});
			for (const text of ['ctrl-u', ...pieces]) {
				store.send(
					text === 'ctrl-u'
						? {type: 'promptKey', input: {type: 'key', key: text, text: ''}}
						: {type: 'paste', text},
				);
				const {prompt, filter} = store.model();
				expect(filter === '' || typeof parseQuery(filter)).toBe(filter === '' || 'object');
				if (kind === 'filter' && prompt?.mistake === undefined) {
					expect(filter.trim()).toBe(prompt?.text.trim());
				}

				frameOf(store);
			}

			pressKeys(store, 'enter esc');
		}),
		40,
	);
});
