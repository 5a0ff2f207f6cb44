import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'the first write fills with zeros, the first read maps the zero page': `
		1 map 0 4 rw        | ok
		1 read 0 2          | 2 zeroPage
		1 resident          | 0
		1 write 0 4         | 2 zeroCopy, 2 zeroFill
		1 pages 0 4         | a1 b1 c1 d1
		1 resident          | 4`,
	'the last sharer takes the frame over instead of copying it': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | ok
		1 pages 0 2         | a2 b2
		2 write 0 1         | 1 copy
		1 write 0 1         | 1 reuse
		1 pages 0 2         | a1 b2
		2 exit              | ok
		1 write 0 2         | 1 reuse`,
	'a read of a file maps the sixteen cached pages around it, cut by the mapping': `
		1 map 0 40 r lib    | ok
		1 read 20 1         | 1 mapFile
		1 entries 14 6      | - - . . . .
		1 resident          | 16
		1 read 39 1         | 1 mapFile
		1 resident          | 24`,
	'the window of a read fault begins with the mapping when that is later': `
		1 map 5 40 r lib    | ok
		1 read 6 1          | 1 mapFile
		1 entries 20 2      | . -
		1 resident          | 16`,
	'a first write to a private file copies early and maps nothing around it': `
		1 map 0 16 rw lib   | ok
		1 write 3 1         | 1 copyFile
		1 resident          | 1
		1 read 0 1          | 1 mapFile
		1 resident          | 16
		1 write 0 1         | 1 copy`,
	'shared memory is writable at once after a read, a shared file is not': `
		1 map 0 1 rws       | ok
		1 read 0 1          | 1 mapFile
		1 entries 0 1       | w
		1 write 0 1         | ok
		1 map 100 1 rws lib | ok
		1 read 100 1        | 1 mapFile
		1 entries 100 1     | .
		1 write 100 1       | 1 shareWrite`,
	'an access that no mapping allows kills': `
		1 map 0 1 r         | ok
		1 fork 2            | ok
		2 write 0 1         | EFAULT 1 segv
		2 read 0 1          | ESRCH
		1 read 5 1          | EFAULT 1 segv`,
	'a stack grows to where it is touched, up to its limit and not into its guard': `
		1 map 3000 1 rwd    | ok
		1 write 2990 1      | 1 growStack, 1 zeroFill
		1 maps              | 2990-3001 rw
		1 map 2000 1 rw     | ok
		1 fork 2            | ok
		2 write 2256 1      | EFAULT 1 segv
		1 write 2257 1      | 1 growStack, 1 zeroFill
		1 write 100 1       | EFAULT 1 segv`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}
