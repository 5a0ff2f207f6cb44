/** Anons and amaps: which anon stands at which index, and when a page that two amaps hold goes. */
import {describe, expect, test} from 'vitest';
import {
	anonAt,
	anonPage,
	copySlots,
	createAnon,
	isAway,
	leaveForSlot,
	putAnon,
	setAnon,
	slotsAt,
	wipeSlots,
} from '../../../source/kernel/frames/anon.ts';
import {allocateFrame, frameKinds, referencesOf} from '../../../source/kernel/frames/frame.ts';
import {createObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {enterCache, writeOut} from '../../../source/kernel/frames/swap.ts';
import {effectName} from '../../../source/kernel/state/effects.ts';
import {slotsInRow} from '../../../source/kernel/state/geometry.ts';
import type {Anon, KObject} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

function withAmaps(): {kernel: Kernel; amap: KObject; other: KObject} {
	const kernel = bareKernel({swapSlots: 8}, 'uvm');
	// Rows of frames, anons and amaps are told apart by their numbers.
	createObject(kernel, objectKinds.shmem, 0);
	allocateFrame(kernel, frameKinds.file);
	allocateFrame(kernel, frameKinds.file);
	return {
		kernel,
		amap: createObject(kernel, objectKinds.amap, 0),
		other: createObject(kernel, objectKinds.amap, 0),
	};
}

function newAnon(kernel: Kernel): Anon {
	return createAnon(kernel, allocateFrame(kernel, frameKinds.anon));
}

/** Puts new anons at some indexes of an amap. */
function fill(kernel: Kernel, amap: KObject, indexes: readonly number[]): readonly Anon[] {
	return indexes.map((index) => {
		const anon = newAnon(kernel);
		setAnon(kernel, amap, index, anon);
		return anon;
	});
}

/** The indexes where an amap has anons, found by its list of rows, which is read both ways. */
function indexesOf({slots, object}: Kernel, amap: KObject): readonly number[] {
	const found: number[] = [];
	let before = 0;
	for (let row = object.firstSlots[amap]; row !== 0; row = slots.next[row]) {
		expect([slots.previous[row], slots.amap[row]]).toEqual([before, amap]);
		const held = Array.from({length: slotsInRow}, (_, i) => i).filter(
			(i) => slots.anon[row * slotsInRow + i],
		);
		expect(slots.used[row]).toBe(held.length);
		found.push(...held.map((i) => slots.base[row] + i));
		before = row;
	}

	expect(object.pages[amap]).toBe(found.length);
	return found.sort((a, b) => a - b);
}

describe('an anon', () => {
	test('takes over the reference of its frame, and both know each other', () => {
		const {kernel} = withAmaps();
		const frame = allocateFrame(kernel, frameKinds.anon);
		const anon = createAnon(kernel, frame);
		expect([
			kernel.anon.refs[anon],
			kernel.anon.frame[anon],
			kernel.detail.anon[kernel.frame.detail[frame]],
		]).toEqual([1, frame, anon]);
		expect([referencesOf(kernel, frame), isAway(kernel, anon)]).toEqual([1, false]);
	});

	test('goes with its frame when the last slot lets go', () => {
		const {kernel} = withAmaps();
		const anon = newAnon(kernel);
		const frame = kernel.anon.frame[anon];
		kernel.anon.refs[anon] = 2;
		putAnon(kernel, anon);
		expect([kernel.anon.refs[anon], referencesOf(kernel, frame)]).toEqual([1, 1]);
		putAnon(kernel, anon);
		expect([kernel.anon.live, referencesOf(kernel, frame), workDone(kernel, 'page_unref')]).toEqual([
			0, 0, 2,
		]);
	});
});

describe('an anon in swap', () => {
	/** An anon whose page has been written to a slot and left memory. */
	function inSwap() {
		const {kernel} = withAmaps();
		const anon = newAnon(kernel);
		const frame = kernel.anon.frame[anon];
		kernel.frame.word[frame] = 99;
		const slot = enterCache(kernel, frame);
		writeOut(kernel, frame);
		leaveForSlot(kernel, anon, slot);
		// The cache lets go last.
		kernel.swap.frame[slot] = 0;
		kernel.detail.slot[kernel.frame.detail[frame]] = 0;
		return {kernel, anon, frame, slot};
	}

	test('has a slot, which names it once, and no frame', () => {
		const {kernel, anon, frame, slot} = inSwap();
		expect([isAway(kernel, anon), kernel.anon.slot[anon], kernel.swap.users[slot]]).toEqual([true, slot, 1]);
		expect([kernel.detail.anon[kernel.frame.detail[frame]], referencesOf(kernel, frame)]).toEqual([0, 1]);
	});

	test('is read when it is asked for, keeps its slot, and leaves for the same one again', () => {
		const {kernel, anon, slot} = inSwap();
		const mm = kernel.mm.free;
		const page = anonPage(kernel, anon, mm, 123);
		expect([
			kernel.frame.word[page],
			kernel.anon.frame[anon],
			kernel.detail.anon[kernel.frame.detail[page]],
		]).toEqual([99, page, anon]);
		expect([kernel.anon.slot[anon], isAway(kernel, anon)]).toEqual([slot, false]);
		const {kind, vpn, frame, other, amount, count} = kernel.effects;
		const last = count - 1;
		expect([effectName(kind[last]), vpn[last], frame[last], other[last], amount[last]]).toEqual([
			'swapIn',
			123,
			page,
			slot,
			1,
		]);
		// The anon and the swap cache hold it; asking again changes nothing.
		expect([anonPage(kernel, anon, mm, 123), referencesOf(kernel, page), kernel.effects.count]).toEqual([
			page,
			2,
			count,
		]);
		leaveForSlot(kernel, anon, slot);
		expect([kernel.swap.users[slot], isAway(kernel, anon)]).toEqual([1, true]);
	});

	test('is not to be had where memory is used up, and loses nothing by that', () => {
		const {kernel, anon, slot} = inSwap();
		const full = {...kernel, limits: {...kernel.limits, frames: 0}};
		expect(anonPage(full, anon, 0, 1)).toBe(0);
		expect([
			isAway(kernel, anon),
			kernel.swap.users[slot],
			kernel.detail.anon[kernel.frame.detail[0]],
		]).toEqual([true, 1, 0]);
	});

	test('takes its slot with it', () => {
		const {kernel, anon} = inSwap();
		putAnon(kernel, anon);
		expect([kernel.swap.live, kernel.anon.live]).toEqual([0, 0]);
	});
});

describe('an amap', () => {
	test('has an anon where one was put, in rows of 64 slots', () => {
		const {kernel, amap, other} = withAmaps();
		const anons = fill(kernel, amap, [0, 63, 64, 200]);
		expect([0, 63, 64, 200, 1, 65].map((index) => anonAt(kernel, amap, index))).toEqual([...anons, 0, 0]);
		expect(anonAt(kernel, other, 0)).toBe(0);
		expect(indexesOf(kernel, amap)).toEqual([0, 63, 64, 200]);
		expect(kernel.slots.live).toBe(3);
		expect([0, 64, 128, 192].map((base) => slotsAt(kernel, amap, base) !== 0)).toEqual([
			true,
			true,
			false,
			true,
		]);
	});

	test('lets go of the anon that another takes the place of', () => {
		const {kernel, amap} = withAmaps();
		const [first] = fill(kernel, amap, [5]);
		kernel.anon.refs[first] += 1;
		const [second] = fill(kernel, amap, [5]);
		expect([anonAt(kernel, amap, 5), kernel.anon.refs[first], kernel.anon.refs[second]]).toEqual([
			second,
			1,
			1,
		]);
		expect(indexesOf(kernel, amap)).toEqual([5]);
	});

	test.each([
		['all', 0, 300, []],
		['from the middle of a row on', 60, 300, [0]],
		['up to the middle of a row', 0, 64, [64, 130, 299]],
		['between', 1, 64, [0, 64, 130, 299]],
		['a row in the middle of the list', 64, 128, [0, 63, 130, 299]],
		['the row that came last', 256, 320, [0, 63, 64, 130]],
		['nothing', 131, 299, [0, 63, 64, 130, 299]],
		['what is beyond both ends', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, []],
	])('wiped: %s', (_, from, to, left) => {
		const {kernel, amap} = withAmaps();
		fill(kernel, amap, [0, 63, 64, 130, 299]);
		wipeSlots(kernel, amap, from, to);
		expect(indexesOf(kernel, amap)).toEqual(left);
		expect(kernel.anon.live).toBe(left.length);
		expect([kernel.slots.next[0], kernel.slots.previous[0]]).toEqual([0, 0]);
		// Rows without anons are given back, and are not found any more.
		const bases = [0, 64, 128, 256];
		const needed = bases.filter((base) => left.some((index) => index >= base && index < base + slotsInRow));
		expect(bases.filter((base) => slotsAt(kernel, amap, base) !== 0)).toEqual(needed);
		expect(kernel.slots.live).toBe(needed.length);
	});

	test.each([
		['all', 0, 300, [0, 63, 64, 130, 299]],
		['a part', 63, 130, [63, 64]],
		['one row', 128, 192, [130]],
		['up to where a row begins', 63, 128, [63, 64]],
		['between what there is', 131, 299, []],
	])('copied: %s', (_, from, to, copied) => {
		const {kernel, amap, other} = withAmaps();
		const indexes = [0, 63, 64, 130, 299];
		const anons = fill(kernel, amap, indexes);
		expect(copySlots(kernel, amap, other, from, to)).toBe(copied.length);
		expect(indexesOf(kernel, other)).toEqual(copied);
		expect(indexesOf(kernel, amap)).toEqual(indexes);
		// The copy has a row wherever the range reaches into one, and no others.
		const reached = [0, 64, 128, 256].filter((base) => base < to && base + slotsInRow > from);
		expect([0, 64, 128, 192, 256].filter((base) => slotsAt(kernel, other, base) !== 0)).toEqual(reached);
		expect(indexes.map((index, i) => [anonAt(kernel, other, index), kernel.anon.refs[anons[i]]])).toEqual(
			indexes.map((index, i) => (copied.includes(index) ? [anons[i], 2] : [0, 1])),
		);
	});

	test('and its copy each keep what the other wipes', () => {
		const {kernel, amap, other} = withAmaps();
		const [anon] = fill(kernel, amap, [7]);
		copySlots(kernel, amap, other, 0, 64);
		wipeSlots(kernel, amap, 0, 64);
		expect([anonAt(kernel, other, 7), kernel.anon.refs[anon], indexesOf(kernel, other)]).toEqual([
			anon,
			1,
			[7],
		]);
	});
});
