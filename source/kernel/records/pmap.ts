/**
 * The pmap: page tables as kernels use them that record pages elsewhere, a cache of translations that can be thrown
 * away at any time, since a fault finds every page again.
 */

import {frameFlags, frameKinds, mapFrame, readEffect, unmapFrame} from '../frames/frame.ts';
import {objectPage, residentPage} from '../frames/object.ts';
import {mustRead} from '../frames/object-swap.ts';
import {joinQueue, queues} from '../frames/page-queues.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident} from '../frames/rss.ts';
import {unmapAll} from '../mappings/mm.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import type {EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {PageRange, UnmapRange} from '../state/policies.ts';
import {faultResults} from '../state/policies.ts';
import {packPte, pteBits, pteFrame} from '../state/pte.ts';
import {visitStrips} from '../state/strips.ts';
import {accessFlags, isShared, objectIndex, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {
	buildTable,
	entryIndex,
	findTable,
	leafEnd,
	nextLeaf,
	placeOf,
	readEntry,
	roomFor,
	setEntry,
} from '../tables/table.ts';
import {discardRange, unmapRange, zapRange} from '../tables/zap.ts';
import {clipMapEntries, dropMapEntries, dropPages, moveMapEntries} from './map-entry.ts';

/** Enters a translation, in place of what stood there. False when there is no memory for its table. pmap_enter(). */
export function enterPage(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	frame: Frame,
	canWrite: boolean,
	isWrite: boolean,
): boolean {
	const mm = kernel.vma.mm[vma];
	const table = buildTable(kernel, mm, vpn);
	if (table === 0) {
		return false;
	}

	const index = roomFor(kernel, table, 1, vpn);
	const word = kernel.strip.entry[index];
	const isSpecial = kernel.frame.kind[frame] === frameKinds.device;
	const bits =
		pteBits.present |
		(isSpecial ? pteBits.special : 0) |
		(canWrite ? pteBits.write : 0) |
		(isWrite ? pteBits.dirty : 0);
	if (kernel.policies.pageQueues !== undefined && !isSpecial) {
		joinQueue(kernel, frame, queues.active);
	}

	if (word !== 0 && pteFrame(word) === frame) {
		kernel.strip.entry[index] = packPte(frame, bits | (word & pteBits.dirty));
		countWork(kernel, workUnits.tlb_page);
		return true;
	}

	if (word !== 0) {
		removeTranslation(kernel, mm, table, index);
	}

	if (!isSpecial) {
		mapFrame(kernel, frame);
		countReverseMaps(kernel, workUnits.rmap_add, 1);
		countResident(kernel, mm, frame, 1);
	}

	setEntry(kernel, table, index, packPte(frame, bits));
	return true;
}

/** Takes one translation away. */
function removeTranslation(kernel: Kernel, mm: Mm, table: Table, index: EntryIndex): void {
	const word = kernel.strip.entry[index];
	setEntry(kernel, table, index, 0);
	countWork(kernel, workUnits.pte_zap);
	countWork(kernel, workUnits.tlb_page);
	if ((word & pteBits.special) === 0) {
		kernel.frame.flags[pteFrame(word)] |= (word & pteBits.dirty) === 0 ? 0 : frameFlags.dirty;
		countResident(kernel, mm, pteFrame(word), -1);
		countReverseMaps(kernel, workUnits.rmap_remove, 1);
		unmapFrame(kernel, pteFrame(word));
	}
}

/** Takes the translation of a page away if it is one to `frame`. */
export function removePageAt(kernel: Kernel, mm: Mm, vpn: Vpn, frame: Frame): void {
	const table = findTable(kernel, mm, vpn);
	const index = table === 0 ? 0 : entryIndex(kernel, table, 1, vpn);
	if (table !== 0 && pteFrame(kernel.strip.entry[index]) === frame) {
		removeTranslation(kernel, mm, table, index);
	}
}

/** Calls `visit` with the table, the index of the first entry and the number of entries of each part of a range that has any. */
export function visitTables(
	kernel: Kernel,
	mm: Mm,
	range: PageRange,
	visit: (table: Table, first: EntryIndex, count: number, vpn: Vpn) => void,
): void {
	for (let at = nextLeaf(kernel, mm, range.start, range.end); at < range.end; ) {
		const end = leafEnd(kernel, at, range.end);
		const table = findTable(kernel, mm, at);
		const base = at - placeOf(kernel, 1, at);
		visitStrips(kernel, table, at - base, end - at, (first, count, place) =>
			visit(table, first, count, base + place),
		);
		at = nextLeaf(kernel, mm, end, range.end);
	}
}

/**
 * Gives the child's mapping the translations that the parent's has, private ones read-only: a hint that spares faults.
 * Returns how many, or -ENOMEM. pmap_copy().
 */
export function copyTranslations(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {start, end, mm} = kernel.vma;
	let copied = 0;
	let isComplete = true;
	visitTables(kernel, mm[vma], {start: start[vma], end: end[vma]}, (table, first, count, vpn) => {
		for (let i = 0; isComplete && i < count && kernel.table.used[table] > 0; i += 1) {
			const word = kernel.strip.entry[first + i];
			const canWrite = isShared(kernel, vma) && (word & pteBits.write) !== 0;
			isComplete = word === 0 || enterPage(kernel, copy, vpn + i, pteFrame(word), canWrite, false);
			copied += word === 0 ? 0 : 1;
		}
	});
	return isComplete ? copied : -errno.ENOMEM;
}

/** Makes the translations of a range read-only. Returns how many were not before. */
export function clearWrite(kernel: Kernel, mm: Mm, range: PageRange): number {
	const {entry} = kernel.strip;
	let changed = 0;
	visitTables(kernel, mm, range, (_, first, count) => {
		for (let index = first; index < first + count; index += 1) {
			if ((entry[index] & pteBits.write) !== 0) {
				entry[index] &= ~pteBits.write;
				changed += 1;
			}
		}
	});
	return changed;
}

/** Write-protects a range, translation by translation. pmap_protect(). */
export function protectPages(kernel: Kernel, mm: Mm, range: PageRange): void {
	countWork(kernel, workUnits.pte_wp, clearWrite(kernel, mm, range));
	countWork(kernel, workUnits.tlb_range);
}

/** mprotect: rights that were lost are taken away at once, those that were won a fault finds out. */
export function protectMapping(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const mm = kernel.vma.mm[vma];
	const flags = kernel.vma.flags[vma];
	clipMapEntries(kernel, mm, start, end);
	if ((flags & accessFlags) === 0) {
		zapRange(kernel, mm, start, end);
	} else if ((flags & vmaFlags.write) === 0) {
		protectPages(kernel, mm, {start, end});
	}
}

/** munmap where a part of an object stays in it, unseen, as long as another part is mapped (Mach). */
export function unmapEntries(kernel: Kernel, mm: Mm, range: UnmapRange): void {
	unmapRange(kernel, mm, range);
	dropMapEntries(kernel, mm, range.start, range.end);
}

/** munmap that frees the part of an object or amap which nobody else holds. */
export function unmapEntriesAndPages(kernel: Kernel, mm: Mm, range: UnmapRange): void {
	unmapRange(kernel, mm, range);
	dropPages(kernel, mm, range.start, range.end);
}

/** madvise(DONTNEED): what was private is forgotten, and the mapping shows again what it was made of. */
export function discardEntries(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	discardRange(kernel, mm, start, end);
	dropPages(kernel, mm, start, end);
}

/** mremap: the record moves, the translations are thrown away. Always succeeds. */
export function moveEntries(kernel: Kernel, mm: Mm, from: PageRange, to: Vpn): number {
	zapRange(kernel, mm, from.start, from.end);
	moveMapEntries(kernel, mm, from, to);
	return 0;
}

/** Unmaps everything and lets go of all objects. */
export function clearEntries(kernel: Kernel, mm: Mm): void {
	unmapAll(kernel, mm);
	dropMapEntries(kernel, mm, 0, kernel.geometry.endVpn + 1);
}

/** Whether a write to this mapping may go through, as far as its rights tell. */
export function mayWrite(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.write) !== 0;
}

