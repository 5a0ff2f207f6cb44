/**
 * Shared leaf tables after fork: split into copies, taken over by their last user, dropped whole. "Shared" is told by
 * the table's count of references; what closes it to its users is the design's choice (policies.ts, TableSharing).
 */

import {frameKinds} from '../frames/frame.ts';
import {changeResident, countSwapped} from '../frames/rss.ts';
import {hasDefect, noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {EntryIndex, Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isSwapped, packPte, pteBits, pteFrame, pteTable} from '../state/pte.ts';
import {tableHolding, visitStrips, wordAt} from '../state/strips.ts';
import {findVma, isShared} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {copyEntries} from '../tables/copy.ts';
import {
	allocateTable,
	chargeTable,
	findDirectoryEntry,
	freeTable,
	openEntry,
	unchargeTable,
	unlinkTable,
} from '../tables/table.ts';
import {zapEntries} from '../tables/zap-entries.ts';

/** Opens a closed table: its last user takes it over, any other gets a copy (TableSharing.open). */
export function openBySplit(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex, isUrgent: boolean): Table {
	const table = pteTable(kernel.strip.entry[index]);
	if (kernel.table.refs[table] === 1 && kernel.policies.sharing?.lastUser === 'reuses') {
		takeOver(kernel, mm, vpn, index);
		return table;
	}

	return splitTable(kernel, mm, vpn, index, isUrgent);
}

/** The last user opens its directory entry; nothing is copied. McCracken, COW-PTE: the fallback to a plain table. */
export function takeOver(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): void {
	const {owner, frame} = kernel.table;
	const table = pteTable(kernel.strip.entry[index]);
	kernel.strip.entry[index] |= openEntry;
	noteEffect(kernel.effects, effectKinds.reuseTable, mm, vpn, frame[table]);
	countWork(kernel, workUnits.pt_unshare_reuse);
	countWork(kernel, workUnits.tlb_mm);
	if (owner[table] === 0) {
		becomeOwner(kernel, mm, table);
	}

	if (kernel.policies.sharing?.protects === 'both-of-two') {
		noteWritable(kernel, mm, vpn, table);
	}
}

/** Charges `mm` for a table that nobody was charged for, and where owners alone count pages, for its pages. */
export function becomeOwner(kernel: Kernel, mm: Mm, table: Table): void {
	const {resident} = kernel.policies.sharing ?? {};
	if (resident === 'each') {
		kernel.table.owner[table] = mm;
		return;
	}

	chargeTable(kernel, mm, table);
	if (resident === 'owner') {
		countTable(kernel, mm, table, 1);
	}
}

/** Whoever copied the table while three shared it left this side writable: its pages may have other users. */
function noteWritable(kernel: Kernel, mm: Mm, vpn: Vpn, table: Table): void {
	const {kind, mapcount} = kernel.frame;
	for (let place = 0; place < kernel.geometry.entries; place += 1) {
		const word = wordAt(kernel, table, place);
		if (
			(word & pteBits.write) !== 0 &&
			kind[pteFrame(word)] === frameKinds.anon &&
			mapcount[pteFrame(word)] > 1
		) {
			noteDefect(kernel, 'writableAgain', mm, vpn);
			return;
		}
	}
}

/** Adds (sign 1) or takes off (−1) the pages of a whole table to what is resident in `mm`. */
export function countTable(kernel: Kernel, mm: Mm, table: Table, sign: 1 | -1): void {
	const {isCounted, anon, file, shmem, swapped} = kernel.table;
	if (isCounted[table] === 0) {
		countEntries(kernel, table);
		isCounted[table] = 1;
	}

	changeResident(kernel, mm, sign * anon[table], sign * file[table], sign * shmem[table]);
	countSwapped(kernel, mm, sign * swapped[table]);
}

/** A table that goes from hand to hand unchanged is gone over once: kernels that count so keep the number with the table. */
function countEntries(kernel: Kernel, table: Table): void {
	const {entry} = kernel.strip;
	const {kind} = kernel.frame;
	let anon = 0;
	let file = 0;
	let shmem = 0;
	let inSwap = 0;
	visitStrips(kernel, table, 0, kernel.geometry.entries, (first, count) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if (isSwapped(word)) {
				inSwap += 1;
			} else if (word !== 0 && (word & pteBits.special) === 0) {
				const frameKind = kind[pteFrame(word)];
				anon += frameKind === frameKinds.anon ? 1 : 0;
				file += frameKind === frameKinds.file ? 1 : 0;
				shmem += frameKind === frameKinds.shmem ? 1 : 0;
			}
		}
	});

	kernel.table.anon[table] = anon;
	kernel.table.file[table] = file;
	kernel.table.shmem[table] = shmem;
	kernel.table.swapped[table] = inSwap;
}

/**
 * Gives `mm` a copy of a shared table and lets go of the original. The pages get one more reference each; which side
 * loses the right to write is the design's choice. Returns the copy, 0 when memory is used up.
 */
