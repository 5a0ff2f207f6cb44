import {test} from 'vitest';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'the heap does not end below where it began, nor grow into what is mapped': `
		1 brk 10            | ok
		1 brk 9             | ENOMEM
		1 map 20 2 r        | ok
		1 brk 20            | ok
		1 brk 21            | ENOMEM
		1 maps              | 10-20 rw, 20-22 r
		1 brk 20            | ok
		1 maps              | 10-20 rw, 20-22 r
		1 brk 10            | ok
		1 maps              | 20-22 r`,
	'a part of a page is a page': `
		1 brk 0.5           | ok
		1 brk 0.75          | ok
		1 maps              | nothing
		1 brk 1.25          | ok
		1 maps              | 1-2 rw
		1 write 1 1         | 1 zeroFill
		1 brk 1.75          | ok
		1 brk 1             | ok
		1 maps              | nothing
		1 resident          | 0`,
	'a child goes on from where its parent’s heap ends': `
		1 brk 0             | ok
		1 brk 4             | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 brk 6             | ok
		2 maps              | 0-4 rw, 4-6 rw
		2 brk 2             | ok
		2 maps              | 0-2 rw
		1 brk 6             | ok
		1 maps              | 0-6 rw`,
	'exec forgets it': `
		1 brk 0             | ok
		1 brk 4             | ok
		1 exec sh           | ok
		1 brk 100           | ok
		1 brk 101           | ok
		1 maps              | 100-101 rw`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}
