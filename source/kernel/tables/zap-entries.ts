/** The loops that zap the entries of one leaf table: each entry goes, and with it its count of what it held. */

import {frameFlags, frameKinds, freeFrame} from '../frames/frame.ts';
import {countReverseMaps, shrinkChain} from '../frames/reverse-map.ts';
import {changeResident, countSwapped} from '../frames/rss.ts';
import {forgetUnmapped, putSlot, usesSwap} from '../frames/swap.ts';
import type {Entry, EntryIndex, Mm, Table} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isGuard, isSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {visitStrips} from '../state/strips.ts';
import {workUnits} from '../state/work.ts';
import {countRun} from './count-run.ts';

// Constants of their own, so that the loops below compare with numbers instead of loading fields.
const {special, dirty, swapped} = pteBits;
const {anon: anonKind, file: fileKind} = frameKinds;

/**
 * Clears `count` entries of one leaf table from a place on and drops what they held. A
 * written page that others share becomes dirty itself, as its entry goes. One loop without calls: an exit runs it for
 * every page of the process. Linux: zap_pte_range().
 */
export function zapEntries(
	kernel: Kernel,
	mm: Mm,
	table: Table,
	place: number,
	count: number,
	keepsGuards = false,
): void {
	const counts = nothingYet();
	visitStrips(kernel, table, place, count, (first, some) =>
		zapStrip(kernel, counts, first, some, keepsGuards),
	);
	countZapped(kernel, mm, table, counts);
}

/** What a loop over entries has taken away. */
type Counts = {zapped: number; anon: number; file: number; shmem: number; swapped: number};

function nothingYet(): Counts {
	return {zapped: 0, anon: 0, file: 0, shmem: 0, swapped: 0};
}

function zapStrip(
	kernel: Kernel,
	counts: Counts,
	first: EntryIndex,
	count: number,
	keepsGuards: boolean,
): void {
	const {entry} = kernel.strip;
	const {held, mapcount, kind, flags} = kernel.frame;
	const hasChains = kernel.policies.rules.reverseMaps === 'chains';
	const hasSwap = usesSwap(kernel);
	// A page that outlives its entries must know that it was written.
	const isRecorded = kernel.policies.recordedPage !== undefined;
	let zapped = 0;
	let anon = 0;
	let file = 0;
	let shmem = 0;
	let inSwap = 0;
	// An index that is known to be a small integer makes the loop a quarter faster.
	const end = (first + count) | 0;
	for (let index = first | 0; index < end; index += 1) {
		const word = entry[index];
		if (word === 0 || (keepsGuards && isGuard(word))) {
			continue;
		}

		entry[index] = 0;
		zapped += 1;
		if ((word & (special | swapped)) !== 0) {
			inSwap += dropSwapped(kernel, word);
			continue;
		}

		const frame = pteFrame(word);
		if (kind[frame] === anonKind) {
			anon += 1;
			flags[frame] |= isRecorded && (word & dirty) !== 0 ? frameFlags.dirty : 0;
		} else {
			flags[frame] |= (word & dirty) === 0 ? 0 : frameFlags.dirty;
			if (kind[frame] === fileKind) {
				file += 1;
			} else {
				shmem += 1;
			}
		}

		mapcount[frame] -= 1;
		if (hasChains) {
			shrinkChain(kernel, frame);
		}

		if (mapcount[frame] + held[frame] === 0) {
			freeFrame(kernel, frame);
		} else if (hasSwap) {
			forgetUnmapped(kernel, frame);
		}
	}

	counts.zapped += zapped;
	counts.anon += anon;
	counts.file += file;
	counts.shmem += shmem;
	counts.swapped += inSwap;
}

/** Lets go of the slot of a swap entry that has been cleared; returns how many such entries the word was. */
function dropSwapped(kernel: Kernel, word: Entry): number {
	if (!isSwapped(word)) {
		return 0;
	}

	putSlot(kernel, pteSlot(word));
	return 1;
}

/**
 * The same for anonymous memory without chains and swap, where exit spends its time: pages are freed after all entries have been
 * taken off. No page of such memory has two entries in a table. Entries of no page go the usual way.
 */
export function zapPlain(kernel: Kernel, mm: Mm, table: Table, place: number, count: number): void {
	const counts = nothingYet();
	visitStrips(kernel, table, place, count, (first, some) => {
		if (!zapPlainStrip(kernel, counts, first, some)) {
			zapStrip(kernel, counts, first, some, false);
		}
	});
	countZapped(kernel, mm, table, counts);
}

/** False, with nothing done, where an entry is of no page. */
function zapPlainStrip(kernel: Kernel, counts: Counts, first: EntryIndex, count: number): boolean {
	const {bits, filled, hasUnmapped} = countRun(kernel, first, first + count, -1);
	if ((bits & (special | swapped)) !== 0) {
		countRun(kernel, first, first + count, 1);
		return false;
	}

	if (hasUnmapped) {
		freeUnmapped(kernel, first, first + count);
	}

	kernel.strip.entry.fill(0, first, first + count);
	counts.zapped += filled;
	counts.anon += filled;
	return true;
}

/** Frees the pages of a run of entries that nothing holds any more. */
function freeUnmapped(kernel: Kernel, first: EntryIndex, end: EntryIndex): void {
	const {entry} = kernel.strip;
	const {mapcount, held} = kernel.frame;
	for (let index = first | 0; index < end; index += 1) {
		const frame = pteFrame(entry[index]);
		if (frame !== 0 && mapcount[frame] + held[frame] === 0) {
			freeFrame(kernel, frame);
		}
	}
}

function countZapped(
	kernel: Kernel,
	mm: Mm,
	table: Table,
	{zapped, anon, file, shmem, swapped: inSwap}: Counts,
): void {
	kernel.table.used[table] -= zapped;
	kernel.table.isCounted[table] = 0;
	countSwapped(kernel, mm, -inSwap);
	changeResident(kernel, mm, -anon, -file, -shmem);
	const dropped = anon + file + shmem;
	countWork(kernel, workUnits.pte_zap, zapped);
	countReverseMaps(kernel, workUnits.rmap_remove, dropped);
	countWork(kernel, workUnits.page_unref, dropped);
}
