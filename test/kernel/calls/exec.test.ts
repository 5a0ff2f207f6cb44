import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'exec leaves nothing of what was there': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 exec sh           | ok
		1 work exec         | 1
		1 maps              | nothing
		1 resident          | 0
		1 tables            | 0`,
	'the mappings of the image are there, and nothing of them is in memory': `
		1 exec sh 0+4:r:sh 4+2:rw:sh 10+2:rw | ok
		1 maps              | 0-4 r, 4-6 rw, 10-12 rw
		1 resident          | 0
		1 write 4 1         | 1 copyFile
		1 read 0 1          | 1 mapFile`,
	'an image that cannot be is refused before anything is given up': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 exec sh 0+4:r:sh 0.5+1:r:sh | EINVAL
		1 work exec         | 0
		1 pages 0 2         | a1 b1
		1 exec sh 0+0:r:sh  | EINVAL
		1 maps              | 0-2 rw`,
	'a process that execs is alone': `
		1 map 0 2 rw        | ok
		1 thread 2          | ok
		1 thread 3          | ok
		1 exec sh           | ok
		2 read 0 1          | ESRCH
		3 read 0 1          | ESRCH`,
	'a thread that execs gives its process the new program, under that one’s pid': `
		1 fork 2            | ok
		2 map 0 2 rw        | ok
		2 write 0 2         | 2 zeroFill
		2 thread 3          | ok
		2 thread 4          | ok
		3 exec sh           | ok
		3 read 0 1          | ESRCH
		4 read 0 1          | ESRCH
		2 maps              | nothing
		2 exit              | ok
		1 wait 2            | ok`,
	'a process whose thread execs sleeps no longer, and its vfork child wakes nobody': `
		1 map 0 2 rw        | ok
		1 thread 2          | ok
		1 vfork 3           | ok
		2 exec sh           | ok
		1 work wake         | 1
		1 map 0 1 r         | ok
		3 write 0 1         | 1 zeroFill, 1 vforkWrite
		3 exit              | ok
		1 work wake         | 0
		1 maps              | 0-1 r`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('a child of vfork that finds no memory for the tables of its image is killed, and its parent goes on', () => {
	const {kernel} = checkStory(
		`
		1 map 0 10 rw       | ok
		1 write 0 9         | 9 zeroFill
		1 vfork 2           | ok
		2 exec sh 0+2:rw    | ENOMEM 1 oomKill
		2 work exec wake    | 0 1
		2 exit              | ESRCH
		1 read 0 9          | ok`,
		{memoryBytes: 13 * 4096},
	);
	expect(kernel.mm.live).toBe(1);
});

test('on a kernel that refuses there is no exec then, and the parent of a vfork sleeps on', () => {
	checkStory(
		`
		1 map 0 10 rw       | ok
		1 write 0 9
		1 vfork 2
		2 exec sh 0+2:rw    | ENOMEM
		2 work exec wake    | 0 0
		2 maps              | 0-10 rw
		2 exit              | ok
		1 work wake         | 1`,
		{memoryBytes: 13 * 4096, design: findDesign('uvm')},
	);
});

test('a program has a name and arguments, which a refused exec leaves as they were', () => {
	const {kernel, program} = checkStory(
		'1 fork 2 | ok\n2 exec sh | ok\n2 fork 3 | ok\n3 exec ls 0+0:r:ls | EINVAL',
	);
	const named = [1, 2, 3].map((pid) => program.strings[kernel.task.comm[findTask(kernel, pid)]]);
	expect(named).toEqual(['init', 'sh', 'sh']);
});
