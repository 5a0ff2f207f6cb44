/** The page map: every page once, every cell as the other panes tell it, far cells as the most telling of what they hold. */

import {describe, expect, test} from 'vitest';
import {type MemoryView, viewMemory} from '../../../source/analysis/memory/memory.ts';
import {cellKinds, glyphOf} from '../../../source/analysis/page-map/cells.ts';
import {factsText, whereText} from '../../../source/analysis/page-map/facts.ts';
import {
	cellAt,
	layLines,
	lineAt,
	linesInUse,
	lineWidth,
	type MapLines,
	readLines,
	zoomSteps,
} from '../../../source/analysis/page-map/lines.ts';
import {
	addressOf,
	mapOfFrames,
	mapOfProcess,
	mapOfTable,
	mayHaveGuards,
	type PageMap,
} from '../../../source/analysis/page-map/page-map.ts';
import {type FrameRow, frameRows, listFrames} from '../../../source/analysis/rows/frames.ts';
import {holdersOf} from '../../../source/analysis/rows/holders.ts';
import {mapRows, pageRows} from '../../../source/analysis/rows/maps.ts';
import {pageTableRows} from '../../../source/analysis/rows/page-tables.ts';
import {livingProcesses} from '../../../source/analysis/rows/processes.ts';
import {designs, findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {checkStory} from '../../helpers/story.ts';

function machineAt(workload: string, ops: number, kernel = 'linux-6'): Machine {
	const program = findWorkload(workload)?.build();
	if (program === undefined) {
		throw new Error(`no workload ${workload}`);
	}

	const machine = createMachine(program, {design: findDesign(kernel)});
	for (let i = 0; i < ops && stepMachine(machine); i += 1) {}
	return machine;
}

/** The places of all lines with their cells, in the order of the screen. */
function* cellsOf(view: MemoryView, lines: MapLines, rows: readonly number[], withChanges = false) {
	for (const row of rows) {
		const {first, cells: count} = lineAt(lines, row);
		const cells = readLines(view, lines, row, 1, withChanges);
		for (let i = 0; i < count; i += 1) {
			yield {place: first + i * lines.perCell, row, column: i, glyph: glyphOf(cells[i], '.')};
		}
	}
}

/** The sign that the rows of the pane of frames call for. */
function expectedGlyph({kind, paths}: FrameRow): string {
	switch (kind) {
		case 'private memory':
			return paths > 9 ? '+' : paths > 1 ? String(paths) : 'o';
		case 'shared memory':
			return 's';
		case 'page table':
			return 'T';
		default:
			return kind.slice(0, 1);
	}
}

function signs(
	view: MemoryView,
	map: PageMap,
	options: {width?: number; zoom?: number; changes?: boolean} = {},
) {
	const lines = layLines(map, options.width ?? 64, options.zoom ?? 1);
	const rows = Array.from({length: lines.count}, (_, row) => row);
	const texts = rows.map(() => '');
	for (const {row, glyph} of cellsOf(view, lines, rows, options.changes)) {
		texts[row] += glyph;
	}

	return texts;
}

const moments = [
	['cow', 8, 'linux-6'],
	['cow', 14, 'linux-6'],
	['snapshot', 500, 'linux-6'],
	['snapshot', 836, 'linux-6'],
	['snapshot', 836, 'shared-pt'],
	['snapshot', 836, 'odf'],
	['snapshot', 600, 'uvm'],
	['prefork', 400, 'mccracken'],
	['zombies-and-orphans', 60, 'linux-2.4'],
] as const;

test.each(moments)(
	'%s after %d ops on %s: every page that is there once, as the frame rows tell it',
	(workload, ops, kernel) => {
		const machine = machineAt(workload, ops, kernel);
		const view = viewMemory(machine);
		for (const task of livingProcesses(machine.kernel)) {
			const map = mapOfProcess(view, task);
			const lines = layLines(map, 64, 1);
			const pages = pageRows(view, task);
			const frames = new Map(
				frameRows(view, [...new Set(pages.map(({frame}) => frame))]).map((row) => [row.frame, row]),
			);
			const drawn = [...cellsOf(view, lines, linesInUse(view, lines))].filter(({glyph}) => glyph !== '.');
			expect(drawn.map(({place, glyph}) => [addressOf(map, place), glyph])).toEqual(
				pages.map(({address, frame}) => [address, expectedGlyph(frames.get(frame) as FrameRow)]),
			);
			for (const {place, row, column} of drawn.slice(0, 200)) {
				expect(cellAt(lines, place)).toEqual({row, column});
			}
		}
	},
);

test.each(moments)('%s after %d ops on %s: every frame once', (workload, ops, kernel) => {
	const view = viewMemory(machineAt(workload, ops, kernel));
	const used = listFrames(view, 'number');
	const expected = new Map(frameRows(view, used).map((row) => [row.frame, expectedGlyph(row)]));
	const text = signs(view, mapOfFrames(view)).join('');
	expect(text).toBe(Array.from(text, (_, i) => expected.get(i + 1) ?? '.').join(''));
	expect(text).toHaveLength(view.kernel.frame.count - 1);
});

test('the lines are those of the mappings, which are not looked into', () => {
	const machine = checkStory('1 map 0 100 rw\n1 map 200 4 r lib\n1 map 1000 1000000000 rw\n1 write 1000 1');
	const view = viewMemory(machine);
	const task = findTask(machine.kernel, 1);
	const map = mapOfProcess(view, task);
	expect(map.stretches.map(({count}) => count * 4)).toEqual(mapRows(view, task).map(({sizeKb}) => sizeKb));
	const lines = layLines(map, 64, 1);
	expect(lines.count).toBe(2 + 1 + 1e9 / 64);
	expect(linesInUse(view, lines)).toEqual([3]);
	expect(lineAt(lines, 1)).toEqual({
		stretch: 0,
		first: map.stretches[0].first + 64,
		end: map.stretches[0].first + 100,
		cells: 36,
	});
});

describe('what a page is', () => {
	test.each([
		['touched by nobody', '1 map 0 4 rw', '....'],
		['written, read, left', '1 map 0 4 rw\n1 write 0 2\n1 read 2 1', 'ooz.'],
		['of a file', '1 map 0 4 r lib\n1 read 0 4', 'ffff'],
		['shared after fork', '1 map 0 4 rw\n1 write 0 3\n1 fork 2', '222.'],
		['written apart', '1 map 0 4 rw\n1 write 0 3\n1 fork 2\n2 write 1 1', '2o2.'],
		['shared by three', '1 map 0 4 rw\n1 write 0 3\n1 fork 2\n1 fork 3\n2 write 1 1', '323.'],
		['shared memory', '1 map 0 4 rws\n1 write 0 2\n1 fork 2', 'ss..'],
	])('%s', (_, story, expected) => {
		const machine = checkStory(story);
		const view = viewMemory(machine);
		expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 1)))).toEqual([expected]);
	});

	test('twelve sharers are more than can be counted on the screen', () => {
		const forks = Array.from({length: 11}, (_, i) => `1 fork ${i + 2}`).join('\n');
		const machine = checkStory(`1 map 0 2 rw\n1 write 0 1\n${forks}`);
		const view = viewMemory(machine);
		expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 1)))).toEqual(['+.']);
	});

	test.each(['shared-pt', 'odf', 'mccracken', 'shared-pt-dir'])(
		'%s: in a shared table true paths count',
		(kernel) => {
			const machine = checkStory('1 map 0 512 rw\n1 write 0 512\n1 fork 2\n1 fork 3', {
				design: findDesign(kernel),
			});
			const view = viewMemory(machine);
			const [text] = signs(view, mapOfProcess(view, findTask(machine.kernel, 1)), {width: 64});
			expect(text).toBe('3'.repeat(64));
		},
	);
});

