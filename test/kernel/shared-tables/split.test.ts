/** Splitting, taking over and dropping tables: what each design counts, and to whom. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const designs = [
	'shared-pt',
	'shared-pt-v3',
	'shared-pt-dir',
	'shared-pt-bit',
	'mccracken',
	'cow-pte',
	'odf',
];

/** Ops that meet every kind of entry in a shared table; what they came to is held by what must hold of every kernel. */
const lives: Readonly<Record<string, string>> = {
	'private, shared and file pages in one table': `
		1 map 0 8 rw
		1 map 8 8 rws
		1 map 16 16 rw lib
		1 map 40 4 rws lib
		1 write 0 4
		1 write 8 4
		1 write 16 2
		1 read 18 1
		1 write 40 2
		1 fork 2
		2 write 1 1
		2 write 9 1
		1 fork 3
		3 read 20 1
		3 write 16 4
		1 write 0 8
		2 exit
		3 write 5 1
		1 exit
		3 write 0 32`,
	'a table with a mapping that is left out, then without it': `
		1 map 0 8 rw
		1 map 100 8 rw
		1 write 0 8
		1 write 100 8
		1 advise 100 8 dontfork
		1 fork 2
		2 write 0 2
		1 advise 100 8 dofork
		1 fork 3
		3 write 100 2
		1 munmap 100 4
		3 munmap 0 4
		2 fork 4
		4 write 7 1
		2 exit
		4 write 6 1`,
	'unmapping whole tables, ends of them and what lies between': `
		1 map 0 2048 rw
		1 write 0 1
		1 write 600 1
		1 write 1100 1
		1 write 1600 1
		1 fork 2
		2 munmap 512 1024
		1 write 600 1
		2 fork 3
		3 munmap 100 1800
		1 munmap 0 512
		2 write 0 1
		1 exit
		2 munmap 0 2048
		3 write 0 1`,
	'rights, moves and advice reach into shared tables': `
		1 map 0 600 rw
		1 write 0 600
		1 fork 2
		2 protect 0 4 r
		1 protect 0 512 r
		1 write 512 4
		2 protect 0 600 rw
		2 write 0 2
		1 fork 3
		3 advise 0 8 dontneed
		3 advise 0 512 dontneed
		1 protect 0 600 rw
		1 write 0 4
		3 write 2 1
		2 exit
		3 write 3 1`,
};

describe.each(designs)('%s', (id) => {
	test.each(Object.entries(lives))('%s', (_, life) => {
		checkStory(life, {design: findDesign(id)});
	});
});

describe('in swap', () => {
	const life = `
		1 map 0 8 rw
		1 write 0 4
		0 evict
		1 read 0 1
		1 fork 2
		1 fork 3
		2 write 1 1
		0 evict
		3 read 2 2
		1 exit
		3 write 3 1
		2 exit`;
	test.each(['shared-pt', 'mccracken', 'cow-pte'])(
		'%s counts the entries of a table for who has them',
		(id) => {
			checkStory(life, {design: findDesign(id), swapBytes: 2 ** 16});
		},
	);

	test('each user of a table has its swapped pages', () => {
		checkStory(
			`
			1 map 0 8 rw        | ok
			1 write 0 4         | 4 zeroFill
			0 evict             | 4 swapOut
			1 fork 2            | 1 shareTable
			2 pages 0 2         | s1 s1
			2 write 0 1         | 1 splitTable, 1 swapIn, 1 copy
			1 pages 0 3         | s1 s2 s2
			2 pages 0 3         | a1 s2 s2`,
			{design: findDesign('mccracken'), swapBytes: 2 ** 16},
		);
	});
});

describe('what it costs', () => {
	const story = (told: string) => `
		1 map 0 8 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | 1 shareTable
		1 work pt_share     | 1
		1 write 0 1         ${told}
		1 work pt_unshare_copy tlb_mm pte_skip | 1 1 508
		2 write 1 1
		2 work pt_unshare_copy pt_unshare_reuse tlb_mm | 0 1 1
		1 fork 3
		3 exit              | 1 dropTable
		3 work pt_drop      | 1`;
	test.each(['mccracken', 'cow-pte'])('%s', (id) => {
		checkStory(story('| 1 splitTable, 1 copy'), {design: findDesign(id)});
	});
});

test('without memory for a copy a table stays shared until there is some', () => {
	checkStory(
		`
		1 map 0 40 rw       | ok
		1 write 0 20        | 20 zeroFill
		1 fork 2            | 1 shareTable
		1 fork 3            | 1 shareTable
		3 map 1000 40 rw    | ok
		3 write 1000 30
		1 write 0 1
		1 write 1 1
		2 read 0 20`,
		{design: findDesign('cow-pte'), memoryBytes: 64 * 4096, overcommit: 1},
	);
});
