/**
 * Faults where huge pages may be: the first one fills 2 MiB, a write to a protected huge entry takes the folio over,
 * copies it, or splits the entry. All else goes the way of single pages (fault.ts).
 */

import {allocateFolio, folioPage, hasSingleEntries, releaseFolios} from '../frames/folio.ts';
import {frameFlags, frameKinds, freeFrames} from '../frames/frame.ts';
import {prepareAnonVma} from '../mappings/anon-vma.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {EntryIndex, Table, Vma, Vpn} from '../state/ids.ts';
import {countWork, type Kernel} from '../state/kernel.ts';
import type {Around} from '../state/policies.ts';
import {faultResults} from '../state/policies.ts';
import {pteBits, pteFrame, pteTable} from '../state/pte.ts';
import {entryAt} from '../state/strips.ts';
import {isAnonymous, isHugetlb, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {
	dropHugeWords,
	findHugeEntry,
	hugeBase,
	hugeFolio,
	hugeWord,
	isZeroHuge,
	mapHuge,
	mapZeroHuge,
	splitHugeEntry,
} from '../tables/huge.ts';
import {findTable} from '../tables/table.ts';
import {faultByEntries} from './fault.ts';
import {poolFault} from './hugetlb-fault.ts';

/** Whether a mapping is of the kind that may have huge pages at all. */
export function takesHugePages(kernel: Kernel, vma: Vma): boolean {
	return (
		kernel.geometry.hasHugeEntries &&
		kernel.policies.rules.hugePages !== 'none' &&
		isAnonymous(kernel, vma) &&
		!isShared(kernel, vma) &&
		(kernel.vma.flags[vma] & vmaFlags.noHugePages) === 0
	);
}

/** Whether faults of a mapping may take huge pages, as the machine is set and madvise has told. */
export function faultsHuge(kernel: Kernel, vma: Vma): boolean {
	const isWanted =
		kernel.hugePages === 'always' ||
		(kernel.hugePages === 'madvise' && (kernel.vma.flags[vma] & vmaFlags.hugePages) !== 0);
	return isWanted && takesHugePages(kernel, vma);
}

/** Whether the 2 MiB from `base` on lie in the mapping as a whole. Linux: thp_vma_suitable_order(). */
export function holdsHuge(kernel: Kernel, vma: Vma, base: Vpn): boolean {
	return base >= kernel.vma.start[vma] && base + pagesInFolio <= kernel.vma.end[vma];
}

/** As faultByEntries, where a directory entry may map memory too. Linux: __handle_mm_fault(). */
export function faultByHugeEntries(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	isWrite: boolean,
	around?: Around,
	reached?: Table,
): number {
	if (isHugetlb(kernel, vma)) {
		return poolFault(kernel, vma, vpn, isWrite);
	}

	const mm = kernel.vma.mm[vma];
	const base = hugeBase(vpn);
	const huge = findHugeEntry(kernel, mm, vpn);
	if (huge !== 0 && isWrite) {
		return writeHugeFault(kernel, vma, vpn, huge);
	}

	const isFirst = huge === 0 && faultsHuge(kernel, vma) && holdsHuge(kernel, vma, base);
	if (isFirst && findTable(kernel, mm, vpn) === 0 && fillHuge(kernel, vma, base, isWrite)) {
		return faultResults.minor;
	}

	return faultByEntries(kernel, vma, vpn, isWrite, around, reached);
}

/**
 * Fills 2 MiB at once: a read with the folio of zeros, a write with a zeroed folio of its own. False when there is no
 * memory for that: then a single page is tried. Linux: do_huge_pmd_anonymous_page().
 */
function fillHuge(kernel: Kernel, vma: Vma, base: Vpn, isWrite: boolean): boolean {
	prepareAnonVma(kernel, vma);
	if (isWrite) {
		return fillFolio(kernel, vma, base, effectKinds.hugeFill);
	}

	const isMapped = mapZeroHuge(kernel, kernel.vma.mm[vma], base);
	if (isMapped) {
		noteEffect(kernel.effects, effectKinds.hugeZero, kernel.vma.mm[vma], base, 0, 0, pagesInFolio);
	}

	return isMapped;
}

function fillFolio(kernel: Kernel, vma: Vma, base: Vpn, kind: number): boolean {
	const mm = kernel.vma.mm[vma];
	const folio = allocateFolio(kernel, frameKinds.anon);
	const isMapped = folio !== 0 && mapHuge(kernel, mm, base, folio, isWritable(kernel, vma));
	releaseFolios(kernel, isMapped || folio === 0 ? [] : [folio]);
	if (isMapped) {
		countWork(kernel, workUnits.page_zero, pagesInFolio);
		noteEffect(kernel.effects, kind, mm, base, folioPage(kernel, folio, 0), 0, pagesInFolio);
	}

	return isMapped;
}

function isWritable(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.write) !== 0;
}

