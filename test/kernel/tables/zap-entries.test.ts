/** Zapping the entries of a table: what each kind of entry lets go of, what is counted, and what a page remembers. */
import {describe, expect, test} from 'vitest';
import {
	allocateFrame,
	frameFlags,
	frameKinds,
	getFrame,
	mapFrame,
	putFrame,
	referencesOf,
} from '../../../source/kernel/frames/frame.ts';
import {changeResident, countSwapped} from '../../../source/kernel/frames/rss.ts';
import {enterCache, leaveCache, nameSlot, writeOut} from '../../../source/kernel/frames/swap.ts';
import {createMm} from '../../../source/kernel/mappings/mm.ts';
import {stripEntries} from '../../../source/kernel/state/geometry.ts';
import type {EntryIndex, Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {packPte, packSwapped, pteBits} from '../../../source/kernel/state/pte.ts';
import {roomAt} from '../../../source/kernel/state/strips.ts';
import {buildTable, setEntry} from '../../../source/kernel/tables/table.ts';
import {zapEntries, zapPlain} from '../../../source/kernel/tables/zap-entries.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

const {present, write, dirty, special} = pteBits;
const {anon, file, shmem} = frameKinds;

/** A table of an address space, the index of its first entry, and ways to enter pages there. */
function withTable(id?: string) {
	const kernel = bareKernel({swapSlots: 8}, id);
	const mm = createMm(kernel);
	const table = buildTable(kernel, mm, 0);
	const first: EntryIndex = roomAt(kernel, table, 0);
	const enter = (i: number, frame: Frame, bits: number = present) => {
		mapFrame(kernel, frame);
		const kind = kernel.frame.kind[frame];
		changeResident(kernel, mm, kind === anon ? 1 : 0, kind === file ? 1 : 0, kind === shmem ? 1 : 0);
		setEntry(kernel, table, roomAt(kernel, table, i), packPte(frame, bits));
		return frame;
	};
	/** A page that only its entry holds. */
	const enterNew = (i: number, kind: number, bits?: number) => {
		const frame = enter(i, allocateFrame(kernel, kind), bits);
		putFrame(kernel, frame);
		return frame;
	};
	return {kernel, mm, table, first, enter, enterNew};
}

const counters = ({mm: {rssAnon, rssFile, rssShmem}}: Kernel, mm: Kernel['mm']['free']) => [
	rssAnon[mm],
	rssFile[mm],
	rssShmem[mm],
];
const counted = (kernel: Kernel) =>
	(['pte_zap', 'rmap_remove', 'page_unref'] as const).map((unit) => workDone(kernel, unit));
/** Entries of a table from the first on that are not empty. */
const left = ({strip: {entry}}: Kernel, first: EntryIndex, count: number) =>
	Array.from({length: count}, (_, i) => i).filter((i) => entry[first + i] !== 0);

describe.each([
	['one by one', zapEntries],
	['in one go', zapPlain],
] as const)('private memory, %s', (_, zap) => {
	test('pages that nothing else holds are freed, others have an entry less', () => {
		const {kernel, mm, table, first, enter, enterNew} = withTable();
		const alone = enterNew(1, anon, present | write | dirty);
		const shared = enterNew(3, anon);
		mapFrame(kernel, shared);
		const held = enter(4, allocateFrame(kernel, anon));
		const both = enter(5, allocateFrame(kernel, anon));
		mapFrame(kernel, both);
		zap(kernel, mm, table, 0, 8);
		expect(
			[alone, shared, held, both].map((frame) => [kernel.frame.mapcount[frame], referencesOf(kernel, frame)]),
		).toEqual([
			[0, 0],
			[1, 1],
			[0, 1],
			[1, 2],
		]);
		expect([kernel.frame.kind[alone], kernel.frame.kind[shared]]).toEqual([0, anon]);
		expect([left(kernel, first, 8), kernel.table.used[table]]).toEqual([[], 0]);
		expect([counters(kernel, mm), counted(kernel)]).toEqual([
			[0, 0, 0],
			[4, 4, 4],
		]);
	});

	test('only the range, and empty entries cost nothing', () => {
		const {kernel, mm, table, first, enterNew} = withTable();
		for (const i of [1, 2, 5, 6]) {
			enterNew(i, anon);
		}

		zap(kernel, mm, table, 2, 4);
		expect([left(kernel, first, 8), kernel.table.used[table], counters(kernel, mm)]).toEqual([
			[1, 6],
			2,
			[2, 0, 0],
		]);
		expect(counted(kernel)).toEqual([2, 2, 2]);
		zap(kernel, mm, table, 2, 4);
		expect([kernel.table.used[table], counted(kernel)]).toEqual([2, [2, 2, 2]]);
	});
});

describe('in one go', () => {
	test.each([
		['pages of zeros', packPte(9 as number as 0, present | special)],
		['guards', special],
	])('%s among them go one by one, pages beside them and in other strips too', (_, word) => {
		const {kernel, mm, table, first, enterNew} = withTable();
		const frames = [enterNew(0, anon), enterNew(stripEntries, anon)];
		setEntry(kernel, table, first + 1, word);
		zapPlain(kernel, mm, table, 0, kernel.geometry.entries);
		expect([left(kernel, first, 4), kernel.table.used[table]]).toEqual([[], 0]);
		expect(frames.map((frame) => referencesOf(kernel, frame))).toEqual([0, 0]);
		expect(counted(kernel)).toEqual([3, 2, 2]);
	});
});

describe('one by one', () => {
	test('a page with two entries in the range goes with both', () => {
		const {kernel, mm, table, enter, enterNew} = withTable();
		const frame = enterNew(0, anon);
		enter(1, frame);
		zapEntries(kernel, mm, table, 0, 2);
		expect([kernel.frame.kind[frame], kernel.frame.live]).toEqual([0, kernel.table.live]);
	});

	test('each page is taken off the counter of its kind', () => {
		const {kernel, mm, table, enterNew} = withTable();
		enterNew(0, anon);
		enterNew(1, file);
		enterNew(2, file);
		for (const i of [3, 4, 5]) {
			enterNew(i, shmem);
		}

		changeResident(kernel, mm, 10, 10, 10);
		zapEntries(kernel, mm, table, 0, 8);
		expect([counters(kernel, mm), counted(kernel)]).toEqual([
			[10, 10, 10],
			[6, 6, 6],
		]);
	});

	test.each([
		['of a file that was written', file, present | dirty, frameFlags.dirty],
		['of a file that was read', file, present, 0],
		['of shared memory that was written', shmem, present | dirty, frameFlags.dirty],
		['of private memory, which no page remembers here', anon, present | dirty, 0],
	])('a page %s outlives its entry', (_, kind, bits, flags) => {
		const {kernel, mm, table, enter} = withTable();
		const frame = enter(0, allocateFrame(kernel, kind), bits);
		zapEntries(kernel, mm, table, 0, 1);
		expect([kernel.frame.flags[frame], referencesOf(kernel, frame)]).toEqual([flags, 1]);
	});

	test.each([
		[present | dirty, frameFlags.dirty],
		[present, 0],
	])(
		'where pages are recorded elsewhere, a private one remembers whether it was written too',
		(bits, flags) => {
			const {kernel, mm, table, enter} = withTable('4.4bsd');
			const frame = enter(0, allocateFrame(kernel, anon), bits);
			zapEntries(kernel, mm, table, 0, 1);
			expect(kernel.frame.flags[frame]).toBe(flags);
		},
	);

	test('a page of zeros is let go of by nobody, and counted in no counter', () => {
		const {kernel, mm, table, first} = withTable();
		const frame = allocateFrame(kernel, frameKinds.zero);
		setEntry(kernel, table, first, packPte(frame, present | special));
		zapEntries(kernel, mm, table, 0, 1);
		expect([referencesOf(kernel, frame), counters(kernel, mm), counted(kernel)]).toEqual([
			1,
			[0, 0, 0],
			[1, 0, 0],
		]);
		expect([kernel.table.used[table], kernel.mm.swapped[mm]]).toEqual([0, 0]);
	});

	test.each([
		[true, [1], 1],
		[false, [], 0],
	])('guards stay where they are to be kept: %s', (keepsGuards, kept, used) => {
		const {kernel, mm, table, first, enterNew} = withTable();
		enterNew(0, anon);
		setEntry(kernel, table, first + 1, special);
		zapEntries(kernel, mm, table, 0, 4, keepsGuards);
		expect([left(kernel, first, 4), kernel.table.used[table], counters(kernel, mm)]).toEqual([
			kept,
			used,
			[0, 0, 0],
		]);
	});

	test('chains shrink with the entries of a page', () => {
		const {kernel, mm, table, enter} = withTable('linux-2.5-rmap');
		const frame = allocateFrame(kernel, anon);
		enter(0, frame);
		enter(1, frame);
		expect(kernel.detail.chain[kernel.frame.detail[frame]]).toBe(1);
		zapEntries(kernel, mm, table, 0, 1);
		expect(kernel.detail.chain[kernel.frame.detail[frame]]).toBe(1);
		zapEntries(kernel, mm, table, 0, 2);
		expect(kernel.detail.chain[kernel.frame.detail[frame]]).toBe(0);
	});
});

describe('swap', () => {
	test('an entry of a page in swap lets go of its slot, and is a swap entry less', () => {
		const {kernel, mm, table, first} = withTable();
		const frame = allocateFrame(kernel, anon);
		const slot = enterCache(kernel, frame);
		writeOut(kernel, frame);
		nameSlot(kernel, slot, 2);
		leaveCache(kernel, frame);
		setEntry(kernel, table, first, packSwapped(slot, false));
		setEntry(kernel, table, first + 1, packSwapped(slot, false));
		countSwapped(kernel, mm, 2);
		zapEntries(kernel, mm, table, 0, 1);
		expect([kernel.swap.users[slot], kernel.mm.swapped[mm], kernel.table.used[table]]).toEqual([1, 1, 1]);
		zapEntries(kernel, mm, table, 0, 2);
		expect([kernel.swap.live, kernel.mm.swapped[mm], counters(kernel, mm), counted(kernel)]).toEqual([
			0,
			0,
			[0, 0, 0],
			[2, 0, 0],
		]);
	});

	test('a page that only the swap cache holds then goes with its slot, unless that is named', () => {
		const {kernel, mm, table, enterNew} = withTable();
		const [unnamed, named] = [enterNew(0, anon), enterNew(1, anon)];
		enterCache(kernel, unnamed);
		nameSlot(kernel, enterCache(kernel, named), 1);
		zapEntries(kernel, mm, table, 0, 2);
		expect([kernel.frame.kind[unnamed], kernel.frame.kind[named], kernel.swap.live]).toEqual([0, anon, 1]);
	});

	test('a page of the cache that others map keeps its slot', () => {
		const {kernel, mm, table, enterNew} = withTable();
		const frame = enterNew(0, anon);
		mapFrame(kernel, frame);
		getFrame(kernel, frame);
		const slot = enterCache(kernel, frame);
		zapEntries(kernel, mm, table, 0, 1);
		expect([kernel.detail.slot[kernel.frame.detail[frame]], kernel.swap.live]).toEqual([slot, 1]);
	});
});
