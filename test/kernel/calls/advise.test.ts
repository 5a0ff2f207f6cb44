import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'dontneed gives pages back at once, and zeros or the file are there again': `
		1 map 0 4 rw        | ok
		1 map 10 2 rw lib   | ok
		1 write 0 4         | 4 zeroFill
		1 write 10 2        | 2 copyFile
		1 advise 1 2 dontneed | ok
		1 pages 0 4         | a1 - - b1
		1 advise 10 2 dontneed | ok
		1 resident          | 2
		1 read 1 2          | 2 zeroPage
		1 read 10 2         | 1 mapFile
		1 advise 0 0 dontneed | ok
		1 resident          | 4`,
	'a fork is left out, or wiped, until the opposite is asked for': `
		1 map 0 6 rw        | ok
		1 write 0 6         | 6 zeroFill
		1 advise 0 2 dontfork | ok
		1 advise 2 2 wipeonfork | ok
		1 maps              | 0-2 rw, 2-4 rw, 4-6 rw
		1 fork 2            | ok
		2 maps              | 2-4 rw, 4-6 rw
		2 resident          | 2
		1 advise 0 2 dofork | ok
		1 advise 2 2 keeponfork | ok
		1 maps              | 0-6 rw
		1 fork 3            | ok
		3 resident          | 6`,
	'only private memory without a file can be wiped, or given up': `
		1 map 0 2 rws       | ok
		1 map 10 2 rw lib   | ok
		1 advise 0 2 wipeonfork | EINVAL
		1 advise 10 2 wipeonfork | EINVAL
		1 advise 0 2 free   | EINVAL
		1 advise 10 2 free  | EINVAL
		1 advise 10 2 keeponfork | ok`,
	'what is locked is neither given back nor given up nor sent away': `
		1 map 0 2 rw        | ok
		1 lock 0 2          | 2 zeroFill
		1 advise 0 2 dontneed | EINVAL
		1 advise 0 2 free   | EINVAL
		1 advise 0 2 pageout | EINVAL
		1 advise 0 2 cold   | EINVAL
		1 unlock 0 2        | ok
		1 advise 0 2 cold   | ok
		1 resident          | 2`,
	'what is given up is clean until it is written again': `
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 read 2 1          | 1 zeroPage
		1 advise 0 4 free   | ok
		1 entries 0 4       | w w . -
		1 write 0 1         | ok
		1 entries 0 1       | wd
		1 resident          | 2`,
	'huge pages wanted and not wanted are of one kind each': `
		1 map 0 6 rw        | ok
		1 advise 0 2 hugepage | ok
		1 advise 2 2 nohugepage | ok
		1 maps              | 0-2 rw, 2-4 rw, 4-6 rw
		1 advise 2 2 hugepage | ok
		1 maps              | 0-4 rw, 4-6 rw
		1 advise 4 2 hugepage | ok
		1 maps              | 0-6 rw
		1 fork 2            | ok`,
	'an address that is no page’s is refused, one beyond the end of memory is not mapped': `
		1 map 0 2 rw        | ok
		1 advise 0.5 1 dontneed | EINVAL
		1 advise 0.5 0 dontneed | EINVAL
		1 advise 0.5 0 populate_read | EINVAL
		1 advise 0 0 populate_read | ok
		1 advise ${0x7_ffff_ffff - 2 ** 32} 1 dontneed | ENOMEM
		1 advise ${0x7_ffff_ffff - 2 ** 32} 1 populate_read | ENOMEM`,
	'what lies beyond a hole is advised, and the hole told': `
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 write 4 2         | 2 zeroFill
		1 advise 0 4 dontneed | ENOMEM
		1 pages 4 2         | a1 b1
		1 advise 1 5 dontneed | ENOMEM
		1 pages 4 2         | - -
		1 advise 6 4 dontneed | ENOMEM
		1 advise 2 2 dontneed | ENOMEM`,
	'populating maps what is not there, as if read or as if written': `
		1 map 0 4 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 advise 0 2 populate_read | 1 zeroPage
		1 advise 0 4 populate_write | 1 zeroCopy, 2 zeroFill
		1 entries 0 4       | wd wd wd wd
		1 advise 0 4 populate_write | ok
		1 map 10 2 r        | ok
		1 advise 10 2 populate_write | EINVAL
		1 advise 10 2 populate_read | 2 zeroPage
		1 map 20 2 n        | ok
		1 advise 20 2 populate_read | EINVAL
		1 advise 0 8 populate_read | ENOMEM`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}
