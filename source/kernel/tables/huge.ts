/**
 * Huge entries: directory entries that map 2 MiB in one piece, with the deposited table below them (pte.ts). Here they
 * are found, made, split, taken away, copied and moved; everything that only reads or protects entries goes by the table.
 */
import {
	addFolioMaps,
	countedFolio,
	folioPage,
	releaseFolios,
	removeFolioMaps,
	zeroFolio,
} from '../frames/folio.ts';
import {frameFlags, zeroFrame} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {changeResident} from '../frames/rss.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Entry, EntryIndex, Folio, Frame, Mm, Vpn} from '../state/ids.ts';
import {countWork, type Kernel} from '../state/kernel.ts';
import {packPte, pteBits, pteFrame, pteTable} from '../state/pte.ts';
import {entryAt, makeRoom, roomAt, tableHolding, wordAt} from '../state/strips.ts';
import {workUnits} from '../state/work.ts';
import {buildTable, findDirectoryEntry, roomFor, setEntry, unlinkTable} from './table.ts';

const {present} = pteBits;

/** The first of the pages that a huge entry for `vpn` would map. */
export function hugeBase(vpn: Vpn): Vpn {
	return Math.floor(vpn / pagesInFolio) * pagesInFolio;
}

/** Index in `kernel.strip.entry` of the huge entry that maps `vpn`; 0 when there is none. */
export function findHugeEntry(kernel: Kernel, mm: Mm, vpn: Vpn): EntryIndex {
	if (kernel.folio.live === 0) {
		return 0;
	}

	const index = findDirectoryEntry(kernel, mm, vpn);
	return (kernel.strip.entry[index] & pteBits.huge) === 0 ? 0 : index;
}

/** The first word of a huge entry's deposited table: it tells the rights, and the folio by its frame. */
export function hugeWord(kernel: Kernel, index: EntryIndex): Entry {
	return wordAt(kernel, pteTable(kernel.strip.entry[index]), 0);
}

/** Whether a huge entry maps the folio of zeros. */
export function isZeroHuge(kernel: Kernel, index: EntryIndex): boolean {
	return (hugeWord(kernel, index) & pteBits.special) !== 0;
}

/** The folio that a huge entry maps and is counted by; 0 for the folio of zeros. */
export function hugeFolio(kernel: Kernel, index: EntryIndex): Folio {
	return countedFolio(kernel, hugeWord(kernel, index));
}

/**
 * Enters a new folio for the 2 MiB around `vpn`, writable if told, dirty and known to be the address space's own. Builds
 * the tables that are missing. False when memory for them is used up. Linux: map_anon_folio_pmd().
 */
export function mapHuge(kernel: Kernel, mm: Mm, vpn: Vpn, folio: Folio, isWritable: boolean): boolean {
	const table = buildTable(kernel, mm, vpn);
	if (table === 0) {
		return false;
	}

	const bits = present | pteBits.dirty | (isWritable ? pteBits.write : 0);
	for (let i = 0; i < pagesInFolio; i += 1) {
		const page = folioPage(kernel, folio, i);
		countHugePage(kernel, folio, page, 1);
		kernel.frame.flags[page] |= frameFlags.exclusive;
		setEntry(kernel, table, roomAt(kernel, table, i), packPte(page, bits));
	}

	kernel.strip.entry[findDirectoryEntry(kernel, mm, vpn)] |= pteBits.huge;
	countHugeFolio(kernel, folio, mm, 1);
	return true;
}

/** One page of a folio has one entry more or less; those of the folio of zeros (0) are not counted. */
function countHugePage(kernel: Kernel, folio: Folio, page: Frame, change: 1 | -1): void {
	if (folio !== 0) {
		kernel.frame.mapcount[page] += change;
	}
}

/** A folio (0: of zeros, not counted) has one huge entry of `mm` more or less; the last one gives it back. */
function countHugeFolio(kernel: Kernel, folio: Folio, mm: Mm, change: 1 | -1): void {
	if (folio === 0) {
		return;
	}

	changeResident(kernel, mm, change * pagesInFolio, 0, 0);
	countWork(kernel, change === 1 ? workUnits.page_ref : workUnits.page_unref);
	countReverseMaps(kernel, change === 1 ? workUnits.rmap_add : workUnits.rmap_remove, 1);
	if (change === 1) {
		addFolioMaps(kernel, folio, mm, 1);
	} else {
		removeFolioMaps(kernel, folio, mm, 1);
		releaseFolios(kernel, [folio]);
	}
}

/** Enters the folio of zeros, read-only and uncounted. False when memory is used up. Linux: set_huge_zero_folio(). */
export function mapZeroHuge(kernel: Kernel, mm: Mm, vpn: Vpn): boolean {
	const folio = zeroFolio(kernel);
	const table = folio === 0 ? 0 : buildTable(kernel, mm, vpn);
	if (table === 0) {
		return false;
	}

	for (let i = 0; i < pagesInFolio; i += 1) {
		const word = packPte(folioPage(kernel, folio, i), present | pteBits.special);
		setEntry(kernel, table, roomAt(kernel, table, i), word & ~pteBits.accessed);
	}

	kernel.strip.entry[findDirectoryEntry(kernel, mm, vpn)] |= pteBits.huge;
	return true;
}

/**
 * Splits the huge entry that maps `vpn`, if any: its table takes its place. The folio stays, but now counts 512 entries;
 * each page of the folio of zeros becomes the page of zeros. Linux: __split_huge_pmd_locked().
 */
