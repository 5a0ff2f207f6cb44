/** Folios: 512 frames that come and go as one, and whether the kernel takes one for shared. */
import {describe, expect, test} from 'vitest';
import {
	addFolioMaps,
	allocateFolio,
	countedFolio,
	countFolioEntries,
	dissolveFolio,
	folioHead,
	folioOf,
	folioPage,
	hasSingleEntries,
	mayReuseFolioPage,
	pagesWith,
	releaseFolios,
	removeFolioMaps,
	zeroFolio,
} from '../../../source/kernel/frames/folio.ts';
import {
	allocateFrame,
	frameFlags,
	frameKinds,
	mapFrame,
	putFrame,
	referencesOf,
} from '../../../source/kernel/frames/frame.ts';
import {allocateRow, rowId} from '../../../source/kernel/state/columns.ts';
import {pagesInFolio} from '../../../source/kernel/state/geometry.ts';
import type {Entry, Folio, Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {packPte, packSwapped, pteBits} from '../../../source/kernel/state/pte.ts';
import {anchorRow} from '../../../source/kernel/state/schema.ts';
import {roomAt} from '../../../source/kernel/state/strips.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const {anon} = frameKinds;

/** A folio whose row is not 1, so that it is told from other ids, and three address spaces. */
function withFolio(): {kernel: Kernel; folio: Folio; mms: readonly Mm[]} {
	const kernel = bareKernel();
	allocateFrame(kernel, frameKinds.file);
	const mms = [1, 2, 3].map(() => allocateRow(kernel.mm));
	allocateFolio(kernel, anon);
	return {kernel, folio: allocateFolio(kernel, anon), mms};
}

describe('a folio', () => {
	test('has 512 frames of a kind, each with a reference, which know their folio', () => {
		const {kernel, folio} = withFolio();
		const pages = Array.from({length: pagesInFolio}, (_, i) => folioPage(kernel, folio, i));
		expect(new Set(pages).size).toBe(pagesInFolio);
		for (const i of [0, 1, 511]) {
			const page = pages[i];
			expect([kernel.frame.kind[page], referencesOf(kernel, page)]).toEqual([anon, 1]);
			expect([folioOf(kernel, page), folioHead(kernel, page)]).toEqual([folio, pages[0]]);
		}

		expect(pagesWith(kernel, pages[7])).toEqual(pages);
	});

	test('is none of a frame by itself', () => {
		const {kernel} = withFolio();
		const frame = allocateFrame(kernel, anon);
		expect([folioOf(kernel, frame), folioHead(kernel, frame), pagesWith(kernel, frame)]).toEqual([
			0,
			frame,
			[frame],
		]);
	});

	test.each([0, 1, 511])(
		'of which only %d frames are to be had is not made, and gives these back',
		(frames) => {
			const kernel = bareKernel({frames});
			expect(allocateFolio(kernel, anon)).toBe(0);
			expect([kernel.frame.live, kernel.folio.live]).toEqual([0, 0]);
			expect(allocateFolio(bareKernel({frames: 512}), anon)).not.toBe(0);
		},
	);

	test('that nothing maps is given back whole, once, others stay', () => {
		const {kernel, folio, mms} = withFolio();
		const mapped = allocateFolio(kernel, anon);
		addFolioMaps(kernel, mapped, mms[0], 1);
		const [page] = pagesWith(kernel, folioPage(kernel, folio, 0));
		releaseFolios(kernel, [folio, mapped, folio]);
		expect([kernel.folio.live, referencesOf(kernel, page), folioOf(kernel, page)]).toEqual([2, 0, 0]);
		const [first] = pagesWith(kernel, folioPage(kernel, mapped, 5));
		expect([folioOf(kernel, first), referencesOf(kernel, first)]).toEqual([mapped, 1]);
	});

	test('that is dissolved leaves the pages that are mapped to themselves, and frees the others', () => {
		const {kernel, folio, mms} = withFolio();
		const page = folioPage(kernel, folio, 9);
		const before = kernel.frame.live;
		mapFrame(kernel, page);
		addFolioMaps(kernel, folio, mms[0], 1);
		dissolveFolio(kernel, folio);
		expect([referencesOf(kernel, page), folioOf(kernel, page), folioHead(kernel, page)]).toEqual([
			1,
			0,
			page,
		]);
		expect([before - kernel.frame.live, kernel.folio.live]).toEqual([511, 1]);
	});

	test('of zeros is made once, and the page of zeros with it', () => {
		const kernel = bareKernel();
		const zeros = zeroFolio(kernel);
		expect([zeroFolio(kernel), kernel.folio.live, kernel.frame.live]).toEqual([zeros, 1, 513]);
		expect(kernel.frame.kind[folioPage(kernel, zeros, 3)]).toBe(frameKinds.zero);
		expect(kernel.anchor.zeroFrame[anchorRow]).not.toBe(0);
	});

	test.each([0, 512])('of zeros is not to be had with %d frames', (frames) => {
		const kernel = bareKernel({frames});
		expect([zeroFolio(kernel), kernel.folio.live]).toEqual([0, 0]);
	});
});

describe('who maps a folio', () => {
	/** What is counted, by address space: the first, the second, all, and whether it is taken for shared. */
	function counted({folio: columns}: Kernel, folio: Folio) {
		const {firstMm, firstMaps, secondMm, secondMaps, maps, isShared} = columns;
		return [
			[firstMm[folio], firstMaps[folio]],
			[secondMm[folio], secondMaps[folio]],
			[maps[folio], isShared[folio]],
		];
	}

	/** Adds entries where the number is above 0, takes them off where it is below. */
	function play(steps: readonly (readonly [mm: number, count: number])[]) {
		const {kernel, folio, mms} = withFolio();
		for (const [mm, count] of steps) {
			(count > 0 ? addFolioMaps : removeFolioMaps)(kernel, folio, mms[mm - 1], Math.abs(count));
		}

		return counted(kernel, folio);
	}

	const none = [0, 0];
	test.each([
		[
			'one address space, alone',
			[
				[1, 3],
				[1, 2],
			],
			[[1, 5], none, [5, 0]],
		],
		[
			'two, of which the second is counted apart',
			[
				[1, 3],
				[2, 1],
				[2, 1],
			],
			[
				[1, 3],
				[2, 2],
				[5, 1],
			],
		],
		[
			'a third is in the sum only',
			[
				[1, 3],
				[2, 1],
				[3, 4],
			],
			[
				[1, 3],
				[2, 1],
				[8, 1],
			],
		],
		[
			'the second has left: the first has all',
			[
				[1, 3],
				[2, 2],
				[2, -2],
			],
			[[1, 3], none, [3, 0]],
		],
		[
			'the first has left: the second has all',
			[
				[1, 3],
				[2, 2],
				[1, -3],
			],
			[none, [2, 2], [2, 0]],
		],
		[
			'the second still has some',
			[
				[1, 3],
				[2, 2],
				[2, -1],
			],
			[
				[1, 3],
				[2, 1],
				[4, 1],
			],
		],
		[
			'the first still has some',
			[
				[1, 3],
				[2, 2],
				[1, -1],
			],
			[
				[1, 2],
				[2, 2],
				[4, 1],
			],
		],
		[
			'a third keeps it shared when the second leaves',
			[
				[1, 3],
				[2, 1],
				[3, 4],
				[2, -1],
			],
			[[1, 3], none, [7, 1]],
		],
		[
			'a third leaves in part: still shared',
			[
				[1, 3],
				[2, 1],
				[3, 4],
				[3, -1],
			],
			[
				[1, 3],
				[2, 1],
				[7, 1],
			],
		],
		[
			'a third left last, and the second before it: the first is seen to have all',
			[
				[1, 3],
				[2, 1],
				[3, 4],
				[2, -1],
				[3, -4],
			],
			[[1, 3], none, [3, 0]],
		],
		[
			'a third left first, then the first: the second is seen to have all',
			[
				[1, 3],
				[2, 1],
				[3, 4],
				[3, -4],
				[1, -3],
			],
			[none, [2, 1], [1, 0]],
		],
		[
			'one comes where the first has left: the second is not alone any more',
			[
				[1, 3],
				[2, 1],
				[1, -3],
				[3, 2],
			],
			[
				[3, 2],
				[2, 1],
				[3, 1],
			],
		],
		[
			'a third that was never counted may leave more than one has',
			[
				[1, 1],
				[2, 1],
				[3, 4],
				[2, -1],
				[2, 2],
				[2, -2],
				[3, -4],
			],
			[[1, 1], none, [1, 0]],
		],
		[
			'all have left',
			[
				[1, 3],
				[1, -3],
			],
			[none, none, [0, 0]],
		],
	] as const)('%s', (_, steps, expected) => {
		expect(play(steps)).toEqual(expected);
	});

	test('entries beyond those that are counted for one are taken from it all the same', () => {
		expect(
			play([
				[1, 1],
				[2, 1],
				[3, 3],
				[1, -2],
			]),
		).toEqual([none, [2, 1], [3, 1]]);
	});

	test('more entries less than there were is a mistake of ours', () => {
		expect(() =>
			play([
				[1, 1],
				[1, -2],
			]),
		).toThrow('a folio unmapped more often than mapped');
	});
});

describe('entries of a table', () => {
	/** The first entries of a table: pages of two folios, a page by itself, nothing, a page in swap, a page of zeros. */
	function withEntries() {
		const {kernel, folio, mms} = withFolio();
		const other = allocateFolio(kernel, anon);
		const alone = allocateFrame(kernel, anon);
		const zeros = folioPage(kernel, zeroFolio(kernel), 0);
		const table = allocateRow(kernel.table);
		const present = (frame: number) => packPte(frame as 0, pteBits.present);
		const words: readonly Entry[] = [
			present(folioPage(kernel, folio, 0)),
			present(folioPage(kernel, folio, 1)),
			present(folioPage(kernel, other, 0)),
			present(alone),
			0,
			packSwapped(folioPage(kernel, folio, 5) as number as 0, false),
			present(zeros),
			present(folioPage(kernel, folio, 2)),
		];
		const first = roomAt(kernel, table, 0);
		kernel.strip.entry.set(words, first);
		return {kernel, folio, other, table, words, mm: mms[0]};
	}

	test('of a folio are those of its private pages that are present', () => {
		const {kernel, folio, other, words} = withEntries();
		expect(words.map((word) => countedFolio(kernel, word))).toEqual([folio, folio, other, 0, 0, 0, 0, folio]);
	});

	test('are counted run by run, and what was met is told, once a run', () => {
		const {kernel, folio, other, table, mm} = withEntries();
		expect(countFolioEntries(kernel, mm, table, 0, 8, true)).toEqual([folio, other, folio]);
		const {maps} = kernel.folio;
		expect([maps[folio], maps[other]]).toEqual([3, 1]);
		expect(countFolioEntries(kernel, mm, table, 0, 2, false)).toEqual([folio]);
		expect([maps[folio], maps[other]]).toEqual([1, 1]);
		expect(countFolioEntries(kernel, mm, table, 3, 4, false)).toEqual([]);
		expect(countFolioEntries(kernel, mm, table, 7, 1, false)).toEqual([folio]);
		expect([maps[folio], maps[other]]).toEqual([0, 1]);
	});

	test('are counted up to the end of the range, where the next entry is of the same folio', () => {
		const {kernel, folio, table, mm} = withEntries();
		expect(countFolioEntries(kernel, mm, table, 0, 1, true)).toEqual([folio]);
		expect(kernel.folio.maps[folio]).toBe(1);
	});

	test('are counted where there is but one folio', () => {
		const kernel = bareKernel();
		const folio = allocateFolio(kernel, anon);
		const table = allocateRow(kernel.table);
		const index = roomAt(kernel, table, 0);
		kernel.strip.entry[index] = packPte(folioPage(kernel, folio, 0), pteBits.present);
		expect(countFolioEntries(kernel, allocateRow(kernel.mm), table, 0, 1, true)).toEqual([folio]);
	});

	test('are found beside a page in swap whose slot has a number that no frame has, and beside plain pages', () => {
		const kernel = bareKernel();
		const folio = allocateFolio(kernel, anon);
		const plain = allocateFrame(kernel, anon);
		const table = allocateRow(kernel.table);
		const index = roomAt(kernel, table, 0);
		const slot = rowId(kernel.swap, kernel.frame.mapcount.length + 5);
		kernel.strip.entry.set(
			[
				packSwapped(slot, false),
				packPte(plain, pteBits.present),
				packPte(folioPage(kernel, folio, 3), pteBits.present),
			],
			index,
		);
		const mm = allocateRow(kernel.mm);
		expect(countFolioEntries(kernel, mm, table, 0, 3, true)).toEqual([folio]);
		expect(countFolioEntries(kernel, mm, table, 0, 2, true)).toEqual([]);
		expect(kernel.folio.maps[folio]).toBe(1);
	});

	test('are not looked at where there is no folio', () => {
		const kernel = bareKernel();
		expect(countFolioEntries(kernel, allocateRow(kernel.mm), allocateRow(kernel.table), 0, 8, true)).toEqual(
			[],
		);
	});
});

describe('a write may take over a page of a folio', () => {
	test.each([
		['that is known to be its own', frameFlags.exclusive, 1, 1, true],
		['that nobody else maps, where more than that page is mapped', 0, 2, 0, true],
		['not while others may map any of it', 0, 2, 1, false],
		['not the last page of it that is mapped', 0, 1, 0, false],
		['not for being dirty', frameFlags.dirty, 2, 1, false],
	])('%s', (_, flags, maps, isShared, may) => {
		const {kernel, folio} = withFolio();
		const page = folioPage(kernel, folio, 4);
		kernel.frame.flags[page] = flags;
		kernel.folio.maps[folio] = maps;
		kernel.folio.isShared[folio] = isShared;
		expect(mayReuseFolioPage(kernel, page)).toBe(may);
	});
});

test.each([
	['none', [], true],
	['one each', [0, 1, 511], true],
	['two of the first page', [0, 0], false],
	['two of the last', [511, 511], false],
])('whether no page of a folio has more than one entry: %s', (_, mapped, isSingle) => {
	const {kernel, folio} = withFolio();
	for (const index of mapped) {
		mapFrame(kernel, folioPage(kernel, folio, index));
	}

	const other = folioPage(kernel, allocateFolio(kernel, anon), 0);
	mapFrame(kernel, other);
	mapFrame(kernel, other);
	expect(hasSingleEntries(kernel, folio)).toBe(isSingle);
});

test('a page of a folio that is freed is of none', () => {
	const {kernel, folio} = withFolio();
	const page = folioPage(kernel, folio, 2);
	putFrame(kernel, page);
	expect(folioOf(kernel, page)).toBe(0);
});
