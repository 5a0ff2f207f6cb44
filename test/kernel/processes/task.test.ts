import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a vfork child runs on its parent’s memory until it execs': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 vfork 2           | ok
		2 write 0 1         | 1 vforkWrite
		2 exec cc           | ok
		2 maps              | nothing
		1 pages 0 2         | a1 b1
		2 exit              | ok
		1 wait 2            | ok`,
	'a vfork parent keeps its later ops back': `
		1 map 0 1 rw        | ok
		1 vfork 2           | ok
		2 exit              | ok
		1 wait 2            | ok`,
	'nested vfork passes the memory on': `
		1 map 0 1 rw        | ok
		1 vfork 2           | ok
		2 vfork 3           | ok
		3 write 0 1         | 1 zeroFill, 1 vforkWrite
		3 exit              | ok
		2 exit              | ok
		1 read 0 1          | ok`,
	'exit() and return in a vfork child are reported': `
		1 vfork 2           | ok
		2 return            | 1 vforkReturn
		2 exit()            | 1 vforkExit`,
	'a process of the beginning is its parent’s child': `
		7 start sh 1        | ok
		7 fork 8            | ok
		7 exit              | ok
		1 wait 7            | ok
		8 exit              | ok
		1 wait 8            | ECHILD`,
	'a zombie holds its pid until it is waited for': `
		1 fork 2            | ok
		2 exit              | ok
		1 wait 2            | ok
		1 wait 2            | ECHILD`,
	'orphans go to init, which reaps them': `
		1 fork 2            | ok
		2 fork 3            | ok
		2 exit              | ok
		3 exit              | ok
		1 wait 3            | ECHILD
		1 wait 2            | ok`,
	'spawn costs nothing of the parent’s memory': `
		1 map 0 100 rw      | ok
		1 write 0 100       | 100 zeroFill
		1 spawn 2 ls        | ok
		1 write 0 100       | ok
		2 maps              | nothing`,
	'a thread shares memory, and goes with its process': `
		1 map 0 1 rw        | ok
		1 fork 2            | ok
		2 thread 3          | ok
		3 write 0 1         | 1 zeroFill
		2 read 0 1          | ok
		2 exit              | ok
		3 read 0 1          | ESRCH`,
	'dontfork leaves a gap in the child and wipeonfork zeros': `
		1 map 0 2 rw        | ok
		1 map 10 2 rw       | ok
		1 write 0 2         | 2 zeroFill
		1 write 10 2        | 2 zeroFill
		1 advise 0 2 dontfork   | ok
		1 advise 10 2 wipeonfork | ok
		1 fork 2            | ok
		2 maps              | 10-12 rw
		2 read 10 2         | 2 zeroPage
		2 read 0 1          | EFAULT 1 segv`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('a machine out of memory kills the largest process and goes on', () => {
	checkStory(
		`
		1 fork 2            | ok
		2 map 0 40 rw       | ok
		2 write 0 20        | 20 zeroFill
		1 map 0 40 rw       | ok
		1 write 0 40        | 40 zeroFill, 1 oomKill
		2 read 0 1          | ESRCH`,
		{memoryBytes: 64 * 4096},
	);
});
