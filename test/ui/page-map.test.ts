/** The page map on the screen: its keys, the mouse, and the links with the other panes, both ways. */

import {describe, expect, test} from 'vitest';
import {readLines} from '../../source/analysis/page-map/lines.ts';
import {parseProcessKey} from '../../source/inquiry/keys.ts';
import {type PageMapRows, readPageMap} from '../../source/ui/panes/page-map/rows.ts';
import {mapState} from '../../source/ui/panes/page-map/state.ts';
import {frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import type {Store} from '../../source/ui/screen/store.ts';
import {selectedKey} from '../../source/ui/state/cursor.ts';
import {screenOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};

function open(keys: string, at = '60%', workload = 'snapshot'): Store {
	return screenOf(workload, at, size, keys);
}

function key(store: Store, pane: string): string {
	return selectedKey(store.model(), pane, store.session.rows(pane, store.model()));
}

function mapRows(store: Store): PageMapRows {
	return readPageMap(store.session, store.model());
}

/** The lines of the pane with that name in its title, from its side of the screen. */
function linesWith(store: Store, text: string): string[] {
	return frameOf(store)
		.map(plainText)
		.filter((line) => line.includes(text));
}

function bottomOf(store: Store): string {
	return linesWith(store, '┗').at(-1)?.slice(60) ?? '';
}

const heap = 'end up 2 / "7f076f155000" enter';

describe('keys', () => {
	test('left and right go from page to page, and on to the next line; up and down keep the column', () => {
		const store = open(`${heap} 8`);
		const start = Number(key(store, 'map'));
		expect(start).toBe(0x7f076f155000);
		const page = (by: string) => {
			pressKeys(store, by);
			return (Number(key(store, 'map')) - start) / 4096;
		};
		expect([page('right'), page('right'), page('left')]).toEqual([1, 2, 1]);
		expect([page('down'), page('up')]).toEqual([33, 1]);
		expect(page('left left')).toBeLessThan(0);
		expect([page('right'), page('right')]).toEqual([0, 1]);
	});

	test('the map begins where the last event changed a page', () => {
		const store = open('end up 8');
		expect(key(store, 'map')).toBe(String(0x7f0771ce7000));
		expect(bottomOf(store)).toContain('7f0771ce7000 page 11154 of anonymous:');
	});

	test('zooming keeps the page, and says how many a cell stands for', () => {
		const store = open('end up 8');
		const before = key(store, 'map');
		const counts = [mapRows(store).count];
		for (let i = 0; i < 10; i += 1) {
			pressKeys(store, '-');
			counts.push(mapRows(store).count);
			expect(mapRows(store).cellOf(before)).toBeDefined();
		}

		expect(counts).toEqual(counts.toSorted((left, right) => right - left));
		expect(store.model().notice).toContain('32768 pages');
		pressKeys(store, '+ + + + + + + +');
		expect(key(store, 'map')).toBe(before);
		expect(mapRows(store).count).toBe(counts[0]);
	});

	test('m draws the process, the mapping, the table, physical memory, and the same page stays selected', () => {
		const store = open('end up 3 home 8');
		const start = key(store, 'map');
		pressKeys(store, 'right left');
		const spaces = ['mapping', 'table', 'physical', 'process'].map((space) => {
			pressKeys(store, 'm');
			expect(mapState.of(store.model()).space).toBe(space);
			return mapRows(store).lines.map.of;
		});
		expect(spaces).toEqual(['pages', 'entries', 'frames', 'pages']);
		expect(key(store, 'map')).toBe(start);
	});

	test('in physical memory the frame of the selected page is selected', () => {
		const store = open(`${heap} 8 m m m`);
		const {cursors} = store.model();
		const rows = mapRows(store);
		expect(rows.lines.map.of).toBe('frames');
		expect(rows.rowOf(cursors.map.key ?? '')).toBe(cursors.map.row);
		expect(bottomOf(store)).toMatch(/#\d+: shared by 2 \(5 6\), 2 references/);
	});

	test('the mouse selects the cell under it, and once more goes to its page', () => {
		const store = open(`${heap} 8`);
		const row = frameOf(store).findIndex((line) => plainText(line).includes('7f076f175000'));
		const line = plainText(frameOf(store)[row]);
		const column = line.indexOf('7f076f175000') + '7f076f175000 '.length + 5;
		store.send({type: 'press', column, row});
		expect(Number(key(store, 'map'))).toBe(0x7f076f175000 + 5 * 4096);
		store.send({type: 'press', column, row});
		expect(store.model().recent[0]).toBe('frames');
		expect(Number(key(store, 'frames'))).toBe(0x7f076f175000 + 5 * 4096);
	});
});

describe('links', () => {
	test('Enter goes to the page among the frames; where nothing is it says so', () => {
		const store = open(`${heap} 8 down right enter`);
		expect(store.model().recent[0]).toBe('frames');
		expect(Number(key(store, 'frames'))).toBe(0x7f076f155000 + 33 * 4096);
		pressKeys(store, '8 home enter');
		expect(store.model().notice).toBe('There is nothing in memory here.');
		expect(store.model().recent[0]).toBe('map');
	});

	test('Enter in physical memory goes to a process that has the frame', () => {
		const store = open(`${heap} 8 m m m end`);
		const selected = key(store, 'map');
		pressKeys(store, 'enter');
		expect(store.model().recent[0]).toBe('frames');
		const {frame} = (
			store.session.rows('frames', store.model()) as unknown as {pages: {address: number; frame: number}[]}
		).pages[store.model().cursors.frames.row];
		expect(`#${frame}`).toBe(selected);
	});

	test('Enter on an entry goes to the table below', () => {
		const store = open('end up 3 home 8 m m');
		const {cells, lines} = readEntries(store);
		const used = cells.findIndex((cell) => cell !== 0);
		pressKeys(
			store,
			[
				...Array(Math.floor(used / lines.width)).fill('down'),
				...Array(used % lines.width).fill('right'),
				'enter',
			].join(' '),
		);
		expect(store.model().recent[0]).toBe('tables');
		expect(key(store, 'tables')).toBe(`3:${used * 512 ** 3 * 4096}`);
	});

	test.each([
		['a mapping', `${heap}`, 0x7f076f155000],
		['a frame', 'end up 4 down down', undefined],
		['a table', 'end up 3 end', undefined],
	])('the map goes along with %s that is selected', (_, keys, address) => {
		const store = open(`end up 8 ${keys}`);
		const pane = store.model().recent[0];
		const selected = key(store, pane).split(':').at(-1);
		expect(address === undefined ? selected : Number(selected)).toBe(address ?? selected);
		pressKeys(store, '8');
		expect(store.model().cursors.map.key).toBe(selected);
	});

	test('the selected page marks its mapping, its table and its frame', () => {
		const store = screenOf('snapshot', '60%', {columns: 200, rows: 60}, 'end up 8');
		const marks = linesWith(store, '>').filter((line) => !line.includes('> now'));
		expect(marks.some((line) => /33>anonymous/.test(line))).toBe(true);
		expect(marks.some((line) => />\s+├PTE #/.test(line))).toBe(true);
		pressKeys(store, '4');
		const frames = store.session.rows('frames', store.model());
		pressKeys(store, '8');
		expect(frames.rowOf(key(store, 'map'))).toBeGreaterThan(-1);
	});

	test('holders of the selected frame are marked in the tree while the pane has the keys', () => {
		const marked = (keys: string) =>
			linesWith(open(keys), 'R>').map((line) => Number(line.slice(1).trim().split(/\s+/)[0]));
		expect(marked(`${heap} 8`)).toEqual([5, 6]);
		expect(marked(`${heap} 8 1`)).toEqual([]);
		expect(marked('end up 8')).toEqual([5]);
		expect(marked('end up 4')).toEqual([5]);
		expect(marked('end up 4 down')).toEqual([5, 6]);
	});

	test('while it plays nobody is looked for', () => {
		const store = open(`${heap} 8 space`);
		expect(linesWith(store, 'R>')).toEqual([]);
	});

	test.each(['4 n', '8'])('u in pane %s walks the holders of the frame, and comes round', (pane) => {
		const store = open(`${heap} ${pane}`);
		const process = () => String(parseProcessKey(store.model().cursors.tree.key ?? '').pid);
		const at = store.model().recent[0];
		const address = key(store, at);
		const walk = ['u', 'u', 'u'].map((press) => {
			pressKeys(store, press);
			expect(key(store, at)).toBe(address);
			return process();
		});
		expect(walk.slice(0, 2).toSorted()).toEqual(['5', '6']);
		expect(walk[2]).toBe(walk[0]);
	});

	test('u says so where there is nobody else, and in the tree goes to the parent', () => {
		const store = open('end up 8 u');
		expect(store.model().notice).toBe('Nobody else holds what is selected here.');
		pressKeys(store, '1 u');
		expect(parseProcessKey(store.model().cursors.tree.key ?? '').pid).toBe(4);
	});

	test('u in the page tables walks those who share the table', () => {
		const store = open('end 3 end');
		const before = key(store, 'tables');
		pressKeys(store, 'u');
		expect(key(store, 'tables')).toBe(before);
		expect(store.model().notice).toBe('Nobody else holds what is selected here.');
	});

	test('a holder that the filter hides is told', () => {
		const store = open(`${heap} 1 \\ "init" enter 8`);
		store.send({type: 'nextHolder'});
		expect(store.model().notice).not.toBe('');
	});
});

function readEntries(store: Store) {
	const {lines} = mapRows(store);
	return {lines, cells: [...readLines(store.session.memory, lines, 0, lines.count, false)]};
}

test('steps back and forward leave the selected page where it is', () => {
	const store = open('end up 8 right right');
	const before = key(store, 'map');
	pressKeys(store, ', , , . .');
	expect(key(store, 'map')).toBe(before);
});

test('a process without memory has an empty map', () => {
	for (const space of ['', 'm', 'm m', 'm m m']) {
		const store = screenOf('build', 'start', size, `8 ${space} left right up end enter u + -`);
		expect(frameOf(store)).toHaveLength(40);
	}
});
