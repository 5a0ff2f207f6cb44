/** The tables of stack and text, which both sides of a fork have to themselves at once. */
import {test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'the highest stack and the lowest text': `
		1 map 0 2 rx bin    | ok
		1 map 1024 2 rx lib | ok
		1 map 2048 2 rwd    | ok
		1 map 3583 2 rwd    | ok
		1 read 0 2          | 2 mapFile
		1 read 1024 2       | 2 mapFile
		1 write 2048 2      | 2 zeroFill
		1 write 3583 2      | 2 zeroFill
		1 fork 2
		1 work pt_unshare_copy pt_unshare_reuse | 2 2
		2 table 3584        | 1 open
		2 table 0           | 1 open
		2 table 1024        | 2 closed
		2 table 2048        | 2 closed
		2 table 3583        | 2 closed`,
	'neither stack nor text': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | 1 shareTable
		1 work pt_unshare_copy pt_unshare_reuse | 0 0`,
	'both in one table': `
		1 map 0 2 rx bin    | ok
		1 map 100 2 rwd     | ok
		1 read 0 2          | 2 mapFile
		1 write 100 2       | 2 zeroFill
		1 fork 2            | 1 shareTable, 1 splitTable, 1 reuseTable
		1 work pt_unshare_copy pt_unshare_reuse | 1 1`,
	'a stack that nobody has touched has no table to open': `
		1 map 0 2 rwd       | ok
		1 map 1024 2 rw     | ok
		1 write 1024 2      | 2 zeroFill
		1 fork 2            | 1 shareTable`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {design: findDesign('shared-pt-detach')});
});

test('without memory for the copies there is no child', () => {
	const story = `
		1 map 0 8 rwd       | ok
		1 write 0 8         | 8 zeroFill
		1 fork 2            | ENOMEM 1 shareTable, 1 dropTable
		1 write 0 8`;
	checkStory(story, {design: findDesign('shared-pt-detach'), memoryBytes: 15 * 4096, overcommit: 1});
});
