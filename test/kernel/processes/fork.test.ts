/** fork, vfork and clone: who gets what, who sleeps, and what is left of one that failed. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'each way is counted by itself, and only vfork blocks': `
		1 fork 2            | ok
		1 work fork vfork block task_alloc | 1 0 0 1
		1 thread 3          | ok
		1 work fork vfork block task_alloc | 0 0 0 1
		1 vfork 4           | ok
		1 work fork vfork block task_alloc | 0 1 1 1
		4 exit              | ok
		4 work wake exit    | 1 1`,
	'a user has so many processes and threads, zombies too, and root has no limit': `
		1 limit 2           | ok
		1 fork 2            | ok
		2 setuid 1000       | ok
		2 limit 2           | ok
		2 fork 3            | ok
		2 fork 4            | EAGAIN
		2 vfork 4           | EAGAIN
		2 thread 4          | EAGAIN
		2 spawn 4 ls        | EAGAIN
		2 work fork vfork task_alloc | 0 0 0
		3 fork 4            | EAGAIN
		3 exit              | ok
		2 fork 4            | EAGAIN
		2 wait 3            | ok
		2 fork 4            | ok
		1 fork 5            | ok
		5 fork 6            | ok
		6 fork 7            | ok`,
	'a thread’s child is its process’s': `
		1 fork 2            | ok
		2 thread 3          | ok
		3 fork 4            | ok
		3 exit              | ok
		4 exit              | ok
		2 wait 4            | ok`,
	'siblings come and go from both ends and from the middle': `
		1 fork 2            | ok
		1 fork 3            | ok
		1 fork 4            | ok
		3 exit              | ok
		1 wait 3            | ok
		2 exit              | ok
		1 wait              | ok
		1 fork 5            | ok
		5 exit              | ok
		4 exit              | ok
		1 wait 4            | ok
		1 wait              | ok
		1 wait              | ECHILD`,
	'any thread of a parent is woken by its child': `
		1 thread 2          | ok
		1 fork 3            | ok
		2 wait 3            | sleeps
		3 exit              | ok
		3 work wake         | 1
		2 wakes             | ok`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

describe('3BSD lends its memory to a vfork child', () => {
	const story = `
		1 map 0 2 rw        | 2 zeroFill
		1 vfork 2           | ok
		1 work vfork block  | 1 1
		2 write 0 1         | 1 vforkWrite
		2 exit              | ok
		1 work wake         | 2
		1 pages 0 2         | a1 b1
		1 vfork 3           | ok
		3 exec sh           | ok
		1 pages 0 2         | a1 b1
		3 maps              | nothing`;

	test('and takes it back when that ends or execs', () => {
		checkStory(
			story
				.replace('| 2 zeroFill', '| ok')
				.replace('1 vforkWrite', '1 zeroFill, 1 vforkWrite')
				.replaceAll('a1 b1', 'a1 -'),
			{
				design: findDesign('3bsd'),
			},
		);
	});

	test('and not where its user may have no more', () => {
		checkStory(
			`
			1 fork 2            | ok
			2 setuid 1000       | ok
			2 limit 1           | ok
			2 vfork 3           | EAGAIN
			2 maps              | nothing`,
			{design: findDesign('3bsd')},
		);
	});
});

test('4.4BSD forks in full for a vfork, and blocks all the same', () => {
	checkStory(
		`
		1 map 0 1 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 vfork 2           | ok
		1 work fork vfork block | 1 0 1
		2 write 0 1         | 1 shadow, 1 copy, 1 bypass
		2 exit              | ok
		1 work wake         | 1`,
		{design: findDesign('4.4bsd')},
	);
});

describe('where memory is short', () => {
	test('a fork that fails leaves no child, in no count', () => {
		const {kernel} = checkStory(
			`
			1 map 0 8 rw        | ok
			1 write 0 8         | 8 zeroFill
			1 fork 2            | ENOMEM
			1 work fork         | 1
			2 read 0 1          | ESRCH
			1 wait              | ECHILD`,
			{memoryBytes: 14 * 4096, overcommit: 1},
		);
		expect([kernel.mm.live, kernel.task.live, kernel.total.value[totals.tasksAlive]]).toEqual([1, 1, 1]);
	});

	test('pages go to swap for the tables of a child', () => {
		checkStory(
			`
			1 map 0 8 rw        | ok
			1 write 0 8         | 8 zeroFill
			1 fork 2            | 2 swapOut
			2 tables            | 3`,
			{memoryBytes: 14 * 4096, swapBytes: 2 ** 16, overcommit: 1},
		);
	});
});