test.each([
	['1 write 0 1', '*22.'],
	['1 read 3 1', '222*'],
	['2 write 0 1', 'o22.'],
	['1 munmap 3 1', '222'],
])('after the op "%s" the map of process 1 is %s', (op, expected) => {
	const machine = checkStory(
		`1 map 0 4 rw\n1 write 0 3\n1 fork 2\n${op === '1 write 0 1' ? '2 write 0 1\n' : ''}${op}`,
	);
	const view = viewMemory(machine);
	expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 1)), {changes: true})).toEqual([expected]);
});

test('a copy is marked in who made it, and its frame among the frames', () => {
	const machine = checkStory('1 map 0 4 rw\n1 write 0 3\n1 fork 2\n2 write 1 1');
	const view = viewMemory(machine);
	expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 2)), {changes: true})).toEqual(['2C2.']);
	expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 1)), {changes: true})).toEqual(['2o2.']);
	expect(signs(view, mapOfFrames(view), {changes: true}).join('')).toMatch(/^[^C]*C$/);
});

describe('zoom', () => {
	/** From the least to the most telling: a cell of two shows the later. */
	const story = (pages: string) =>
		`1 map 0 2 rw\n1 map 8 2 r lib\n1 map 16 2 rws\n1 write 0 1\n1 fork 2\n${pages}`;

	test.each([
		['two private pages', '1 map 0 4 rw\n1 write 0 2', ['o', '.']],
		['private before absent', '1 map 0 2 rw\n1 write 0 1', ['o']],
		['private before the zero page', '1 map 0 2 rw\n1 write 0 1\n1 read 1 1', ['o']],
		['shared before private', '1 map 0 2 rw\n1 write 0 2\n1 fork 2\n2 write 1 1', ['2']],
		['more sharers before fewer', '1 map 0 2 rw\n1 write 0 2\n1 fork 2\n1 fork 3\n3 write 1 1', ['3']],
		['a file before nothing', '1 map 0 2 r lib\n1 read 0 1', ['f']],
	])('%s', (_, pages, expected) => {
		const machine = checkStory(pages);
		const view = viewMemory(machine);
		expect(signs(view, mapOfProcess(view, findTask(machine.kernel, 1)), {zoom: 2})).toEqual([
			expected.join(''),
		]);
	});

	test('copied before changed before all else', () => {
		const machine = checkStory(`${story('2 write 0 2')}`);
		const view = viewMemory(machine);
		const map = mapOfProcess(view, findTask(machine.kernel, 2));
		expect(signs(view, map, {changes: true})[0]).toBe('C*');
		expect(signs(view, map, {changes: true, zoom: 4})[0]).toBe('C');
	});

	test.each(zoomSteps)('%d pages to a cell: the most telling of them, and no page is lost', (zoom) => {
		const view = viewMemory(machineAt('snapshot', 836));
		const rank = (glyph: string) => '.zfdToHs23456789+*C'.indexOf(glyph);
		for (const map of [mapOfProcess(view, findTask(view.kernel, 5)), mapOfFrames(view)]) {
			const near = [...cellsOf(view, layLines(map, 64, 1), range(layLines(map, 64, 1).count), true)];
			const lines = layLines(map, 16, zoom);
			const far = new Map(
				[...cellsOf(view, lines, range(lines.count), true)].map((cell) => [
					`${cell.row} ${cell.column}`,
					cell.glyph,
				]),
			);
			const expected = new Map<string, string>();
			for (const {place, glyph} of near) {
				const {row = -1, column = -1} = cellAt(lines, place) ?? {};
				const old = expected.get(`${row} ${column}`) ?? '.';
				expected.set(`${row} ${column}`, rank(glyph) > rank(old) ? glyph : old);
			}

			expect(far).toEqual(expected);
		}
	});
});

