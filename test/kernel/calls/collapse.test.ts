/** madvise(COLLAPSE): which pieces become a folio, at which it ends, and what is refused. */

import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'COLLAPSE makes one folio of what is there': `
		1 map 0 1024 rw      | ok
		1 advise 0 512 collapse | EINVAL
		1 write 5 2          | 2 zeroFill
		1 advise 0 512 collapse | 1 hugeCollapse
		1 work page_copy page_zero | 2 510
		1 huge               | 0
		1 resident           | 512
		1 advise 0 512 collapse | ok
		1 advise 0 1024 collapse | EINVAL
		1 advise 5 100 collapse | EINVAL
		1 advise 0 512 nohugepage | ok
		1 advise 0 512 collapse | EINVAL`,
	'COLLAPSE ends at an empty entry of a directory, and passes over a missing directory': `
		1 map 0 2048 rw      | ok
		1 write 0 512        | 512 zeroFill
		1 write 1536 512     | 512 zeroFill
		1 advise 0 2048 collapse | EINVAL 1 hugeCollapse
		1 huge               | 0
		1 map 523776 1024 rw | ok
		1 write 524288 1     | 1 zeroFill
		1 advise 523776 1024 collapse | EINVAL 1 hugeCollapse
		1 huge               | 0 524288`,
	'what is shared is copied, and stays with the others': `
		1 map 0 512 rw       | ok
		1 write 0 3          | 3 zeroFill
		1 fork 2             | ok
		1 advise 0 512 collapse | 1 hugeCollapse
		1 work page_copy     | 3
		2 pages 0 3          | a1 b1 c1
		2 write 0 3          | 3 reuse
		1 write 0 512        | ok`,
	'a mapping that was never written, or is shared, has nothing to collapse': `
		1 map 0 512 rw       | ok
		1 read 0 2           | 2 zeroPage
		1 advise 0 512 collapse | EINVAL
		1 map 1024 512 rws   | ok
		1 write 1024 2       | 2 mapShared
		1 advise 1024 512 collapse | EINVAL`,
};

test.each(Object.entries(stories))('%s', (_name, story) => {
	checkStory(story, {hugePages: 'never'});
});

test('without memory for a folio the pages stay as they are', () => {
	const story = `
		1 map 0 512 rw       | ok
		1 write 0 200        | 200 zeroFill
		1 advise 0 512 collapse | ENOMEM
		1 resident           | 200
		1 huge               | none`;
	checkStory(story, {hugePages: 'never', memoryBytes: 600 * 4096});
});
