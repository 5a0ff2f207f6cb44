/** madvise(COLLAPSE): single pages of aligned 2 MiB are copied into a folio, and one huge entry takes their place. */

import {holdsHuge, takesHugePages} from '../faults/huge-fault.ts';
import {allocateFolio, countFolioEntries, folioPage, releaseFolios} from '../frames/folio.ts';
import {frameKinds, unmapFrame} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {changeResident} from '../frames/rss.ts';
import {slotOf} from '../frames/swap.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Entry, EntryIndex, Frame, Table, Vma, Vpn} from '../state/ids.ts';
import {countWork, type Kernel} from '../state/kernel.ts';
import {guardMarker, isSwapped, pteBits, pteFrame} from '../state/pte.ts';
import {roomAt, wordAt} from '../state/strips.ts';
import {vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {findHugeEntry, hugeBase, mapHuge} from '../tables/huge.ts';
import {findTable, setEntry} from '../tables/table.ts';

/** Whether huge pages may be in a mapping and one would lie in it whole, counted from its end. Linux: hugepage_vma_check(). */
export function isHugeEligible(kernel: Kernel, vma: Vma): boolean {
	return takesHugePages(kernel, vma) && holdsHuge(kernel, vma, hugeBase(kernel.vma.end[vma] - pagesInFolio));
}

/**
 * Collapses every whole aligned 2 MiB in the part [start, end) of a mapping, whatever the machine is set to. -EINVAL ends
 * it where a directory entry is empty; pieces without a directory are passed over, but make the answer -EINVAL all the same;
 * so does a mapping that has no page of its own yet. -EAGAIN where pages are in swap, -ENOMEM when there is no memory for a
 * folio. Linux: madvise_collapse(), SCAN_PMD_NONE and SCAN_PMD_NULL.
 */
export function collapseRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): number {
	if (!isHugeEligible(kernel, vma) || kernel.vma.anonVma[vma] === 0) {
		return -errno.EINVAL;
	}

	const mm = kernel.vma.mm[vma];
	const first = hugeBase(start + pagesInFolio - 1);
	const last = hugeBase(end);
	let result = first > last ? -errno.EINVAL : 0;
	for (let base = first; base < last; base += pagesInFolio) {
		const table = findTable(kernel, mm, base);
		if (table === 0 && findTable(kernel, mm, base, 2) !== 0) {
			return -errno.EINVAL;
		}

		if (table === 0) {
			result = -errno.EINVAL;
		} else if (hasGuards(kernel, table)) {
			return -errno.EINVAL;
		} else if (isInSwap(kernel, table)) {
			return -errno.EAGAIN;
		} else if (findHugeEntry(kernel, mm, base) === 0 && !collapseTable(kernel, vma, base, table)) {
			return -errno.ENOMEM;
		}
	}

	return result;
}

function hasGuards(kernel: Kernel, table: Table): boolean {
	return wordsOf(kernel, table).includes(guardMarker);
}

/** Whether a page is in swap or still in its cache: such are read in first, and then not free to be taken. */
function isInSwap(kernel: Kernel, table: Table): boolean {
	return wordsOf(kernel, table).some((word) => isSwapped(word) || slotOf(kernel, pteFrame(word)) !== 0);
}

function wordsOf(kernel: Kernel, table: Table): readonly Entry[] {
	return Array.from({length: kernel.geometry.entries}, (_, place) => wordAt(kernel, table, place));
}

/** Linux: collapse_huge_page(). */
function collapseTable(kernel: Kernel, vma: Vma, base: Vpn, table: Table): boolean {
	const mm = kernel.vma.mm[vma];
	const folio = allocateFolio(kernel, frameKinds.anon);
	if (folio === 0) {
		return false;
	}

	const left = countFolioEntries(kernel, mm, table, 0, pagesInFolio, false);
	let copied = 0;
	for (let i = 0; i < pagesInFolio; i += 1) {
		copied += takePage(kernel, table, roomAt(kernel, table, i), folioPage(kernel, folio, i));
	}

	changeResident(kernel, mm, -copied, 0, 0);
	countReverseMaps(kernel, workUnits.rmap_remove, copied);
	countWork(kernel, workUnits.page_copy, copied);
	countWork(kernel, workUnits.page_zero, pagesInFolio - copied);
	countWork(kernel, workUnits.tlb_range);
	releaseFolios(kernel, left);
	mapHuge(kernel, mm, base, folio, (kernel.vma.flags[vma] & vmaFlags.write) !== 0);
	const head = folioPage(kernel, folio, 0);
	noteEffect(kernel.effects, effectKinds.hugeCollapse, mm, base, head, 0, copied);
	return true;
}

/** Copies what an entry maps to `page` and empties the entry. Returns how many pages were copied. */
function takePage(kernel: Kernel, table: Table, index: EntryIndex, page: Frame): number {
	const word = kernel.strip.entry[index];
	setEntry(kernel, table, index, 0);
	if (word === 0 || (word & pteBits.special) !== 0) {
		return 0;
	}

	kernel.frame.word[page] = kernel.frame.word[pteFrame(word)];
	unmapFrame(kernel, pteFrame(word));
	return 1;
}
