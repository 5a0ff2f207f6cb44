import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'one page needs a table of each level below the root, its neighbours none': `
		1 map 0 1024 rw     | ok
		1 tables            | 0
		1 write 0 1         | 1 zeroFill
		1 tables            | 3
		1 write 511 1       | 1 zeroFill
		1 tables            | 3
		1 write 512 1       | 1 zeroFill
		1 tables            | 4`,
	'fork builds the child a table for each of a copied mapping, filled or not': `
		1 map 0 1024 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 read 600 1        | 1 zeroPage
		1 advise 600 1 dontneed | ok
		1 fork 2            | ok
		2 tables            | 4`,
	'fork builds the child upper tables that the parent has without a leaf below': `
		1 map 0 1024 rw     | ok
		1 write 600 1       | 1 zeroFill
		1 munmap 512 512    | ok
		1 tables            | 2
		1 fork 2            | ok
		2 tables            | 2`,
	'fork leaves file mappings that were never written to be faulted in again': `
		1 map 0 16 r lib    | ok
		1 read 0 1          | 1 mapFile
		1 fork 2            | ok
		2 tables            | 0
		2 resident          | 0`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}
