/** Copying page tables at fork: what a mapping's entries become in the child. */

import {countFolioEntries} from '../frames/folio.ts';
import {frameFlags, frameKinds} from '../frames/frame.ts';
import {countReverseMaps, growChain} from '../frames/reverse-map.ts';
import {changeResident, countSwapped} from '../frames/rss.ts';
import {nameSlot, usesSwap} from '../frames/swap.ts';
import {errno} from '../state/errno.ts';
import type {Entry, EntryIndex, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {packSwapped, pteBits, pteFrame, pteSlot} from '../state/pte.ts';
import {makeRoom, visitStrips} from '../state/strips.ts';
import {isAnonymous, isHugetlb, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {copyRun, countRun} from './count-run.ts';
import {copyHugeEntry, findHugeEntry} from './huge.ts';
import {copyPoolRange} from './hugetlb.ts';
import {buildTable, entrySpan, findTable, lowestLevel, placeOf} from './table.ts';

// Constants of their own, so that the loops below compare with numbers instead of loading fields.
const {special, write, accessed, dirty, swapped: swappedBit} = pteBits;
const {anon: anonKind, file: fileKind} = frameKinds;

/**
 * Copies the entries of the parent's mapping `vma` into the child's `copy`, table by table: the child gets a table
 * for every one that the parent has in the range, upper ones too, even if none of its entries belongs to this mapping.
 * Returns 0 or -ENOMEM. Linux: copy_page_range().
 */
export function copyPageRange(kernel: Kernel, vma: Vma, copy: Vma): number {
	if (isHugetlb(kernel, vma)) {
		return copyPoolRange(kernel, vma, copy);
	}

	const from = kernel.vma.mm[vma];
	const to = kernel.vma.mm[copy];
	const isPrivate = !isShared(kernel, vma);
	const way = {isPrivate, protectsSource: isPrivate, isPlain: isPlain(kernel, vma)};
	const end = kernel.vma.end[vma];
	for (let at = kernel.vma.start[vma]; at < end; ) {
		const level = lowestLevel(kernel, from, at);
		const target = buildTable(kernel, to, at, level);
		if (target === 0) {
			return -errno.ENOMEM;
		}

		// Where a table is missing nothing below it needs to be looked at.
		const span = entrySpan(kernel, Math.max(level, 2));
		const next = Math.min(end, (Math.floor(at / span) + 1) * span);
		if (level === 1) {
			copyLeaf(kernel, {...way, source: findTable(kernel, from, at), target, at, count: next - at}, from, to);
		}

		at = next;
	}

	return 0;
}

/** Copies one leaf table's part of a mapping, or the huge entry that stands for it. */
function copyLeaf(kernel: Kernel, run: EntryRun, from: Mm, to: Mm): void {
	if (findHugeEntry(kernel, from, run.at) !== 0) {
		copyHugeEntry(kernel, from, to, run.at);
		return;
	}

	copyEntries(kernel, run, to);
	countFolioEntries(kernel, to, run.target, placeOf(kernel, 1, run.at), run.count, true);
}

/**
 * Writable anonymous memory without chains: every entry is of an anonymous page, and one whose page is exclusive has the
 * right to write, as it loses that only together with the mapping.
 */
function isPlain(kernel: Kernel, vma: Vma): boolean {
	const isWritable = (kernel.vma.flags[vma] & vmaFlags.write) !== 0;
	const {reverseMaps, writableByMprotect} = kernel.policies.rules;
	return (
		isWritable &&
		isAnonymous(kernel, vma) &&
		reverseMaps !== 'chains' &&
		writableByMprotect === 'exclusive' &&
		!usesSwap(kernel)
	);
}

/** A stretch of entries of two leaf tables that stand for the same pages, from page `at` on. */
export type EntryRun = {
	readonly source: Table;
	readonly target: Table;
	readonly at: Vpn;
	readonly count: number;
	/** Private pages lose the right to write in the copy, and with `protectsSource` in the source too. */
	readonly isPrivate: boolean;
	readonly protectsSource: boolean;
	/** The source's private entries are protected without a look whether they still need it, and each counts. */
	readonly isBlind?: boolean;
	/** No copy is dirty, whatever its original is. */
	readonly isClean?: boolean;
	/** All in plain memory, so that pages need not be looked at one by one. */
	readonly isPlain?: boolean;
};

/** What a loop over entries has met. */
type Counts = {
	copied: number;
	anon: number;
	file: number;
	shmem: number;
	writeProtected: number;
	swapped: number;
};

/**
 * Copies a run of entries between two leaf tables, the target's being empty. Pages are no longer exclusive; the copies
 * are not accessed, and not dirty where the memory is shared. The pages are counted as resident in `mm`, unless it is 0.
 * Linux: copy_pte_range(), copy_present_ptes().
 */
export function copyEntries(kernel: Kernel, run: EntryRun, mm: Mm): void {
	const counts = {copied: 0, anon: 0, file: 0, shmem: 0, writeProtected: 0, swapped: 0};
	visitStrips(kernel, run.source, placeOf(kernel, 1, run.at), run.count, (first, count, place) => {
		makeRoom(kernel, run.target, place, count);
		visitStrips(kernel, run.target, place, count, (to, some, at) => {
			// An index that is known to be a small integer makes the loops a third faster.
			const from = (first + at - place) | 0;
			const end = (from + some) | 0;
			const shift = (to - from) | 0;
			if (!run.isPlain || !copyPlain(kernel, counts, from, end, shift)) {
				copyAny(kernel, run, counts, from, end, shift);
			}
		});
	});
	const {copied, anon, file, shmem, writeProtected, swapped} = counts;
	kernel.table.used[run.target] += copied;
	kernel.table.isCounted[run.target] = 0;
	if (mm !== 0) {
		changeResident(kernel, mm, anon, file, shmem);
		countSwapped(kernel, mm, swapped);
	}

	const counted = anon + file + shmem;
	countWork(kernel, workUnits.pte_copy, copied);
	countWork(kernel, workUnits.pte_wp, run.isBlind && run.protectsSource ? counted : writeProtected);
	countWork(kernel, workUnits.page_ref, counted);
	countReverseMaps(kernel, workUnits.rmap_add, counted);
}

function copyAny(
	kernel: Kernel,
	run: EntryRun,
	counts: Counts,
	first: EntryIndex,
	end: EntryIndex,
	shift: number,
): void {
	const {entry} = kernel.strip;
	const {mapcount, kind, flags} = kernel.frame;
	const hasChains = kernel.policies.rules.reverseMaps === 'chains';
	const keeps = run.protectsSource ? ~write : -1;
	const isClean = run.isClean || !run.isPrivate;
	const childMask = ~(accessed | (run.isPrivate ? write : 0) | (isClean ? dirty : 0));
	let copied = 0;
	let anon = 0;
	let file = 0;
	let shmem = 0;
	let writeProtected = 0;
	let swapped = 0;
	for (let index = first; index < end; index += 1) {
		const word = entry[index];
		if (word === 0) {
			continue;
		}

		copied += 1;
		if ((word & swappedBit) !== 0) {
			swapped += 1;
			entry[index] = copySwapped(kernel, word);
			entry[index + shift] = entry[index];
			continue;
		}

		if ((word & special) === 0) {
			const frame = pteFrame(word);
			mapcount[frame] += 1;
			if (hasChains) {
				growChain(kernel, frame);
			}

			if (kind[frame] === anonKind) {
				flags[frame] &= ~frameFlags.exclusive;
				anon += 1;
			} else if (kind[frame] === fileKind) {
				file += 1;
			} else {
				shmem += 1;
			}
		}

		if ((word & ~keeps) !== 0) {
			entry[index] = word & keeps;
			writeProtected += 1;
		}

		entry[index + shift] = word & childMask;
	}

	counts.copied += copied;
	counts.anon += anon;
	counts.file += file;
	counts.shmem += shmem;
	counts.writeProtected += writeProtected;
	counts.swapped += swapped;
}

/** One more entry names the slot, and neither is the only one. Linux: copy_nonpresent_pte(). */
function copySwapped(kernel: Kernel, word: Entry): number {
	nameSlot(kernel, pteSlot(word), 1);
	return packSwapped(pteSlot(word), false);
}

/**
 * The same for plain private memory on both sides, where fork spends its time: every entry that is not empty is of an anonymous
 * page. All are copied as they are, and put right where any can be written or was used. False, with nothing done, where an
 * entry is of no page.
 */
function copyPlain(
	kernel: Kernel,
	counts: Counts,
	first: EntryIndex,
	end: EntryIndex,
	shift: number,
): boolean {
	const {bits, filled} = copyRun(kernel, first, end, shift);
	if ((bits & (special | swappedBit)) !== 0) {
		countRun(kernel, first, end, -1);
		return false;
	}

	counts.copied += filled;
	counts.anon += filled;
	counts.writeProtected += (bits & write) === 0 ? 0 : protectRun(kernel, first, end, shift);
	return true;
}

/** Takes the right to write from a run of plain entries and from their copies. Returns how many had it. */
function protectRun(kernel: Kernel, first: EntryIndex, end: EntryIndex, shift: number): number {
	const {entry} = kernel.strip;
	const {flags} = kernel.frame;
	let writeProtected = 0;
	for (let index = first; index < end; index += 1) {
		const word = entry[index];
		if ((word & write) !== 0) {
			flags[pteFrame(word)] &= ~frameFlags.exclusive;
			entry[index] = word & ~write;
			entry[index + shift] &= ~write;
			writeProtected += 1;
		}
	}

	return writeProtected;
}
