import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
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
		1 read 0 1          | 1 mapShmem
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
	'memory that may only be executed may be read, memory without rights may not': `
		1 map 0 1 x         | ok
		1 read 0 1          | 1 zeroPage
		1 fork 2            | ok
		2 write 0 1         | EFAULT 1 segv
		1 map 4 1 n         | ok
		1 read 4 1          | EFAULT 1 segv`,
	'what is taken over is its owner’s alone: rights that come back make it writable at once': `
		1 map 0 1 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 fork 2            | ok
		2 exit              | ok
		1 write 0 1         | 1 reuse
		1 work tlb_page page_copy | 1 0
		1 protect 0 1 r     | ok
		1 protect 0 1 rw    | ok
		1 write 0 1         | ok`,
	'a copy takes the old page’s place in every count': `
		1 map 0 2 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 work page_zero page_copy tlb_page fault_minor | 1 0 0 1
		1 read 1 1          | 1 zeroPage
		1 work page_zero page_copy tlb_page | 0 0 0
		1 write 1 1         | 1 zeroCopy
		1 work page_zero page_copy tlb_page | 1 0 1
		1 fork 2            | ok
		2 write 0 1         | 1 copy
		2 work page_zero page_copy tlb_page rmap_remove fault_minor | 0 1 1 1 1
		2 entries 0 2       | wd d
		2 resident          | 2
		2 faults            | 1
		1 faults            | 3`,
	'a page of a private file that was only read is copied by the first write, whoever has it': `
		1 map 0 1 rw lib    | ok
		1 read 0 1          | 1 mapFile
		1 write 0 1         | 1 copy
		1 resident          | 1
		1 entries 0 1       | wd`,
	'a first write to shared memory maps the page itself, writable for those who have it too': `
		1 map 0 2 rws       | ok
		1 fork 2            | ok
		1 write 0 1         | 1 mapShared
		2 read 0 1          | 1 mapShmem
		1 pages 0 1         | a2
		2 write 0 1         | ok
		1 entries 0 1       | wd`,
	'a shared page that was written by one process is dirty for all, whatever their entries say': `
		1 map 0 2 rws lib   | ok
		1 read 0 2          | 1 mapFile
		1 fork 2            | ok
		1 write 0 1         | 1 shareWrite
		1 work tlb_page     | 1
		1 entries 0 2       | wd .
		1 dirty 0 2         | d .
		1 fork 3            | ok
		3 read 0 2          | 1 mapFile
		3 entries 0 2       | . .
		3 dirty 0 2         | d .`,
	'pages of which only one entry is left after others ended are taken over one by one': `
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		1 fork 3            | ok
		2 munmap 0 2        | ok
		1 write 0 4         | 4 copy
		3 write 0 4         | 2 reuse, 2 copy
		2 write 2 2         | 2 reuse`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

describe('in swap', () => {
	const inSwap: Readonly<Record<string, string>> = {
		'a write to a page in swap brings it back and has it, where nobody else names it': `
			1 map 0 1 rw          | ok
			1 write 0 1           | 1 zeroFill
			0 evict               | 1 swapOut
			1 pages 0 1           | sx
			1 write 0 1           | 1 swapIn
			1 work fault_major page_copy | 1 0
			1 pages 0 1           | a1
			1 entries 0 1         | wd
			1 swap                | 0`,
		'a page of zeros comes back by a major fault, though nothing is read for it': `
			1 map 0 1 rw          | ok
			1 advise 0 1 populate_write | 1 zeroFill
			0 evict               | 1 swapOut
			1 write 0 1           | 1 swapIn
			1 work fault_major fault_minor io_in | 1 0 0`,
		'a write to a page in swap that others name copies it': `
			1 map 0 1 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 fork 2              | ok
			0 evict               | 1 swapOut
			1 pages 0 1           | s2
			1 write 0 1           | 1 swapIn, 1 copy
			1 pages 0 1           | a1
			2 read 0 1            | 1 swapIn
			2 exit                | ok
			1 swap                | 0`,
		'a page in the swap cache is taken over once its slot can be given back': `
			1 map 0 1 rw          | ok
			1 write 0 1           | 1 zeroFill
			1 fork 2              | ok
			0 evict               | 1 swapOut
			1 read 0 1            | 1 swapIn
			1 pages 0 1           | a1
			2 pages 0 1           | s1
			2 exit                | ok
			1 write 0 1           | 1 reuse
			1 swap                | 0`,
	};
	test.each(Object.entries(inSwap))('%s', (_, story) => {
		checkStory(story, {swapBytes: 64 * 4096});
	});
});

