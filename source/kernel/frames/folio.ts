/**
 * Folios: 2 MiB of memory, had and given back as one. A folio counts what maps it, a huge entry as 1, and for two
 * address spaces how much of that is theirs: from this the kernel tells, now and then wrongly, whether it is shared.
 */
import {assert} from '../state/assert.ts';
import {allocateRow, type ColumnHolding, freeRow} from '../state/columns.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Entry, Folio, Frame, Mm, Table} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {visitStrips, wordAt} from '../state/strips.ts';
import {detailFor} from './detail.ts';
import {allocateFrame, frameFlags, frameKinds, putFrame, zeroFrame} from './frame.ts';

/** Which page of which folio a frame is: folio × pagesInFolio + index, 0 outside of folios. */
export function partOf({detail, frame: {detail: details}}: Kernel, frame: number): number {
	return detail.part[details[frame]];
}

/** The folio of a frame, 0 for none. */
export function folioOf(kernel: Kernel, frame: Frame): Folio {
	return Math.floor(partOf(kernel, frame) / pagesInFolio) as Folio;
}

/** The frame at `index` of a folio. */
export function folioPage(kernel: Kernel, folio: Folio, index: number): Frame {
	return kernel.folio.frame[folio * pagesInFolio + index];
}

/** The first frame of the folio that a frame is of; the frame itself where it is of none. */
export function folioHead(kernel: Kernel, frame: number): number {
	const part = partOf(kernel, frame);
	return part === 0 ? frame : kernel.folio.frame[part - (part % pagesInFolio)];
}

/** All frames of the folio that a frame is of; the frame alone where it is of none. */
export function pagesWith(kernel: Kernel, frame: Frame): readonly Frame[] {
	const folio = folioOf(kernel, frame);
	return folio === 0
		? [frame]
		: Array.from({length: pagesInFolio}, (_, index) => folioPage(kernel, folio, index));
}

/** A folio that nothing maps yet, or 0 when memory for all of it is not to be had. */
export function allocateFolio(kernel: Kernel, kind: number): Folio {
	const folio = allocateRow(kernel.folio);
	for (let index = 0; index < pagesInFolio; index += 1) {
		const frame = allocateFrame(kernel, kind);
		if (frame === 0) {
			freeFolio(kernel, folio);
			return 0;
		}

		kernel.folio.frame[folio * pagesInFolio + index] = frame;
		const own = detailFor(kernel, frame);
		kernel.detail.part[own] = folio * pagesInFolio + index;
	}

	return folio;
}

function freeFolio(kernel: Kernel, folio: Folio): void {
	assert(kernel.folio.maps[folio] === 0, 'freeing a mapped folio', {folio, maps: kernel.folio.maps[folio]});
	for (let index = 0; index < pagesInFolio; index += 1) {
		const frame = folioPage(kernel, folio, index);
		if (frame !== 0) {
			kernel.detail.part[kernel.frame.detail[frame]] = 0;
			putFrame(kernel, frame);
		}
	}

	freeRow(kernel.folio, folio);
}

/** Gives back those of some folios that nothing maps any more; one may be among them more than once. */
export function releaseFolios(kernel: Kernel, folios: readonly Folio[]): void {
	for (const folio of new Set(folios)) {
		if (kernel.folio.maps[folio] === 0) {
			freeFolio(kernel, folio);
		}
	}
}

/** Leaves the pages of a folio to themselves: those that nothing maps are freed. */
export function dissolveFolio(kernel: Kernel, folio: Folio): void {
	kernel.folio.maps[folio] = 0;
	freeFolio(kernel, folio);
}

/** The folio of zeros, made when it is first asked for; a split needs the page of zeros, so that is made too. */
export function zeroFolio(kernel: Kernel): Folio {
	const {anchor} = kernel;
	if (anchor.zeroFolio[anchorRow] === 0 && zeroFrame(kernel) !== 0) {
		anchor.zeroFolio[anchorRow] = allocateFolio(kernel, frameKinds.zero);
	}

	return anchor.zeroFolio[anchorRow];
}

/**
 * Counts `count` more entries of `mm` that map the folio. The first two address spaces are counted by themselves; a
 * third makes no difference, as the folio is known to be shared by then. Linux: folio_add_return_large_mapcount().
 */
