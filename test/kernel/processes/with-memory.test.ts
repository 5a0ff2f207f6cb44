/** Calls for which memory runs out: whose pages leave, who is killed, who is refused. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const pages = (count: number) => ({memoryBytes: count * 4096, overcommit: 1});

test.each(['linux-6', 'linux-2.4'])('%s kills the largest process for the page tables of a child', (id) => {
	checkStory(
		`
		1 map 0 2 rw          | ok
		1 write 0 2
		1 fork 2              | ok
		2 map 10 20 rw        | ok
		2 write 10 18         | 18 zeroFill
		1 fork 3              | 1 oomKill
		3 read 0 1            | ok
		2 read 0 1            | ESRCH`,
		{...pages(30), design: findDesign(id)},
	);
});

test('a process that is the largest itself gets no child, and dies of the fork', () => {
	const {kernel} = checkStory(
		`
		1 fork 2              | ok
		2 map 0 18 rw         | ok
		2 write 0 18          | 18 zeroFill
		2 fork 3              | ENOMEM 1 oomKill
		2 read 0 1            | ESRCH
		1 wait                | ok`,
		pages(26),
	);
	expect(kernel.task.live).toBe(1);
});

test('what can leave does so before anybody is killed', () => {
	checkStory(
		`
		1 map 0 40 rw         | ok
		1 write 0 20
		1 map 60 1 rw         | ok
		1 fork 2              | 3 swapOut`,
		{...pages(26), swapBytes: 2 ** 18},
	);
});

test('a table that a move needs is a reason too', () => {
	checkStory(
		`
		1 fork 2              | ok
		2 map 0 18 rw         | ok
		2 write 0 18          | 18 zeroFill
		1 map 0 2 rw          | ok
		1 write 0 2           | 2 zeroFill
		1 remap 0 2 2 262144  | 1 oomKill`,
		pages(28),
	);
});

test('a kernel that promises no more than it has refuses', () => {
	checkStory(
		`
		1 fork 2              | ok
		2 map 0 12 rw         | 12 zeroFill
		2 fork 3              | ENOMEM 9 forkCopy
		2 read 0 12           | ok`,
		{...pages(30), design: findDesign('v7')},
	);
});
