/** The rows that panes and commands show: figures in truth and as reported, walks, owners, the tree, statistics, sentences. */

import {describe, expect, test} from 'vitest';
import {groupMemory} from '../../../source/analysis/memory/group-memory.ts';
import {pathsTo, viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processMemory} from '../../../source/analysis/memory/process-memory.ts';
import {pstreeRoot} from '../../../source/analysis/pstree/root.ts';
import {frameRows, listFrames} from '../../../source/analysis/rows/frames.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {pageTableRows, sharersOf} from '../../../source/analysis/rows/page-tables.ts';
import {statistics} from '../../../source/analysis/rows/stats.ts';
import {treePlaces, treeRow, treeRows} from '../../../source/analysis/rows/tree.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Machine} from '../../../source/machine/state.ts';
import {checkStory} from '../../helpers/story.ts';

const page = 4096;

function memoryOf(machine: Machine, pid: number) {
	const memory = processMemory(viewMemory(machine), findTask(machine.kernel, pid));
	if (memory === undefined) {
		throw new Error(`process ${pid} has no memory`);
	}

	return memory;
}

/** `resident, fair share, private | the same as reported`, in pages. */
function figures(machine: Machine, pid: number): string {
	const {reported, ...truth} = memoryOf(machine, pid);
	const pages = [truth, reported].map(({rssBytes, pssBytes, ussBytes}) =>
		[rssBytes, pssBytes, ussBytes].map((bytes) => Math.round(bytes / page)).join(' '),
	);
	return pages.join(' | ');
}

const forked = `
	1 map 0 512 rw
	1 write 0 100
	1 fork 2`;

describe('memory in truth and as reported', () => {
	test.each([
		['pages shared by two', 'linux-6', forked, ['100 50 0 | 100 50 0', '100 50 0 | 100 50 0']],
		[
			'pages written apart',
			'linux-6',
			`${forked}\n2 write 0 40`,
			['100 70 40 | 100 70 40', '100 70 40 | 100 70 40'],
		],
		[
			'a shared table counts once, and hides the child',
			'shared-pt',
			forked,
			['100 50 0 | 100 100 100', '100 50 0 | 0 100 100'],
		],
		[
			'memory lent to a vfork child is shared by two, and reported as private twice',
			'linux-6',
			'1 map 0 512 rw\n1 write 0 100\n1 vfork 2',
			['100 50 0 | 100 100 100', '100 50 0 | 100 100 100'],
		],
	])('%s', (_, kernel, story, expected) => {
		const machine = checkStory(story, {design: findDesign(kernel)});
		expect([1, 2].map((pid) => figures(machine, pid))).toEqual(expected);
	});

	test('fair shares add up to the frames that are mapped, or recorded without being mapped', () => {
		for (const kernel of ['linux-6', 'shared-pt', 'odf', 'mccracken', 'uvm', '4.4bsd']) {
			const design = findDesign(kernel);
			const machine = checkStory(`${forked}\n2 write 0 10\n2 fork 3\n3 write 5 10`, {design});
			const shares = [1, 2, 3].map((pid) => memoryOf(machine, pid).pssBytes);
			const view = viewMemory(machine);
			const reached = machine.kernel.frame.mapcount.filter((_, frame) => pathsTo(view, frame) > 0).length;
			const all = shares.reduce((sum, bytes) => sum + bytes, 0);
			expect(Math.abs(all - reached * page), kernel).toBeLessThan(3);
		}
	});

	test('a group counts what its members share once', () => {
		const machine = checkStory(`${forked}\n2 write 0 40`);
		const view = viewMemory(machine);
		const tasks = [1, 2].map((pid) => findTask(machine.kernel, pid));
		expect(groupMemory(view, tasks)).toEqual({
			rssBytes: 140 * page,
			pssBytes: 140 * page,
			ussBytes: 140 * page,
			virtualBytes: 1024 * page,
			tablePages: 6,
			topTablePages: 2,
			swappedBytes: 0,
		});
		expect(groupMemory(view, tasks.slice(1)).ussBytes).toBe(40 * page);
	});

	test('page tables: reached, shared, charged', () => {
		const machine = checkStory(forked, {design: findDesign('shared-pt')});
		expect(memoryOf(machine, 2)).toMatchObject({
			tablePages: 3,
			sharedTablePages: 1,
			reportedTablePages: 2,
			virtualBytes: 512 * page,
		});
	});
});

