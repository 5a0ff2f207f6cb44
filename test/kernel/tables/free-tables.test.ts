/** Freeing page tables: which go with an unmapped range, which a neighbour still needs, and that none is left at exit. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

/** Pages below a table of level 2, and of level 3. */
const directory = 2 ** 18;
const upper = 2 ** 27;

const stories: Readonly<Record<string, string>> = {
	'a table goes only when no neighbour lies in its range': `
		1 map 0 10 rw       | ok
		1 map 100 10 rw     | ok
		1 write 0 10        | 10 zeroFill
		1 write 100 10      | 10 zeroFill
		1 munmap 0 10       | ok
		1 tables            | 3
		1 munmap 100 10     | ok
		1 tables            | 0`,
	'the leaf goes, and what a neighbour needs above it stays': `
		1 map 0 10 rw       | ok
		1 map 512 10 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 write 512 1       | 1 zeroFill
		1 tables            | 4
		1 munmap 512 10     | ok
		1 work pt_free      | 1
		1 tables            | 3
		1 read 0 1          | ok
		1 munmap 0 10       | ok
		1 tables            | 0`,
	'a neighbour above keeps what it needs as one below does': `
		1 map 0 10 rw       | ok
		1 map 512 10 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 write 512 1       | 1 zeroFill
		1 munmap 0 10       | ok
		1 tables            | 3
		1 pages 512 1       | a1`,
	'a neighbour that ends where the table begins, and one that begins where it ends, need nothing of it': `
		1 map 0 512 r       | ok
		1 map 512 512 rw    | ok
		1 map 1024 512 r    | ok
		1 write 512 1       | 1 zeroFill
		1 munmap 512 512    | ok
		1 work pt_free      | 1`,
	'a whole branch goes with the last that lies in it': `
		1 map 0 1 rw        | ok
		1 map ${directory} 1 rw | ok
		1 map ${upper} 1 rw | ok
		1 write 0 1         | 1 zeroFill
		1 write ${directory} 1 | 1 zeroFill
		1 write ${upper} 1  | 1 zeroFill
		1 tables            | 8
		1 munmap ${directory} 1 | ok
		1 tables            | 6
		1 munmap 0 1        | ok
		1 tables            | 3
		1 munmap ${upper} 1 | ok
		1 tables            | 0`,
	'a range over many tables and holes leaves none of them': `
		1 map 500 1500 rw   | ok
		1 map ${3 * directory + 5} 600 rw | ok
		1 map ${2 * upper} 1 rw | ok
		1 write 511 2       | 2 zeroFill
		1 write 1999 1      | 1 zeroFill
		1 write ${3 * directory + 511} 2 | 2 zeroFill
		1 write ${2 * upper} 1 | 1 zeroFill
		1 tables            | 11
		1 munmap 0 ${upper} | ok
		1 tables            | 3
		1 maps              | ${2 * upper}-${2 * upper + 1} rw`,
	'the middle of a mapping leaves tables on both sides': `
		1 map 0 2048 rw     | ok
		1 write 0 2048      | 2048 zeroFill
		1 tables            | 6
		1 munmap 500 1100   | ok
		1 tables            | 4
		1 work pt_free      | 2
		1 pages 499 3       | a1 - -
		1 pages 1599 2      | - a1`,
	'tables that were never built are not looked for': `
		1 map 0 10 rw       | ok
		1 munmap 0 10       | ok
		1 work pt_free      | 0
		1 tables            | 0`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	const {kernel} = checkStory(story);
	// What was never built is not let go of either.
	expect(kernel.table.refs[0]).toBe(0);
});

describe('before 2.6 tables go with a whole entry of the root', () => {
	function tell(story: string, options: StoryOptions = {}): void {
		checkStory(story, {...options, design: findDesign('linux-2.4')});
	}

	test('not before', () => {
		tell(`
			1 map 0 1 rw        | ok
			1 map ${directory} 1 rw | ok
			1 map ${upper} 1 rw | ok
			1 write 0 1         | 1 zeroFill
			1 write ${directory} 1 | 1 zeroFill
			1 write ${upper} 1  | 1 zeroFill
			1 munmap ${directory} 1 | ok
			1 tables            | 8
			1 munmap 0 1        | ok
			1 work pt_free      | 2
			1 tables            | 3`);
	});

	test('all of them that a range has, but those of a neighbour', () => {
		tell(`
			1 map 0 1 rw        | ok
			1 map ${upper + 700} 1 rw | ok
			1 map ${2 * upper + 700} 1 rw | ok
			1 map ${2 * upper + 5000} 1 rw | ok
			1 write 0 1         | 1 zeroFill
			1 write ${upper + 700} 1 | 1 zeroFill
			1 write ${2 * upper + 700} 1 | 1 zeroFill
			1 write ${2 * upper + 5000} 1 | 1 zeroFill
			1 tables            | 10
			1 munmap 0 ${2 * upper + 1000} | ok
			1 tables            | 4`);
	});

	test('which is a table where there are two levels', () => {
		tell(
			`
			1 map 0 1 rw        | ok
			1 map 1024 1 rw     | ok
			1 write 0 1         | 1 zeroFill
			1 write 1024 1      | 1 zeroFill
			1 munmap 0 1        | ok
			1 tables            | 1`,
			{geometry: 'i386'},
		);
	});
});

test.each(['linux-6', 'linux-2.4', 'cow-pte', '4.4bsd'])('an exit leaves no table: %s', (id) => {
	const {kernel} = checkStory(
		`
		1 map 0 1000 rw
		1 map ${directory} 1 rw
		1 map ${upper} 1 rw
		1 write 3 1
		1 write 600 1
		1 write ${directory} 1
		1 write ${upper} 1
		1 fork 2
		1 exit
		2 write 3 1
		2 exit`,
		{design: findDesign(id)},
	);
	expect(kernel.table.live).toBe(0);
});
