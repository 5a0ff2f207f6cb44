/** Whose fork is refused for want of memory: the five answers of a machine that holds the parent once and not twice. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {checkStory} from '../../helpers/story.ts';

/** 100 pages, of which the parent writes 70. */
const memoryBytes = 100 * 4096;
const parent = `
	1 map 0 70 rw         | ok
	1 write 0 70          | 70 zeroFill`;

test.each([
	['linux-6', 0, 'ok'],
	['linux-6', 1, 'ok'],
	['linux-4', 0, 'ENOMEM 1 notPromised'],
	['linux-4', 1, 'ok'],
	['linux-2.4', 0, 'ENOMEM 1 notPromised'],
	['3bsd', 0, 'ENOMEM 1 notPromised'],
	['svr4', 1, 'ENOMEM 1 notPromised'],
] as const)('%s in mode %d: fork is %s', (id, overcommit, answer) => {
	const {kernel} = checkStory(`${parent}\n1 fork 2 | ${answer}`, {
		design: findDesign(id),
		memoryBytes,
		overcommit,
	});
	expect(checkKernel(kernel)).toBeUndefined();
});

test('swap counts for a guess, and what a file has in memory for an old one', () => {
	checkStory(`${parent}\n1 fork 2 | ok`, {
		design: findDesign('linux-4'),
		memoryBytes,
		swapBytes: 60 * 4096,
	});
	checkStory(
		'1 map 0 60 r file | ok\n1 read 0 60 | 4 mapFile\n1 map 100 80 rw | ok\n1 map 200 101 rw | ENOMEM 1 notPromised',
		{
			design: findDesign('linux-4'),
			memoryBytes,
		},
	);
});

test('mode 2 goes by the commit limit, which mappings without reserve count for too', () => {
	const strict = {memoryBytes, overcommit: 2, overcommitRatio: 80};
	checkStory(`${parent}\n1 fork 2 | ENOMEM 1 notPromised\n1 vfork 3 | ok`, strict);
	checkStory(
		'1 map 0 40 rwn | ok\n1 map 50 40 rwn | ENOMEM 1 notPromised\n1 map 50 40 r | ok\n1 map 100 39 rw | ok',
		strict,
	);
});

test('a user has no more processes and threads than a limit says, zombies among them, and root has no limit', () => {
	checkStory(`
		1 limit 3             | ok
		1 fork 2              | ok
		1 fork 3              | ok
		1 fork 4              | ok
		2 setuid 7            | ok
		2 fork 5              | ok
		2 thread 6            | ok
		2 fork 7              | EAGAIN
		5 fork 8              | EAGAIN
		5 exit                | ok
		2 fork 9              | EAGAIN
		2 wait 5              | ok
		2 fork 10             | ok
		2 thread 11           | EAGAIN
		2 limit 0             | ok
		2 fork 12             | ok`);
});
