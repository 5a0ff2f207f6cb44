import {expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {checkStory} from '../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'the survivor’s first write moves the page up instead of copying it': `
		1 map 0 2048 rw      | ok
		1 write 0 2048       | 2048 zeroFill
		1 fork 2             | ok
		2 write 0 1          | 1 shadow, 1 copy
		2 exit               | ok
		1 write 0 1          | 1 shadow, 1 reuse, 1 collapse
		1 work fault_minor page_copy page_move | 1 0 2048
		1 write 1 1          | 1 reuse
		1 work page_copy     | 0`,
	'while both are there the first write copies': `
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 fork 2             | ok
		1 write 0 1          | 1 shadow, 1 copy
		2 exit               | ok
		1 write 1 1          | 1 reuse, 1 collapse
		1 work page_copy     | 0`,
	'vfork lends the memory': `
		1 map 0 4 rw         | ok
		1 write 0 4          | 4 zeroFill
		1 vfork 2            | ok
		2 write 0 1          | 1 vforkWrite
		2 exec ls            | ok
		1 write 0 1          | ok`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	const design = findDesign('freebsd-3');
	expect(design).toBeDefined();
	checkStory(story, {design});
});
