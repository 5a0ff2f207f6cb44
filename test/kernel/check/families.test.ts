/** What is noticed where the family tree, the threads of a process or the counts of tasks are wrong. */
import {describe} from 'vitest';
import {checkFamilies} from '../../../source/kernel/check/families.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** Process 1 with two threads, three children, of whom the last is a zombie, and a grandchild; one more has been reaped. */
const family = renewed(
	() =>
		checkStory(`
			1 thread 11
			1 thread 12
			1 fork 2
			1 fork 3
			2 fork 5
			1 fork 4
			4 exit
			1 fork 6
			6 exit
			1 wait 6`).kernel,
);

const of = (kernel: Kernel, pid: number) => findTask(kernel, pid);

describe('a family with threads and a zombie', () => {
	notices(family, checkFamilies, {
		'the eldest child': [
			(k) => (k.task.firstChild[of(k, 1)] = 0),
			/^task \d+ \(pid 2\) is not among the children of its parent, pid 1$/,
		],
		'a sibling': [
			(k) => (k.task.nextSibling[of(k, 3)] = 0),
			/^task \d+ \(pid \d\) is not among the children of its parent, pid 1$/,
		],
		'a sibling so that they go round in a circle': [
			(k) => (k.task.nextSibling[of(k, 3)] = of(k, 3)),
			/^task 1 \(pid 1\) has pid 3 among its children, which has another parent or sibling$/,
		],
		'the way back to a sibling': [
			(k) => (k.task.previousSibling[of(k, 3)] += 1),
			/^task 1 \(pid 1\) has pid 3 among its children, which has another parent or sibling$/,
		],
		'the parent of a child': [
			(k) => (k.task.parent[of(k, 3)] = of(k, 2)),
			/^task 1 \(pid 1\) has pid 3 among its children, which has another parent or sibling$/,
		],
		'the list of threads': [
			(k) => (k.task.nextThread[of(k, 1)] = 0),
			/^task \d+ \(pid 11\) is not among the threads of pid 1$/,
		],
		'the leader of a thread': [
			(k) => (k.task.leader[of(k, 12)] = of(k, 2)),
			/^task \d+ \(pid 12\) is not among the threads of pid 2$/,
		],
		'threads so that they go round in a circle': [
			(k) => (k.task.nextThread[of(k, 12)] = of(k, 1)),
			/^task \d+ \(pid 11\) is not among the threads of pid 1$/,
		],
		'what a zombie has': [
			(k) => (k.task.mm[of(k, 4)] = k.task.mm[of(k, 1)]),
			/^task \d+ \(pid 4\) is a zombie and still holds memory$/,
		],
		'the number of those who live': [
			(k) => (k.total.value[totals.tasksAlive] += 1),
			/^7 tasks are said to live, but there are 6$/,
		],
		'the number of threads': [
			(k) => (k.total.value[totals.threadsAlive] -= 1),
			/^1 threads are said to live, but there are 2$/,
		],
	});
});
