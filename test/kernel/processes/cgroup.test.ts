/** What memory cgroups allow, and what becomes of who is in them. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

/** With 64 slots of swap. */
const stories: Readonly<Record<string, string>> = {
	'pages are charged to who used them first, wherever that goes, and let go with their last user': `
		1 map 0 20 rw       | ok
		1 write 0 4         | 4 zeroFill
		1 cgroup web        | ok
		1 charged web       | 0 0
		1 write 4 3         | 3 zeroFill
		1 charged web       | 3 0
		1 fork 2            | ok
		1 charged web       | 7 0
		2 write 0 2         | 2 copy
		1 charged web       | 9 0
		2 cgroup db         | ok
		2 write 2 1         | 1 copy
		1 charged web       | 10 0
		1 charged db        | 1 0
		2 exit              | ok
		1 charged web       | 3 0`,
	'a parent’s page that its child goes on using stays charged to the parent’s': `
		1 fork 2            | ok
		1 cgroup web        | ok
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 3            | ok
		3 cgroup db         | ok
		1 munmap 0 4        | ok
		1 charged web       | 8 0
		3 read 0 4          | ok
		3 charged db        | 0 0`,
	'at its limit pages leave the cgroup, and no other': `
		1 fork 2            | ok
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		2 cgroup web 12     | ok
		2 map 0 20 rw       | ok
		2 write 0 20        | 20 zeroFill, 18 swapOut, 4 limitRoom
		2 charged web       | 5 18
		1 swap              | 18
		1 pages 0 3         | a1 b1 c1
		2 read 0 1          | 1 swapIn`,
	'what comes back is charged to who had it': `
		1 cgroup web        | ok
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 cgroup db         | ok
		0 evict             | 4 swapOut
		1 charged web       | 7 4
		2 read 0 1          | 1 swapIn
		1 charged web       | 8 4
		1 charged db        | 0 0
		2 write 1 1         | 1 swapIn, 1 copy
		1 charged web       | 10 4
		2 charged db        | 1 0`,
	'a cgroup without swap loses a process instead, the one with the most in it': `
		1 fork 2            | ok
		1 fork 5            | ok
		5 map 0 90 rw       | ok
		5 write 0 90        | 90 zeroFill
		2 cgroup web 20 0   | ok
		2 fork 3            | ok
		2 map 0 30 rw       | ok
		3 map 0 30 rw       | ok
		3 write 0 9         | 9 zeroFill
		2 write 0 6         | 6 zeroFill, 1 limitMet, 1 oomKill
		3 read 0 1          | ESRCH
		5 read 0 1          | ok
		2 write 6 20        | ENOMEM 11 zeroFill, 1 limitMet, 1 oomKill`,
	'a limit of swap': `
		1 fork 2            | ok
		2 cgroup web 12 5   | ok
		2 map 0 30 rw       | ok
		2 write 0 14        | 14 zeroFill, 5 swapOut, 2 limitRoom
		2 charged web       | 12 5
		2 write 14 9        | ENOMEM 1 limitMet, 1 oomKill`,
	'fork within a limit: others go first, and then who forks': `
		1 fork 2            | ok
		2 cgroup web 20 0   | ok
		2 map 0 30 rw       | ok
		2 write 0 2         | 2 zeroFill
		2 fork 3            | ok
		3 write 2 9         | 9 zeroFill
		2 fork 4            | 1 limitMet, 1 oomKill
		3 read 0 1          | ESRCH
		4 write 2 8         | 8 zeroFill
		4 fork 5            | ENOMEM 1 limitMet, 1 oomKill
		4 read 0 1          | ESRCH
		2 read 0 1          | ok`,
	'a limit below what is in use sends pages away, and kills where they cannot go': `
		1 fork 2            | ok
		2 cgroup web        | ok
		2 map 0 30 rw       | ok
		2 write 0 20        | 20 zeroFill
		2 fork 3            | ok
		3 write 20 3        | 3 zeroFill
		2 cgroup web 20     | 11 swapOut, 1 limitRoom
		2 charged web       | 19 11
		2 cgroup web 15 0   | 1 limitMet, 1 oomKill
		3 read 0 1          | ESRCH
		2 charged web       | 12 11`,
	'what is within another counts for both': `
		1 fork 2            | ok
		2 cgroup host 16 0  | ok
		2 fork 3            | ok
		2 cgroup web 12 0   | ok
		3 cgroup db         | ok
		2 map 0 30 rw       | ok
		2 write 0 6         | 6 zeroFill
		3 map 0 30 rw       | ok
		3 write 0 2         | 2 zeroFill
		1 charged host      | 15 0
		3 write 2 3         | 3 zeroFill, 1 limitMet, 1 oomKill
		2 read 0 1          | ESRCH`,
	'a vfork child works on its parent’s account': `
		1 fork 2            | ok
		2 cgroup web        | ok
		2 map 0 4 rw        | ok
		2 vfork 3           | ok
		3 cgroup db         | ok
		3 write 0 1         | 1 zeroFill, 1 vforkWrite
		3 charged web       | 4 0
		3 exec              | ok
		3 charged db        | 4 0`,
};

/** As on 6.18: a process with a limit of 1000 pages that wrote 3000 had pages 1 to 2394 in swap and the rest in memory. */
test('what was used longest ago leaves first', () => {
	const {kernel} = checkStory(
		`
		1 cgroup web 100    | ok
		1 map 0 300 rw      | ok
		1 write 0 300       | 300 zeroFill, 204 swapOut, 6 limitRoom
		1 pages 0 2         | sx sx
		1 pages 188 3       | sx sx sx
		1 pages 256 3       | a1 b1 c1
		1 charged web       | 99 204`,
		{swapBytes: 400 * 4096},
	);
	expect(kernel.total.value[totals.oomKills]).toBe(0);
});

/** 6.18 killed the youngest of three with equally much. */
test.each([
	['linux-6', 'ESRCH', 'ok'],
	['linux-4', 'ok', 'ESRCH'],
])('of equals %s kills the one that it prefers', (id, young, old) => {
	checkStory(
		`
		1 fork 2            | ok
		2 cgroup web 20 0   | ok
		2 fork 3            | ok
		2 fork 4            | ok
		3 map 0 4 rw        | ok
		3 write 0 4         | 4 zeroFill
		4 map 0 4 rw        | ok
		4 write 0 4         | 4 zeroFill
		2 map 0 4 rw        | ok
		2 write 0 2         | 2 zeroFill, 1 limitMet, 1 oomKill
		4 read 0 1          | ${young}
		3 read 0 1          | ${old}`,
		{design: findDesign(id)},
	);
});

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story, {swapBytes: 64 * 4096});
});

test.each(['linux-4', 'odf', 'async-fork', 'cow-pte'])('%s has them too', (id) => {
	checkStory('1 fork 2 | ok\n2 cgroup web 9 0 | ok\n2 map 0 30 rwn', {design: findDesign(id)});
});

test.each(['linux-2.4', 'uvm', 'v7', '3bsd'])('%s has none and says so', (id) => {
	const {kernel} = checkStory('1 fork 2 | ok\n2 cgroup web 9 0 | ENOSYS', {design: findDesign(id)});
	expect(kernel.cgroup.live).toBe(0);
});
