/**
 * Handing tables over: fork leaves the copying of leaf tables to the child, which does it before it runs, except for
 * tables that the parent wants to change first: those the parent copies for it. Until a table is copied the parent's
 * directory entry is closed to writes and the child's is absent, so that both are never at it together.
 */

import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {packPte, pteBits, pteTable} from '../state/pte.ts';
import {tableHolding} from '../state/strips.ts';
import {findVma, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {copyEntries} from '../tables/copy.ts';
import {forEachUser} from '../tables/open-table.ts';
import {
	allocateTable,
	buildTable,
	chargeTable,
	findDirectoryEntry,
	nextLeaf,
	openEntry,
	roomFor,
	setEntry,
	unlinkTable,
} from '../tables/table.ts';
import {takeOver} from './split.ts';

/** Whether the child copies the entries of this mapping; what it can fault in again it does not. Linux: vma_needs_copy(). */
export function isHandedOver({vma: {anonVma, flags}}: Kernel, vma: Vma): boolean {
	return anonVma[vma] !== 0 || (flags[vma] & vmaFlags.device) !== 0;
}

/** Whether the leaf table for `vpn` is one that fork has left to this address space to copy. */
export function isToCopy(kernel: Kernel, mm: Mm, vpn: Vpn): boolean {
	const index = kernel.mm.pending[mm] === 0 ? 0 : findDirectoryEntry(kernel, mm, vpn);
	const word = index === 0 ? 0 : kernel.strip.entry[index];
	return word !== 0 && (word & pteBits.present) === 0;
}

/** What fork does for one mapping: upper tables for the child, and a mark on every leaf table. Returns 0 or -ENOMEM. */
export function handOverTables(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {entries} = kernel.geometry;
	const parent = kernel.vma.mm[vma];
	const end = kernel.vma.end[vma];
	const first = Math.floor(kernel.vma.start[vma] / entries) * entries;
	for (
		let base = nextLeaf(kernel, parent, first, end);
		base < end;
		base = nextLeaf(kernel, parent, base + entries, end)
	) {
		if (!markTable(kernel, parent, copy, base, findDirectoryEntry(kernel, parent, base))) {
			return -errno.ENOMEM;
		}
	}

	return 0;
}

/** Marks one table for the child to copy; a mark left by an earlier fork is settled first. False: out of memory. */
function markTable(kernel: Kernel, parent: Mm, copy: Vma, base: Vpn, index: EntryIndex): boolean {
	const child = kernel.vma.mm[copy];
	const directory = buildTable(kernel, child, base, 2);
	const slot = directory === 0 ? 0 : roomFor(kernel, directory, 2, base);
	if (slot === 0 || kernel.strip.entry[slot] !== 0) {
		return slot !== 0;
	}

	const isMarked = (kernel.strip.entry[index] & pteBits.write) === 0;
	if (isMarked && openForParent(kernel, parent, base, index, false) === 0) {
		return false;
	}

	const {refs} = kernel.table;
	const {entry} = kernel.strip;
	entry[index] &= ~pteBits.write;
	setEntry(kernel, directory, slot, packPte(pteTable(entry[index]), 0));
	refs[pteTable(entry[index])] += 1;
	kernel.mm.pending[child] += 1;
	countWork(kernel, workUnits.dir_wp);
	return true;
}

/**
 * Opens a marked table for the parent: the child gets its copy first, if there still is one that waits for it
 * (TableSharing.open). Returns the table, 0 when memory is used up.
 */
export function openForParent(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex, isUrgent: boolean): Table {
	const table = pteTable(kernel.strip.entry[index]);
	if (kernel.table.refs[table] === 1) {
		takeOver(kernel, mm, vpn, index);
		return table;
	}

	let child: Mm = 0;
	forEachUser(kernel, vpn, table, (user) => {
		child = user === mm ? child : user;
	});
	if (!copyForChild(kernel, child, vpn, table, isUrgent)) {
		return 0;
	}

	kernel.strip.entry[index] |= openEntry;
	return table;
}

/** Replaces the child's mark with a copy of the table, made as fork would have made it. False: out of memory. */
function copyForChild(kernel: Kernel, child: Mm, vpn: Vpn, table: Table, isUrgent: boolean): boolean {
	const target = allocateTable(kernel, 1, isUrgent);
	if (target === 0) {
		return false;
	}

	const {entries} = kernel.geometry;
	const {start, end, next} = kernel.vma;
	const base = Math.floor(vpn / entries) * entries;
	for (let vma = findVma(kernel, child, base); vma !== 0 && start[vma] < base + entries; vma = next[vma]) {
		if (isHandedOver(kernel, vma)) {
			const at = Math.max(base, start[vma]);
			const isPrivate = !isShared(kernel, vma);
			const count = Math.min(base + entries, end[vma]) - at;
			const run = {source: table, target, at, count, isPrivate, protectsSource: isPrivate};
			copyEntries(kernel, run, child);
		}
	}

	const {refs, frame} = kernel.table;
	kernel.strip.entry[findDirectoryEntry(kernel, child, base)] = packPte(target, openEntry);
	refs[table] -= 1;
	chargeTable(kernel, child, target);
	kernel.mm.pending[child] -= 1;
	noteEffect(kernel.effects, effectKinds.splitTable, child, base, frame[target], frame[table]);
	return true;
}

/** Before pages are taken out of memory, as that changes entries: every table that is still marked is copied for its child. */
export function copyAllPending(kernel: Kernel): void {
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (kernel.mm.users[mm] > 0 && kernel.mm.pending[mm] > 0) {
			copyPendingTables(kernel, mm, true);
		}
	}
}