function range(count: number): number[] {
	return Array.from({length: count}, (_, i) => i);
}

test('a page in swap has a sign of its own, and its facts name the slot', () => {
	const {kernel, ...rest} = checkStory(
		`
		1 map 0 4 rw
		1 write 0 2
		1 fork 2
		0 evict
		1 read 1 1`,
		{swapBytes: 16 * 4096},
	);
	const view = viewMemory({kernel, ...rest});
	const map = mapOfProcess(view, findTask(kernel, 1));
	const [cells] = [readLines(view, layLines(map, 4, 1), 0, 1, false)];
	expect([...cells.subarray(0, 4)].map((cell) => glyphOf(cell, '.')).join('')).toBe('wo..');
	const place = map.stretches[0].first;
	expect(factsText(view, map, {place, count: 1})).toBe('in swap slot 1, which 2 entries name');
	expect(factsText(view, map, {place, count: 4})).toBe('1 private, 1 in swap, 2 absent');
});

test('a guard has a sign of its own, and its facts say what it does', () => {
	const machine = checkStory('1 map 0 4 rw\n1 write 0 2\n1 advise 1 2 guard_install');
	const view = viewMemory(machine);
	const map = mapOfProcess(view, findTask(machine.kernel, 1));
	const cells = readLines(view, layLines(map, 4, 1), 0, 1, false);
	expect([...cells.subarray(0, 4)].map((cell) => glyphOf(cell, '.')).join('')).toBe('ogg.');
	const place = map.stretches[0].first + 1;
	expect(factsText(view, map, {place, count: 1})).toBe('a guard: every access is refused');
	expect(factsText(view, map, {place: place - 1, count: 4})).toBe('1 private, 2 guarded, 1 absent');
	expect(mayHaveGuards(view)).toBe(true);
	expect(mayHaveGuards(viewMemory(checkStory('1 map 0 4 rw\n1 write 0 2')))).toBe(false);
});

