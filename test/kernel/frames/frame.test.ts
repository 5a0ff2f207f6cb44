/** Frames: who may have one more, what is counted while it is in use, and that nothing of it is left when it is free. */
import {describe, expect, test} from 'vitest';
import {cgroupNamed} from '../../../source/kernel/frames/cgroup.ts';
import {
	allocateFrame,
	fileWord,
	frameFlags,
	frameKinds,
	freeFrames,
	getFrame,
	mapFrame,
	putFrame,
	readEffect,
	referencesOf,
	unmapFrame,
	zeroFrame,
} from '../../../source/kernel/frames/frame.ts';
import {joinQueue, queues} from '../../../source/kernel/frames/page-queues.ts';
import {columnsOf, shapeOf, type TableHead} from '../../../source/kernel/state/columns.ts';
import {effectName} from '../../../source/kernel/state/effects.ts';
import {pagesInFolio} from '../../../source/kernel/state/geometry.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {framesMax} from '../../../source/kernel/state/pte.ts';
import {anchorRow, totals} from '../../../source/kernel/state/schema.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

const {anon, file, shmem, table, zero, device, hugetlb} = frameKinds;
const total = (kernel: Kernel, name: keyof typeof totals) => kernel.total.value[totals[name]];

describe('allocating', () => {
	test('gives a frame of the kind with one reference, and remembers the most that were in use', () => {
		const kernel = bareKernel();
		const [first, second] = [allocateFrame(kernel, anon), allocateFrame(kernel, table)];
		expect([first, second].map((row) => [kernel.frame.kind[row], referencesOf(kernel, row)])).toEqual([
			[anon, 1],
			[table, 1],
		]);
		putFrame(kernel, first);
		allocateFrame(kernel, file);
		putFrame(kernel, second);
		expect([total(kernel, 'framesUsed'), total(kernel, 'framesPeak')]).toEqual([1, 2]);
	});

	test('is refused when memory is used up, except for what is urgent', () => {
		const kernel = bareKernel({frames: 2});
		kernel.anchor.full[anchorRow] = cgroupNamed(kernel, 1, 0);
		allocateFrame(kernel, anon);
		expect(freeFrames(kernel)).toBe(1);
		allocateFrame(kernel, anon);
		expect([freeFrames(kernel), allocateFrame(kernel, anon)]).toEqual([0, 0]);
		// No group is to blame.
		expect(kernel.anchor.full[anchorRow]).toBe(0);
		expect(allocateFrame(kernel, anon, true)).not.toBe(0);
		expect([total(kernel, 'framesUsed'), freeFrames(kernel)]).toEqual([3, -1]);
	});

	test('never gives more frames than entries can name, urgent or not', () => {
		const kernel = bareKernel();
		kernel.total.value[totals.framesUsed] = framesMax - 2;
		expect(allocateFrame(kernel, anon)).not.toBe(0);
		expect([allocateFrame(kernel, anon), allocateFrame(kernel, anon, true)]).toEqual([0, 0]);
	});

	test('leaves those of the pool of huge pages to it', () => {
		const kernel = bareKernel({hugetlbPages: 2});
		kernel.total.value[totals.framesUsed] = framesMax - 2 - 2 * pagesInFolio;
		expect(allocateFrame(kernel, anon)).not.toBe(0);
		expect([allocateFrame(kernel, anon), allocateFrame(kernel, hugetlb) > 0]).toEqual([0, true]);
	});

	test('for the pool of huge pages is beside the frames that there are', () => {
		const kernel = bareKernel({frames: 1});
		allocateFrame(kernel, anon);
		expect(allocateFrame(kernel, hugetlb)).not.toBe(0);
		kernel.total.value[totals.hugetlbFrames] = 1;
		expect(freeFrames(kernel)).toBe(0);
		expect(allocateFrame(kernel, anon)).toBe(0);
	});
});

