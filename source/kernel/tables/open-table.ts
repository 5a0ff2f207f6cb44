/**
 * Which leaf table a change goes to. A table that is closed to an address space is opened first; who may change a
 * shared one in place, and who sees it, is settled here from tables and directory entries alone.
 */

import {countResident} from '../frames/rss.ts';
import {nextRow} from '../state/columns.ts';
import type {DefectName} from '../state/defects.ts';
import {noteDefect} from '../state/defects.ts';
import type {EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel, TableSharing} from '../state/kernel.ts';
import {pteTable} from '../state/pte.ts';
import {accessFlags, isShared, vmaAt} from '../state/vmas.ts';
import {buildTable, findDirectoryEntry, findTable, openEntry} from './table.ts';

/** Whether the table behind a directory entry must not be changed through it. */
export function isClosed(kernel: Kernel, sharing: TableSharing, index: EntryIndex): boolean {
	const word = kernel.strip.entry[index];
	return sharing.closes === 'entries'
		? kernel.table.refs[pteTable(word)] > 1
		: sharing.closes !== 'nothing' && (word & openEntry) !== openEntry;
}

/**
 * The leaf table in which a fault of `vma` at `vpn` may set its entry: found or built where there is none, opened where it
 * is closed; a read fault may be let into a closed one. 0 when memory is used up. `reached` is the one that the access has come
 * to, 0 where none is known: it is that table where none is shared.
 */
export function tableForFault(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	isWrite: boolean,
	reached: Table = 0,
): Table {
	const mm = kernel.vma.mm[vma];
	const {sharing} = kernel.policies;
	if (sharing === undefined) {
		return reached || buildTable(kernel, mm, vpn);
	}

	const index = findDirectoryEntry(kernel, mm, vpn);
	const table = index === 0 ? 0 : pteTable(kernel.strip.entry[index]);
	if (table === 0) {
		return sharing.finds?.(kernel, vma, vpn) || buildTable(kernel, mm, vpn);
	}

	if (!isClosed(kernel, sharing, index)) {
		return table;
	}

	if (isWrite || sharing.opensOn === 'any') {
		return sharing.open(kernel, mm, vpn, index, false);
	}

	noteStrangers(kernel, vma, vpn, table);
	return table;
}

/** The leaf table for `vpn`, open and nobody else's, so that any entry may be changed; 0 when there is none. */
export function editTable(kernel: Kernel, mm: Mm, vpn: Vpn): Table {
	const {sharing} = kernel.policies;
	if (sharing === undefined) {
		return findTable(kernel, mm, vpn);
	}

	const index = findDirectoryEntry(kernel, mm, vpn);
	const word = index === 0 ? 0 : kernel.strip.entry[index];
	const isOwn = kernel.table.refs[pteTable(word)] === 1 && (word & openEntry) === openEntry;
	return word === 0 || isOwn ? pteTable(word) : sharing.open(kernel, mm, vpn, index, true);
}

/** The leaf table in which mprotect changes [vpn, end): one's own, except where the design edits a shared one in place. */
export function tableToProtect(kernel: Kernel, mm: Mm, vpn: Vpn, end: Vpn): Table {
	const inPlace = kernel.policies.sharing?.protectsInPlace ?? 'none';
	const isWhole = end - vpn === kernel.geometry.entries;
	return inPlace === 'any' || (inPlace === 'whole' && isWhole)
		? editInPlace(kernel, mm, vpn, 'protectReaches')
		: editTable(kernel, mm, vpn);
}

/** The leaf table that mremap takes the entry of `vpn` out of: one's own, except where the design takes from a shared one. */
export function tableToMove(kernel: Kernel, mm: Mm, vpn: Vpn): Table {
	return kernel.policies.sharing?.movesInPlace === true
		? editInPlace(kernel, mm, vpn, 'remapTakes')
		: editTable(kernel, mm, vpn);
}

/** The leaf table, shared or not; what is changed in a shared one all its users see, and that defect is told. */
function editInPlace(kernel: Kernel, mm: Mm, vpn: Vpn, defect: DefectName): Table {
	const table = findTable(kernel, mm, vpn);
	if (kernel.table.refs[table] > 1 && kernel.table.used[table] > 0) {
		noteDefect(kernel, defect, mm, vpn, kernel.table.refs[table]);
	}

	return table;
}

/** Calls `visit` for every address space whose directory leads to this leaf table. */
export function forEachUser(kernel: Kernel, vpn: Vpn, table: Table, visit: (mm: Mm) => void): void {
	let left = kernel.table.refs[table];
	for (let mm = nextRow(kernel.mm, 0); left > 0 && mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (findTable(kernel, mm, vpn) === table) {
			left -= 1;
			visit(mm);
		}
	}
}

/**
 * Calls `visit` for every address space that counts the pages of a leaf table that `mm` uses. Where only who splits a table
 * counts them, and it is shared, that is `mm` by itself: the others' counters lose touch.
 */
export function forEachCharged(
	kernel: Kernel,
	mm: Mm,
	vpn: Vpn,
	table: Table,
	visit: (mm: Mm) => void,
): void {
	const resident = kernel.policies.sharing?.resident;
	const owner = kernel.table.owner[table];
	const isCommon = kernel.table.refs[table] > 1;
	if (isCommon && resident === 'each') {
		forEachUser(kernel, vpn, table, visit);
	} else if (resident === 'owner') {
		if (owner !== 0) {
			visit(owner);
		}
	} else {
		if (isCommon) {
			noteDefect(kernel, 'residentDrift', mm, vpn);
		}

		visit(mm);
	}
}

/** Counts `pages` of the kind of `page`, just entered, as resident: in a shared table for every user, or for the one that faulted alone. */
export function countEntered(
	kernel: Kernel,
	mm: Mm,
	vpn: Vpn,
	table: Table,
	page: Frame,
	pages: number,
): void {
	if (kernel.table.refs[table] > 1) {
		countInCommon(kernel, mm, vpn, table, page, pages);
	} else {
		countResident(kernel, mm, page, pages);
	}
}

/** By itself, as a function with a closure in it makes room for that whenever it is called. */
function countInCommon(kernel: Kernel, mm: Mm, vpn: Vpn, table: Table, page: Frame, pages: number): void {
	if (kernel.policies.sharing?.resident === 'each') {
		forEachUser(kernel, vpn, table, (user) => {
			countResident(kernel, user, page, pages);
		});
		return;
	}

	noteDefect(kernel, 'readFill', mm, vpn, kernel.table.refs[table]);
	countResident(kernel, mm, page, pages);
}

/** Tells when a page is about to appear where another user of the table maps something else, or nothing. */
function noteStrangers(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table): void {
	if (kernel.table.refs[table] === 1) {
		return;
	}

	forEachUser(kernel, vpn, table, (user) => {
		const other = vmaAt(kernel, user, vpn);
		if (other === 0 || !showsSamePage(kernel, vma, other, vpn)) {
			noteDefect(kernel, 'strangePage', user, vpn);
		}
	});
}

function showsSamePage(kernel: Kernel, vma: Vma, other: Vma, vpn: Vpn): boolean {
	const {object, offset, start, flags} = kernel.vma;
	const isSamePlace =
		object[vma] === 0 || offset[vma] + vpn - start[vma] === offset[other] + vpn - start[other];
	return (
		object[vma] === object[other] &&
		isShared(kernel, vma) === isShared(kernel, other) &&
		isSamePlace &&
		(flags[other] & accessFlags) !== 0
	);
}
