/** Which map entry comes to record a page: one that is there, a neighbour that grows, or a new one. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {isPlainObject} from '../../../source/kernel/records/cover-page.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {mmOf, vmaOf, vpnOf} from '../../helpers/parts.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

/** The entries of a process: the page where each begins and ends, and the index of its first page in its object, counted so too. */
function entriesOf(kernel: Kernel, pid: number): readonly string[] {
	const {start, end, offset, next} = kernel.mapEntry;
	const rows: string[] = [];
	for (let entry = kernel.mm.firstEntry[mmOf(kernel, pid)]; entry !== 0; entry = next[entry]) {
		const [from, to, index] = [start[entry], end[entry], offset[entry]].map((at) => at - vpnOf(0));
		rows.push(from === index ? `${from}-${to}` : `${from}-${to} from ${index}`);
	}

	return rows;
}

/** What a story leaves process 1, on a kernel whose entries hold objects and on one whose entries hold amaps. */
const cases: Readonly<
	Record<string, readonly [story: string, mach: readonly string[], uvm?: readonly string[]]>
> = {
	'the first write covers the whole mapping': ['1 map 0 8 rw\n1 write 3 1', ['0-8']],
	'a page that is covered needs no other': ['1 map 0 8 rw\n1 write 3 1\n1 write 0 8', ['0-8']],
	'mapping more above lets the entry grow over it': [
		'1 map 0 4 rw\n1 write 0 1\n1 map 4 4 rw\n1 write 5 1',
		['0-8'],
	],
	'mapping more below lets it grow down': ['1 map 4 4 rw\n1 write 4 1\n1 map 0 4 rw\n1 write 1 1', ['0-8']],
	'between two entries the lower one grows, up to the upper one': [
		'1 map 0 2 rw\n1 write 0 1\n1 map 6 2 rw\n1 write 6 1\n1 map 2 4 rw\n1 write 4 1',
		['0-6', '6-8'],
	],
	'a hole keeps them apart': ['1 map 0 2 rw\n1 write 0 1\n1 map 4 2 rw\n1 write 4 1', ['0-2', '4-6']],
	'other rights keep them apart, as each mapping has entries of its own': [
		'1 map 0 2 rw\n1 write 0 1\n1 map 2 2 rwx\n1 write 2 1',
		['0-2', '2-4'],
	],
	'an object that a child holds too does not grow': [
		'1 map 0 2 rw\n1 write 0 1\n1 fork 2\n1 map 2 2 rw\n1 write 3 1',
		['0-2', '2-4'],
	],
	'an object that is to be copied first does not grow, whoever else holds it': [
		'1 map 0 2 rw\n1 write 0 1\n1 fork 2\n2 exit\n1 map 2 2 rw\n1 write 3 1',
		['0-2', '2-4'],
		['0-2', '2-4'],
	],
	'an object that has been in swap does not grow': [
		'1 map 0 2 rw\n1 write 0 1\n0 evict\n1 map 2 2 rw\n1 write 3 1',
		['0-2', '2-4'],
		['0-4'],
	],
	'private pages of a file have an entry for the whole mapping, and none grows over it': [
		'1 map 0 2 rw\n1 write 0 1\n1 map 2 4 rw lib+5\n1 write 3 1',
		['0-2', `2-6 from ${5 - 2 ** 32}`],
	],
	'what was unmapped in the midst of an entry has a new one, as both parts hold the object': [
		'1 map 0 8 rw\n1 write 0 8\n1 munmap 2 4\n1 map 2 4 rw\n1 write 3 1',
		['0-2', '2-6', '6-8'],
	],
};

describe.each([
	['4.4bsd', 1],
	['uvm', 2],
] as const)('on %s', (id, column) => {
	test.each(Object.entries(cases))('%s', (_, [story, ...expected]) => {
		const options: StoryOptions = {design: findDesign(id), swapBytes: 2 ** 16};
		const {kernel} = checkStory(story, options);
		expect(entriesOf(kernel, 1)).toEqual(expected[column - 1] ?? expected[0]);
	});
});

test.each([
	['of the whole mapping', '1 map 0 8 rw\n1 write 3 1', 0, 8],
	['and of what it grows over above', '1 map 0 4 rw\n1 write 0 1\n1 map 4 4 rw\n1 write 5 1', 0, 8],
	['and of what it grows over below', '1 map 4 4 rw\n1 write 4 1\n1 map 1 3 rw\n1 write 1 1', 1, 8],
])('an object is made for the indexes %s', (_, story, low, high) => {
	const {kernel} = checkStory(story, {design: findDesign('4.4bsd')});
	const object = kernel.mapEntry.object[kernel.mm.firstEntry[mmOf(kernel, 1)]];
	expect([kernel.object.low[object], kernel.object.high[object]]).toEqual([vpnOf(low), vpnOf(high)]);
});

test('an entry that grows down finds nothing of what stood there before', () => {
	checkStory(
		`
		1 map 0 8 rw          | ok
		1 write 0 8           | 8 zeroFill
		1 munmap 0 4          | ok
		1 map 0 4 rw          | ok
		1 read 1 1            | 1 zeroFill`,
		{design: findDesign('4.4bsd')},
	);
});

test('an entry that has grown finds nothing of what stood there before', () => {
	checkStory(
		`
		1 map 0 8 rw          | ok
		1 write 0 8           | 8 zeroFill
		1 munmap 4 4          | ok
		1 map 4 4 rw          | ok
		1 read 5 1            | 1 zeroFill
		1 pages 4 4           | - a1 - -`,
		{design: findDesign('4.4bsd')},
	);
});

test('shared memory and devices have no object over what is mapped, and the rest may', () => {
	const {kernel} = checkStory('1 map 0 1 rw\n1 map 2 1 rws\n1 map 4 1 rw lib\n1 map 6 1 rwv dev', {
		design: findDesign('4.4bsd'),
	});
	expect([0, 2, 4, 6].map((page) => isPlainObject(kernel, vmaOf(kernel, 1, page)))).toEqual([
		false,
		true,
		false,
		true,
	]);
});