/** What the child does before it runs: it copies every table still marked (Policies.resume). Returns 0 or -ENOMEM. */
export function copyPendingTables(kernel: Kernel, mm: Mm, isUrgent = false): number {
	const {entries} = kernel.geometry;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0 && kernel.mm.pending[mm] > 0; vma = kernel.vma.next[vma]) {
		const end = kernel.vma.end[vma];
		const first = Math.floor(kernel.vma.start[vma] / entries) * entries;
		for (
			let base = nextLeaf(kernel, mm, first, end);
			base < end;
			base = nextLeaf(kernel, mm, base + entries, end)
		) {
			if (!settleMark(kernel, mm, base, isUrgent)) {
				return -errno.ENOMEM;
			}
		}
	}

	return 0;
}

/**
 * Copies the table at `base` if it is marked for this child, and opens it for the parent; takes over an empty one that
 * the parent has let go of. False: out of memory.
 */
function settleMark(kernel: Kernel, child: Mm, base: Vpn, isUrgent: boolean): boolean {
	const index = findDirectoryEntry(kernel, child, base);
	const word = index === 0 ? 0 : kernel.strip.entry[index];
	const table = pteTable(word);
	if (table === 0 || (word & pteBits.present) !== 0) {
		return true;
	}

	if (kernel.table.refs[table] === 1) {
		takeOver(kernel, child, base, index);
		kernel.mm.pending[child] -= 1;
		return true;
	}

	let parent: Mm = 0;
	forEachUser(kernel, base, table, (user) => {
		parent = user === child ? parent : user;
	});
	if (!copyForChild(kernel, child, base, table, isUrgent)) {
		return false;
	}

	kernel.strip.entry[findDirectoryEntry(kernel, parent, base)] |= openEntry;
	return true;
}

/**
 * Unmapping a marked table whole (TableSharing.drop): a child that never ran just forgets its mark; the parent copies
 * the table for the child and then empties its own.
 */
export function dropMark(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): boolean {
	if ((kernel.strip.entry[index] & pteBits.present) !== 0) {
		openForParent(kernel, mm, vpn, index, true);
		return false;
	}

	unlinkTable(kernel, mm, tableHolding(kernel, index), index);
	kernel.mm.pending[mm] -= 1;
	return true;
}
