/** Tables of files found at fault time, as stories: who finds which, and what gives one up. Tables hold 512 entries here. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const design = findDesign('mccracken-files');

/** Two processes that map a file alike, each for itself; the first has read one page of each table. */
const twoReaders = `
	1 map 0 1024 r lib   | ok
	1 read 3 1           | 1 mapFile
	1 read 600 1         | 1 mapFile
	1 fork 2             | ok
	2 tables             | 0`;

describe('a fault finds the table of another process', () => {
	test.each<[name: string, story: string]>([
		[
			'that maps the same part of the file in the same place',
			`
			${twoReaders}
			2 read 3 1           | 1 findTable
			1 table 0            | 2 open
			1 table 600          | 1 open
			2 read 4 1           | 1 defect readFill, 1 mapFile
			1 read 4 1           | ok
			1 work fault_minor   | 0
			1 pages 3 2          | a1 b1
			2 pages 3 2          | a1 b1
			3 start other        | ok
			3 map 0 1024 r lib   | ok
			3 read 600 1         | 1 findTable
			1 table 600          | 2 open`,
		],
		[
			'of shared memory too, which stays writable for all',
			`
			1 map 0 512 rws      | ok
			1 write 0 2          | 2 mapShared
			1 fork 2             | ok
			2 write 1 1          | 1 findTable
			2 write 2 1          | 1 defect readFill, 1 mapShared
			1 write 2 1          | ok
			1 work fault_minor   | 0
			1 entries 0 4        | wd wd wd -`,
		],
	])('%s', (_name, story) => {
		checkStory(story, {design});
	});
});

describe('a fault finds no table', () => {
	test.each<[name: string, story: string]>([
		[
			'where a mapping does not cover it whole',
			`
			1 map 1 511 r lib    | ok
			1 read 3 1           | 1 mapFile
			1 fork 2             | ok
			2 read 3 1           | 1 mapFile
			1 table 3            | 1 open`,
		],
		[
			'of what may be written for oneself',
			`
			1 map 0 512 rw lib   | ok
			1 read 3 1           | 1 mapFile
			1 fork 2             | ok
			2 read 3 1           | 1 mapFile`,
		],
		[
			'where rights, bounds or places in the file differ',
			`
			1 map 0 512 r lib    | ok
			1 read 3 1           | 1 mapFile
			2 start a            | ok
			2 map 0 512 rx lib   | ok
			2 read 3 1           | 1 mapFile
			3 start b            | ok
			3 map 0 513 r lib    | ok
			3 read 3 1           | 1 mapFile
			4 start c            | ok
			4 map 0 512 r lib+1  | ok
			4 read 3 1           | 1 mapFile
			1 table 0            | 1 open`,
		],
	])('%s', (_name, story) => {
		checkStory(story, {design});
	});
});

describe('a shared table is given up whole', () => {
	const shared = `
		${twoReaders}
		2 read 3 1           | 1 findTable
		2 read 600 1         | 1 findTable`;
	test.each<[name: string, story: string]>([
		[
			'where a part of it gets other rights, and faulted in again',
			`
			${shared}
			2 protect 3 1 rw     | 1 dropTable, 1 defect residentDrift
			1 table 0            | 1 open
			2 table 0            | none
			2 table 600          | 2 open
			2 write 3 1          | 1 copyFile
			1 pages 3 1          | a1`,
		],
		[
			'where a part of it is unmapped',
			`
			${shared}
			2 munmap 4 1         | 1 dropTable, 1 defect residentDrift
			2 read 3 1           | 1 mapFile
			1 table 0            | 1 open`,
		],
		[
			'where it is moved',
			`
			${shared}
			2 remap 0 512 512 2048 | 1 dropTable, 1 defect residentDrift
			2 read 2051 1        | 1 mapFile
			1 pages 3 1          | a2`,
		],
		[
			'at exit, without a look at its entries',
			`
			${shared}
			1 exit               | 2 dropTable, 1 defect residentDrift
			1 work pte_zap       | 0
			2 pages 3 1          | a1
			2 table 0            | 1 open`,
		],
	])('%s', (_name, story) => {
		checkStory(story, {design});
	});
});

test('what was written privately and made read-only again is shared with it', () => {
	checkStory(
		`
		1 map 0 512 rw lib   | ok
		1 write 3 1          | 1 copyFile
		1 protect 0 512 r    | ok
		2 start other        | ok
		2 map 0 512 r lib    | ok
		2 read 3 1           | 1 findTable, 1 defect privateShared
		2 pages 3 1          | a1`,
		{design},
	);
});
