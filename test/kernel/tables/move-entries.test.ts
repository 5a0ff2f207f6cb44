import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a move steps over the bounds of tables on both sides': `
		1 map 500 600 rw    | ok
		1 write 500 600     | 600 zeroFill
		1 remap 500 600 600 2000 | ok
		1 maps              | 2000-2600 rw
		1 resident          | 600
		1 read 2000 600     | ok
		1 fork 2            | ok
		2 resident          | 600`,
	'parts without tables move without any': `
		1 map 0 3000 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 write 2999 1      | 1 zeroFill
		1 remap 0 3000 3000 8000 | ok
		1 resident          | 2
		1 pages 8000 1      | a1
		1 pages 10999 1     | a1
		1 fork 2            | ok`,
	'tables are built for all that moves, and go with it': `
		1 map 0 600 rw      | ok
		1 write 100 1       | 1 zeroFill
		1 write 599 1       | 1 zeroFill
		1 remap 0 600 600 1000 | ok
		1 tables            | 5
		1 pages 1100 1      | a1
		1 pages 1599 1      | a1
		1 munmap 1000 600   | ok
		1 tables            | 0`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('without memory for a table at the target the move ends there', () => {
	checkStory(
		`
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		1 remap 0 8 8 ${2 ** 27} | ENOMEM`,
		{memoryBytes: 13 * 4096},
	);
});
