/** What is shown of pages in swap where anons or objects are the record, as no entry tells of them. */
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {slotAt} from '../../../source/analysis/memory/slots.ts';
import {glyphOf} from '../../../source/analysis/page-map/cells.ts';
import {factsText} from '../../../source/analysis/page-map/facts.ts';
import {layLines, readLines} from '../../../source/analysis/page-map/lines.ts';
import {mapOfProcess} from '../../../source/analysis/page-map/page-map.ts';
import {firstPresent} from '../../../source/analysis/page-map/places.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {checkStory} from '../../helpers/story.ts';

const base = 2 ** 32;

/** Four pages, which two processes share but for the first one, and of which the second is in memory. */
const story = `
	1 map 0 4 rw          | ok
	1 write 0 4           | 4 zeroFill
	1 fork 2              | ok
	2 write 0 1
	0 evict
	1 read 1 1`;

test.each(['4.4bsd', 'freebsd-3', 'uvm', 'svr4', 'segment-cow', 'linux-6'])(
	'a slot of %s is shared by all who have its page, and a cell of the page map',
	(id) => {
		const machine = checkStory(story, {design: findDesign(id), swapBytes: 2 ** 20});
		const view = viewMemory(machine);
		const task = findTask(machine.kernel, 1);
		const {Swap, SwapPss} = mapRows(view, task)[0].smaps;
		// On Linux the page that was read back keeps its slot, which the child's entry names alone.
		expect([Swap, SwapPss]).toEqual([12, 4 + 2 + 2]);
		const map = mapOfProcess(view, task);
		const cells = readLines(view, layLines(map, 4, 1), 0, 1, false);
		expect([...cells].map((cell) => glyphOf(cell, '.')).join('')).toMatch(/^w[^w.]ww$/);
		expect(factsText(view, map, {place: base, count: 1})).toBe(
			`in swap slot ${slotAt(machine.kernel, machine.kernel.task.mm[task], base)}`,
		);
		expect(factsText(view, map, {place: base + 2, count: 1})).toMatch(
			/^in swap slot \d+, which 2 (entries name|address spaces share)$/,
		);
		expect(firstPresent(view, map, base + 2, base + 3)).toBe(base + 2);
	},
);
