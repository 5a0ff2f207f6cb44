import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'what is locked is filled: as if written where it may be, as if read where not': `
		1 map 0 4 rw        | ok
		1 map 10 2 r        | ok
		1 map 20 2 rws      | ok
		1 lock 0 4          | 4 zeroFill
		1 lock 10 2         | 2 zeroPage
		1 lock 20 2         | 2 mapShmem
		1 resident          | 6`,
	'a lock is part of what must agree for a merge': `
		1 map 0 12 rw       | ok
		1 lock 4 4          | 4 zeroFill
		1 maps              | 0-4 rw, 4-8 rw, 8-12 rw
		1 lock 4 4          | ok
		1 unlock 4 4        | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok`,
	'a hole is told, and what lies before it is locked': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 lock 0 12         | ENOMEM
		1 advise 0 1 dontneed | EINVAL
		1 advise 8 1 dontneed | ok
		1 unlock 0 12       | ENOMEM
		1 advise 0 1 dontneed | ok`,
	'memory that allows no access is locked and cannot be filled': `
		1 map 0 4 n         | ok
		1 lock 0 4          | ENOMEM
		1 protect 0 4 rw    | 4 zeroFill`,
	'a child’s memory is not locked': `
		1 map 0 2 rw        | ok
		1 lock 0 2          | 2 zeroFill
		1 fork 2            | ok
		2 advise 0 2 dontneed | ok
		1 advise 0 2 dontneed | EINVAL`,
	'nothing is locked by a length of zero, nor beyond the end of memory': `
		1 map 0 2 rw        | ok
		1 lock 0 0          | ok
		1 unlock 20 0       | ok
		1 resident          | 0
		1 lock ${0x7_ffff_ffff - 2 ** 32} 1 | ENOMEM
		1 unlock ${0x7_ffff_ffff - 2 ** 32} 1 | ENOMEM`,
	'every page that is touched is locked': `
		1 map 0 6 rw        | ok
		1 lock 1.5 2        | 3 zeroFill
		1 entries 0 6       | - wd wd wd - -
		1 unlock 2.25 0.5   | ok
		1 maps              | 0-1 rw, 1-2 rw, 2-3 rw, 3-4 rw, 4-6 rw`,
	'all that is there': `
		1 map 0 2 rw        | ok
		1 map 10 2 n        | ok
		1 map 20 2 r        | ok
		1 lockall current   | 2 zeroFill, 2 zeroPage
		1 advise 0 1 dontneed | EINVAL
		1 advise 10 1 dontneed | EINVAL
		1 map 30 2 rw       | ok
		1 resident          | 2
		1 advise 30 1 dontneed | ok`,
	'all that will be, until it is taken back': `
		1 map 0 2 rw        | ok
		1 lockall future    | ok
		1 resident          | 0
		1 map 10 2 rw       | 2 zeroFill
		1 advise 10 1 dontneed | EINVAL
		1 brk 100           | ok
		1 brk 102           | 2 zeroFill
		1 lockall current   | 2 zeroFill
		1 map 30 2 rw       | ok
		1 advise 30 1 dontneed | ok`,
	'not before it is used': `
		1 map 0 2 rw        | ok
		1 lockall current onfault | ok
		1 resident          | 0
		1 write 0 1         | 1 zeroFill
		1 advise 0 1 dontneed | EINVAL
		1 lockall future onfault | ok
		1 map 10 2 rw       | ok
		1 resident          | 1`,
	'neither what is nor what will be is no request': `
		1 lockall onfault   | EINVAL`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}