function splitTable(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex, isUrgent: boolean): Table {
	const copy = allocateTable(kernel, 1, isUrgent);
	if (copy === 0) {
		return 0;
	}

	const {refs, frame, isProtected} = kernel.table;
	const table = pteTable(kernel.strip.entry[index]);
	countSplit(kernel, mm, vpn, table);
	copyTable(kernel, mm, vpn, table, copy);
	isProtected[copy] = isProtected[table];
	kernel.strip.entry[index] = packPte(copy, openEntry);
	noteEffect(kernel.effects, effectKinds.splitTable, mm, vpn, frame[copy], frame[table]);
	unchargeTable(kernel, mm, table);
	chargeTable(kernel, mm, copy);
	refs[table] -= 1;
	countWork(kernel, workUnits.pt_unshare_copy);
	countWork(kernel, workUnits.tlb_mm);
	if (refs[table] === 0) {
		noteDefect(kernel, 'lastUserCopies', mm, vpn);
		zapEntries(kernel, mm, table, 0, kernel.geometry.entries);
		freeTable(kernel, table);
	}

	return copy;
}

/** What a split does to the resident counter beside adding the copy: an owner's pages leave with its table. */
function countSplit(kernel: Kernel, mm: Mm, vpn: Vpn, table: Table): void {
	const {owner, refs} = kernel.table;
	const resident = kernel.policies.sharing?.resident;
	if (owner[table] !== mm) {
		return;
	}

	if (resident === 'owner') {
		countTable(kernel, mm, table, -1);
	} else if (resident === 'splitter' && refs[table] > 1) {
		noteDefect(kernel, 'residentDrift', mm, vpn);
	}
}

/** Copies every entry, mapping by mapping; what no mapping covers is treated as private. */
function copyTable(kernel: Kernel, mm: Mm, vpn: Vpn, source: Table, target: Table): void {
	const {entries} = kernel.geometry;
	const {start, end, next} = kernel.vma;
	const base = Math.floor(vpn / entries) * entries;
	const counted = kernel.policies.sharing?.resident === 'each' ? 0 : mm;
	const protects = protectsSource(kernel, source);
	const isBlind = kernel.policies.sharing?.protects === 'both-of-two';
	const isClean = kernel.policies.sharing?.copiesAreClean === true;
	let vma = findVma(kernel, mm, base);
	for (let at = base; at < base + entries; ) {
		const isMapped = vma !== 0 && start[vma] <= at;
		const bound = vma === 0 ? base + entries : isMapped ? end[vma] : start[vma];
		const stop = Math.min(bound, base + entries);
		const isPrivate = !isMapped || !isShared(kernel, vma);
		const protectsSource = isPrivate && protects;
		const run = {source, target, at, count: stop - at, isPrivate, protectsSource, isBlind, isClean};
		copyEntries(kernel, run, counted);
		vma = isMapped ? next[vma] : vma;
		at = stop;
	}

	countWork(kernel, workUnits.pte_skip, entries - kernel.table.used[target]);
	if (isClean) {
		noteLostDirt(kernel, mm, vpn, source);
	}
}

/** A page whose copy of an entry is clean is not known to have been written: where there is swap, what it holds can be lost. */
function noteLostDirt(kernel: Kernel, mm: Mm, vpn: Vpn, source: Table): void {
	if (kernel.limits.swapSlots === 0 || hasDefect(kernel, 'dirtLost')) {
		return;
	}

	for (let place = 0; place < kernel.geometry.entries; place += 1) {
		const word = wordAt(kernel, source, place);
		if ((word & pteBits.dirty) !== 0 && kernel.frame.kind[pteFrame(word)] === frameKinds.anon) {
			noteDefect(kernel, 'dirtLost', mm, vpn);
			return;
		}
	}
}

function protectsSource(kernel: Kernel, source: Table): boolean {
	const protects = kernel.policies.sharing?.protects;
	return protects === 'both' || (protects === 'both-of-two' && kernel.table.refs[source] === 2);
}

/** Lets go of a shared table without looking at its entries (TableSharing.drop); false for the last user. */
export function dropTable(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): boolean {
	const {refs, owner, frame} = kernel.table;
	const table = pteTable(kernel.strip.entry[index]);
	const resident = kernel.policies.sharing?.resident;
	if (refs[table] === 1) {
		if (resident === 'owner' && owner[table] !== mm) {
			takeOver(kernel, mm, vpn, index);
		}

		return false;
	}

	if (resident === 'each' || (resident === 'owner' && owner[table] === mm)) {
		countTable(kernel, mm, table, -1);
	}

	countWork(kernel, workUnits.pt_drop);
	noteEffect(kernel.effects, effectKinds.dropTable, mm, vpn, frame[table]);
	unlinkTable(kernel, mm, tableHolding(kernel, index), index);
	return true;
}

/** Drops what a table still holds when its last user unlinks it: pages that other users once entered in it. */
export function clearStrays(kernel: Kernel, mm: Mm, table: Table): void {
	if (kernel.table.used[table] > 0 && kernel.table.level[table] === 1) {
		zapEntries(kernel, mm, table, 0, kernel.geometry.entries);
	}
}

/**
 * Phillips' second version opens the table at either end of a range that is unmapped, also where an end falls between
 * two tables and there is nothing to protect (TableSharing.beforeZap).
 */
export function openEnds(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	for (const vpn of [start, end]) {
		const index = findDirectoryEntry(kernel, mm, vpn);
		const table = index === 0 ? 0 : pteTable(kernel.strip.entry[index]);
		if (vpn % kernel.geometry.entries === 0 && kernel.table.refs[table] > 1) {
			noteDefect(kernel, 'overUnshare', mm, vpn);
			openBySplit(kernel, mm, vpn, index, true);
		}
	}
}
