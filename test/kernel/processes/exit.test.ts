import {expect, test} from 'vitest';
import {bsd3} from '../../../source/designs/3bsd.ts';
import {exitTask} from '../../../source/kernel/processes/exit.ts';
import {findTask, signals} from '../../../source/kernel/processes/task.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a thread that leaves takes nothing along, be it the first or the last': `
		1 fork 2            | ok
		2 map 0 2 rw        | ok
		2 thread 3          | ok
		2 thread 4          | ok
		2 thread 5          | ok
		4 write 0 1         | 1 zeroFill
		4 exit              | ok
		4 read 0 1          | ESRCH
		3 exit              | ok
		5 exit              | ok
		2 resident          | 1
		2 thread 6          | ok
		6 read 0 1          | ok`,
	'a process that exits ends all of its threads': `
		1 fork 2            | ok
		2 thread 3          | ok
		2 thread 4          | ok
		2 exit              | ok
		3 read 0 1          | ESRCH
		4 read 0 1          | ESRCH
		1 wait 2            | ok
		1 wait 2            | ECHILD`,
	'exit counts itself, and reaping gives the row back': `
		1 fork 2            | ok
		2 exit              | ok
		1 work exit wait task_free wake | 1 0 0 0
		1 wait 2            | ok
		1 work exit wait task_free | 0 1 1`,
	'the exit of a thread gives its row back at once': `
		1 thread 2          | ok
		2 exit              | ok
		1 work exit wait task_free | 1 0 1`,
	'a parent that waits is woken, and no other': `
		1 fork 2            | ok
		2 fork 3            | ok
		1 wait 2            | sleeps
		3 exit              | ok
		1 work wake         | 0
		2 exit              | ok
		1 work wake         | 1
		1 wakes             | ok`,
	'the thread that waits is woken, not the leader': `
		1 fork 2            | ok
		2 thread 3          | ok
		2 fork 4            | ok
		3 wait 4            | sleeps
		4 exit              | ok
		2 work wake         | 1
		3 wakes             | ok
		2 wait 4            | ECHILD`,
	'zombies that init adopts are reaped, living children when they exit': `
		1 fork 2            | ok
		2 fork 3            | ok
		2 fork 4            | ok
		2 fork 5            | ok
		3 exit              | ok
		5 exit              | ok
		2 exit              | ok
		1 work wait task_free | 2 2
		1 wait 3            | ECHILD
		4 exit              | ok
		1 work wait task_free | 1 1
		1 wait 4            | ECHILD`,
	'what init leaves behind has no parent, and goes by itself': `
		1 fork 2            | ok
		2 fork 3            | ok
		1 exit              | ok
		2 exit              | ok
		1 work wait task_free | 1 1
		3 exit              | ok
		3 work wait task_free | 1 1`,
	'a vfork parent that is killed is not woken by its child': `
		1 fork 2            | ok
		2 map 0 2 rw        | ok
		2 thread 3          | ok
		3 vfork 4           | ok
		2 exit              | ok
		4 write 0 1         | 1 zeroFill, 1 vforkWrite
		4 exit              | ok
		1 work wake         | 0`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('what a zombie leaves for its parent', () => {
	const {kernel} = checkStory(`
		1 map 0 1 r         | ok
		1 fork 2            | ok
		1 fork 3            | ok
		2 write 0 1         | EFAULT 1 segv
		3 exit              | ok`);
	expect(kernel.task.exitSignal[findTask(kernel, 2)]).toBe(11);
	expect(kernel.task.exitSignal[findTask(kernel, 3)]).toBe(0);
});

test('where a vfork child borrows the memory it gives it back, and sleeps until its parent has it', () => {
	checkStory(
		`
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 vfork 2           | ok
		1 resident          | 0
		2 exit              | ok
		1 work wake         | 2
		1 resident          | 2
		1 vfork 3           | ok
		3 exec sh           | ok
		1 resident          | 2`,
		{design: bsd3},
	);
});

test('a process ends with the code and the signal that it ended with', () => {
	const {kernel} = checkStory('1 map 0 1 r | ok\n1 fork 2 | ok\n1 fork 3 | ok\n2 write 0 1 | EFAULT 1 segv');
	exitTask(kernel, findTask(kernel, 3), 7, 0);
	const told = [2, 3].map((pid) => {
		const task = findTask(kernel, pid);
		return [kernel.task.exitCode[task], kernel.task.exitSignal[task]];
	});
	expect(told).toEqual([
		[0, signals.SIGSEGV],
		[7, 0],
	]);
});

test('who was left by vfork is no borrower any more', () => {
	const {kernel} = checkStory('1 vfork 2 | ok\n2 exec sh | ok\n2 fork 3 | ok');
	const {flags, vforkParent} = kernel.task;
	expect([2, 3].map((pid) => [flags[findTask(kernel, pid)], vforkParent[findTask(kernel, pid)]])).toEqual([
		[0, 0],
		[0, 0],
	]);
});

test('init’s children are nobody’s when it ends, and go with it', () => {
	const {kernel} = checkStory('1 fork 2 | ok\n2 fork 3 | ok\n1 exit | ok\n2 exit | ok');
	expect(findTask(kernel, 2)).toBe(0);
	expect(kernel.task.parent[findTask(kernel, 3)]).toBe(0);
	expect(kernel.anchor.initTask[0] + kernel.anchor.initTask[1]).toBe(0);
});

test('orphans are init’s children', () => {
	const {kernel} = checkStory('1 fork 2 | ok\n2 fork 3 | ok\n2 exit | ok');
	expect(kernel.task.parent[findTask(kernel, 3)]).toBe(findTask(kernel, 1));
	expect(kernel.task.firstChild[findTask(kernel, 1)]).toBe(findTask(kernel, 3));
});
