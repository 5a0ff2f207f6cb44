/** Objects: what kind of pages they have, how long they stay, what goes with them, and what lies over what. */
import {describe, expect, test} from 'vitest';
import {anonAt, createAnon, setAnon} from '../../../source/kernel/frames/anon.ts';
import {cachedValue} from '../../../source/kernel/frames/cache.ts';
import {putAway} from '../../../source/kernel/frames/disk.ts';
import {
	allocateFrame,
	fileWord,
	frameKinds,
	getFrame,
	referencesOf,
} from '../../../source/kernel/frames/frame.ts';
import {availableInPool, reserveInPool} from '../../../source/kernel/frames/hugetlb.ts';
import {
	clearObject,
	createObject,
	fileObject,
	getObject,
	isInMemory,
	isLasting,
	objectKinds,
	objectPage,
	putObject,
	residentPage,
	setShadow,
} from '../../../source/kernel/frames/object.ts';
import {takeOut} from '../../../source/kernel/frames/object-swap.ts';
import {cachedPage} from '../../../source/kernel/frames/page-list.ts';
import {enterCache, leaveCache, writeOut} from '../../../source/kernel/frames/swap.ts';
import type {KObject} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

type KindName = keyof typeof objectKinds;

function withObject(kind: KindName, frames?: number): {kernel: Kernel; object: KObject} {
	const kernel = bareKernel({swapSlots: 8, ...(frames === undefined ? {} : {frames})});
	// Rows of objects and frames are told apart by their numbers.
	createObject(kernel, objectKinds.anon, 0);
	const object = createObject(kernel, objectKinds[kind], 9);
	kernel.object.refs[object] = 1;
	return {kernel, object};
}

/** Has a page of an object leave memory for its slot. */
function swapOut(kernel: Kernel, object: KObject, index: number): void {
	const page = objectPage(kernel, object, index);
	enterCache(kernel, page);
	writeOut(kernel, page);
	takeOut(kernel, page);
	leaveCache(kernel, page);
}

describe('kinds', () => {
	test.each([
		['file', true, false, 'file'],
		['shmem', false, true, 'shmem'],
		['memoryFile', true, true, 'shmem'],
		['segment', true, true, 'shmem'],
		['special', true, false, 'file'],
		['device', false, false, 'device'],
		['hugetlb', false, false, 'hugetlb'],
	] as const)(
		'%s: whether it stays without references, is memory and nothing else, its frames',
		(kind, stays, isMemory, frames) => {
			const {kernel, object} = withObject(kind);
			expect([isLasting(kernel, object), isInMemory(kernel, object)]).toEqual([stays, isMemory]);
			const page = objectPage(kernel, object, 3);
			expect(kernel.frame.kind[page]).toBe(frameKinds[frames]);
			expect(kernel.frame.word[page]).toBe(frames === 'file' ? fileWord : 0);
		},
	);
});

describe('files', () => {
	test('are made when they are first asked for, and stay', () => {
		const {kernel} = withObject('shmem');
		const names = [5, 6, 7];
		const files = names.map((name) => fileObject(kernel, name, objectKinds.file));
		expect(names.map((name) => fileObject(kernel, name, objectKinds.memoryFile))).toEqual(files);
		expect(new Set(files).size).toBe(3);
		expect(files.map((file) => [kernel.object.refs[file], kernel.object.name[file]])).toEqual([
			[1, 5],
			[1, 6],
			[1, 7],
		]);
		expect(kernel.object.kind[files[0]]).toBe(objectKinds.file);
	});
});