test('mappings have the figures of smaps and the names of maps', () => {
	const machine = checkStory(`
		1 map 0 4 rw
		1 write 0 3
		1 map 8 8 r lib+2
		1 read 8 1
		1 fork 2
		1 advise 0 4 dontfork`);
	const rows = mapRows(viewMemory(machine), findTask(machine.kernel, 1));
	expect(rows.map(({perms, sizeKb, file, offset, onFork}) => [perms, sizeKb, file, offset, onFork])).toEqual([
		['rw-p', 16, undefined, undefined, 'not copied'],
		['r--p', 32, 'lib', 2 * page, undefined],
	]);
	expect(rows[0].smaps).toEqual({
		...{Rss: 12, Pss: 6, Shared_Clean: 0, Shared_Dirty: 12, Private_Clean: 0, Private_Dirty: 0},
		...{Anonymous: 12, LazyFree: 0, Swap: 0, SwapPss: 0, Locked: 0},
	});
	expect(rows[1].smaps).toMatchObject({Rss: 32, Pss: 32, Private_Clean: 32, Anonymous: 0});
});

test('the walk goes from the top to the leaves, with references, bounds and sharers', () => {
	const machine = checkStory(
		`
		1 map 0 1024 rw
		1 write 0 3
		1 write 600 1
		1 fork 2`,
		{design: findDesign('shared-pt')},
	);
	const view = viewMemory(machine);
	const rows = pageTableRows(view, findTask(machine.kernel, 2));
	expect(
		rows.map(
			({levelName, depth, isLast, references, used}) =>
				`${levelName} ${depth} ${isLast} ${references} ${used}`,
		),
	).toEqual(['PGD 0 true 1 1', 'PUD 1 true 1 1', 'PMD 2 true 1 2', 'PTE 3 false 2 3', 'PTE 3 true 2 1']);
	expect(rows.map(({start, end}) => (end - start) / page)).toEqual([512 ** 4, 512 ** 3, 512 ** 2, 512, 512]);
	expect(rows[3]).toMatchObject({start: 2 ** 44, entries: 512, writable: 0});
	expect(rows.map((row) => sharersOf(view, row))).toEqual([[2], [2], [2], [1, 2], [1, 2]]);
});

test('frames tell who reaches them, where, and who wrote them', () => {
	const machine = checkStory(`
		1 map 0 4 rw
		1 write 0 2
		1 fork 2
		2 write 1 1
		2 read 3 1`);
	const view = viewMemory(machine);
	const rows = frameRows(view, listFrames(view, 'references')).filter(({kind}) => kind !== 'page table');
	const told = rows.map(({kind, references, mapcount, paths, word, owners}) => {
		const places = owners.map(({pid, address}) => `${pid}:${(address - 2 ** 44) / page}`);
		return `${kind} ${references} ${mapcount} ${paths} op ${word}: ${places.join(' ')}`;
	});
	expect(told).toEqual([
		'private memory 2 2 2 op 3: 1:0 2:0',
		'private memory 1 1 1 op 3: 1:1',
		'private memory 1 1 1 op 5: 2:1',
		'zero page 1 0 0 op 0: 2:3',
	]);
	expect(listFrames(view, 'number', 2)).toHaveLength(4 + 3);
});

test('a frame is as old as what was done to it last: written, copied, filled', () => {
	const machine = checkStory(`
		1 map 0 4 rw
		1 write 0 3
		1 write 2 1
		1 fork 2
		2 write 1 1
		2 read 3 1
		2 exit`);
	const view = viewMemory(machine);
	const rows = frameRows(view, listFrames(view, 'number'));
	const told = rows
		.filter(({kind}) => kind === 'private memory' || kind === 'zero page')
		.map(({word, age}) => `op ${word}: ${age}`);
	expect(told).toEqual(['op 3: 5', 'op 3: 5', 'op 4: 4', 'op 0: undefined']);
	const copied = viewMemory(checkStory('1 map 0 2 rw\n1 write 0 2\n1 fork 2\n2 write 1 1\n1 map 8 1 rw'));
	const ages = frameRows(copied, listFrames(copied, 'number', 2)).map(({age}) => age);
	expect(ages.filter((age) => age === 1)).toHaveLength(1);
});