export function splitHugeEntry(kernel: Kernel, mm: Mm, vpn: Vpn): void {
	const index = findHugeEntry(kernel, mm, vpn);
	if (index === 0) {
		return;
	}

	const {entry} = kernel.strip;
	const table = pteTable(entry[index]);
	const folio = hugeFolio(kernel, index);
	const isDirty = (hugeWord(kernel, index) & pteBits.dirty) !== 0;
	entry[index] &= ~pteBits.huge;
	countWork(kernel, workUnits.huge_split);
	countWork(kernel, workUnits.tlb_range);
	noteEffect(kernel.effects, effectKinds.splitHuge, mm, hugeBase(vpn), pteFrame(hugeWord(kernel, index)));
	for (let i = 0; i < pagesInFolio; i += 1) {
		const at = entryAt(kernel, table, i);
		if (folio === 0) {
			entry[at] = packPte(zeroFrame(kernel), entry[at] & 255);
		} else if (isDirty) {
			kernel.frame.flags[pteFrame(entry[at])] |= frameFlags.dirty;
		}
	}

	if (folio !== 0) {
		addFolioMaps(kernel, folio, mm, pagesInFolio);
		removeFolioMaps(kernel, folio, mm, 1);
	}
}

/**
 * What the hardware does when a write goes through a huge entry: the entry, and so all that it maps, is dirty. Where it
 * does not let writes through, or is dirty already, nothing happens.
 */
export function dirtyHugeEntry(kernel: Kernel, mm: Mm, vpn: Vpn): void {
	const index = findHugeEntry(kernel, mm, vpn);
	if (index === 0 || (hugeWord(kernel, index) & (pteBits.write | pteBits.dirty)) !== pteBits.write) {
		return;
	}

	const table = pteTable(kernel.strip.entry[index]);
	for (let i = 0; i < pagesInFolio; i += 1) {
		kernel.strip.entry[entryAt(kernel, table, i)] |= pteBits.dirty;
	}
}

/** Splits the huge entry that has `vpn` inside it, not where it begins. Linux: split_huge_pmd_if_needed(). */
export function splitHugeAt(kernel: Kernel, mm: Mm, vpn: Vpn): void {
	if (kernel.folio.live > 0 && vpn !== hugeBase(vpn)) {
		splitHugeEntry(kernel, mm, vpn);
	}
}

/** Empties the deposited table of a huge entry and counts its folio down. The entry stays, and must be dealt with. */
export function dropHugeWords(kernel: Kernel, mm: Mm, index: EntryIndex): void {
	const table = pteTable(kernel.strip.entry[index]);
	const folio = hugeFolio(kernel, index);
	const {entry} = kernel.strip;
	for (let i = 0; i < pagesInFolio; i += 1) {
		const at = entryAt(kernel, table, i);
		countHugePage(kernel, folio, pteFrame(entry[at]), -1);
		entry[at] = 0;
	}

	kernel.table.used[table] -= pagesInFolio;
	kernel.table.isCounted[table] = 0;
	countHugeFolio(kernel, folio, mm, -1);
}

/** Takes a huge entry away with its deposited table. Linux: zap_huge_pmd(). */
export function zapHugeEntry(kernel: Kernel, mm: Mm, index: EntryIndex): void {
	dropHugeWords(kernel, mm, index);
	unlinkTable(kernel, mm, tableHolding(kernel, index), index);
	countWork(kernel, workUnits.huge_zap);
}

/**
 * Copies a huge entry of private memory to the child, whose deposited table is there: nobody may write to it any more, and
 * the folio is not known to be exclusive. Linux: copy_huge_pmd().
 */
export function copyHugeEntry(kernel: Kernel, from: Mm, to: Mm, vpn: Vpn): void {
	const source = findDirectoryEntry(kernel, from, vpn);
	const target = findDirectoryEntry(kernel, to, vpn);
	const folio = hugeFolio(kernel, source);
	const isWritable = (hugeWord(kernel, source) & pteBits.write) !== 0;
	const original = pteTable(kernel.strip.entry[source]);
	const table = pteTable(kernel.strip.entry[target]);
	makeRoom(kernel, table, 0, pagesInFolio);
	const {entry} = kernel.strip;
	for (let i = 0; i < pagesInFolio; i += 1) {
		const at = entryAt(kernel, original, i);
		const word = entry[at] & ~pteBits.write;
		entry[at] = word;
		entry[entryAt(kernel, table, i)] = word;
		countHugePage(kernel, folio, pteFrame(word), 1);
		kernel.frame.flags[pteFrame(word)] &= ~frameFlags.exclusive;
	}

	kernel.table.used[table] += pagesInFolio;
	kernel.table.isCounted[table] = 0;
	entry[target] |= pteBits.huge;
	countWork(kernel, workUnits.huge_copy);
	countWork(kernel, workUnits.pte_wp, isWritable ? 1 : 0);
	countHugeFolio(kernel, folio, to, 1);
}

/**
 * Moves a huge entry with its table to `to`, where no table is. False when memory is used up, with nothing changed.
 * Linux: move_huge_pmd().
 */
export function moveHugeEntry(kernel: Kernel, mm: Mm, index: EntryIndex, to: Vpn): boolean {
	const target = buildTable(kernel, mm, to, 2);
	if (target === 0) {
		return false;
	}

	const word = kernel.strip.entry[index];
	setEntry(kernel, tableHolding(kernel, index), index, 0);
	setEntry(kernel, target, roomFor(kernel, target, 2, to), word);
	return true;
}
