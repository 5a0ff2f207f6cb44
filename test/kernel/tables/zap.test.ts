/** Zapping ranges: which entries go, which stay, and what becomes of shared tables and of tables that have become empty. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

const stories: Readonly<Record<string, readonly [story: string, options?: StoryOptions]>> = {
	'the entries of a range go, across tables, and one flush is counted': [
		`
		1 map 0 1100 rw     | ok
		1 write 0 1100      | 1100 zeroFill
		1 munmap 510 4      | ok
		1 work pte_zap tlb_range page_unref | 4 1 4
		1 pages 509 6       | a1 - - - - b1
		1 resident          | 1096`,
	],
	'dontneed frees the leaf tables that it covers whole': [
		`
		1 map 0 1100 rw     | ok
		1 write 0 1100      | 1100 zeroFill
		1 tables            | 5
		1 advise 0 1024 dontneed | ok
		1 tables            | 3`,
	],
	'a table that it covers in part stays, and so does one with a guard': [
		`
		1 map 0 2048 rw     | ok
		1 write 0 2048      | 2048 zeroFill
		1 advise 600 1 guard_install | ok
		1 advise 1 2047 dontneed | ok
		1 tables            | 4
		1 pages 0 2         | a1 -
		1 pages 600 1       | g`,
	],
	'dontneed keeps guards, munmap does not': [
		`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 advise 1 1 guard_install | ok
		1 advise 0 4 dontneed | ok
		1 pages 0 4         | - g - -
		1 munmap 0 4        | ok
		1 tables            | 0`,
	],
	'2 MiB in one piece go whole, and are split where a part goes': [
		`
		1 map 0 1024 rw     | ok
		1 write 0 1         | 1 hugeFill
		1 write 512 1       | 1 hugeFill
		1 advise 0 512 dontneed | ok
		1 huge              | 512
		1 resident          | 512
		1 advise 1023 1 dontneed | 1 splitHuge
		1 huge              | none
		1 resident          | 511`,
		{hugePages: 'always'},
	],
	'huge pages of the pool go as one': [
		`
		1 map 0 1024 rwh    | ok
		1 write 0 1024      | 2 hugetlbFill
		1 advise 0 512 dontneed | ok
		1 hugetlb           | 1
		1 munmap 512 512    | ok
		1 hugetlb           | 0`,
		{hugetlbPages: 2},
	],
	'an exit lets go of slots too': [
		`
		1 fork 2            | ok
		2 map 0 4 rw        | ok
		2 write 0 4         | 4 zeroFill
		0 evict             | 4 swapOut
		2 read 0 1          | 1 swapIn
		2 exit              | ok
		1 swap              | 0`,
		{swapBytes: 64 * 4096},
	],
};

test.each(Object.entries(stories))('%s', (_, [story, options]) => {
	checkStory(story, options);
});

describe('a shared table', () => {
	const shared = `
		1 map 0 512 rw
		1 map 1000 100 rw
		1 write 0 4
		1 write 1000 30
		1 fork 2            | 3 shareTable`;

	test('that a range covers whole is let go of, and the other keeps all', () => {
		checkStory(
			`${shared}
			1 munmap 0 512      | 1 dropTable
			1 work pte_zap      | 0
			2 pages 0 2         | a1 b1
			2 table 0           | 1 closed
			1 maps              | 1000-1100 rw`,
			{design: findDesign('cow-pte')},
		);
	});

	test('of which a part goes is made one’s own first', () => {
		checkStory(
			`${shared}
			1 munmap 1 2        | 1 splitTable
			1 pages 0 4         | a2 - - b2
			2 pages 0 4         | a2 b1 c1 d2`,
			{design: findDesign('cow-pte')},
		);
	});

	test('goes with an exit that its last user survives', () => {
		const {kernel} = checkStory(`${shared}\n1 exit | 3 dropTable\n2 pages 0 1 | a1\n2 exit`, {
			design: findDesign('cow-pte'),
		});
		expect(kernel.table.live).toBe(0);
	});
});
