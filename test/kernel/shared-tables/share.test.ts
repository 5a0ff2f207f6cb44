/** Sharing at fork: which tables are shared, which copied in part, and what is closed. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

describe('what keeps a table from being shared', () => {
	test.each([
		['a mapping in it that is left out', 'dontfork'],
		['a mapping in it that is wiped', 'wipeonfork'],
	])('%s', (_, advice) => {
		checkStory(
			`
			1 map 0 4 rw        | ok
			1 map 508 8 rw      | ok
			1 map 1020 4 rw     | ok
			1 write 0 4         | 4 zeroFill
			1 write 508 8       | 8 zeroFill
			1 write 1020 4      | 4 zeroFill
			1 advise 1020 4 ${advice} | ok
			1 fork 2            | 1 shareTable
			1 work pt_share pte_copy | 1 4
			2 table 0           | 2 closed
			2 table 512         | 1 open
			2 pages 512 4       | a2 b2 c2 d2
			2 write 508 8       | 1 splitTable, 8 copy`,
			{design: findDesign('cow-pte')},
		);
	});
});

const scanned: Readonly<Record<string, string>> = {
	'shared-pt': `
		1 map 0 4 rw        | ok
		1 map 4 4 r lib     | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 read 4 1          | 1 mapFile
		1 write 8 2         | 2 zeroFill
		1 read 10 1         | 1 zeroPage
		1 fork 2            | 1 shareTable
		1 work pte_scan pte_wp | 8 6
		1 fork 3            | 1 shareTable
		1 work pte_scan pte_wp | 8 6
		1 entries 0 4       | d d d d`,
	'shared-pt-bit': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 write 8 2         | 2 zeroFill
		1 fork 2            | 1 shareTable
		1 work pte_scan pte_wp | 6 6
		1 fork 3            | 1 shareTable
		1 work pte_scan pte_wp | 0 0
		1 write 0 1         | 1 defect residentDrift, 1 splitTable, 1 copy
		1 fork 4            | 1 shareTable
		1 work pte_scan     | 6`,
};

describe('what fork looks at', () => {
	test.each(Object.entries(scanned))('%s', (id, story) => {
		checkStory(story, {design: findDesign(id)});
	});
});

describe('what is closed, once', () => {
	test.each([
		['cow-pte', 'dir_wp'],
		['mccracken', 'dir_wp'],
	])('%s closes a directory entry', (id, unit) => {
		checkStory(
			`
			1 map 0 600 rw      | ok
			1 write 0 600       | 600 zeroFill
			1 fork 2            | 2 shareTable
			1 work ${unit} pte_scan | 2 0
			1 fork 3            | 2 shareTable
			1 work ${unit}      | 0
			3 work pt_share     | 2`,
			{design: findDesign(id)},
		);
	});
});

test('a list of users begins with two blocks', () => {
	checkStory(
		`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | 1 shareTable
		1 work mm_chain_alloc | 2
		1 fork 3            | 1 shareTable
		1 work mm_chain_alloc | 1`,
		{design: findDesign('mccracken')},
	);
});

test('without memory for the directory of a child there is none', () => {
	const story = `
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		1 fork 2            | ENOMEM
		1 write 0 8         | ok`;
	checkStory(story, {design: findDesign('cow-pte'), memoryBytes: 14 * 4096, overcommit: 1});
});
