/**
 * The page fault: one decision tree (Linux: handle_mm_fault() down to handle_pte_fault()), one function a leaf.
 * It reads the vma and the entry and nothing else; which design is running shows only in the policies it calls.
 */

import {countFolioEntries, releaseFolios} from '../frames/folio.ts';
import {allocateFrame, frameFlags, frameKinds, unmapFrame, zeroFrame} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countReplaced} from '../frames/rss.ts';
import {forgetUnmapped, giveSlotBack} from '../frames/swap.ts';
import {prepareAnonVma} from '../mappings/anon-vma.ts';
import {growStackTo} from '../mappings/stack.ts';
import {effectKinds, noteEffect, refusals} from '../state/effects.ts';
import type {EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {Around} from '../state/policies.ts';
import {faultResults} from '../state/policies.ts';
import {isGuard, isSwapped, packPte, pteBits, pteFrame} from '../state/pte.ts';
import {tableHolding} from '../state/strips.ts';
import {findVma, isAnonymous, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {tableForFault} from '../tables/open-table.ts';
import {placeOf, readEntry, roomFor, setEntry} from '../tables/table.ts';
import {copyFileFault, isBeyondEnd, readFileFault, writeSharedFault} from './file-fault.ts';
import {enterNewAnon, mapNewAnon} from './map-new.ts';
import {swapIn} from './swap-fault.ts';

const anyAccess = vmaFlags.read | vmaFlags.write | vmaFlags.exec;

/**
 * Serves a fault of `mm` at `vpn`; returns one of faultResults. `reached` is the leaf table that the access has come to, where one
 * is known. Linux: do_user_addr_fault().
 */
export function handleFault(
	kernel: Kernel,
	mm: Mm,
	vpn: Vpn,
	isWrite: boolean,
	around?: Around,
	reached: Table = 0,
): number {
	const vma = findVma(kernel, mm, vpn);
	if (vma === 0 || (kernel.vma.start[vma] > vpn && !growStackTo(kernel, vma, vpn))) {
		noteEffect(kernel.effects, effectKinds.segv, mm, vpn, 0, refusals.unmapped);
		return faultResults.segv;
	}

	if ((kernel.vma.flags[vma] & (isWrite ? vmaFlags.write : anyAccess)) === 0) {
		noteEffect(kernel.effects, effectKinds.segv, mm, vpn, 0, refusals.forbidden);
		return faultResults.segv;
	}

	if (isBeyondEnd(kernel, vma, vpn) && !isGuard(readEntry(kernel, mm, vpn))) {
		noteEffect(kernel.effects, effectKinds.beyondEnd, mm, vpn);
		return faultResults.sigbus;
	}

	return kernel.policies.fault(kernel, vma, vpn, isWrite, around, reached);
}

/** The tree below the table walk, for kernels that record pages in page-table entries. Linux: handle_pte_fault(). */
export function faultByEntries(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	isWrite: boolean,
	around?: Around,
	reached?: Table,
): number {
	const table = tableForFault(kernel, vma, vpn, isWrite, reached);
	if (table === 0) {
		return faultResults.outOfMemory;
	}

	const index = roomFor(kernel, table, 1, vpn);
	const word = kernel.strip.entry[index];
	if (isSwapped(word)) {
		return swapFault(kernel, vma, vpn, table, index, isWrite);
	}

	if (isGuard(word)) {
		noteEffect(kernel.effects, effectKinds.segv, kernel.vma.mm[vma], vpn, 0, refusals.guard);
		return faultResults.segv;
	}

	if (word !== 0) {
		kernel.strip.entry[index] = word & ~pteBits.noAccess;
		return isWrite ? writeProtectedFault(kernel, vma, vpn, table, index) : faultResults.minor;
	}

	const getsOwnPage = isWrite || readsOwnPage(kernel, vma);
	if (isAnonymous(kernel, vma)) {
		return getsOwnPage
			? zeroFillFault(kernel, vma, vpn, table, index)
			: zeroPageFault(kernel, vma, vpn, table, index);
	}

	if (!getsOwnPage) {
		return readFileFault(kernel, vma, vpn, table, around);
	}

	return isShared(kernel, vma)
		? writeSharedFault(kernel, vma, vpn, table)
		: copyFileFault(kernel, vma, vpn, table, index);
}

/** The page comes back from swap; a write goes on with it as with a page that was there. Linux: do_swap_page(). */
function swapFault(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	table: Table,
	index: EntryIndex,
	isWrite: boolean,
): number {
	const ending = faultResults[swapIn(kernel, vma, vpn, index, isWrite)];
	if (!isWrite || ending === faultResults.outOfMemory) {
		return ending;
	}

	const written = writeProtectedFault(kernel, vma, vpn, table, index);
	return written === faultResults.outOfMemory ? written : ending;
}

/** First read of anonymous memory: the zero page, read-only and uncounted. Linux: do_anonymous_page(). */
function zeroPageFault(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, index: EntryIndex): number {
	const frame = zeroFrame(kernel);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	setEntry(kernel, table, index, packPte(frame, pteBits.present | pteBits.special));
	noteEffect(kernel.effects, effectKinds.zeroPage, kernel.vma.mm[vma], vpn, frame);
	return faultResults.minor;
}

/** First write to anonymous memory: a zeroed frame of its own. Linux: do_anonymous_page(). */
function zeroFillFault(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, index: EntryIndex): number {
	prepareAnonVma(kernel, vma);
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	countWork(kernel, workUnits.page_zero);
	mapNewAnon(kernel, vma, table, index, frame);
	noteEffect(kernel.effects, effectKinds.zeroFill, kernel.vma.mm[vma], vpn, frame);
	return faultResults.minor;
}

/** Whether even a read of this mapping fills a page of its own, which the first write then finds there. */
function readsOwnPage(kernel: Kernel, vma: Vma): boolean {
	const isPrivateWritable = (kernel.vma.flags[vma] & (vmaFlags.write | vmaFlags.shared)) === vmaFlags.write;
	return isPrivateWritable && kernel.policies.rules.privateReads === 'own';
}

/** Write to a page that is present but not writable: share, take over or copy. Linux: do_wp_page(). */
function writeProtectedFault(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, index: EntryIndex): number {
	const {entry} = kernel.strip;
	const word = entry[index];
	if ((word & pteBits.write) !== 0) {
		entry[index] |= pteBits.dirty;
		return faultResults.minor;
	}

	const frame = pteFrame(word);
	if (isShared(kernel, vma)) {
		kernel.frame.flags[frame] |= frameFlags.dirty;
		return reuseFrame(kernel, vma, vpn, index, effectKinds.shareWrite);
	}

	if (kernel.frame.kind[frame] === frameKinds.anon && mayTakeOver(kernel, frame)) {
		kernel.frame.flags[frame] |= frameFlags.exclusive;
		return reuseFrame(kernel, vma, vpn, index, effectKinds.reuse);
	}

	return copyPage(kernel, vma, vpn, table, index);
}

/**
 * Whether a write may have the page: the swap cache's hold on it ends first where no entry is left that names its slot.
 * Linux: wp_can_reuse_anon_folio().
 */
function mayTakeOver(kernel: Kernel, frame: Frame): boolean {
	const {mayReuse} = kernel.policies;
	const {detail, flags, mapcount} = kernel.frame;
	const {slot} = kernel.detail;
	const isKnown = slot[detail[frame]] === 0 || (flags[frame] & frameFlags.exclusive) !== 0;
	return (
		(isKnown && mayReuse(kernel, frame)) ||
		(mapcount[frame] === 1 && giveSlotBack(kernel, frame) && mayReuse(kernel, frame))
	);
}

/** Makes the entry writable in place. Linux: wp_page_reuse(). */
function reuseFrame(kernel: Kernel, vma: Vma, vpn: Vpn, index: EntryIndex, kind: number): number {
	kernel.strip.entry[index] |= pteBits.write | pteBits.dirty;
	kernel.table.isProtected[tableHolding(kernel, index)] = 0;
	noteEffect(kernel.effects, kind, kernel.vma.mm[vma], vpn, pteFrame(kernel.strip.entry[index]));
	countWork(kernel, workUnits.tlb_page);
	return faultResults.minor;
}

/** Replaces the entry's page with a private copy, or with zeros where the zero page stood. Linux: wp_page_copy(). */
function copyPage(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, index: EntryIndex): number {
	const mm = kernel.vma.mm[vma];
	const word = kernel.strip.entry[index];
	const old = pteFrame(word);
	prepareAnonVma(kernel, vma);
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	if ((word & pteBits.special) !== 0) {
		noteEffect(kernel.effects, effectKinds.zeroCopy, mm, vpn, frame, old);
		countWork(kernel, workUnits.page_zero);
		mapNewAnon(kernel, vma, table, index, frame);
	} else {
		kernel.frame.word[frame] = kernel.frame.word[old];
		noteEffect(kernel.effects, effectKinds.copy, mm, vpn, frame, old);
		countWork(kernel, workUnits.page_copy);
		countReplaced(kernel, mm, old, frame);
		countReverseMaps(kernel, workUnits.rmap_remove, 1);
		const folios = countFolioEntries(kernel, mm, table, placeOf(kernel, 1, vpn), 1, false);
		enterNewAnon(kernel, table, index, frame);
		unmapFrame(kernel, old);
		releaseFolios(kernel, folios);
		forgetUnmapped(kernel, old);
	}

	countWork(kernel, workUnits.tlb_page);
	return faultResults.minor;
}