export function addFolioMaps(kernel: Kernel, folio: Folio, mm: Mm, count: number): void {
	const {maps, firstMm, firstMaps, secondMm, secondMaps, isShared} = kernel.folio;
	maps[folio] += count;
	if (firstMm[folio] === mm) {
		firstMaps[folio] += count;
	} else if (secondMm[folio] === mm) {
		secondMaps[folio] += count;
	} else if (firstMm[folio] === 0) {
		firstMm[folio] = mm;
		firstMaps[folio] = count;
		isShared[folio] = maps[folio] === count ? isShared[folio] : 1;
	} else if (secondMm[folio] === 0) {
		secondMm[folio] = mm;
		secondMaps[folio] = count;
		isShared[folio] = 1;
	}
}

/**
 * Takes `count` entries of `mm` off. Whether one of the two counted address spaces has all that is left is asked only
 * when a count is used up, or for a third: it may be missed. Linux: folio_sub_return_large_mapcount().
 */
export function removeFolioMaps(kernel: Kernel, folio: Folio, mm: Mm, count: number): void {
	const {maps, firstMm, firstMaps, secondMm, secondMaps, isShared} = kernel.folio;
	maps[folio] -= count;
	assert(maps[folio] >= 0, 'a folio unmapped more often than mapped', {folio, maps: maps[folio]});
	if (takeOff(firstMm, firstMaps, folio, mm, count) || takeOff(secondMm, secondMaps, folio, mm, count)) {
		return;
	}

	if (firstMaps[folio] === maps[folio] || secondMaps[folio] === maps[folio]) {
		isShared[folio] = 0;
	}
}

/** True where that was the address space counted here and it has some left. */
function takeOff(
	who: ColumnHolding<'i32', Mm>,
	howMany: Int32Array,
	folio: Folio,
	mm: Mm,
	count: number,
): boolean {
	if (who[folio] !== mm) {
		return false;
	}

	howMany[folio] = Math.max(0, howMany[folio] - count);
	who[folio] = howMany[folio] === 0 ? 0 : mm;
	return howMany[folio] > 0;
}

/**
 * Counts `count` leaf entries from a place of a table on for the folios whose pages they map: added (`isAdded`), or about to be
 * cleared. Returns the folios met, each once in a row.
 */
export function countFolioEntries(
	kernel: Kernel,
	mm: Mm,
	table: Table,
	place: number,
	count: number,
	isAdded: boolean,
): readonly Folio[] {
	const met: Folio[] = [];
	if (kernel.folio.live === 0 || !mayMapFolios(kernel, table, place, count)) {
		return met;
	}

	const change = isAdded ? addFolioMaps : removeFolioMaps;
	let folio: Folio = 0;
	let run = 0;
	for (let at = place; at <= place + count; at += 1) {
		const next = at === place + count ? 0 : countedFolio(kernel, wordAt(kernel, table, at));
		if (next !== folio && folio !== 0) {
			change(kernel, folio, mm, run);
			met.push(folio);
		}

		run = next === folio ? run + 1 : 1;
		folio = next;
	}

	return met;
}

/** False where no entry is of a page that has a detail, as the pages of folios have: fork and exit ask it of every table. */
function mayMapFolios(kernel: Kernel, table: Table, place: number, count: number): boolean {
	const {entry} = kernel.strip;
	const {detail} = kernel.frame;
	let any = 0;
	visitStrips(kernel, table, place, count, (first, some) => {
		for (let index = first; index < first + some; index += 1) {
			// What lies in swap may name a slot that is no frame.
			any |= detail[pteFrame(entry[index])] ?? 0;
		}
	});
	return any !== 0;
}

/** The folio that counts a leaf entry, 0 for none: the folio of zeros does not. */
export function countedFolio(kernel: Kernel, word: Entry): Folio {
	const frame = pteFrame(word);
	const isCounted = (word & pteBits.present) !== 0 && kernel.frame.kind[frame] === frameKinds.anon;
	return isCounted ? folioOf(kernel, frame) : 0;
}

/**
 * Whether a write may take over one page of a folio: not while others may map any of it, and not the last page that is
 * mapped, which is copied to set the other 511 free. Linux: wp_can_reuse_anon_folio().
 */
export function mayReuseFolioPage(kernel: Kernel, frame: Frame): boolean {
	const folio = folioOf(kernel, frame);
	const isExclusive = (kernel.frame.flags[frame] & frameFlags.exclusive) !== 0;
	return isExclusive || (kernel.folio.maps[folio] > 1 && kernel.folio.isShared[folio] === 0);
}

/** Whether no page of a folio has more than one entry. Linux before 5.8: page_trans_huge_mapcount() <= 1. */
export function hasSingleEntries(kernel: Kernel, folio: Folio): boolean {
	for (let index = 0; index < pagesInFolio; index += 1) {
		if (kernel.frame.mapcount[folioPage(kernel, folio, index)] > 1) {
			return false;
		}
	}

	return true;
}
