import {describe, expect, test} from 'vitest';
import {linux24} from '../../../source/designs/linux-2.4.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'a protection key keeps mappings apart until they have the same one again': `
		1 map 0 8 rw        | ok
		1 protect 4 4 rw 3  | ok
		1 maps              | 0-4 rw, 4-8 rw
		1 protect 0 8 r     | ok
		1 maps              | 0-4 r, 4-8 r
		1 protect 0 4 r 3   | ok
		1 maps              | 0-8 r
		1 protect 0 2 r 0   | ok
		1 maps              | 0-2 r, 2-8 r`,
	'nothing is changed where the rights are those that were, or no page is asked for': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 protect 0 4 rw    | ok
		1 protect 0 0 r     | ok
		1 protect 2 0 r     | ok
		1 maps              | 0-4 rw
		1 entries 0 4       | wd wd wd wd`,
	'an address that is no page’s is refused, one beyond the end of memory is not mapped': `
		1 map 0 4 rw        | ok
		1 protect 0.5 1 r     | EINVAL
		1 protect 0.5 0 r     | EINVAL
		1 protect ${0x7_ffff_ffff - 2 ** 32} 1 r | ENOMEM
		1 protect ${2 ** 36} 0 r | ok
		1 maps              | 0-4 rw`,
	'memory that needs no reserve has none to give back': `
		1 map 0 4 rwn       | ok
		1 protect 0 4 r     | ok
		1 protect 0 4 rw    | ok
		1 maps              | 0-4 rw`,
	'what is not there yet stays so, whatever the rights': `
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 protect 0 4 n     | ok
		1 entries 0 4       | d d - -
		1 protect 0 4 rw    | ok
		1 entries 0 4       | wd wd - -`,
	'locked memory is filled when it may be written, not when it may be read, and not where it is shared': `
		1 map 0 2 n         | ok
		1 lock 0 2          | ENOMEM
		1 protect 0 2 r     | ok
		1 entries 0 2       | - -
		1 protect 0 2 rw    | 2 zeroFill
		1 map 10 2 s        | ok
		1 lock 10 2         | ENOMEM
		1 protect 10 2 rws  | ok
		1 entries 10 2      | - -`,
	'pages of its own are writable again at once': `
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 protect 0 4 r     | ok
		1 entries 0 4       | d d - -
		1 protect 0 4 rw    | ok
		1 entries 0 4       | wd wd - -
		1 write 0 2         | ok`,
	'pages that others have too wait for a fault': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | ok
		1 protect 0 2 r     | ok
		1 protect 0 2 rw    | ok
		1 entries 0 2       | d d
		1 write 0 2         | 2 copy
		2 write 0 2         | 2 reuse`,
	'the page of zeros is never writable': `
		1 map 0 2 rw        | ok
		1 read 0 2          | 2 zeroPage
		1 protect 0 2 r     | ok
		1 protect 0 2 rw    | ok
		1 entries 0 2       | . .
		1 write 0 2         | 2 zeroCopy`,
	'without rights a page that is there faults, and is there again when it may be read': `
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | ok
		2 protect 0 1 n     | ok
		2 read 1 1          | ok
		2 entries 0 2       | d d
		2 protect 0 1 r     | ok
		2 read 0 2          | ok
		2 protect 0 1 n     | ok
		2 read 0 1          | EFAULT 1 segv`,
	'shared memory is writable at once, a shared file only where it is dirty': `
		1 map 0 2 rs        | ok
		1 read 0 2          | 2 mapShmem
		1 entries 0 2       | . .
		1 protect 0 2 rws   | ok
		1 entries 0 2       | w w
		1 map 10 2 rws lib  | ok
		1 read 10 2         | 1 mapFile
		1 write 10 1        | 1 shareWrite
		1 protect 10 2 r    | ok
		1 entries 10 2      | d .
		1 protect 10 2 rw   | ok
		1 entries 10 2      | wd .`,
	'a private file’s own copies are writable again at once, its pages are not': `
		1 map 0 2 rw lib    | ok
		1 write 0 1         | 1 copyFile
		1 read 1 1          | 1 mapFile
		1 protect 0 2 r     | ok
		1 protect 0 2 rw    | ok
		1 entries 0 2       | wd .
		1 write 1 1         | 1 copy`,
	'only the entries of the range change, in every table that it reaches': `
		1 map 510 6 rw      | ok
		1 write 510 6       | 6 zeroFill
		1 protect 511 3 r   | ok
		1 entries 510 6     | wd d d d wd wd
		1 maps              | 510-511 rw, 511-514 r, 514-516 rw`,
	'tables that are not there are passed over': `
		1 map 0 2000 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 write 1999 1      | 1 zeroFill
		1 protect 0 2000 r  | ok
		1 entries 0 1       | d
		1 entries 1999 1    | d
		1 tables            | 4`,
	'locked memory that becomes writable is filled as if written': `
		1 map 0 4 r         | ok
		1 lock 0 4          | 4 zeroPage
		1 protect 0 4 rw    | 4 zeroCopy
		1 entries 0 4       | wd wd wd wd`,
	'locked memory that only loses rights, or is shared, is not filled': `
		1 map 0 4 rw        | ok
		1 lock 0 4          | 4 zeroFill
		1 protect 0 4 r     | ok
		1 advise 0 1 dontneed | EINVAL
		1 map 10 2 rs lib   | ok
		1 lock 10 2         | 1 mapFile
		1 protect 10 2 rws  | ok
		1 entries 10 2      | . .`,
	'memory that is not locked is not filled': `
		1 map 0 4 r         | ok
		1 protect 0 4 rw    | ok
		1 resident          | 0`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

describe('what is promised to a mapping', () => {
	const promises: readonly (readonly [what: string, story: string, pages: number])[] = [
		['memory that becomes writable is charged', '1 map 0 8 r\n1 protect 2 4 rw', 4],
		['and only once', '1 map 0 8 rw\n1 write 0 1\n1 protect 0 8 r\n1 protect 0 8 rw', 8],
		['what was never written is given back', '1 map 0 8 rw\n1 protect 2 4 r', 4],
		['and can be charged again', '1 map 0 8 rw\n1 protect 2 4 r\n1 protect 2 4 rw', 8],
		['what was written stays charged', '1 map 0 8 rw\n1 write 0 1\n1 protect 0 8 r', 8],
		['a file that was never written stays charged', '1 map 0 8 rw lib\n1 protect 0 8 r', 8],
		['rights that leave it writable change nothing', '1 map 0 8 rw\n1 protect 0 8 rwx', 8],
		['shared files are never charged', '1 map 0 8 rs lib\n1 protect 0 8 rw', 0],
		['nor is memory without reserve', '1 map 0 8 rn\n1 protect 0 8 rw', 0],
	];
	test.each(promises)('%s', (_, story, pages) => {
		expect(checkStory(story).kernel.total.value[totals.committed]).toBe(pages);
	});

	test('more than the machine has is refused, and leaves the mapping as it was', () => {
		checkStory(
			`
			1 map 0 100 r       | ok
			1 protect 0 100 rw  | ENOMEM 1 notPromised
			1 maps              | 0-100 r
			1 protect 0 50 rw   | ok`,
			{memoryBytes: 64 * 4096},
		);
	});
});

test('before 5.17 mprotect leaves it to a fault which pages may be written', () => {
	checkStory(
		`
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 protect 0 2 r     | ok
		1 protect 0 2 rw    | ok
		1 entries 0 2       | d d
		1 write 0 2         | 2 reuse`,
		{design: linux24},
	);
});

test('where there are no protection keys, one that is asked for changes nothing', () => {
	checkStory(
		`
		1 map 0 8 rw        | ok
		1 protect 4 4 rw 3  | ok
		1 maps              | 0-8 rw`,
		{design: linux24},
	);
});