describe('charging a new frame', () => {
	/** A kernel that charges pages and tables of the running event to two groups. */
	function charging() {
		const kernel = bareKernel();
		const [pages, tables] = [cgroupNamed(kernel, 1, 0), cgroupNamed(kernel, 2, 0)];
		kernel.anchor.charging[anchorRow] = pages;
		kernel.anchor.chargingTables[anchorRow] = tables;
		return {kernel, pages, tables};
	}

	test.each([
		['private memory', anon, 'pages'],
		['shared memory', shmem, 'pages'],
		['page tables', table, 'tables'],
		['pages of files', file, undefined],
		['the page of zeros', zero, undefined],
		['devices', device, undefined],
		['the pool', hugetlb, undefined],
	] as const)('%s', (_, kind, payer) => {
		const groups = charging();
		const {kernel} = groups;
		const row = allocateFrame(kernel, kind);
		const group = payer === undefined ? 0 : groups[payer];
		expect(kernel.detail.cgroup[kernel.frame.detail[row]]).toBe(group);
		expect([kernel.cgroup.pages[groups.pages], kernel.cgroup.pages[groups.tables]]).toEqual([
			payer === 'pages' ? 1 : 0,
			payer === 'tables' ? 1 : 0,
		]);
		putFrame(kernel, row);
		expect([kernel.cgroup.pages[groups.pages], kernel.cgroup.pages[groups.tables]]).toEqual([0, 0]);
		expect(kernel.detail.cgroup[kernel.frame.detail[row]]).toBe(0);
	});

	test('at its limit a group gets none, and no frame is used up, unless it is urgent', () => {
		const {kernel, pages} = charging();
		kernel.cgroup.pagesMax[pages] = 1;
		expect(allocateFrame(kernel, anon)).not.toBe(0);
		expect(allocateFrame(kernel, anon)).toBe(0);
		expect(kernel.anchor.full[anchorRow]).toBe(pages);
		expect([kernel.frame.live, total(kernel, 'framesUsed')]).toEqual([1, 1]);
		expect(allocateFrame(kernel, anon, true)).not.toBe(0);
		expect(kernel.cgroup.pages[pages]).toBe(2);
	});

	test('another group than the running event’s may be told', () => {
		const {kernel, pages, tables} = charging();
		expect(kernel.detail.cgroup[kernel.frame.detail[allocateFrame(kernel, anon, false, tables)]]).toBe(
			tables,
		);
		expect(kernel.cgroup.pages[pages]).toBe(0);
	});
});

describe('letting go', () => {
	test('the last reference frees the frame, which is handed out next', () => {
		const kernel = bareKernel();
		const row = allocateFrame(kernel, anon);
		getFrame(kernel, row);
		putFrame(kernel, row);
		expect([referencesOf(kernel, row), total(kernel, 'framesUsed'), kernel.effects.count]).toEqual([1, 1, 0]);
		putFrame(kernel, row);
		expect([referencesOf(kernel, row), total(kernel, 'framesUsed'), kernel.frame.live]).toEqual([0, 0, 0]);
		const {kind, mm, vpn, frame} = kernel.effects;
		expect([effectName(kind[0]), mm[0], vpn[0], frame[0]]).toEqual(['freeFrame', 0, 0, row]);
		const other = allocateFrame(kernel, anon);
		expect([other, kernel.frame.free]).toEqual([row, 0]);
	});

	test('frames come back in the opposite order', () => {
		const kernel = bareKernel();
		const rows = [1, 2, 3].map(() => allocateFrame(kernel, anon));
		for (const row of rows) {
			putFrame(kernel, row);
		}

		expect([1, 2, 3].map(() => allocateFrame(kernel, anon))).toEqual([...rows].reverse());
	});

	/** What a frame in use has: everything but its counts, its links in lists that it must have left, and its group. */
	function fill(table: TableHead, row: number): void {
		const counts = ['mapcount', 'held', 'detail', 'queue', 'nextQueued', 'previousQueued', 'cgroup', 'link'];
		for (const {name} of shapeOf(table)) {
			if (!counts.includes(name)) {
				columnsOf(table)[name][row] = 1;
			}
		}
	}

	function kept(table: TableHead, row: number): readonly string[] {
		const used = shapeOf(table).filter(({name}) => columnsOf(table)[name][row] !== 0);
		return used.map(({name}) => name);
	}

	test('nothing is left of what the frame was', () => {
		const kernel = bareKernel();
		const row = allocateFrame(kernel, anon);
		joinQueue(kernel, row, queues.active);
		const detail = kernel.frame.detail[row];
		fill(kernel.frame, row);
		fill(kernel.detail, detail);
		putFrame(kernel, row);
		expect([kept(kernel.frame, row), kept(kernel.detail, detail), kernel.detail.live]).toEqual([[], [], 0]);
		expect(kernel.queue.pages[queues.active]).toBe(0);
	});

	test.each([
		['is free in the pool', 0, 0],
		['is reserved where its owner gave it up first', frameFlags.restores, 1],
		['is not reserved for being dirty', frameFlags.dirty, 0],
	])('a huge page of the pool %s', (_, flags, reserved) => {
		const kernel = bareKernel();
		const row = allocateFrame(kernel, hugetlb);
		kernel.total.value[totals.hugetlbFrames] = 1;
		kernel.frame.flags[row] = flags;
		putFrame(kernel, row);
		expect([total(kernel, 'hugetlbFrames'), total(kernel, 'hugetlbReserved')]).toEqual([0, reserved]);
	});

	test('an ordinary frame is not of the pool', () => {
		const kernel = bareKernel();
		const row = allocateFrame(kernel, anon);
		kernel.frame.flags[row] = frameFlags.restores;
		putFrame(kernel, row);
		expect([total(kernel, 'hugetlbFrames'), total(kernel, 'hugetlbReserved')]).toEqual([0, 0]);
	});
});