describe('holding an object', () => {
	test('keeps it and its pages until the last holder lets go', () => {
		const {kernel, object} = withObject('shmem');
		const before = kernel.frame.live;
		objectPage(kernel, object, 0);
		objectPage(kernel, object, 1_000_000);
		getObject(kernel, object);
		putObject(kernel, object);
		expect([kernel.object.refs[object], kernel.frame.live - before]).toEqual([1, 2]);
		putObject(kernel, object);
		expect([kernel.object.kind[object], kernel.frame.live - before, kernel.object.live]).toEqual([0, 0, 1]);
		expect(kernel.object.firstShadower.filter((row) => row !== 0)).toHaveLength(0);
		expect(() => putObject(kernel, object)).toThrow('an object let go more often than held');
	});

	test('and those below, which go with it unless others hold them', () => {
		const {kernel, object} = withObject('anon');
		const [middle, bottom] = [0, 0].map(() => createObject(kernel, objectKinds.anon, 0));
		kernel.object.refs[middle] = 1;
		kernel.object.refs[bottom] = 2;
		setShadow(kernel, object, middle);
		setShadow(kernel, middle, bottom);
		putObject(kernel, object);
		expect([object, middle, bottom].map((each) => kernel.object.kind[each])).toEqual([
			0,
			0,
			objectKinds.anon,
		]);
		expect([kernel.object.refs[bottom], kernel.object.firstShadower[bottom]]).toEqual([1, 0]);
	});

	test('and what it has reserved of the pool of huge pages, other objects have nothing of it', () => {
		const kernel = bareKernel({hugetlbPages: 4});
		const [pooled, other] = ([objectKinds.hugetlb, objectKinds.shmem] as const).map((kind) => {
			const object = createObject(kernel, kind, 0);
			kernel.object.refs[object] = 1;
			kernel.object.high[object] = 1024;
			return object;
		});
		reserveInPool(kernel, 2);
		putObject(kernel, other);
		expect(availableInPool(kernel)).toBe(2);
		putObject(kernel, pooled);
		expect(availableInPool(kernel)).toBe(4);
	});
});

describe('clearing a range', () => {
	const indexes = [0, 3, 4, 5, 9];

	/** Short ranges are looked up page by page, long ones go through the list of the object. */
	test.each([
		['page by page', 4, 6, [0, 3, 9]],
		['page by page, one', 3, 4, [0, 4, 5, 9]],
		['through the list', 4, 400, [0, 3]],
		['through the list, from below', -400, 5, [5, 9]],
		['through the list, with both ends', 3, 9, [0, 9]],
		['nothing', 6, 9, indexes],
	])('%s', (_, from, to, left) => {
		const {kernel, object} = withObject('shmem');
		const pages = indexes.map((index) => objectPage(kernel, object, index));
		clearObject(kernel, object, from, to);
		expect(indexes.filter((index) => cachedPage(kernel, object, index) !== 0)).toEqual(left);
		expect(indexes.filter((_, i) => referencesOf(kernel, pages[i]) === 1)).toEqual(left);
		expect(kernel.object.pages[object]).toBe(left.length);
	});

	test('frees what is in swap there', () => {
		const {kernel, object} = withObject('shmem');
		swapOut(kernel, object, 1);
		swapOut(kernel, object, 7);
		clearObject(kernel, object, 0, 7);
		expect([kernel.swap.live, cachedValue(kernel, object, 1)]).toEqual([1, 0]);
		clearObject(kernel, object, 0, 8);
		expect(kernel.swap.live).toBe(0);
	});

	test('lets go of anons where the object is an amap', () => {
		const {kernel, object} = withObject('amap');
		const keep = createAnon(kernel, allocateFrame(kernel, frameKinds.anon));
		setAnon(kernel, object, 1, createAnon(kernel, allocateFrame(kernel, frameKinds.anon)));
		setAnon(kernel, object, 2, keep);
		clearObject(kernel, object, 0, 2);
		expect([anonAt(kernel, object, 1), anonAt(kernel, object, 2), kernel.anon.live]).toEqual([0, keep, 1]);
	});
});