test('the zero page is counted for nobody, shared table or not', () => {
	const machine = checkStory('1 map 0 512 rw\n1 write 0 1\n1 read 8 2\n1 fork 2', {
		design: findDesign('shared-pt'),
	});
	const view = viewMemory(machine);
	const [zero] = frameRows(view, listFrames(view, 'number')).filter(({kind}) => kind === 'zero page');
	expect(zero).toMatchObject({mapcount: 0, paths: 0});
	expect(zero.owners).toHaveLength(4);
});

const family = `
	1 map 0 4 rw
	1 write 0 4
	1 fork 2
	2 fork 3
	2 fork 4
	1 fork 5
	1 thread 6
	4 exit`;

describe('the tree', () => {
	const shape = (machine: Machine, isFolded?: (task: number) => boolean) =>
		treePlaces(viewMemory(machine), {isFolded}).map(({task, depth, isLast, isFolded: folded, isThread}) => {
			const marks = `${isLast ? ' last' : ''}${folded ? ' folded' : ''}${isThread ? ' thread' : ''}`;
			return `${'-'.repeat(depth)}${machine.kernel.task.pid[task]}${marks}`;
		});

	test('threads, then children after their parent, the elder first', () => {
		expect(shape(checkStory(family))).toEqual(['1 last', '-6 thread', '-2', '--3', '--4 last', '-5 last']);
	});

	test('what is folded is left out, and summed up', () => {
		const machine = checkStory(family);
		const second = findTask(machine.kernel, 2);
		expect(shape(machine, (task) => task === second)).not.toContain('--3');
		const view = viewMemory(machine);
		const place = treePlaces(view, {isFolded: (task) => task === second}).find(({task}) => task === second);
		const row = treeRow(view, place as NonNullable<typeof place>);
		expect(row.subtree).toMatchObject({processes: 3, rssBytes: 4 * page, pssBytes: 2 * page, ussBytes: 0});
	});

	test('a row says who it is and how it does', () => {
		const machine = checkStory(family);
		const rows = treeRows(viewMemory(machine));
		const row = (pid: number) => rows.find((each) => each.pid === pid);
		expect(row(1)).toMatchObject({name: 'init', ppid: 0, children: 2, threads: 2, state: 'ready'});
		expect(row(4)).toMatchObject({ppid: 2, state: 'zombie', exitCode: 0, memory: undefined});
		expect(row(6)).toMatchObject({threadOf: 1, memory: undefined});
	});

	test('pstree begins at process 1, or at the root above what is asked for', () => {
		const machine = checkStory(family);
		const root = pstreeRoot(viewMemory(machine), findTask(machine.kernel, 3));
		expect(root).toMatchObject({pid: 1, comm: 'init', threads: [{tid: 6}]});
		expect(root?.children.map(({pid}) => pid).sort()).toEqual([2, 5]);
		expect(root?.children.find(({pid}) => pid === 2)?.children.find(({pid}) => pid === 4)).toMatchObject({
			zombie: true,
		});
	});
});

test('statistics count what is in use, how often it is referenced, and the shape of the tree', () => {
	const machine = checkStory(family);
	const {frames, pageReferences, tableReferences, ...counts} = statistics(viewMemory(machine));
	expect(counts).toMatchObject({
		processes: 4,
		threads: 1,
		zombies: 1,
		depth: 2,
		fanOut: 2,
		forks: 4,
		exits: 1,
	});
	expect(frames).toMatchObject({private: 4, file: 0, shared: 0, tables: 16, limit: undefined});
	expect(pageReferences.map(({least, most, count}) => `${least}–${most ?? ''}: ${count}`)).toEqual([
		'1–1: 0',
		'2–2: 0',
		'3–4: 4',
		'5–8: 0',
		'9–16: 0',
		'17–: 0',
	]);
	expect(tableReferences[0].count).toBe(16);
});
