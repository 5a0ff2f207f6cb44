/**
 * Tables of mapped files that several address spaces use: found at a fault through the other mappings of the file, and let go
 * of whole before anything in them may change for one alone, to be faulted in again. Nothing closes them, as all who use one
 * map the same pages with the same rights.
 */
import {frameKinds} from '../frames/frame.ts';
import {objectKinds} from '../frames/object.ts';
import {nextRow} from '../state/columns.ts';
import {noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {EntryIndex, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isSwapped, packPte, pteFrame, pteTable} from '../state/pte.ts';
import {tableHolding, wordAt} from '../state/strips.ts';
import {accessFlags, isShared, vmaAt, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {buildTable, findTable, openEntry, roomFor, setEntry, unlinkTable} from '../tables/table.ts';

/**
 * The table that a fault of `vma` at `vpn` finds at another mapping of the same file, from now on the table of both; 0 where
 * there is none (TableSharing.finds). Of several the first address space's is taken. McCracken 2006: pt_share_pte().
 */
export function findFileTable(kernel: Kernel, vma: Vma, vpn: Vpn): Table {
	const table = isShareable(kernel, vma, vpn) ? partnersTable(kernel, vma, vpn) : 0;
	const directory = table === 0 ? 0 : buildTable(kernel, kernel.vma.mm[vma], vpn, 2);
	if (directory === 0) {
		return 0;
	}

	const {refs, frame} = kernel.table;
	setEntry(kernel, directory, roomFor(kernel, directory, 2, vpn), packPte(table, openEntry));
	refs[table] += 1;
	noteEffect(kernel.effects, effectKinds.findTable, kernel.vma.mm[vma], vpn, frame[table], 1, refs[table]);
	countWork(kernel, workUnits.pt_share);
	notePrivatePages(kernel, vma, vpn, table);
	return table;
}

/** Files and shared memory only, never what may be written for oneself, and only tables within one mapping. */
function isShareable(kernel: Kernel, vma: Vma, vpn: Vpn): boolean {
	const {start, end, flags, object} = kernel.vma;
	const {entries} = kernel.geometry;
	const base = Math.floor(vpn / entries) * entries;
	const {special, device} = objectKinds;
	const kind = kernel.object.kind[object[vma]];
	return (
		object[vma] !== 0 &&
		kind !== device &&
		kind !== special &&
		(flags[vma] & (vmaFlags.shared | vmaFlags.write)) !== vmaFlags.write &&
		start[vma] <= base &&
		base + entries <= end[vma]
	);
}

/** The first table there is for `vpn` at a mapping like `vma`. McCracken 2006: next_shareable_vma(). */
function partnersTable(kernel: Kernel, vma: Vma, vpn: Vpn): Table {
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		const other = kernel.mm.users[mm] === 0 ? 0 : vmaAt(kernel, mm, vpn);
		const table =
			other !== 0 && other !== vma && isAlike(kernel, vma, other) ? findTable(kernel, mm, vpn) : 0;
		if (table !== 0) {
			return table;
		}
	}

	return 0;
}

/** The same pages of the same file, at the same addresses, with the same rights. */
function isAlike(kernel: Kernel, vma: Vma, other: Vma): boolean {
	const {start, end, flags, object, offset} = kernel.vma;
	const compared = accessFlags | vmaFlags.shared;
	return (
		object[vma] === object[other] &&
		offset[vma] === offset[other] &&
		start[vma] === start[other] &&
		end[vma] === end[other] &&
		(flags[vma] & compared) === (flags[other] & compared)
	);
}

/** A mapping that was written and then made read-only is taken for one that was never written. */
function notePrivatePages(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table): void {
	for (let place = 0; !isShared(kernel, vma) && place < kernel.geometry.entries; place += 1) {
		const word = wordAt(kernel, table, place);
		if (word !== 0 && (isSwapped(word) || kernel.frame.kind[pteFrame(word)] === frameKinds.anon)) {
			noteDefect(kernel, 'privateShared', kernel.vma.mm[vma], vpn);
			return;
		}
	}
}

/**
 * Lets go of a shared table as it is: its pages are faulted in again where they are still mapped (TableSharing.drop); false for
 * the last user. No counter hears of it. McCracken 2006: pt_check_unshare_pte().
 */
export function detachTable(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): boolean {
	const {refs, frame, used} = kernel.table;
	const table = pteTable(kernel.strip.entry[index]);
	if (refs[table] === 1) {
		return false;
	}

	countWork(kernel, workUnits.pt_drop);
	countWork(kernel, workUnits.tlb_global);
	noteEffect(kernel.effects, effectKinds.dropTable, mm, vpn, frame[table]);
	if (used[table] > 0) {
		noteDefect(kernel, 'residentDrift', mm, vpn);
	}

	unlinkTable(kernel, mm, tableHolding(kernel, index), index);
	return true;
}

/** Before a part of a shared table changes, all of it goes: nothing is left to change (TableSharing.open). */
export function openByDetaching(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): Table {
	return detachTable(kernel, mm, vpn, index) ? 0 : pteTable(kernel.strip.entry[index]);
}
