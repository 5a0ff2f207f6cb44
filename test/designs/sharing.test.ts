/** Shared page tables as stories: who opens, splits, takes over and drops a table, and what each design gets wrong. */
import {test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {checkStory} from '../helpers/story.ts';

/** Tables hold 512 entries here. */
const stories: readonly (readonly [design: string, name: string, story: string])[] = [
	[
		'shared-pt-detach',
		'stack and text are there when either side runs; other tables wait for the first touch',
		`
		1 map 0 2 rwd       | ok
		1 map 512 2 rx bin  | ok
		1 map 1024 2 rw     | ok
		1 write 0 2         | 2 zeroFill
		1 read 512 2        | 2 mapFile
		1 write 1024 2      | 2 zeroFill
		1 fork 2            | 3 shareTable, 2 splitTable, 2 reuseTable
		1 work pt_unshare_copy pt_unshare_reuse | 2 2
		2 read 0 2          | ok
		2 read 512 2        | ok
		2 work fault_minor  | 0
		2 write 0 1         | 1 copy
		2 read 1024 1       | 1 splitTable
		1 write 0 1         | 1 reuse`,
	],
	[
		'shared-pt',
		'fork looks at shared memory, which it does not protect',
		`
		1 map 0 4 rws       | ok
		1 write 0 4         | 4 mapShared
		1 fork 2            | 1 shareTable
		1 work pte_scan pte_wp | 4 0`,
	],
	[
		'shared-pt-skip',
		'with the optimisation that was commented out it does not',
		`
		1 map 0 4 rws       | ok
		1 map 8 2 rw        | ok
		1 write 0 4         | 4 mapShared
		1 write 8 2         | 2 zeroFill
		1 fork 2            | 1 shareTable
		1 work pte_scan pte_wp | 2 2`,
	],
	...['shared-pt', 'shared-pt-v3', 'shared-pt-dir', 'mccracken', 'cow-pte'].map(
		(design) =>
			[
				design,
				'the parent writes first and pays for the table; later the page is its own',
				`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | 2 shareTable
		1 pages 0 1         | a1
		1 write 0 1         | ${design.startsWith('shared') ? '1 defect residentDrift, ' : ''}1 splitTable, 1 copy
		2 exit
		1 write 1 1         | 1 reuse
		1 pages 0 2         | a1 b1`,
			] as const,
	),
	...['linux-2.4', 'linux-2.5-rmap', 'async-fork', 'linux-6'].map(
		(design) =>
			[
				design,
				'the parent writes first: a copy while the child has the page, none after it',
				`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | ok
		1 write 0 1         | ${design === 'async-fork' ? '1 splitTable, ' : ''}1 copy
		2 exit
		1 write 1 1         | 1 reuse`,
			] as const,
	),
	[
		'shared-pt-dir',
		'the last user of a table copies a page of it, and its counter stays at zero',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		1 write 0 1
		2 write 1 1
		2 resident          | 0`,
	],
	[
		'mccracken',
		'three generations share one table, and its pages count one user each',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 fork 3            | 1 shareTable
		1 table 0           | 3 closed
		1 pages 0 2         | a1 b1
		3 write 0 1         | 1 splitTable, 1 copy
		2 table 0           | 2 closed
		2 entries 1 1       | wd
		2 pages 1 1         | a2
		1 write 1 1         | 1 splitTable, 1 copy
		2 entries 2 1       | d
		2 pages 2 1         | a3
		2 write 2 1         | 1 reuseTable, 1 copy
		2 table 0           | 1 open`,
	],
	[
		'cow-pte',
		'three generations: the last user takes the table over',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 fork 3            | 1 shareTable
		3 write 0 1         | 1 splitTable, 1 copy
		2 entries 1 1       | d
		1 write 1 1         | 1 splitTable, 1 copy
		2 write 2 1         | 1 reuseTable, 1 copy`,
	],
	[
		'odf',
		'three generations: the last user copies the table too and empties the original',
		`
		1 map 0 512 rw      | 512 zeroPage
		1 write 0 512       | 512 zeroCopy
		1 fork 2            | 1 shareTable
		2 fork 3            | 1 shareTable
		1 table 0           | 3 closed
		3 write 0 1         | 1 splitTable, 1 copy
		1 write 1 1         | 1 defect residentDrift, 1 splitTable, 1 copy
		2 write 2 1         | 1 splitTable, 1 defect lastUserCopies, 1 copy
		2 table 0           | 1 open`,
	],
	[
		'mccracken',
		'a table let go of by one of two after a third has split it comes back with writable entries of common pages',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		1 fork 3            | 1 shareTable
		3 write 0 1         | 1 splitTable, 1 copy
		2 exit              | 1 dropTable
		1 write 0 1         | 1 reuseTable, 1 defect writableAgain
		1 write 1 1         | ok
		1 pages 1 1         | a2`,
	],
	[
		'shared-pt',
		'a read fault fills the shared table: everybody sees the page, the reader alone is charged',
		`
		1 map 0 512 rw lib  | ok
		1 write 0 1         | 1 copyFile
		1 fork 2            | 1 shareTable
		2 read 7 1          | 1 defect readFill, 1 mapFile
		1 pages 7 1         | a1
		1 resident          | 1
		2 resident          | 1
		1 table 0           | 2 open`,
	],
	[
		'shared-pt-v3',
		'version 3 splits the table for a read fault as well',
		`
		1 map 0 512 rw lib  | ok
		1 write 0 1         | 1 copyFile
		1 fork 2            | 1 shareTable
		2 read 7 1          | 1 splitTable, 1 mapFile
		1 pages 7 1         | -
		2 resident          | 2`,
	],
	[
		'mccracken',
		'a read fault fills the shared table, and everybody is charged',
		`
		1 map 0 512 rw lib  | ok
		1 write 0 1         | 1 copyFile
		1 fork 2            | 1 shareTable
		2 read 7 1          | 1 mapFile
		1 pages 7 1         | a1
		1 resident          | 2
		2 resident          | 2`,
	],
	[
		'shared-pt',
		'a page read into a shared table turns up where the other process maps nothing',
		`
		1 map 0 100 rw      | ok
		1 write 0 100       | 100 zeroFill
		1 fork 2            | 1 shareTable
		2 map 200 1 r lib   | ok
		2 read 200 1        | 1 defect strangePage, 1 defect readFill, 1 mapFile
		1 pages 200 1       | a1
		1 read 200 1        | ok`,
	],
	[
		'shared-pt-dir',
		'a mapping put into a hole of a shared table leaves the table alone until the first fault',
		`
		1 map 0 100 rw      | ok
		1 write 0 100       | 100 zeroFill
		1 fork 2            | 1 shareTable
		2 map 200 1 r lib   | ok
		1 table 0           | 2 closed
		2 read 200 1        | 1 splitTable, 1 mapFile
		1 pages 200 1       | -
		1 read 200 1        | EFAULT 1 segv, 1 reuseTable`,
	],
	[
		'shared-pt',
		'mprotect reaches the sibling',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 protect 0 8 -     | 1 defect protectReaches
		1 read 0 1          | 1 defect strangePage
		1 table 0           | 2 open`,
	],
	[
		'mccracken',
		'mprotect splits the table first',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 protect 0 8 r     | 1 splitTable
		1 table 0           | 1 closed`,
	],
	[
		'shared-pt-v3',
		'mremap takes the pages away from the sibling',
		`
		1 map 0 100 rw      | ok
		1 write 0 100       | 100 zeroFill
		1 fork 2            | 1 shareTable
		2 remap 0 100 100 2048 | 1 defect remapTakes
		1 pages 0 1         | -`,
	],
	[
		'shared-pt-v3',
		'a table unmapped whole is dropped without a look; one unmapped in part is split',
		`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | 2 shareTable
		2 munmap 0 512      | 1 dropTable
		2 munmap 600 10     | 1 splitTable
		2 table 600         | 1 open
		1 table 0           | 1 open`,
	],
	[
		'shared-pt',
		'version 2 splits the tables at both ends of what it unmaps even where nothing of them stays',
		`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | 2 shareTable
		2 munmap 0 512      | 1 defect overUnshare, 2 splitTable
		1 exit              | ok`,
	],
	[
		'shared-pt-v3',
		'a table of two mappings is shared once, and split at exit only to be emptied',
		`
		1 map 0 100 rw      | ok
		1 map 200 100 rw    | ok
		1 write 0 100       | 100 zeroFill
		1 write 200 100     | 100 zeroFill
		1 fork 2            | 1 shareTable
		2 exit              | 1 defect overUnshare, 1 splitTable`,
	],
	[
		'mccracken',
		'a large process lets go of such a table as a whole',
		`
		1 map 0 100 rw      | ok
		1 map 200 100 rw    | ok
		1 map 512 512 rw    | ok
		1 write 0 100       | 100 zeroFill
		1 fork 2            | 1 shareTable
		2 exit              | 1 dropTable`,
	],
	[
		'mccracken-large',
		'a process of three tables is copied, one of four shares them',
		`
		1 map 0 2048 rw     | ok
		1 write 0 1536      | 1536 zeroFill
		1 fork 2            | ok
		1 table 0           | 1 open
		1 write 1536 1      | 1 zeroFill
		1 fork 3            | 4 shareTable
		1 table 0           | 2 closed`,
	],
	[
		'mccracken',
		'a table within shared memory stays writable for all; a write there splits nothing',
		`
		1 map 0 512 rws     | ok
		1 write 0 1         | 1 mapShared
		1 fork 2            | 1 shareTable
		1 table 0           | 2 open
		2 write 3 1         | 1 mapShared
		1 pages 3 1         | a1
		1 resident          | 2
		2 resident          | 2`,
	],
	[
		'mccracken',
		'such a table is opened, though it is empty, before private memory takes the place of a part of it',
		`
		1 map 0 512 rws     | ok
		1 write 0 1         | 1 mapShared
		1 advise 0 512 dontneed | ok
		1 fork 2            | 1 shareTable
		1 map 0 4 rw        | 1 splitTable
		1 table 0           | 1 open
		1 write 0 1         | 1 zeroFill
		1 resident          | 1
		2 resident          | 0
		2 pages 0 1         | -`,
	],
	[
		'odf',
		'the counter of whoever splits first gains what the other’s exit takes off',
		`
		1 map 0 512 rw      | 512 zeroPage
		1 write 0 512       | 512 zeroCopy
		1 fork 2            | 1 shareTable
		2 resident          | 0
		1 write 0 1         | 1 defect residentDrift, 1 splitTable, 1 copy
		1 resident          | 1024
		1 exit
		2 resident          | 0
		2 write 1 1         | 1 splitTable, 1 defect lastUserCopies, 1 reuse
		2 resident          | 0`,
	],
	[
		'odf',
		'exit empties what nobody shares any more without copying it',
		`
		1 map 0 512 rw      | 512 zeroPage
		1 write 0 512       | 512 zeroCopy
		1 fork 2            | 1 shareTable
		1 exit              | 1 dropTable
		2 exit              | 1 defect residentDrift`,
	],
	[
		'odf',
		'memory is read through when it is mapped, each page a fault, and the first write faults all the same',
		`
		1 map 0 512 rw      | 512 zeroPage
		1 work fault_minor page_zero pt_alloc | 512 0 1
		1 faults            | 512
		1 resident          | 0
		1 write 0 2         | 2 zeroCopy
		1 work fault_minor page_zero | 2 2
		1 faults            | 514
		1 resident          | 2`,
	],
	[
		'odf',
		'so are files, in windows of sixteen pages, shared mappings and the heap; what may not be touched is not',
		`
		1 map 0 40 r lib    | 3 mapFile
		1 faults            | 3
		1 resident          | 40
		1 read 0 40         | ok
		1 map 512 8 rws     | 8 mapShmem
		1 map 1024 8 -      | ok
		1 faults            | 11
		1 brk 2048          | ok
		1 brk 2052          | 4 zeroPage
		1 faults            | 15`,
	],
	[
		'odf',
		'a stack is left to faults',
		`
		1 map 0 4 rwd       | ok
		1 faults            | 0`,
	],
	[
		'odf',
		'madvise does not empty memory',
		`
		1 map 0 2 rw        | 2 zeroPage
		1 write 0 1         | 1 zeroCopy
		1 advise 0 1 dontneed | 1 defect dontneedIgnored
		1 resident          | 1`,
	],
	[
		'odf',
		'mprotect makes nothing writable ahead of a fault',
		`
		1 map 0 2 rw        | 2 zeroPage
		1 write 0 2         | 2 zeroCopy
		1 protect 0 2 r     | ok
		1 protect 0 2 rw    | ok
		1 write 0 1         | 1 reuse`,
	],
	[
		'odf',
		'mprotect edits a whole shared table for all, and splits one that it covers in part',
		`
		1 map 0 1024 rw     | 1024 zeroPage
		1 write 0 1024      | 1024 zeroCopy
		1 fork 2            | 2 shareTable
		1 protect 0 700 -   | 1 defect protectReaches, 1 defect residentDrift, 1 splitTable
		1 table 0           | 2 closed
		1 table 512         | 1 open
		2 read 0 1          | 1 splitTable
		2 work fault_minor page_copy | 1 0`,
	],
	[
		'odf',
		'only tables within one anonymous mapping are shared',
		`
		1 map 0 600 rw      | 600 zeroPage
		1 write 0 600       | 600 zeroCopy
		1 map 1024 512 rw lib | 32 mapFile
		1 write 1024 512    | 512 copy
		1 fork 2            | 1 shareTable
		2 table 0           | 2 closed
		2 table 512         | 1 open
		2 table 1024        | 1 open`,
	],
	[
		'cow-pte',
		'the owner alone is charged, until it splits; then nobody is until the last user takes over',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		1 resident          | 512
		2 resident          | 0
		1 write 0 1         | 1 splitTable, 1 copy
		1 resident          | 512
		2 resident          | 0
		2 write 5 1         | 1 reuseTable, 1 copy
		2 resident          | 512`,
	],
	[
		'shared-pt-absent',
		'the first touch of any kind opens the table',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 read 0 1          | 1 splitTable
		2 read 1 1          | ok
		1 read 0 1          | 1 reuseTable
		1 write 0 1         | 1 copy`,
	],
	[
		'async-fork',
		'the child copies what is left when it runs, the parent what it changes before',
		`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | ok
		1 table 0           | 2 closed
		1 write 0 1         | 1 splitTable, 1 copy
		1 table 0           | 1 open
		1 table 512         | 2 closed
		2 read 0 1          | 1 splitTable
		1 table 512         | 1 open
		2 table 512         | 1 open
		1 resident          | 1024
		2 resident          | 1024`,
	],
	[
		'async-fork',
		'a second fork settles what the first has left',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | ok
		1 fork 3            | 1 splitTable
		1 table 0           | 2 closed
		3 exit              | 1 splitTable
		1 write 0 1         | 1 copy`,
	],
	[
		'shared-pt',
		'private memory that was read-only at fork is still copied on write',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 protect 0 512 r   | ok
		1 fork 2            | 1 shareTable
		1 protect 0 512 rw  | 1 defect protectReaches
		1 write 0 1         | 1 defect residentDrift, 1 splitTable, 1 copy
		2 pages 0 1         | a1`,
	],
	[
		'shared-pt',
		'entries of shared memory stay writable in a shared table, beside private ones that do not',
		`
		1 map 0 4 rw        | ok
		1 map 8 4 rws       | ok
		1 write 0 1         | 1 zeroFill
		1 write 8 1         | 1 mapShared
		1 fork 2            | 1 shareTable
		1 entries 0 1       | d
		1 entries 8 1       | wd
		2 write 8 1         | ok
		1 table 0           | 2 open`,
	],
	[
		'cow-pte',
		'a table with a mapping that fork must leave out is copied',
		`
		1 map 0 8 rw        | ok
		1 map 16 8 rw       | ok
		1 write 0 8         | 8 zeroFill
		1 write 16 8        | 8 zeroFill
		1 advise 16 8 dontfork | ok
		1 fork 2            | ok
		2 maps              | 0-8 rw
		2 pages 0 1         | a2
		2 pages 16 1        | -
		1 table 0           | 1 open`,
	],
	[
		'shared-pt-dir',
		'an exec lets go of shared tables, and the parent finds its own closed',
		`
		1 map 0 1024 rw     | ok
		1 write 0 1024      | 1024 zeroFill
		1 fork 2            | 2 shareTable
		2 exec sh           | 2 dropTable
		1 table 0           | 1 closed
		1 write 0 1         | 1 reuseTable
		1 write 1 1         | ok`,
	],
	[
		'mccracken',
		'the survivor of a shared table may share it again at once',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 fork 2            | 1 shareTable
		2 exit              | 1 dropTable
		1 fork 3            | 1 shareTable
		1 resident          | 512
		3 resident          | 512
		1 table 0           | 2 closed`,
	],
	[
		'linux-2.4',
		'madvise keeps a table that it has emptied',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 advise 0 512 dontneed
		1 table 0           | 1 open
		1 resident          | 0`,
	],
	[
		'linux-6',
		'madvise frees a table that it empties whole',
		`
		1 map 0 512 rw      | ok
		1 write 0 512       | 512 zeroFill
		1 advise 0 512 dontneed
		1 table 0           | none`,
	],
	[
		'linux-2.4',
		'mprotect gives no right to write private pages, a fault must',
		`
		1 map 0 1 rw        | ok
		1 write 0 1         | 1 zeroFill
		1 protect 0 1 r     | ok
		1 protect 0 1 rw    | ok
		1 entries 0 1       | d
		1 write 0 1         | 1 reuse`,
	],
	[
		'linux-2.4',
		'fork copies text and shared memory too, and a read of a file maps one page',
		`
		1 map 0 40 r lib    | ok
		1 map 100 4 rws     | ok
		1 read 20 1         | 1 mapFile
		1 read 100 1        | 1 mapShmem
		1 entries 100 1     | w
		1 fork 2            | ok
		2 resident          | 2
		2 entries 20 2      | . -`,
	],
	[
		'linux-2.4',
		'tables are freed where a whole root entry has become empty, and at exit',
		`
		1 map 0 512 rw      | ok
		1 map 1024 512 rw   | ok
		1 write 0 512       | 512 zeroFill
		1 write 1024 512    | 512 zeroFill
		1 munmap 0 512      | ok
		1 table 0           | 1 open
		1 munmap 1024 512   | ok
		1 table 0           | none`,
	],
	[
		'linux-2.4',
		'anonymous mappings merge by their rights alone, those of files not at all',
		`
		1 map 0 4 rw        | ok
		1 write 0 4         | 4 zeroFill
		1 fork 2            | ok
		2 map 4 4 rw        | ok
		2 maps              | 0-8 rw
		2 map 100 2 r lib   | ok
		2 protect 100 1 rw  | ok
		2 protect 100 1 r   | ok
		2 maps              | 0-8 rw, 100-101 r, 101-102 r`,
	],
	[
		'3bsd',
		'every page is copied at fork, and no write ever faults after it',
		`
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 read 2 1          | 1 zeroFill
		1 fork 2            | 3 forkCopy
		2 write 0 4         | 1 zeroFill
		1 write 0 3         | ok
		1 pages 0 4         | a1 b1 c1 -`,
	],
	[
		'3bsd',
		'vfork moves the address space to the child and back',
		`
		1 map 0 2 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 vfork 2           | ok
		1 maps              | nothing
		2 resident          | 2
		2 vfork 3           | ok
		2 maps              | nothing
		3 write 0 1         | 1 vforkWrite
		3 exit              | ok
		2 exec cc           | ok
		1 resident          | 2
		2 maps              | nothing`,
	],
	[
		'v7',
		'an image is there as a whole, and fork copies it as a whole',
		`
		1 map 0 4 rw        | 4 zeroFill
		1 write 0 1         | ok
		1 fork 2            | 4 forkCopy
		2 write 0 4         | ok`,
	],
	[
		'linux-2.5-rmap',
		'zero pages are in no chain',
		`
		1 map 0 4 rw        | ok
		1 read 0 4          | 4 zeroPage
		1 fork 2            | ok
		2 resident          | 0
		2 write 0 1         | 1 zeroCopy`,
	],
];

test.each(stories)('%s: %s', (id, _, story) => {
	checkStory(story, {design: findDesign(id)});
});

const lost = `
	1 map 0 4 rw        | ok
	1 write 0 2         | 2 zeroFill
	1 fork 2            | 1 shareTable
	2 write 0 1         | 1 defect dirtLost, 1 splitTable, 1 copy
	2 entries 0 3       | wd . -
	1 entries 0 3       | d d -`;

test.each([
	['shared-pt', lost, 2 ** 20],
	['shared-pt-v3', lost, 2 ** 20],
	['shared-pt', lost.replace(' 1 defect dirtLost,', ''), 0],
])('%s: a split makes its copies clean, which is told where there is swap', (id, story, swapBytes) => {
	checkStory(story, {design: findDesign(id), memoryBytes: 2 ** 24, swapBytes});
});

test('a clean copy that is taken away without swap is lost, and that is told then', () => {
	const story = `
		1 map 0 4 rw        | ok
		1 write 0 2         | 2 zeroFill
		1 fork 2            | 1 shareTable
		1 write 0 1         | 1 defect residentDrift, 1 splitTable, 1 copy
		2 write 0 2         | 1 reuse, 1 copy
		1 advise 0 2 pageout | 1 defect dirtLost, 1 dropClean`;
	checkStory(story, {design: findDesign('shared-pt')});
});