describe('mapping', () => {
	test('an entry is a reference and a mapping, and both are counted as work', () => {
		const kernel = bareKernel();
		const row = allocateFrame(kernel, anon);
		mapFrame(kernel, row);
		mapFrame(kernel, row);
		expect([referencesOf(kernel, row), kernel.frame.mapcount[row]]).toEqual([3, 2]);
		unmapFrame(kernel, row);
		expect([referencesOf(kernel, row), kernel.frame.mapcount[row]]).toEqual([2, 1]);
		expect([workDone(kernel, 'page_ref'), workDone(kernel, 'page_unref')]).toEqual([2, 1]);
		putFrame(kernel, row);
		unmapFrame(kernel, row);
		expect(kernel.frame.live).toBe(0);
	});

	test.each([
		['linux-2.5-rmap', [0, 1, 1], [1, 0]],
		['linux-6', [0, 0, 0], [0, 0]],
	])('chains grow and shrink with it where the design keeps them: %s', (id, grown, shrunk) => {
		const kernel = bareKernel({}, id);
		const row = allocateFrame(kernel, anon);
		const chain = (change: typeof mapFrame) => {
			change(kernel, row);
			return kernel.detail.chain[kernel.frame.detail[row]];
		};

		expect([mapFrame, mapFrame, mapFrame].map(chain)).toEqual(grown);
		unmapFrame(kernel, row);
		expect([unmapFrame, unmapFrame].map(chain)).toEqual(shrunk);
	});

	test('what maps a page for a read is of a file, or of shared memory', () => {
		const kernel = bareKernel();
		expect(
			[file, shmem, device].map((kind) => effectName(readEffect(kernel, allocateFrame(kernel, kind)))),
		).toEqual(['mapFile', 'mapShmem', 'mapFile']);
	});
});

test('there is one frame of zeros, made when it is first asked for', () => {
	const kernel = bareKernel();
	expect(kernel.anchor.zeroFrame[anchorRow]).toBe(0);
	const row = zeroFrame(kernel);
	expect([zeroFrame(kernel), kernel.frame.kind[row], kernel.frame.live]).toEqual([row, zero, 1]);
	expect(kernel.frame.word[row]).toBe(0);
	// A page of a file never reads as zeros.
	expect(fileWord).not.toBe(0);
	expect(zeroFrame(bareKernel({frames: 0}))).toBe(0);
});
