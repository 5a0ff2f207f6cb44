/**
 * Faults in memory of huge pages of the pool: the first one takes 2 MiB from it, a write to a private page that others map too
 * copies them. Where the pool has none the process gets SIGBUS, unless it has reserved its pages: then those who have them
 * by a fork lose theirs.
 */
import {frameFlags, putFrame} from '../frames/frame.ts';
import {takeFromPool} from '../frames/hugetlb.ts';
import {cachedPage, insertPage} from '../frames/page-list.ts';
import {prepareAnonVma} from '../mappings/anon-vma.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {EntryIndex, Frame, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults} from '../state/policies.ts';
import {pteBits} from '../state/pte.ts';
import {isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {hugeBase} from '../tables/huge.ts';
import {
	addBits,
	dropPoolEntry,
	enterPoolPage,
	findPoolEntry,
	framesOf,
	headOf,
	zapPoolEntry,
} from '../tables/hugetlb.ts';
import {buildTable} from '../tables/table.ts';

const {present, write, dirty} = pteBits;

/** Serves a fault of a mapping of the pool; returns one of faultResults. Linux: hugetlb_fault(). */
export function poolFault(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean): number {
	const base = hugeBase(vpn);
	const mm = kernel.vma.mm[vma];
	const index = findPoolEntry(kernel, mm, base);
	if (index !== 0) {
		return isWrite ? writeProtected(kernel, vma, base, index) : faultResults.minor;
	}

	if (buildTable(kernel, mm, base, 2) === 0) {
		return faultResults.outOfMemory;
	}

	return isShared(kernel, vma)
		? mapShared(kernel, vma, base, isWrite)
		: fillPrivate(kernel, vma, base, isWrite);
}

/** A huge page of its own; writable at once only for a write. Linux: hugetlb_no_page(). */
function fillPrivate(kernel: Kernel, vma: Vma, base: Vpn, isWrite: boolean): number {
	const flags = kernel.vma.flags[vma];
	prepareAnonVma(kernel, vma);
	const isLost = (flags & vmaFlags.hugetlbLost) !== 0;
	const frames = isLost ? undefined : takeFromPool(kernel, (flags & vmaFlags.hugetlbOwner) !== 0);
	if (frames === undefined) {
		return refuse(kernel, vma, base);
	}

	for (const frame of frames) {
		kernel.frame.flags[frame] |= frameFlags.exclusive;
	}

	enterNew(kernel, kernel.vma.mm[vma], base, frames, present | (isWrite ? write | dirty : 0));
	countWork(kernel, workUnits.page_zero, pagesInFolio);
	tell(kernel, effectKinds.hugetlbFill, vma, base, frames[0]);
	return faultResults.minor;
}

/** Maps a page fresh from the pool, which nothing else holds from then on. */
function enterNew(kernel: Kernel, mm: Mm, base: Vpn, frames: readonly Frame[], bits: number): void {
	enterPoolPage(kernel, mm, base, frames, bits);
	for (const frame of frames) {
		putFrame(kernel, frame);
	}
}

/** The object's page, made where it is not there yet; writable at once where the mapping is. */
function mapShared(kernel: Kernel, vma: Vma, base: Vpn, isWrite: boolean): number {
	const {object, offset, start, flags, mm} = kernel.vma;
	const at = offset[vma] + base - start[vma];
	const isThere = cachedPage(kernel, object[vma], at) !== 0;
	const frames = isThere ? cachedFrames(kernel, vma, at) : addFrames(kernel, vma, at);
	if (frames === undefined) {
		return refuse(kernel, vma, base);
	}

	const rights = (flags[vma] & vmaFlags.write) === 0 ? 0 : write;
	enterPoolPage(kernel, mm[vma], base, frames, present | rights | (isWrite ? dirty : 0));
	tell(kernel, isThere ? effectKinds.hugetlbMap : effectKinds.hugetlbFill, vma, base, frames[0]);
	return faultResults.minor;
}

function cachedFrames(kernel: Kernel, vma: Vma, at: number): readonly Frame[] {
	return Array.from({length: pagesInFolio}, (_, i) => cachedPage(kernel, kernel.vma.object[vma], at + i));
}

/** A new page of the object, one that was reserved for it if it lies below `high`. */
function addFrames(kernel: Kernel, vma: Vma, at: number): readonly Frame[] | undefined {
	const object = kernel.vma.object[vma];
	const frames = takeFromPool(kernel, at < kernel.object.high[object]);
	for (const [i, frame] of (frames ?? []).entries()) {
		insertPage(kernel, object, at + i, frame);
	}

	countWork(kernel, workUnits.page_zero, frames === undefined ? 0 : pagesInFolio);
	return frames;
}

/** Write to a page that is there. Linux: hugetlb_wp(). */
function writeProtected(kernel: Kernel, vma: Vma, base: Vpn, index: EntryIndex): number {
	const head = headOf(kernel, index);
	if (!isShared(kernel, vma) && kernel.frame.mapcount[head] > 1) {
		return copyPoolPage(kernel, vma, base, index);
	}

	for (const frame of framesOf(kernel, index)) {
		kernel.frame.flags[frame] |= isShared(kernel, vma) ? 0 : frameFlags.exclusive;
	}

	addBits(kernel, index, write | dirty);
	countWork(kernel, workUnits.tlb_page);
	tell(kernel, effectKinds.hugetlbReuse, vma, base, head);
	return faultResults.minor;
}

/** The copy is never one that was reserved. */
function copyPoolPage(kernel: Kernel, vma: Vma, base: Vpn, index: EntryIndex): number {
	const mm = kernel.vma.mm[vma];
	const old = framesOf(kernel, index);
	const frames = takeFromPool(kernel, false);
	if (frames === undefined) {
		return copyWithoutPool(kernel, vma, base, index);
	}

	for (const [i, frame] of frames.entries()) {
		kernel.frame.word[frame] = kernel.frame.word[old[i]];
		kernel.frame.flags[frame] |= frameFlags.exclusive;
	}

	dropPoolEntry(kernel, mm, index);
	enterNew(kernel, mm, base, frames, present | write | dirty);
	countWork(kernel, workUnits.page_copy, pagesInFolio);
	countWork(kernel, workUnits.tlb_page);
	const {effects} = kernel;
	noteEffect(effects, effectKinds.hugetlbCopy, mm, base, frames[0], old[0], pagesInFolio);
	return faultResults.minor;
}

/** Who has reserved the page takes it from all who have it by a fork; others may not write. Linux: unmap_ref_private(). */
function copyWithoutPool(kernel: Kernel, vma: Vma, base: Vpn, index: EntryIndex): number {
	if ((kernel.vma.flags[vma] & vmaFlags.hugetlbOwner) === 0) {
		return refuse(kernel, vma, base);
	}

	const {object} = kernel.vma;
	const head = headOf(kernel, index);
	for (let other = nextRow(kernel.vma, 0); other !== 0; other = nextRow(kernel.vma, other)) {
		if (other !== vma && object[other] === object[vma]) {
			takeAway(kernel, other, head);
		}
	}

	return writeProtected(kernel, vma, base, index);
}

/** A mapping that has the page loses it, and may have no other page from then on that it has not yet. */
function takeAway(kernel: Kernel, vma: Vma, head: Frame): void {
	const {mm, start, end, flags} = kernel.vma;
	for (let at = start[vma]; at < end[vma]; at += pagesInFolio) {
		const index = findPoolEntry(kernel, mm[vma], at);
		if (index !== 0 && headOf(kernel, index) === head) {
			tell(kernel, effectKinds.hugetlbTaken, vma, at, head);
			zapPoolEntry(kernel, mm[vma], at, index);
			flags[vma] |= vmaFlags.hugetlbLost;
		}
	}
}

function refuse(kernel: Kernel, vma: Vma, base: Vpn): number {
	noteEffect(kernel.effects, effectKinds.poolOut, kernel.vma.mm[vma], base);
	return faultResults.sigbus;
}

function tell(kernel: Kernel, kind: number, vma: Vma, base: Vpn, head: Frame): void {
	noteEffect(kernel.effects, kind, kernel.vma.mm[vma], base, head, 0, pagesInFolio);
}