test('the list of kinds is in the order of what tells more, with a sign each', () => {
	expect(cellKinds.map(({word}) => word)).toEqual([
		'absent',
		'guarded',
		'in swap',
		'zero',
		'file',
		'device',
		'table',
		'private',
		'huge',
		'shmem',
		'shared by',
		'changed',
		'copied',
	]);
	expect(new Set(cellKinds.map(({glyph}) => glyph)).size).toBe(cellKinds.length);
});

describe('one table', () => {
	test('a leaf draws its pages, an upper table the tables below', () => {
		const machine = checkStory('1 map 0 600 rw\n1 write 0 600\n1 fork 2\n2 write 0 1', {
			design: findDesign('shared-pt'),
		});
		const view = viewMemory(machine);
		const task = findTask(machine.kernel, 1);
		const tables = pageTableRows(view, task);
		const leaves = tables.filter(({level}) => level === 1);
		const leaf = signs(view, mapOfTable(view, task, leaves[0]), {width: 64});
		expect(leaf).toHaveLength(512 / 64);
		expect(leaf.join('')).toBe(signs(view, mapOfProcess(view, task)).join('').slice(0, 512));
		const [directory] = tables.filter(({level}) => level === 2);
		const entries = signs(view, mapOfTable(view, task, directory)).join('');
		expect(entries).toBe(`T2${'.'.repeat(510)}`);
	});

	test('on i386 a table has 1024 entries', () => {
		const machine = checkStory('1 map 0 4 rw\n1 write 0 4', {geometry: 'i386'});
		const view = viewMemory(machine);
		const [top] = pageTableRows(view, findTask(machine.kernel, 1));
		const text = signs(view, mapOfTable(view, findTask(machine.kernel, 1), top), {width: 128}).join('');
		expect(text).toHaveLength(1024);
		expect(text.replaceAll('.', '')).toBe('T');
	});
});

describe('in words', () => {
	test.each([
		[0, /^100000000000 page 0 of anonymous: #\d+, shared by 2 \(1 2\), write-protected, dirty$/],
		[1, /page 1 of anonymous: #\d+, private, writable, dirty$/],
		[3, /page 3 of anonymous: not in memory$/],
	])('page %d', (page, expected) => {
		const machine = checkStory('1 map 0 4 rw\n1 write 0 3\n1 fork 2\n2 write 1 1\n1 write 1 1\n1 read 0 1');
		const view = viewMemory(machine);
		const map = mapOfProcess(view, findTask(machine.kernel, 1));
		const cell = {place: map.stretches[0].first + page, count: 1};
		const frame =
			pageRows(view, findTask(machine.kernel, 1)).find(({address}) => address === addressOf(map, cell.place))
				?.frame ?? 0;
		const pids = holdersOf(view, frame).map(({pid}) => pid);
		expect(`${whereText(map, cell)}: ${factsText(view, map, cell, pids)}`).toMatch(expected);
	});

	test('several pages are counted, the most telling first', () => {
		const machine = checkStory('1 map 0 16 rw\n1 write 0 6\n1 fork 2\n2 write 0 2');
		const view = viewMemory(machine);
		const map = mapOfProcess(view, findTask(machine.kernel, 2));
		const cell = {place: map.stretches[0].first, count: 16};
		expect(whereText(map, cell)).toBe('100000000000 pages 0-15 of anonymous');
		expect(factsText(view, map, cell)).toBe('2 copied, 4 shared, 10 absent');
	});
});

test.each(designs.map(({id}) => id))('%s: who holds a frame is as many as reach it', (kernel) => {
	const machine = checkStory(
		'1 map 0 8 rw\n1 write 0 8\n1 fork 2\n2 fork 3\n3 write 0 2\n1 read 0 8\n2 read 0 8\n3 read 0 8',
		{
			design: findDesign(kernel),
		},
	);
	const view = viewMemory(machine);
	for (const task of livingProcesses(machine.kernel)) {
		const pages = pageRows(view, task);
		for (const row of frameRows(
			view,
			pages.map(({frame}) => frame),
		)) {
			const holders = holdersOf(view, row.frame);
			const reaching = row.owners.map(({pid, address}) => ({pid, address}));
			expect(holders.map(({pid, address}) => ({pid, address}))).toEqual(reaching);
		}
	}
});

test.each([
	[0, 1],
	[1, 1],
	[25, 16],
	[45, 32],
	[65, 64],
	[500, 128],
])('a line in %d cells has %d', (cells, width) => {
	expect(lineWidth(cells)).toBe(width);
});
