/** Dissolving: folios are taken apart into single pages wherever they are mapped, before some of these go elsewhere. */

import {countedFolio, dissolveFolio} from '../frames/folio.ts';
import {unmapFrame, zeroFrame} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident} from '../frames/rss.ts';
import {nextRow} from '../state/columns.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {EntryIndex, Folio, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {packPte, pteBits, pteFrame} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {isLocked} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {splitHugeEntry} from './huge.ts';
import {setEntry} from './table.ts';
import {visitAllEntries, visitEntries} from './visit.ts';

/**
 * Takes those folios apart that are wanted: huge entries are split, pages that nobody maps are freed, and where a page
 * holds nothing but zeros the page of zeros takes its place, except in locked memory. Linux: split_folio(), remap_page()
 * with RMP_USE_SHARED_ZEROPAGE.
 */
export function dissolveFolios(kernel: Kernel, isWanted: (folio: Folio) => boolean): void {
	if (kernel.folio.live === 0) {
		return;
	}

	visitAllEntries(kernel, (vma, table, index, vpn) => {
		const folio = countedFolio(kernel, kernel.strip.entry[index]);
		if (folio !== 0 && isWanted(folio)) {
			splitHugeEntry(kernel, kernel.vma.mm[vma], vpn);
			if (!isLocked(kernel, vma)) {
				mapZeroPage(kernel, kernel.vma.mm[vma], table, index);
			}
		}
	});
	for (let folio = nextRow(kernel.folio, 0); folio !== 0; folio = nextRow(kernel.folio, folio)) {
		if (folio !== kernel.anchor.zeroFolio[anchorRow] && kernel.folio.maps[folio] > 0 && isWanted(folio)) {
			dissolveFolio(kernel, folio);
		}
	}
}

/** Linux: try_to_map_unused_to_zeropage(). */
function mapZeroPage(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex): void {
	const frame = pteFrame(kernel.strip.entry[index]);
	const zeros = kernel.frame.word[frame] === 0 ? zeroFrame(kernel) : 0;
	if (zeros !== 0) {
		setEntry(kernel, table, index, packPte(zeros, pteBits.present | pteBits.special));
		countResident(kernel, mm, frame, -1);
		countReverseMaps(kernel, workUnits.rmap_remove, 1);
		unmapFrame(kernel, frame);
	}
}

/** Takes those folios apart that the entries of [start, end) map and no other address space does. */
export function dissolveOwnFolios(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	const own = new Set<Folio>();
	if (kernel.folio.live > 0) {
		visitEntries(kernel, mm, start, end, (_table, index) => {
			const folio = countedFolio(kernel, kernel.strip.entry[index]);
			if (folio !== 0 && kernel.folio.isShared[folio] === 0) {
				own.add(folio);
			}
		});
	}

	if (own.size > 0) {
		dissolveFolios(kernel, (folio) => own.has(folio));
	}
}

/**
 * Folios of which only a part is meant are taken apart, if no other process maps them. Linux: madvise_free_huge_pmd(),
 * madvise_free_pte_range(), madvise_cold_or_pageout_pte_range().
 */
export function dissolveParts(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	if (kernel.folio.live === 0) {
		return;
	}

	const counts = new Map<Folio, number>();
	visitEntries(kernel, mm, start, end, (_table, index) => {
		const folio = countedFolio(kernel, kernel.strip.entry[index]);
		counts.set(folio, (counts.get(folio) ?? 0) + 1);
	});
	const isPart = (folio: Folio) => (counts.get(folio) ?? pagesInFolio) < pagesInFolio;
	dissolveFolios(kernel, (folio) => isPart(folio) && kernel.folio.isShared[folio] === 0);
}
