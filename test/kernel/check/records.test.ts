/** What is noticed where map entries, objects, amaps and anons disagree. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkRecords} from '../../../source/kernel/check/records.ts';
import {objectKinds} from '../../../source/kernel/frames/object.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {pteBits} from '../../../source/kernel/state/pte.ts';
import {entryIndex, findTable} from '../../../source/kernel/tables/table.ts';
import {checkStory} from '../../helpers/story.ts';

const vpn = (2 ** 32) as Vpn;

/** A family whose child has written one of two pages, so that there is something between them. */
function family(id: string): Kernel {
	return checkStory('1 map 0 4 rw\n1 write 0 2\n1 map 10 1 rws\n1 write 10 1\n1 fork 2\n2 write 0 1', {
		design: findDesign(id),
	}).kernel;
}

const mmOf = (kernel: Kernel, pid: number): Mm => kernel.task.mm[findTask(kernel, pid)];
const entryOf = (kernel: Kernel, pid: number) => kernel.mm.firstEntry[mmOf(kernel, pid)];
const objectOf = (kernel: Kernel, pid: number) => kernel.mapEntry.object[entryOf(kernel, pid)];

function indexOf(kernel: Kernel, pid: number, page: number): number {
	return entryIndex(kernel, findTable(kernel, mmOf(kernel, pid), vpn + page), 1, vpn + page);
}

/** The object of a kind that has pages. */
function filled({object}: Kernel, kind: number): number {
	return object.kind.findIndex((each, row) => each === kind && object.pages[row] > 0);
}

type Spoilt = readonly (readonly [what: string, spoil: (kernel: Kernel) => void, problem: RegExp])[];

const objects: Spoilt = [
	[
		'holders of an object',
		(k) => (k.object.refs[objectOf(k, 1)] += 1),
		/object \d+ counts 3 holders, it has 2/,
	],
	[
		'pages of an object',
		(k) => (k.object.pages[filled(k, objectKinds.anon)] += 1),
		/object \d+ counts \d pages, it has \d/,
	],
	[
		'references of a page',
		(k) => (k.frame.held[k.object.firstPage[filled(k, objectKinds.anon)]] += 1),
		/frame \d+ of object \d+ has \d references beside those of entries/,
	],
	[
		'the place of a page',
		(k) => (k.detail.index[k.frame.detail[k.object.firstPage[filled(k, objectKinds.anon)]]] += 7),
		/frame \d+ cannot be found in object \d+/,
	],
	[
		'the order of map entries',
		(k) => (k.mapEntry.end[entryOf(k, 1)] = k.mapEntry.start[entryOf(k, 1)]),
		/map entry \d+ of mm \d+ does not follow the one below it/,
	],
	[
		'what an object knows of its map entry',
		(k) => (k.object.firstHolder[objectOf(k, 2)] = 0),
		/object \d+ does not know of its map entry \d+/,
	],
	[
		'the page that a translation leads to',
		(k) => (k.strip.entry[indexOf(k, 2, 0)] += 2 ** 8),
		/page 4294967296 of mm \d+ maps frame \d+, its record says \d+/,
	],
	[
		'the right to write a page that others see',
		(k) => (k.strip.entry[indexOf(k, 1, 1)] |= pteBits.write),
		/page 4294967297 of mm \d+ may write frame \d+, which others see too/,
	],
];

const amaps: Spoilt = [
	[
		'anons of an amap',
		(k) => (k.object.pages[filled(k, objectKinds.amap)] += 1),
		/amap \d+ counts \d anons, it has \d/,
	],
	['slots that hold an anon', (k) => (k.anon.refs[1] += 1), /anon 1 counts \d slots, \d hold it/],
	[
		'references of an anon’s page',
		(k) => (k.frame.held[k.anon.frame[1]] += 1),
		/frame \d+ of anon 1 has \d references beside those of entries/,
	],
	[
		'the place of slots',
		(k) => (k.slots.base[k.object.firstSlots[filled(k, objectKinds.amap)]] += 16),
		/slots \d+ cannot be found in amap \d+/,
	],
	[
		'the right to write a page that others see',
		(k) => (k.strip.entry[indexOf(k, 1, 1)] |= pteBits.write),
		/may write frame \d+, which others see too/,
	],
	[
		'a map entry that is to be copied first',
		(k) => (k.mapEntry.needsCopy[entryOf(k, 2)] = 1),
		/may write frame \d+, which others see too/,
	],
];

describe.each([
	['4.4bsd', objects],
	['uvm', amaps],
] as const)('%s', (id, spoilt) => {
	test('has no problem where nothing is spoilt', () => {
		expect(checkRecords(family(id))).toEqual([]);
	});

	test.each(spoilt)('notices a change of %s', (_, spoil, problem) => {
		const kernel = family(id);
		spoil(kernel);
		expect(checkRecords(kernel).join('\n')).toMatch(problem);
	});
});

test('a kernel whose entries are the record has none', () => {
	expect(checkRecords(checkStory('1 map 0 1 rw').kernel)).toEqual([]);
});
