/** Every shape of merge, each with written pages in all parts and a fork behind it: the child reads what the parent reads. */
import {expect, test} from 'vitest';
import {linux24} from '../../../source/designs/linux-2.4.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a new mapping above a written one': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 map 4 4 rw        | ok
		1 maps              | 0-8 rw
		1 write 4 4         | 4 zeroFill
		1 fork 2            | ok
		2 maps              | 0-8 rw
		2 pages 0 8         | a2 b2 c2 d2 e2 f2 g2 h2`,
	'a new mapping below a written one': `
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 map 0 4 rw        | ok
		1 maps              | 0-8 rw
		1 fork 2            | ok
		2 pages 0 8         | - - - - a2 b2 c2 d2
		1 write 0 4         | 4 zeroFill`,
	'a new mapping that fills the gap between two': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 map 4 4 rw        | ok
		1 maps              | 0-12 rw
		1 write 2 8         | 8 zeroFill
		1 fork 2            | ok
		2 pages 2 8         | a2 b2 c2 d2 e2 f2 g2 h2`,
	'a written one that moves back above one that was not': `
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 remap 4 4 4 100   | ok
		1 map 0 4 rw        | ok
		1 remap 100 4 4 4   | ok
		1 maps              | 0-8 rw
		1 fork 2            | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'a written one that moves back below one that was not': `
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 remap 4 4 4 100   | ok
		1 map 8 4 rw        | ok
		1 remap 100 4 4 4   | ok
		1 maps              | 4-12 rw
		1 fork 2            | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'a part at the end that agrees with what another process maps there': `
		1 map 0 4 r         | ok
		7 start sh          | ok
		7 map 0 8 rw        | ok
		7 protect 4 4 r     | ok
		7 maps              | 0-4 rw, 4-8 r
		1 maps              | 0-4 r`,
	'a part at the beginning that agrees with what another process maps there': `
		1 map 8 4 r         | ok
		7 start sh          | ok
		7 map 4 8 rw        | ok
		7 protect 4 4 r     | ok
		7 maps              | 4-8 r, 8-12 rw
		1 maps              | 8-12 r`,
	'guards above, of which the mapping below knows then': `
		1 map 0 8 r lib     | ok
		1 protect 4 4 x     | ok
		1 advise 5 1 guard_install | ok
		1 protect 4 4 r     | ok
		1 maps              | 0-8 r
		1 fork 2            | ok
		2 pages 4 2         | - g`,
	'guards below, of which the mapping above knows then': `
		1 map 0 8 r lib     | ok
		1 protect 0 4 x     | ok
		1 advise 1 1 guard_install | ok
		1 protect 0 4 r     | ok
		1 maps              | 0-8 r
		1 fork 2            | ok
		2 pages 0 2         | - g`,
	'pieces of a file that follow each other in it and lie apart stay apart': `
		1 map 0 8 r lib     | ok
		1 remap 4 4 4 100   | ok
		1 maps              | 0-4 r, 100-104 r
		1 map 200 8 r lib   | ok
		1 remap 200 4 4 150 | ok
		1 maps              | 0-4 r, 100-104 r, 150-154 r, 204-208 r`,
	'pieces without guards, of which fork need not copy anything': `
		1 map 0 8 r lib     | ok
		1 protect 4 4 x     | ok
		1 protect 4 4 r     | ok
		1 read 0 8          | 1 mapFile
		1 fork 2            | ok
		2 tables            | 0`,
	'guards in a part that comes back': `
		1 map 0 8 r lib     | ok
		1 remap 4 4 4 100   | ok
		1 advise 101 1 guard_install | ok
		1 remap 100 4 4 4   | ok
		1 maps              | 0-8 r
		1 fork 2            | ok
		2 pages 4 2         | - g`,
	'guards above a gap that is filled again': `
		1 map 0 12 r lib    | ok
		1 remap 4 4 4 100   | ok
		1 advise 9 1 guard_install | ok
		1 remap 100 4 4 4   | ok
		1 maps              | 0-12 r
		1 fork 2            | ok
		2 pages 8 2         | - g`,
	'a gap between two of which only the upper was written': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 8 4         | 4 zeroFill
		1 map 4 4 rw        | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 pages 8 4         | a2 b2 c2 d2`,
	'a gap between two of which only the lower was written': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 map 4 4 rw        | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 pages 0 4         | a2 b2 c2 d2`,
	'two that were written apart each keep their own pages: the new one joins the lower': `
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 write 8 4         | 4 zeroFill
		1 map 4 4 rw        | ok
		1 maps              | 0-8 rw, 8-12 rw
		1 fork 2            | ok
		2 maps              | 0-8 rw, 8-12 rw`,
	'a part that agrees again with the mapping below': `
		1 map 0 4 r         | ok
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 protect 0 4 rw    | ok
		1 maps              | 0-8 rw
		1 protect 6 2 r     | ok
		1 protect 6 1 rw    | ok
		1 maps              | 0-7 rw, 7-8 r
		1 protect 7 1 rw    | ok
		1 maps              | 0-8 rw
		1 fork 2            | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'a part that agrees again with the mapping above': `
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		1 protect 0 4 r     | ok
		1 maps              | 0-4 r, 4-8 rw
		1 protect 2 2 rw    | ok
		1 maps              | 0-2 r, 2-8 rw
		1 fork 2            | ok
		2 maps              | 0-2 r, 2-8 rw
		1 protect 0 2 rw    | ok
		1 maps              | 0-8 rw
		1 fork 3            | ok`,
	'a mapping without pages that grows over a written one has them when it forks': `
		1 map 0 4 rx        | ok
		1 protect 0 4 rwx   | ok
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 protect 4 4 rwx   | ok
		1 maps              | 0-8 rwx
		1 fork 2            | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'a mapping without pages that grows down over a written one has them when it forks': `
		1 map 4 4 rx        | ok
		1 protect 4 4 rwx   | ok
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 protect 0 4 rwx   | ok
		1 maps              | 0-8 rwx
		1 fork 2            | ok
		2 pages 0 4         | a2 b2 c2 d2`,
	'a part between two that agree becomes one with both': `
		1 map 0 12 rw       | ok
		1 write 0 12        | 12 zeroFill
		1 protect 4 4 r     | ok
		1 protect 4 4 rw    | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 pages 2 4         | a2 b2 c2 d2
		1 write 0 12        | 12 copy`,
	'only the part between two was written': `
		1 map 0 12 rw       | ok
		1 protect 4 4 rwx   | ok
		1 write 4 4         | 4 zeroFill
		1 protect 4 4 rw    | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'a part in the middle is split off, and splits and joins leave all counts right': `
		1 map 0 12 rw       | ok
		1 write 0 12        | 12 zeroFill
		1 protect 4 4 r     | ok
		1 maps              | 0-4 rw, 4-8 r, 8-12 rw
		1 fork 2            | ok
		2 maps              | 0-4 rw, 4-8 r, 8-12 rw
		2 munmap 4 4        | ok
		1 read 0 12         | ok`,
	'a part at the start joins the mapping below and leaves the rest where it was': `
		1 map 0 8 rw        | ok
		1 write 0 8         | 8 zeroFill
		1 protect 4 4 r     | ok
		1 protect 4 2 rw    | ok
		1 maps              | 0-6 rw, 6-8 r
		1 protect 4 1 r     | ok
		1 maps              | 0-4 rw, 4-5 r, 5-6 rw, 6-8 r
		1 protect 5 1 r     | ok
		1 maps              | 0-4 rw, 4-8 r
		1 fork 2            | ok
		2 pages 0 8         | a2 b2 c2 d2 e2 f2 g2 h2`,
	'places that do not continue keep moved memory apart': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 map 20 4 rw       | ok
		1 write 20 4        | 4 zeroFill
		1 remap 20 4 4 4    | ok
		1 maps              | 0-4 rw, 4-8 rw
		1 fork 2            | ok
		2 pages 0 8         | a2 b2 c2 d2 e2 f2 g2 h2`,
	'moved memory below another keeps apart from it too': `
		1 map 4 4 rw        | ok
		1 write 4 4         | 4 zeroFill
		1 map 20 4 rw       | ok
		1 write 20 4        | 4 zeroFill
		1 remap 20 4 4 0    | ok
		1 maps              | 0-4 rw, 4-8 rw
		1 fork 2            | ok`,
	'memory that comes back to its place joins what it was split from': `
		1 map 0 12 rw       | ok
		1 write 0 12        | 12 zeroFill
		1 remap 4 4 4 100   | ok
		1 maps              | 0-4 rw, 8-12 rw, 100-104 rw
		1 remap 100 4 4 4   | ok
		1 maps              | 0-12 rw
		1 fork 2            | ok
		2 read 0 12         | ok
		2 pages 4 4         | a2 b2 c2 d2`,
	'moved memory that was never written takes the place it comes to': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 map 20 4 rw       | ok
		1 remap 20 4 4 4    | ok
		1 maps              | 0-8 rw
		1 fork 2            | ok`,
	'pages of a file join only where the file goes on': `
		1 map 0 8 rw lib    | ok
		1 write 0 8         | 8 copyFile
		1 protect 2 2 r     | ok
		1 maps              | 0-2 rw, 2-4 r, 4-8 rw
		1 protect 2 2 rw    | ok
		1 maps              | 0-8 rw
		1 remap 4 4 4 100   | ok
		1 remap 2 2 2 104   | ok
		1 maps              | 0-2 rw, 100-104 rw, 104-106 rw
		1 fork 2            | ok`,
	'what was inherited may not take a part that was never written': `
		1 map 0 4 rw        | ok
		1 map 4 4 r         | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 protect 4 4 rw    | ok
		2 maps              | 0-4 rw, 4-8 rw
		1 protect 4 4 rw    | ok
		1 maps              | 0-8 rw`,
	'what was inherited may not be taken by a mapping that was never written': `
		1 map 0 4 rw        | ok
		1 map 4 4 rx        | ok
		1 protect 4 4 rwx   | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 protect 0 4 rwx   | ok
		2 maps              | 0-4 rwx, 4-8 rwx
		1 protect 0 4 rwx   | ok
		1 maps              | 0-8 rwx`,
	'neighbours that were written apart stay apart when their rights agree': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 map 20 4 rw       | ok
		1 write 20 4        | 4 zeroFill
		1 remap 20 4 4 4    | ok
		1 protect 4 4 r     | ok
		1 protect 4 4 rw    | ok
		1 maps              | 0-4 rw, 4-8 rw`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

test('what was looked up last is the mapping that took both', () => {
	const {kernel} = checkStory(`
		1 map 0 4 rw        | ok
		1 map 8 4 rw        | ok
		1 map 4 4 rw        | ok
		1 write 8 4         | 4 zeroFill`);
	expect(kernel.vma.live).toBe(1);
});

test('before 2.6 nothing that backs on a file merges, and anonymous memory does whatever was written', () => {
	checkStory(
		`
		1 map 0 8 rw lib    | ok
		1 protect 2 2 r     | ok
		1 protect 2 2 rw    | ok
		1 maps              | 0-2 rw, 2-4 rw, 4-8 rw
		1 map 100 4 rw      | ok
		1 map 108 4 rw      | ok
		1 write 100 4       | 4 zeroFill
		1 write 108 4       | 4 zeroFill
		1 map 104 4 rw      | ok
		1 maps              | 0-2 rw, 2-4 rw, 4-8 rw, 100-112 rw`,
		{design: linux24},
	);
});
