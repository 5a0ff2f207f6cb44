/** Guards: what stands where they are put, who meets them, what takes them away, and which kernels have them. */
import {describe, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

const stories = {
	'every access is refused, and what was there is gone': `
		1 map 0 4 rw              | ok
		1 write 0 4               | 4 zeroFill
		1 advise 1 2 guard_install | ok
		1 pages 0 4               | a1 g g b1
		1 maps                    | 0-4 rw
		1 fork 2                  | ok
		2 read 1 1                | EFAULT 1 segv
		1 fork 3                  | ok
		3 write 2 1               | EFAULT 1 segv
		1 advise 1 2 guard_remove | ok
		1 read 0 4                | 2 zeroPage`,
	'populating meets them, giving memory back leaves them, unmapping takes them away': `
		1 map 0 4 rw              | ok
		1 advise 0 2 guard_install | ok
		1 advise 0 4 populate_write | EFAULT 1 segv
		1 advise 2 2 populate_read | 2 zeroPage
		1 advise 0 4 dontneed     | ok
		1 advise 0 1 populate_read | EFAULT 1 segv
		1 munmap 0 4              | ok
		1 map 0 4 rw              | ok
		1 write 0 4               | 4 zeroFill`,
	'giving back a whole table leaves the one that has them': `
		1 map 0 1024 rw           | ok
		1 write 0 1               | 1 zeroFill
		1 write 512 1             | 1 zeroFill
		1 advise 1 1 guard_install | ok
		1 advise 0 1024 dontneed  | ok
		1 advise 1 1 populate_read | EFAULT 1 segv
		1 write 512 1             | 1 zeroFill`,
	'a file and shared memory have them too; a child has them by fork, and none in memory that is wiped': `
		1 map 0 4 rws              | ok
		1 map 10 2 rw             | ok
		1 advise 0 1 guard_install | ok
		1 advise 10 1 guard_install | ok
		1 advise 10 2 wipeonfork  | ok
		1 fork 2                  | ok
		2 advise 0 1 populate_read | EFAULT 1 segv
		2 write 10 2              | 2 zeroFill`,
	'locked memory takes none, and lets go of none that it lacks': `
		1 map 0 4 rw              | ok
		1 lock 0 4                | 4 zeroFill
		1 advise 0 1 guard_install | EINVAL
		1 advise 0 1 guard_remove | ok
		1 advise 0 8 guard_remove | ENOMEM`,
	'pieces of a file or of shared memory merge after fork as ever, and what has guards stays told of': `
		1 map 0 8 rws              | ok
		1 map 20 8 rw lib          | ok
		1 protect 4 4 r            | ok
		1 protect 24 4 r           | ok
		1 advise 6 1 guard_install | ok
		1 advise 26 1 guard_install | ok
		1 fork 2                   | ok
		2 protect 4 4 rw           | ok
		2 protect 24 4 rw          | ok
		2 maps                     | 0-8 rws, 20-28 rw
		2 advise 6 1 populate_read | EFAULT 1 segv
		2 fork 3                   | ok
		3 advise 26 1 populate_read | EFAULT 1 segv`,
	'pieces of plain memory keep apart after fork, as those with pages of their own do': `
		1 map 0 8 rw               | ok
		1 protect 4 4 r            | ok
		1 advise 0 1 guard_install | ok
		1 fork 2                   | ok
		2 protect 4 4 rw           | ok
		2 maps                     | 0-4 rw, 4-8 rw
		1 protect 4 4 rw           | ok
		1 maps                     | 0-8 rw`,
	'they move with their mapping': `
		1 map 0 4 rw              | ok
		1 advise 1 1 guard_install | ok
		1 remap 0 4 4 20          | ok
		1 advise 21 1 populate_read | EFAULT 1 segv
		1 write 20 1              | 1 zeroFill`,
};

describe.each(Object.entries(stories))('%s', (_title, story) => {
	test('linux-6', () => {
		checkStory(story);
	});
});

test.each(['linux-4', 'linux-2.4', 'shared-pt', 'uvm', '4.4bsd'])('%s is older, and knows none', (id) => {
	checkStory(
		`
		1 map 0 2 rw              | ok
		1 advise 0 1 guard_install | EINVAL
		1 advise 0 1 guard_remove | EINVAL`,
		{design: findDesign(id)},
	);
});
