/** What is shown of huge pages: rows of tables, facts and changes of pages, figures, and why a frame is as it is. */
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {glyphOf} from '../../../source/analysis/page-map/cells.ts';
import {changeAt} from '../../../source/analysis/page-map/changes.ts';
import {factsText} from '../../../source/analysis/page-map/facts.ts';
import {layLines, readLines} from '../../../source/analysis/page-map/lines.ts';
import {mapOfFrames, mapOfProcess} from '../../../source/analysis/page-map/page-map.ts';
import {parseQuery} from '../../../source/analysis/query/query.ts';
import {frameChange} from '../../../source/analysis/rows/last-event.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {pageTableRows} from '../../../source/analysis/rows/page-tables.ts';
import {statistics} from '../../../source/analysis/rows/stats.ts';
import {linux4} from '../../../source/designs/linux-4.ts';
import {watchFrame} from '../../../source/inquiry/why/watch-frame.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {pteFrame} from '../../../source/kernel/state/pte.ts';
import {readEntry} from '../../../source/kernel/tables/table.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {checkStory} from '../../helpers/story.ts';

const base = 2 ** 44 / 4096;

function play(story: string, design = linux4): Machine {
	return checkStory(story, {design, hugePages: 'always'});
}

/** The frame of process 1 at a page. */
function frameOf({kernel}: Machine, page: number) {
	return pteFrame(readEntry(kernel, kernel.task.mm[findTask(kernel, 1)], base + page));
}

const filled = `
	1 map 0 1536 rw      | ok
	1 read 0 1           | 1 hugeZero
	1 write 600 1        | 1 hugeFill`;

test('a huge entry is one row among the tables, and its table is in reserve', () => {
	const machine = play(filled);
	const rows = pageTableRows(viewMemory(machine), findTask(machine.kernel, 1));
	expect(rows.slice(3).map(({level, huge}) => [level, huge])).toEqual([
		[1, {frame: frameOf(machine, 0), isZero: true}],
		[1, {frame: frameOf(machine, 512), isZero: false}],
	]);
});

test('a page tells that it is in a huge page, or of one that was split', () => {
	const machine = play(`${filled}\n1 protect 700 1 r | 1 splitHuge\n1 write 1200 1 | 1 hugeFill`);
	const view = viewMemory(machine);
	const map = mapOfProcess(view, findTask(machine.kernel, 1));
	const facts = (page: number) => factsText(view, map, {place: base + page, count: 1});
	expect(facts(600)).toBe(
		`#${frameOf(machine, 600)}, private, writable, dirty, of a huge page that was split`,
	);
	expect(facts(1200)).toContain('changed just now, private, writable, dirty, in a huge page');
});

test('what happens to a huge page happened to each page and frame of it', () => {
	const machine = play(`${filled}\n1 fork 2 | ok\n1 write 600 1 | 1 hugeCopy`);
	const view = viewMemory(machine);
	const {kernel} = machine;
	const pages = mapOfProcess(view, findTask(kernel, 1));
	const changed = (first: number, count: number) =>
		Array.from({length: count}, (_, i) => changeAt(kernel, pages, base + first + i)).filter(
			(cell) => cell !== 0,
		);
	expect(changed(512, 512)).toHaveLength(512);
	expect(changed(0, 512)).toHaveLength(0);
	expect(changeAt(kernel, mapOfFrames(view), frameOf(machine, 1023))).not.toBe(0);
	expect(frameChange(view, frameOf(machine, 1023))).toBe('copied now');
});

test('a frame inside a huge page tells where it came from', () => {
	const machine = play(`${filled}\n1 fork 2 | ok\n1 write 600 1 | 1 hugeCopy`);
	const watch = watchFrame(frameOf(machine, 700));
	expect(watch.see(machine)?.what).toBe(
		`copied with a whole huge page from that of #${machine.kernel.effects.other[0]}, for a write to 100000200000, mapped 0 → 1`,
	);
});

test('figures: AnonHugePages counts what is no page of zeros, and queries ask for it', () => {
	const machine = play(filled);
	const view = viewMemory(machine);
	const task = findTask(machine.kernel, 1);
	expect(mapRows(view, task)[0].huge).toEqual({
		AnonHugePages: 2048,
		ShmemPmdMapped: 0,
		FilePmdMapped: 0,
		THPeligible: 1,
	});
	const asks = (text: string) => parseQuery(text).on(view)(task);
	expect([asks('huge = 2M'), asks('huge > 2M'), asks('huge > 0')]).toEqual([true, false, true]);
});

test('in the page map a huge page is a block of its own', () => {
	const machine = play(`${filled}\n1 protect 700 1 r | 1 splitHuge\n1 write 1200 1 | 1 hugeFill`);
	const view = viewMemory(machine);
	const map = mapOfProcess(view, findTask(machine.kernel, 1));
	const cells = readLines(view, layLines(map, 1536, 1), 0, 3, false);
	const signs = [...cells].map((cell) => glyphOf(cell, '')).join('');
	expect(signs.replace(/(.)\1*/g, (run) => `${run[0]}${run.length} `)).toBe('z512 o512 H512 ');
});

test('a huge page of the pool is one row without a table, a block in the page map, and in figures of its own', () => {
	const machine = checkStory(
		'1 map 0 1536 rwh | ok\n1 write 0 1 | 1 hugetlbFill\n1 write 512 1 | 1 hugetlbFill\n1 fork 2 | ok\n2 write 0 1 | 1 hugetlbCopy',
		{
			hugetlbPages: 4,
		},
	);
	const view = viewMemory(machine);
	const task = findTask(machine.kernel, 1);
	const rows = pageTableRows(view, task).filter(({level}) => level === 1);
	expect(rows.map(({huge}) => huge?.isOfPool)).toEqual([true, true]);
	const memory = processMemory(view, task);
	expect([memory?.tablePages, memory?.rssBytes, memory?.hugetlbBytes]).toEqual([2, 0, 2 * 2 ** 21]);
	const [mapping] = mapRows(view, task);
	expect([mapping.hugetlb, mapping.file, mapping.smaps.Rss]).toEqual([
		{Private_Hugetlb: 2048, Shared_Hugetlb: 2048},
		'/anon_hugepage (deleted)',
		0,
	]);
	const cells = readLines(view, layLines(mapOfProcess(view, task), 1536, 1), 0, 3, false);
	const signs = [...cells].map((cell) => glyphOf(cell, '.')).join('');
	expect(signs.replace(/(.)\1*/g, (run) => `${run[0]}${run.length} `)).toBe('H1024 .512 ');
	const {frames, pool, unmappedPages} = statistics(view);
	expect(unmappedPages).toBe(0);
	expect([frames.hugetlb, pool]).toEqual([3 * 512, {all: 4, free: 1, reserved: 1}]);
});
