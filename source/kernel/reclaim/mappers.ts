/** Who maps a page: reverse maps as reclaim needs them, told by the page tables whatever a kernel keeps for it. */
import {frameFlags} from '../frames/frame.ts';
import type {Entry, EntryIndex, Frame, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {visitAllEntries} from '../tables/visit.ts';

/** An entry that maps a page: in `table`, for page `vpn` of `mm`, or of all who share that table. */
export type Mapper = {readonly mm: Mm; readonly vpn: Vpn; readonly table: Table; readonly index: EntryIndex};
export type Mappers = Map<Frame, Mapper[]>;

/** The page of an entry that may be in swap, 0 for none: zeros and device memory have no place there. */
export function pageOf(word: Entry): Frame {
	return (word & (pteBits.present | pteBits.special)) === pteBits.present ? pteFrame(word) : 0;
}

/** What an entry through which its page was written makes of the page before the entry goes. */
export function dirtyFlag(word: Entry): number {
	return (word & pteBits.dirty) === 0 ? 0 : frameFlags.dirty;
}

/** The entries of every page. */
export function mappersOf(kernel: Kernel): Mappers {
	const found: Mappers = new Map();
	visitAllEntries(kernel, (vma, table, index, vpn) => {
		const frame = pageOf(kernel.strip.entry[index]);
		const list = found.get(frame);
		const mapper = {mm: kernel.vma.mm[vma], vpn, table, index};
		if (list === undefined) {
			found.set(frame, [mapper]);
		} else {
			list.push(mapper);
		}
	});
	return found;
}

/** Whether a page was used through one of its entries since they were last looked at. */
export function wasUsed({strip: {entry}}: Kernel, mappers: readonly Mapper[]): boolean {
	return mappers.some(({index}) => (entry[index] & pteBits.accessed) !== 0);
}

/**
 * How many entries are looked at until it is known whether a page was used, where the look ends at the first through which it
 * was: all of an unused one. BSD: pmap_testbit(); System V: hat_pagesync() with HAT_SYNC_STOPON_REF.
 */
export function looksForUse({strip: {entry}}: Kernel, mappers: readonly Mapper[]): number {
	const used = mappers.findIndex(({index}) => (entry[index] & pteBits.accessed) !== 0);
	return used === -1 ? mappers.length : used + 1;
}

/** Gives a page its second chance: from now on it counts as not used. pmap_clear_reference(). */
export function forgetUse({strip: {entry}}: Kernel, mappers: readonly Mapper[]): void {
	for (const {index} of mappers) {
		entry[index] &= ~pteBits.accessed;
	}
}

/** Makes a page dirty itself if it was written through one of its entries, as these are about to go. */
export function gatherDirt(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): void {
	for (const {index} of mappers) {
		kernel.frame.flags[frame] |= dirtyFlag(kernel.strip.entry[index]);
	}
}