describe('objects that lie over another one', () => {
	/** The objects over `below`, from its list, which is read both ways. */
	function over({object}: Kernel, below: KObject): readonly KObject[] {
		const found: KObject[] = [];
		for (let at = object.firstShadower[below]; at !== 0; at = object.nextShadower[at]) {
			expect([object.previousShadower[at], object.shadow[at]]).toEqual([found.at(-1) ?? 0, below]);
			found.push(at);
		}

		expect([object.nextShadower[0], object.previousShadower[0], object.firstShadower[0]]).toEqual([0, 0, 0]);
		return found;
	}

	function stack() {
		const kernel = bareKernel();
		const below = createObject(kernel, objectKinds.anon, 0);
		const [a, b, c] = [0, 0, 0].map(() => createObject(kernel, objectKinds.anon, 0));
		for (const each of [a, b, c]) {
			setShadow(kernel, each, below);
		}

		return {kernel, below, a, b, c};
	}

	test('are on its list, the last to come first', () => {
		const {kernel, below, a, b, c} = stack();
		expect(over(kernel, below)).toEqual([c, b, a]);
	});

	test.each([
		['the first', 'c', ['b', 'a']],
		['the middle', 'b', ['c', 'a']],
		['the last', 'a', ['c', 'b']],
	] as const)('%s is laid over nothing, and the others close up', (_, mover, rest) => {
		const objects = stack();
		const {kernel, below} = objects;
		setShadow(kernel, objects[mover], 0);
		expect(over(kernel, below)).toEqual(rest.map((name) => objects[name]));
		expect([kernel.object.shadow[objects[mover]], kernel.object.nextShadower[objects[mover]]]).toEqual([
			0, 0,
		]);
	});

	test('one is laid over another one instead', () => {
		const {kernel, below, a, b, c} = stack();
		setShadow(kernel, b, c);
		expect([over(kernel, below), over(kernel, c)]).toEqual([[c, a], [b]]);
		setShadow(kernel, a, c);
		expect([over(kernel, below), over(kernel, c)]).toEqual([[c], [a, b]]);
	});
});

describe('asking for a page', () => {
	test('makes it once; memory reads as zeros, a file as itself', () => {
		const {kernel, object} = withObject('file');
		const page = objectPage(kernel, object, 2);
		expect([objectPage(kernel, object, 2), kernel.frame.word[page], referencesOf(kernel, page)]).toEqual([
			page,
			fileWord,
			1,
		]);
		expect(objectPage(kernel, object, 3)).not.toBe(page);
	});

	test('brings it back from swap, and its slot is free', () => {
		const {kernel, object} = withObject('shmem');
		kernel.frame.word[objectPage(kernel, object, 2)] = 77;
		swapOut(kernel, object, 2);
		expect([cachedPage(kernel, object, 2), kernel.swap.live]).toEqual([0, 1]);
		expect(residentPage(kernel, object, 2)).toBe(0);
		const page = objectPage(kernel, object, 2);
		expect([kernel.frame.word[page], kernel.swap.live, workDone(kernel, 'io_in')]).toEqual([77, 0, 1]);
	});

	test('reads it back from its file where it has left memory', () => {
		const {kernel, object} = withObject('file');
		const first = objectPage(kernel, object, 2);
		kernel.frame.word[first] = 88;
		putAway(kernel, first);
		expect(residentPage(kernel, object, 2)).toBe(0);
		const page = objectPage(kernel, object, 2);
		expect([kernel.frame.word[page], kernel.disk.live, workDone(kernel, 'io_in')]).toEqual([88, 0, 1]);
		expect(residentPage(kernel, object, 2)).toBe(page);
	});

	test.each([
		['file', true],
		['shmem', false],
		['memoryFile', false],
		['special', false],
	] as const)(
		'without waiting for a disk gives one of a %s that was never asked for: %s',
		(kind, isGiven) => {
			const {kernel, object} = withObject(kind);
			expect(residentPage(kernel, object, 2) !== 0).toBe(isGiven);
			expect(cachedPage(kernel, object, 2) !== 0).toBe(isGiven);
			const page = objectPage(kernel, object, 5);
			expect(residentPage(kernel, object, 5)).toBe(page);
		},
	);

	test('finds none when memory is used up, and files none', () => {
		const {kernel, object} = withObject('shmem', 1);
		const page = objectPage(kernel, object, 0);
		getFrame(kernel, page);
		expect([objectPage(kernel, object, 1), kernel.object.pages[object], kernel.frame.live]).toEqual([
			0, 1, 1,
		]);
	});
});
