/** The checker of a whole kernel finds what it is there to find, and asks each of its parts. */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {objectKinds} from '../../../source/kernel/frames/object.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {allocateRow, rowId} from '../../../source/kernel/state/columns.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {packPte, pteBits} from '../../../source/kernel/state/pte.ts';
import {anchorRow, totals} from '../../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {frameAt, indexAt, tableAt, vmaOf} from '../../helpers/parts.ts';
import {notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** Two processes that share four pages, and a file that both map; a second file has left memory. */
const family = renewed(
	() =>
		checkStory(
			`
			1 map 0 4 rw
			1 write 0 4
			1 map 100 20 r lib
			1 read 100 1
			1 map 200 1 r old
			1 read 200 1
			1 munmap 200 1
			1 lock 100 20
			0 reclaim 1
			1 fork 2
			2 write 0 1
			2 read 100 1`,
			{swapBytes: 2 ** 16},
		).kernel,
);

/** The object of the file that both processes map. */
const library = (kernel: Kernel) => kernel.vma.object[vmaOf(kernel, 1, 100)];

describe('in a family with files', () => {
	notices(family, checkKernel, {
		'an entry, which maps a free frame then': [
			(k) => (k.strip.entry[indexAt(k, 1, 0)] = packPte(rowId(k.frame, k.frame.count), pteBits.present)),
			/^table \d+ maps frame \d+, which is free$/,
		],
		'references of a frame': [
			(k) => (k.frame.held[frameAt(k, 1, 1)] += 1),
			/^other references of frame \d+ says 1, but there are 0$/,
		],
		'the map count of a frame': [
			(k) => (k.frame.mapcount[frameAt(k, 1, 1)] -= 1),
			/^map count of frame \d+ says 1, but there are 2$/,
		],
		'references of the first frame': [
			(k) => (k.frame.held[1] += 1),
			/^other references of frame 1 says 2, but there are 1$/,
		],
		'used entries of a table': [
			(k) => (k.table.used[tableAt(k, 2, 0)] += 1),
			/^used entries of table \d+ says \d+, but there are \d+$/,
		],
		'references of a table': [
			(k) => (k.table.refs[tableAt(k, 2, 0)] += 1),
			/^references of table \d+ says 2, but there are 1$/,
		],
		'users of an address space': [(k) => (k.mm.users[1] += 1), /^users of mm 1 says 2, but there are 1$/],
		'what all have together': [
			(k) => (k.total.value[totals.resident] += 1),
			/^\d+ pages are said to be resident in all, but they are \d+$/,
		],
		'references of an anon_vma': [
			(k) => (k.anonVma.refs[1] += 1),
			/^references of anon_vma 1 says 2, but there are 1$/,
		],
		'pages of a file to more': [
			(k) => (k.object.pages[library(k)] += 1),
			/^pages of object \d+ says 21, but there are 20$/,
		],
		'pages of a file to fewer': [
			(k) => (k.object.pages[library(k)] -= 1),
			/^pages of object \d+ says 19, but there are 20$/,
		],
		'which page of a file a frame is': [
			(k) => (k.detail.index[k.frame.detail[frameAt(k, 1, 100)]] += 100),
			/^frame \d+ is on the list of object \d+, but not found there at page 100$/,
		],
		'which file a frame is of': [
			(k) => (k.detail.object[k.frame.detail[frameAt(k, 1, 100)]] += 1),
			/^frame \d+ is on the list of object \d+, but not found there at page 0$/,
		],
		'the number of frames in use': [
			(k) => (k.total.value[totals.framesUsed] += 1),
			/^\d+ frames are said to be in use, but there are \d+$/,
		],
		'the number of rows of frames': [
			(k) => (k.frame.rows.live -= 1),
			/^\d+ frames are said to be in use, but there are \d+$/,
		],
		'the number of tables in use': [
			(k) => (k.total.value[totals.tablesUsed] += 1),
			/^9 tables are said to be in use, but there are 8$/,
		],
		'what is promised': [
			(k) => (k.total.value[totals.committed] -= 1),
			/^7 pages are said to be promised, but they are 8$/,
		],
		'whether a mapping is promised': [
			(k) => (k.vma.flags[vmaOf(k, 1, 0)] &= ~vmaFlags.account),
			/^8 pages are said to be promised, but they are 4$/,
		],
		'what there is of files on disk': [
			(k) => (k.disk.rows.live += 1),
			/^2 pages of files are said to be on disk alone, but the page cache knows of 1$/,
		],
		'a part of an address space': [(k) => (k.mm.tables[1] += 1), /^tables of mm 1 says 4/],
		'a part of the family': [(k) => (k.task.firstChild[findTask(k, 1)] = 0), /^task \d+ \(pid 2\) is not/],
		'a list of free rows': [(k) => (k.vma.rows.live -= 1), /^vma: \d+ rows are in use/],
	});
});

/** A kernel for each part that looks after what not every kernel has. */
const parts = {
	swap: renewed(
		() => checkStory('1 map 0 1 rw\n1 write 0 1\n1 fork 2\n0 evict', {swapBytes: 2 ** 16}).kernel,
	),
	pool: renewed(() => checkStory('1 map 0 512 rwh', {hugetlbPages: 1}).kernel),
	cgroup: renewed(() => checkStory('1 cgroup web\n1 map 0 1 rw\n1 write 0 1').kernel),
	folio: renewed(() => checkStory('1 map 0 512 rw\n1 write 0 1', {hugePages: 'always'}).kernel),
	mach: renewed(() => checkStory('1 map 0 1 rw\n1 write 0 1', {design: findDesign('4.4bsd')}).kernel),
};

describe('each part is asked', () => {
	describe('of swap', () => {
		notices(parts.swap, checkKernel, {
			'users of a slot': [(k) => (k.swap.users[1] += 1), /^users of slot 1 says 3, but there are 2$/],
		});
	});
	describe('of the pool', () => {
		notices(parts.pool, checkKernel, {
			'what is reserved': [
				(k) => (k.total.value[totals.hugetlbReserved] = 0),
				/^0 huge pages are said to be reserved, but there are 1$/,
			],
		});
	});
	describe('of cgroups', () => {
		notices(parts.cgroup, checkKernel, {
			'what is charged': [(k) => (k.cgroup.pages[1] += 1), /^pages of cgroup 1 says/],
		});
	});
	describe('of folios', () => {
		notices(parts.folio, checkKernel, {
			'what maps one': [(k) => (k.folio.maps[1] += 1), /^maps of folio 1 says 2, but there are 1$/],
		});
	});
	describe('of records and queues', () => {
		notices(parts.mach, checkKernel, {
			'the map entry of an object': [
				(k) => (k.object.firstHolder[k.mapEntry.object[k.mm.firstEntry[1]]] = 0),
				/^object \d+ does not know of its map entry \d+$/,
			],
			'the size of a queue': [(k) => (k.queue.pages[1] += 1), /^pages of queue 1 says/],
		});
	});
});

test('a table that is no page is not among those in use, whichever row it has', () => {
	const {kernel} = checkStory(
		`
		1 map 0 1 rw
		1 fork 2
		2 write 0 1
		2 map 512 512 rwh
		1 exit
		2 write 512 1 | 1 hugetlbFill`,
		{hugetlbPages: 1},
	);
	expect([kernel.table.frame[1], kernel.table.refs[1]]).toEqual([0, 1]);
	expect(checkKernel(kernel)).toBeUndefined();
	kernel.total.value[totals.tablesUsed] += 1;
	expect(checkKernel(kernel)).toBe('5 tables are said to be in use, but there are 4');
});

describe('when all have exited', () => {
	const story = `
		1 map 0 4 rw
		1 write 0 4
		1 fork 2
		2 exit
		1 wait 2
		1 exit`;
	const ended = renewed(() => checkStory(story).kernel);

	const leak = (name: 'mm' | 'vma' | 'anonVma' | 'mapEntry' | 'anon' | 'slots') => (kernel: Kernel) => {
		allocateRow<number>(kernel[name]);
	};

	const left = (rows: string) => new RegExp(`^all have exited, but 1 rows of ${rows} are still in use$`);
	notices(ended, checkKernel, {
		'what is promised': [
			(k) => (k.total.value[totals.committed] += 4),
			/^4 pages are said to be promised, but they are 0$/,
		],
		'address spaces': [leak('mm'), left('mm')],
		mappings: [leak('vma'), left('vma')],
		'identities of mappings': [leak('anonVma'), left('anonVma')],
		'map entries': [leak('mapEntry'), left('mapEntry')],
		anons: [leak('anon'), left('anon')],
		'runs of slots': [leak('slots'), left('slots')],
	});

	test('a stack that has grown has promised what it gives back', () => {
		const {kernel} = checkStory(`
			1 map 600 4 rwd
			1 write 590 1 | 1 growStack, 1 zeroFill
			1 exit`);
		expect(checkKernel(kernel)).toBeUndefined();
	});

	describe('pages of files stay, in memory and in swap, and the pages of zeros', () => {
		const lasting = renewed(
			() =>
				checkStory(
					`
					1 map 0 2 rws /dev/shm/a
					1 write 0 2
					1 map 600 1000 rw
					1 map 10 1 r lib
					1 read 10 1
					1 read 1024 1 | 1 hugeZero
					1 map 100 1 rws
					1 write 100 1
					1 map 20 1 rws /dev/shm/b
					1 write 20 1
					1 munmap 0 2
					0 evict
					1 exit
					1 swap | 3`,
					{swapBytes: 2 ** 16, hugePages: 'always'},
				).kernel,
		);
		const files = (kernel: Kernel, kind: number) => kernel.object.kind.indexOf(kind);
		notices(lasting, checkKernel, {
			'a page of a file to one of nobody': [
				(k) => (k.object.kind[files(k, objectKinds.file)] = objectKinds.shmem),
				/^all have exited, but 1 frames are still in use$/,
			],
			'a slot of a file to one of nobody': [
				(k) => (k.object.kind[files(k, objectKinds.memoryFile)] = objectKinds.shmem),
				/^all have exited, but 2 slots of swap are still in use$/,
			],
			folios: [
				(k) => (k.anchor.zeroFolio[anchorRow] = 0),
				/^all have exited, but 1 folios are still in use$/,
			],
			'folios beside the one of zeros': [
				(k) => {
					allocateRow(k.folio);
				},
				/^all have exited, but 1 folios are still in use$/,
			],
		});
	});
});