/** Write to a huge entry that does not let it through. Linux: do_huge_pmd_wp_page(). */
function writeHugeFault(kernel: Kernel, vma: Vma, vpn: Vpn, index: EntryIndex): number {
	const mm = kernel.vma.mm[vma];
	if (isZeroHuge(kernel, index)) {
		return writeZeroHuge(kernel, vma, vpn, index);
	}

	if (mayReuseHuge(kernel, index)) {
		makeHugeWritable(kernel, index);
		const head = pteFrame(hugeWord(kernel, index));
		noteEffect(kernel.effects, effectKinds.hugeReuse, mm, hugeBase(vpn), head, 0, pagesInFolio);
		return faultResults.minor;
	}

	if (kernel.policies.rules.hugePages === 'copied') {
		return copyHugeFault(kernel, vma, vpn, index);
	}

	splitHugeEntry(kernel, mm, vpn);
	return faultByEntries(kernel, vma, vpn, true);
}

/** A folio of its own in place of the folio of zeros; a page of its own when memory is short. Linux: do_huge_zero_wp_pmd(). */
function writeZeroHuge(kernel: Kernel, vma: Vma, vpn: Vpn, index: EntryIndex): number {
	const mm = kernel.vma.mm[vma];
	const folio = allocateFolio(kernel, frameKinds.anon);
	if (folio === 0) {
		splitHugeEntry(kernel, mm, vpn);
		return faultByEntries(kernel, vma, vpn, true);
	}

	dropHugeWords(kernel, mm, index);
	mapHuge(kernel, mm, vpn, folio, true);
	countWork(kernel, workUnits.page_zero, pagesInFolio);
	countWork(kernel, workUnits.tlb_page);
	const head = folioPage(kernel, folio, 0);
	noteEffect(kernel.effects, effectKinds.hugeZeroCopy, mm, hugeBase(vpn), head, 0, pagesInFolio);
	return faultResults.minor;
}

/**
 * Whether a write may take a whole folio over: known to be exclusive, or nothing else maps any of it. Before 5.8 no
 * page of it may have a second entry, whoever maps the others. Linux: folio_mapcount() == 1, reuse_swap_page().
 */
function mayReuseHuge(kernel: Kernel, index: EntryIndex): boolean {
	const head = pteFrame(hugeWord(kernel, index));
	if (kernel.policies.rules.hugePages === 'copied') {
		return hasSingleEntries(kernel, hugeFolio(kernel, index));
	}

	const isExclusive = (kernel.frame.flags[head] & frameFlags.exclusive) !== 0;
	return isExclusive || kernel.folio.maps[hugeFolio(kernel, index)] === 1;
}

/** Makes a huge entry writable in place; its pages are the address space's own from now on. */
function makeHugeWritable(kernel: Kernel, index: EntryIndex): void {
	const {entry} = kernel.strip;
	const table = pteTable(entry[index]);
	for (let i = 0; i < pagesInFolio; i += 1) {
		const at = entryAt(kernel, table, i);
		entry[at] |= pteBits.write | pteBits.dirty;
		kernel.frame.flags[pteFrame(entry[at])] |= frameFlags.exclusive;
	}

	countWork(kernel, workUnits.tlb_page);
}

/**
 * Copies all 2 MiB for one write, or where the mapping may not have huge pages any more, 512 pages one by one. Without
 * memory for all of them nothing is changed. Linux 4: do_huge_pmd_wp_page(), do_huge_pmd_wp_page_fallback().
 */
function copyHugeFault(kernel: Kernel, vma: Vma, vpn: Vpn, index: EntryIndex): number {
	const mm = kernel.vma.mm[vma];
	if (freeFrames(kernel) < pagesInFolio) {
		return faultResults.outOfMemory;
	}

	if (!faultsHuge(kernel, vma)) {
		splitHugeEntry(kernel, mm, vpn);
		copySingly(kernel, vma, hugeBase(vpn));
		return faultResults.minor;
	}

	const folio = allocateFolio(kernel, frameKinds.anon);
	const old = hugeFolio(kernel, index);
	for (let i = 0; i < pagesInFolio; i += 1) {
		kernel.frame.word[folioPage(kernel, folio, i)] = kernel.frame.word[folioPage(kernel, old, i)];
	}

	const [head, original] = [folioPage(kernel, folio, 0), folioPage(kernel, old, 0)];
	dropHugeWords(kernel, mm, index);
	mapHuge(kernel, mm, vpn, folio, true);
	countWork(kernel, workUnits.page_copy, pagesInFolio);
	countWork(kernel, workUnits.tlb_page);
	noteEffect(kernel.effects, effectKinds.hugeCopy, mm, hugeBase(vpn), head, original, pagesInFolio);
	return faultResults.minor;
}

function copySingly(kernel: Kernel, vma: Vma, base: Vpn): void {
	for (let vpn = base; vpn < base + pagesInFolio; vpn += 1) {
		faultByEntries(kernel, vma, vpn, true);
	}
}
