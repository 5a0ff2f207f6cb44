import {test} from 'vitest';
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
