/**
 * Lives of families on every kernel. What each line comes to is not said: after every one all that the kernel keeps must
 * agree, what the op said be true, and what it did not touch be as before.
 */
import {describe, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {checkStory} from '../helpers/story.ts';

const lives: Readonly<Record<string, string>> = {
	'three generations that write in turn': `
		1 map 0 40 rw
		1 write 0 3
		1 write 15 3
		1 write 39 1
		1 fork 2
		2 write 0 1
		2 write 16 1
		2 fork 3
		3 write 1 1
		1 write 1 2
		3 write 20 2
		2 exit
		3 write 2 1
		3 fork 4
		1 exit
		4 read 0 40
		4 write 0 40
		3 write 15 3`,
	'a parent that forks again and again': `
		1 map 0 34 rw
		1 write 0 34
		1 fork 2
		1 write 0 4
		1 fork 3
		1 write 2 4
		1 fork 4
		1 write 4 4
		2 exit
		1 write 0 1
		4 exit
		1 write 1 1
		3 write 0 34
		1 fork 5
		5 exit
		1 write 0 34`,
	'holes, parts and pieces': `
		1 map 0 40 rw
		1 write 0 40
		1 fork 2
		1 munmap 10 5
		2 munmap 0 3
		2 write 3 10
		1 protect 20 4 r
		1 write 24 2
		1 protect 20 4 rw
		1 write 20 4
		1 map 12 2 rw
		1 write 11 1 | EFAULT 1 segv
		2 fork 3
		3 munmap 30 10
		3 map 30 20 rw
		3 write 28 10
		2 read 3 30`,
	'given back, left out and grown': `
		1 map 0 20 rw
		1 write 0 20
		1 fork 2
		1 advise 2 4 dontneed
		1 read 2 4
		2 advise 0 20 dontneed
		2 write 1 2
		1 advise 10 5 dontfork
		1 fork 3
		3 read 0 10
		3 write 15 5
		1 brk 100
		1 brk 110
		1 write 100 10
		1 fork 4
		4 brk 105
		4 write 104 1
		1 brk 120
		1 write 109 5`,
	'files, own and common': `
		1 map 0 20 rw lib
		1 map 30 20 rw lib+10
		1 map 60 8 r lib
		1 read 0 20
		1 write 3 4
		1 read 30 5
		1 write 30 2
		1 read 60 8
		1 fork 2
		2 write 4 1
		2 write 10 2
		1 write 4 1
		1 write 12 1
		2 fork 3
		3 munmap 0 5
		3 map 0 5 rw lib
		3 read 0 5
		1 exit
		2 write 0 20
		3 write 30 20`,
	'shared memory beside one’s own': `
		1 map 0 8 rws
		1 map 20 8 rws log
		1 write 0 3
		1 read 3 2
		1 write 20 2
		1 fork 2
		2 write 0 8
		2 read 20 8
		1 read 0 8
		1 munmap 0 4
		2 fork 3
		2 exit
		3 write 3 2
		1 munmap 4 4
		3 write 20 8`,
	'moved and locked': `
		1 map 0 20 rw
		1 write 0 20
		1 fork 2
		2 lock 0 4
		2 write 2 4
		1 remap 0 5 5 100
		1 write 100 5
		2 read 0 20
		2 remap 10 10 10 200
		2 fork 3
		3 write 200 10
		2 write 205 1
		1 write 5 15`,
	'vfork and exec': `
		1 map 0 10 rw
		1 write 0 10
		1 vfork 2
		2 exec sh 0+4:r:sh 4+4:rw:sh 20+8:rw
		2 write 4 4
		2 write 20 2
		2 fork 3
		3 write 20 4
		3 exec ls 0+4:r:ls
		1 write 0 10
		2 write 5 1`,
};

/** V7 knew no memory that two processes could write to. */
const runs = designs.flatMap((design) =>
	Object.entries(lives)
		.filter(([, life]) => design.id !== 'v7' || !life.includes('rws'))
		.map(([name, life]) => ({design, id: design.id, name, life})),
);

test.each(runs)('$id: $name', ({design, life}) => {
	checkStory(life, {design});
});

describe('where all goes to swap in the middle of life, and in the end', () => {
	test.each(runs.filter(({design}) => design.policies.swaps === true))('$id: $name', ({design, life}) => {
		const lines = life.trim().split('\n');
		const half = Math.floor(lines.length / 2);
		const evicted = [...lines.slice(0, half), '0 evict', ...lines.slice(half), '0 reclaim 3', '0 evict'];
		checkStory(evicted.join('\n'), {design, swapBytes: 2 ** 20});
	});
});

describe('where memory is short', () => {
	test.each(runs)('$id: $name', ({design, life}) => {
		checkStory(life, {design, memoryBytes: 96 * 4096, overcommit: 1});
	});
});