/**
 * Maps pages around one that a fault is served for, those of the mapped object only if `withObject`; returns how many.
 */
export type MapAround = (kernel: Kernel, vma: Vma, vpn: Vpn, withObject: boolean) => number;

/**
 * A fault that the mapped object itself serves: shared memory, or a page of a private file that nobody has written
 * yet. A shared page gets all rights that the mapping has, a private one may only be read. The neighbours that
 * `mapAround` maps are counted in the effect.
 */
export function faultOnObject(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	isWrite: boolean,
	mapAround?: MapAround,
): number {
	const mm = kernel.vma.mm[vma];
	const object = kernel.vma.object[vma];
	const index = objectIndex(kernel, vma, vpn);
	const ending = mustRead(kernel, object, index) ? faultResults.major : faultResults.minor;
	const page = objectPage(kernel, object, index);
	const wasMapped = page !== 0 && pteFrame(readEntry(kernel, mm, vpn)) === page;
	if (
		page === 0 ||
		!enterPage(kernel, vma, vpn, page, isShared(kernel, vma) && mayWrite(kernel, vma), isWrite)
	) {
		return faultResults.outOfMemory;
	}

	const around = mapAround === undefined ? 0 : mapAround(kernel, vma, vpn, true);
	const written = wasMapped ? effectKinds.shareWrite : effectKinds.mapShared;
	noteEffect(kernel.effects, isWrite ? written : readEffect(kernel, page), mm, vpn, page, 0, around + 1);
	return ending;
}

/** The page of the mapped object if it is there already, as every page of a file is that has not left memory. */
export function residentObjectPage(kernel: Kernel, vma: Vma, vpn: Vpn): Frame {
	return residentPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
}
