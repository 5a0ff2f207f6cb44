/** Who dies when memory is used up. */
import {expect, test} from 'vitest';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

/** 64 frames; each story uses up what is left with its last line. */
const stories: Readonly<Record<string, string>> = {
	'the process with the most': `
		1 fork 2            | ok
		1 fork 3            | ok
		2 map 0 60 rw       | ok
		2 write 0 10        | 10 zeroFill
		3 map 0 60 rw       | ok
		3 write 0 40        | 40 zeroFill
		2 write 0 20        | 10 zeroFill, 1 oomKill
		3 read 0 1          | ESRCH
		1 wait              | ok`,
	'the one that asks, if that has the most': `
		1 fork 2            | ok
		1 fork 3            | ok
		3 map 0 60 rw       | ok
		3 write 0 10        | 10 zeroFill
		2 map 0 60 rw       | ok
		2 write 0 60        | ENOMEM 45 zeroFill, 1 oomKill
		3 write 10 1        | 1 zeroFill`,
	'init only where nobody else is left': `
		1 map 0 90 rw       | ok
		1 write 0 50        | 50 zeroFill
		1 fork 2            | ok
		1 write 50 30       | ENOMEM 10 zeroFill, 2 oomKill`,
	'a thread’s process with all its threads, not the thread': `
		1 fork 2            | ok
		2 thread 3          | ok
		2 map 0 90 rw       | ok
		3 write 0 90        | ENOMEM 59 zeroFill, 1 oomKill
		2 read 0 1          | ESRCH
		1 wait              | ok`,
	'page tables count as much as pages': `
		1 fork 2            | ok
		1 fork 3            | ok
		2 map 0 9 rw        | ok
		2 write 0 9         | 9 zeroFill
		3 map 0 6000 rw     | ok
		3 write 0 1         | 1 zeroFill
		3 write 600 1       | 1 zeroFill
		3 write 1200 1      | 1 zeroFill
		3 write 1800 1      | 1 zeroFill
		3 write 2400 1      | 1 zeroFill
		3 write 3000 1      | 1 zeroFill
		1 map 0 60 rw       | ok
		1 write 0 40        | 40 zeroFill, 1 oomKill
		2 read 0 1          | ok
		3 read 0 1          | ESRCH`,
	'a zombie has nothing that could be freed': `
		1 fork 2            | ok
		1 fork 3            | ok
		3 map 0 40 rw       | ok
		3 write 0 40        | 40 zeroFill
		3 exit              | ok
		2 map 0 90 rw       | ok
		2 write 0 90        | ENOMEM 59 zeroFill, 1 oomKill`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {memoryBytes: 64 * 4096, overcommit: 1});
});

test('pages in swap count too, and what it came to is told', () => {
	const {kernel} = checkStory(
		`
		1 fork 2            | ok
		1 fork 3            | ok
		2 map 0 20 rw       | ok
		2 write 0 20        | 20 zeroFill
		0 evict             | 8 swapOut
		3 map 0 16 rw       | ok
		3 write 0 16        | 16 zeroFill
		1 map 0 60 rw       | ok
		1 write 0 35        | 35 zeroFill, 1 oomKill`,
		{memoryBytes: 64 * 4096, swapBytes: 8 * 4096, overcommit: 1},
	);
	const {count, kind, amount} = kernel.effects;
	const row = kind.subarray(0, count).indexOf(effectKinds.oomKill);
	expect(amount[row]).toBe(20 + 3 + 1);
	expect(kernel.total.value[totals.oomKills]).toBe(1);
});