describe('where memory runs out', () => {
	/** Process 2 has all frames that are left, the others are where process 1 needs them first. */
	const full = `
		1 fork 2              | ok
		1 map 0 4 rw lib      | ok
		1 map 100 4 rws lib   | ok
		1 map 200 4 rw        | ok
		1 map 5000 4 rw       | ok
		1 write 200 1         | 1 zeroFill
		2 map 1000 60 rw      | ok
		2 write 1000 54       | 54 zeroFill`;
	const last: Readonly<Record<string, string>> = {
		'a first write kills, and goes on then': '1 write 200 4 | 1 oomKill, 3 zeroFill',
		'a first read does, for the page of zeros': '1 read 201 1 | 1 oomKill, 1 zeroPage',
		'and one that needs a table': '1 read 5000 1 | 1 oomKill, 1 zeroPage',
		'and a copy of a file’s page': '1 write 0 4 | 1 oomKill, 4 copyFile',
		'and a shared page': '1 write 100 4 | 1 oomKill, 4 mapShared',
		'and a page of a file that is read': '1 read 0 1 | 1 oomKill, 1 mapFile',
		'and what kills may be what dies': '2 write 1054 4 | ENOMEM 1 oomKill',
	};
	test.each(Object.entries(last))('%s', (_, line) => {
		checkStory(`${full}\n${line}`, {memoryBytes: 64 * 4096});
	});
});

describe('a refused access says why', () => {
	test.each([
		['nothing is mapped there', '1 write 5 1', 0],
		['there is no right to it', '1 write 0 1', 1],
		['there is no right to anything', '1 read 2 1', 1],
	])('%s', (_, line, why) => {
		const {kernel} = checkStory(`1 map 0 1 r | ok\n1 map 2 1 n | ok\n${line} | EFAULT 1 segv`);
		const {kind, vpn, frame, other} = kernel.effects;
		const row = kind.indexOf(effectKinds.segv);
		expect([frame[row], other[row]]).toEqual([0, why]);
		expect(vpn[row]).toBe(2 ** 32 + Number(line.split(' ')[2]));
	});
});

const chained: Readonly<Record<string, string>> = {
	'a copy leaves the chain of the old page and begins its own': `
		1 map 0 2 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 work rmap_add page_ref | 1 0
		1 fork 2            | ok
		2 write 0 1         | 1 copy
		2 work rmap_add rmap_remove page_unref | 1 1 1
		1 read 1 1          | 1 zeroPage
		1 write 1 1         | 1 zeroCopy
		1 work rmap_add rmap_remove | 1 0`,
	'a file’s page that is copied is counted as memory, and as a file no more': `
		1 map 0 1 rw lib    | ok
		1 read 0 1          | 1 mapFile
		1 resident          | 1
		1 write 0 1         | 1 copy
		1 resident          | 1
		1 work rmap_add rmap_remove tlb_page | 1 1 1`,
};

test.each(Object.entries(chained))('with chains: %s', (_, story) => {
	checkStory(story, {design: findDesign('linux-2.5-rmap')});
});

test('a mapping that has a page of its own stays apart from its like that has others', () => {
	checkStory(`
		1 map 0 2 rw        | ok
		1 map 4 2 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 write 4 1         | 1 zeroFill
		1 map 2 2 rw        | ok
		1 maps              | 0-4 rw, 4-6 rw
		1 map 20 2 rw lib   | ok
		1 read 20 1         | 1 mapFile
		1 write 20 1        | 1 copy
		1 fork 2            | ok
		2 pages 20 1        | a2`);
});

/** As on 6.18: shmem_zero_setup() makes a file of the length of the mapping, and mremap does not make it longer. */
test('shared memory that mremap makes longer has no pages behind its end', () => {
	checkStory(`
		1 map 0 2 rws       | ok
		1 remap 0 2 4       | ok
		1 write 0 2         | 2 mapShared
		1 advise 0 4 populate_write | EFAULT 1 beyondEnd
		1 lock 0 4          | ENOMEM 1 beyondEnd
		1 fork 2            | ok
		2 read 1 1          | 1 mapShmem
		2 read 3 1          | EFAULT 1 beyondEnd
		1 write 2 1         | EFAULT 1 beyondEnd`);
});

test('a guard behind the end of shared memory is met before the end is', () => {
	checkStory(`
		1 map 0 2 rws       | ok
		1 remap 0 2 4       | ok
		1 advise 2 1 guard_install | ok
		1 read 2 1          | EFAULT 1 segv`);
});

/** As on 6.18, where a child that vfork had made died of such a write. */
test('a write that is refused leaves the mapping as it was, whose pages fork does not copy then', () => {
	checkStory(`
		1 map 0 4 r lib     | ok
		1 read 0 1          | 1 mapFile
		1 vfork 2           | ok
		2 write 0 1         | EFAULT 1 segv
		1 fork 3            | ok
		3 pages 0 1         | -`);
});
