/** Sharing leaf tables at fork instead of copying them: the child's directory points at the parent's tables. */

import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork, type TableSharing} from '../state/kernel.ts';
import {pteBits, pteTable} from '../state/pte.ts';
import {visitStrips} from '../state/strips.ts';
import {findVma, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {copyEntries} from '../tables/copy.ts';
import {
	buildTable,
	findDirectoryEntry,
	leafEnd,
	nextLeaf,
	placeOf,
	roomFor,
	setEntry,
} from '../tables/table.ts';
import {becomeOwner, countTable} from './split.ts';

/**
 * Gives the child's mapping `copy` the tables of the parent's `vma`, shared where the design may and copied where it
 * may not. Returns 0 or -ENOMEM. McCracken: share_page_range().
 */
export function shareTables(kernel: Kernel, vma: Vma, copy: Vma): number {
	const parent = kernel.vma.mm[vma];
	const end = kernel.vma.end[vma];
	for (let at = nextLeaf(kernel, parent, kernel.vma.start[vma], end); at < end; ) {
		const tableEnd = leafEnd(kernel, at, end);
		const index = findDirectoryEntry(kernel, parent, at);
		const result = shareTable(kernel, {vma, copy, at, end: tableEnd, index});
		if (result < 0) {
			return result;
		}

		at = nextLeaf(kernel, parent, tableEnd, end);
	}

	return 0;
}

/** The part [at, end) of a mapping that one table covers, and the parent's directory entry for it. */
type Part = {
	readonly vma: Vma;
	readonly copy: Vma;
	readonly at: Vpn;
	readonly end: Vpn;
	readonly index: EntryIndex;
};

function shareTable(kernel: Kernel, part: Part): number {
	const {entries} = kernel.geometry;
	const sharing = kernel.policies.sharing as TableSharing;
	const child = kernel.vma.mm[part.copy];
	const directory = buildTable(kernel, child, part.at, 2);
	if (directory === 0) {
		return -errno.ENOMEM;
	}

	const slot = roomFor(kernel, directory, 2, part.at);
	const table = pteTable(kernel.strip.entry[part.index]);
	const there = pteTable(kernel.strip.entry[slot]);
	const base = Math.floor(part.at / entries) * entries;
	const mayShare = isForkedWhole(kernel, part.vma, base) && sharing.mayShare(kernel, part.vma, base);
	if (there !== table && (there !== 0 || !mayShare)) {
		return copyPart(kernel, part, table);
	}

	if (there === 0) {
		linkShared(kernel, part, directory, slot);
	}

	if (sharing.closesFor(kernel, part.vma, base)) {
		closeTable(kernel, sharing, part, table);
	}

	kernel.strip.entry[slot] = kernel.strip.entry[part.index];
	return 0;
}

/** A table that holds entries of a mapping which fork leaves out or empties cannot be shared. */
function isForkedWhole(kernel: Kernel, vma: Vma, base: Vpn): boolean {
	const {start, next, flags, mm} = kernel.vma;
	const end = base + kernel.geometry.entries;
	let at = start[vma] <= base ? vma : findVma(kernel, mm[vma], base);
	for (; at !== 0 && start[at] < end; at = next[at]) {
		if ((flags[at] & (vmaFlags.dontFork | vmaFlags.wipeOnFork)) !== 0) {
			return false;
		}
	}

	return true;
}

function copyPart(kernel: Kernel, part: Part, source: Table): number {
	const child = kernel.vma.mm[part.copy];
	const target = buildTable(kernel, child, part.at);
	if (target === 0) {
		return -errno.ENOMEM;
	}

	const isPrivate = !isShared(kernel, part.vma);
	const count = part.end - part.at;
	copyEntries(kernel, {source, target, at: part.at, count, isPrivate, protectsSource: isPrivate}, child);
	return 0;
}

/** One more directory entry for the table: whatever it holds, the cost is the same. */
function linkShared(kernel: Kernel, part: Part, directory: Table, slot: EntryIndex): void {
	const {refs, owner, frame} = kernel.table;
	const word = kernel.strip.entry[part.index];
	const {resident, listsUsers} = kernel.policies.sharing as TableSharing;
	const parent = kernel.vma.mm[part.vma];
	const child = kernel.vma.mm[part.copy];
	const table = pteTable(word);
	if (resident === 'owner' && owner[table] === 0) {
		becomeOwner(kernel, parent, table);
	}

	if (resident === 'each') {
		kernel.mm.tables[child] += 1;
		countTable(kernel, child, table, 1);
	}

	// A single user stands in the table's own record; with the second one the first needs a block too.
	countWork(kernel, workUnits.mm_chain_alloc, listsUsers ? (refs[table] === 1 ? 2 : 1) : 0);
	setEntry(kernel, directory, slot, word);
	refs[table] += 1;
	noteEffect(kernel.effects, effectKinds.shareTable, child, part.at, frame[table], 1, refs[table]);
	countWork(kernel, workUnits.pt_share);
}

/** Makes writes by either side fault, by the table's entries or by the directory entry that leads to it. */
function closeTable(kernel: Kernel, sharing: TableSharing, part: Part, table: Table): void {
	if (sharing.closes === 'entries') {
		if (sharing.scansShared || !isShared(kernel, part.vma)) {
			protectPart(kernel, sharing, part, table);
		}

		return;
	}

	const bit = sharing.closes === 'directory' ? pteBits.write : pteBits.present;
	if ((kernel.strip.entry[part.index] & bit) !== 0) {
		kernel.strip.entry[part.index] &= ~bit;
		countWork(kernel, workUnits.dir_wp);
	}
}

/** The scan that makes pages read-only in place, of the mapping's part or once of the whole table. */
function protectPart(kernel: Kernel, sharing: TableSharing, part: Part, table: Table): void {
	const {entries} = kernel.geometry;
	if (!sharing.scansOnce) {
		protectEntriesIn(kernel, part.vma, part.at, part.end, table);
		return;
	}

	if (kernel.table.isProtected[table] !== 0) {
		return;
	}

	const base = Math.floor(part.at / entries) * entries;
	const {start, end, next, mm} = kernel.vma;
	let vma = findVma(kernel, mm[part.vma], base);
	for (; vma !== 0 && start[vma] < base + entries; vma = next[vma]) {
		const last = Math.min(base + entries, end[vma]);
		protectEntriesIn(kernel, vma, Math.max(base, start[vma]), last, table);
	}

	kernel.table.isProtected[table] = 1;
}

/** Looks at every entry; only those of private memory that may be written are protected, text is not. */
function protectEntriesIn(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, table: Table): void {
	const {entry} = kernel.strip;
	const {write, special, swapped} = pteBits;
	const isCopyOnWrite = (kernel.vma.flags[vma] & (vmaFlags.shared | vmaFlags.write)) === vmaFlags.write;
	let scanned = 0;
	let protectedCount = 0;
	visitStrips(kernel, table, placeOf(kernel, 1, start), end - start, (first, count) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if (word === 0) {
				continue;
			}

			scanned += 1;
			if (isCopyOnWrite && (word & (special | swapped)) === 0) {
				// Protected again even where it is already: the loop does not look.
				entry[index] = word & ~write;
				protectedCount += 1;
			}
		}
	});

	countWork(kernel, workUnits.pte_scan, scanned);
	countWork(kernel, workUnits.pte_wp, protectedCount);
}
