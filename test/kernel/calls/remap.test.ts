import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

/** Where memory ends, in pages from where stories begin. */
const end = 0x7_ffff_ffff - 2 ** 32;

const stories: Readonly<Record<string, string>> = {
	'what is moved can be read at its new place and not at the old': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 remap 1 2 2 600   | ok
		1 maps              | 0-1 rw, 3-4 rw, 600-602 rw
		1 pages 600 2       | a1 b1
		1 entries 600 2     | wd wd
		1 resident          | 4
		1 fork 2            | ok
		2 pages 600 2       | a2 b2
		2 read 1 1          | EFAULT 1 segv`,
	'in place: smaller cuts, larger needs room, equal does nothing': `
		1 map 0 8 rw        | ok
		1 map 12 1 r        | ok
		1 write 0 8         | 8 zeroFill
		1 remap 0 8 8       | ok
		1 remap 4 4 2       | ok
		1 maps              | 0-6 rw, 12-13 r
		1 resident          | 6
		1 remap 4 2 8       | ok
		1 maps              | 0-12 rw, 12-13 r
		1 remap 4 8 9       | ENOMEM
		1 remap 4 9 10      | EFAULT
		1 remap 2 2 3       | ENOMEM
		1 remap 20 1 2      | EFAULT
		1 remap 20 1 1      | EFAULT
		1 write 6 6         | 6 zeroFill
		1 fork 2            | ok`,
	'what grows into the gap below its like joins it': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 8 4         | 4 zeroFill
		1 remap 0 4 8       | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 pages 8 4         | a2 b2 c2 d2`,
	'places that overlap are refused': `
		1 map 0 8 rw        | ok
		1 remap 0 4 4 2     | EINVAL
		1 remap 2 4 4 0     | EINVAL
		1 remap 0 4 4 4     | ok
		1 maps              | 4-8 rw`,
	'a move that makes it smaller or larger': `
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		1 map 100 8 r       | ok
		1 read 100 8        | 8 zeroPage
		1 remap 0 8 4 100   | ok
		1 maps              | 100-104 rw, 104-108 r
		1 pages 100 8       | a1 b1 c1 d1 z z z z
		1 remap 100 4 8 200 | ok
		1 maps              | 104-108 r, 200-208 rw
		1 pages 200 8       | a1 b1 c1 d1 - - - -
		1 fork 2            | ok
		2 resident          | 4`,
	'a length of zero maps shared memory a second time, and private memory not': `
		1 map 0 4 rws       | ok
		1 write 1 1         | 1 mapShared
		1 remap 1 0 2 100   | ok
		1 maps              | 0-4 rws, 100-102 rws
		1 read 100 1        | 1 mapShmem
		1 pages 100 1       | a2
		1 remap 1 0 2 0     | EINVAL
		1 map 50 2 rw       | ok
		1 remap 50 0 2 200  | EINVAL
		1 remap 90 0 2 200  | EFAULT
		1 remap 1 0 2 1     | EFAULT
		1 maps              | 0-1 rws, 3-4 rws, 50-52 rw, 100-102 rws
		1 remap 3 0 0 200   | EINVAL
		1 remap 3.5 0 1 200 | EINVAL
		1 remap 3 0 1       | EINVAL
		1 fork 2            | ok`,
	'the end of memory: what is asked for beyond it is no place, what is there is not mapped': `
		1 map 0 4 rw        | ok
		1 remap 0 4 4 ${end} | EINVAL
		1 remap 0 4 4 ${end - 3} | EINVAL
		1 remap ${end} 4 4 100 | EFAULT
		1 remap 0 4 ${end + 1} | ENOMEM
		1 remap 0 ${end + 1} 4 | EINVAL
		1 remap 90 4 ${end} | EFAULT
		1 remap 0 4 4 ${end - 4} | ok
		1 remap ${end - 4} 4 5 | ENOMEM
		1 remap ${end - 4} 0 4 100 | EINVAL
		1 map 10 2 rws      | ok
		1 remap 10 0 4 ${end - 3} | EINVAL`,
	'a length that is none, an address that is no page’s': `
		1 map 0 4 rw        | ok
		1 remap 0 4 0       | EINVAL
		1 remap 0.5 2 2 100 | EINVAL
		1 remap 0 2 2 100.5 | EINVAL
		1 maps              | 0-4 rw`,
	'several mappings move with the gaps between them, at whose target nothing is touched': `
		1 map 0 2 rw        | ok
		1 map 4 2 r         | ok
		1 map 8 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 map 102 1 rws     | ok
		1 remap 0 10 10 100 | ok
		1 maps              | 100-102 rw, 102-103 rws, 104-106 r, 108-110 rw
		1 pages 100 2       | a1 b1
		1 map 20 2 rw       | ok
		1 map 24 2 rw       | ok
		1 remap 20 4 4 40   | ok
		1 maps              | 24-26 rw, 40-42 rw, 100-102 rw, 102-103 rws, 104-106 r, 108-110 rw`,
	'what is at the target goes, entries with it': `
		1 map 0 2 rw        | ok
		1 map 10 4 rw       | ok
		1 write 0 1         | 1 zeroFill
		1 write 10 4        | 4 zeroFill
		1 remap 0 2 2 11    | ok
		1 maps              | 10-11 rw, 11-13 rw, 13-14 rw
		1 pages 10 4        | a1 b1 - c1
		1 resident          | 3`,
	'side by side: the end of one is the beginning of the other': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 remap 0 2 2 2     | ok
		1 remap 2 2 2 0     | ok
		1 pages 0 2         | a1 b1
		1 map 10 2 rws      | ok
		1 remap 10 0 2 8    | ok
		1 remap 10 0 2 9    | EINVAL
		1 remap 10 0 2 12   | ok
		1 maps              | 0-2 rw, 8-10 rws, 10-12 rws, 12-14 rws`,
	'a second mapping of shared memory takes the place of what was there': `
		1 map 0 2 rws       | ok
		1 write 0 1         | 1 mapShared
		1 map 10 4 rw       | ok
		1 write 10 4        | 4 zeroFill
		1 remap 0 0 2 11    | ok
		1 maps              | 0-2 rws, 10-11 rw, 11-13 rws, 13-14 rw
		1 pages 10 4        | a1 - - b1`,
	'the whole of a mapping in place, up to a neighbour of its kind': `
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 write 4 2         | 2 zeroFill
		1 remap 0 2 4       | ok
		1 maps              | 0-6 rw
		1 remap 0 6 7       | ok
		1 maps              | 0-7 rw`,
	'what was never written joins where it comes to, what was written brings its place along': `
		1 map 0 4 rw        | ok
		1 map 20 4 rw       | ok
		1 remap 20 4 4 4    | ok
		1 maps              | 0-8 rw
		1 write 0 8         | 8 zeroFill
		1 remap 4 4 4 20    | ok
		1 map 24 4 rw       | ok
		1 maps              | 0-4 rw, 20-24 rw, 24-28 rw
		1 fork 2            | ok`,
	'shared pages stay shared when one side moves them': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | ok
		2 remap 0 2 2 100   | ok
		2 pages 100 2       | a2 b2
		1 write 0 1         | 1 copy
		2 write 100 1       | 1 reuse`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('a mapping that may not grow beyond what is promised stays as it is', () => {
	checkStory(
		`
		1 map 0 8 rw        | ok
		1 remap 0 8 30      | ENOMEM 1 notPromised
		1 remap 0 8 30 100  | ENOMEM 1 notPromised
		1 maps              | 0-8 rw
		1 map 50 8 r        | ok
		1 remap 50 8 30     | ok
		1 remap 50 30 30 100 | ok
		1 maps              | 0-8 rw, 100-130 r`,
		{memoryBytes: 24 * 4096, overcommit: 2, overcommitRatio: 100},
	);
});
