/** Faults on memory that an object backs: pages of files and of shared memory, read, shared or copied. */

import {addEntry, allocateFrame, frameFlags, frameKinds, readEffect} from '../frames/frame.ts';
import {isInMemory, objectKinds, objectPage, residentPage} from '../frames/object.ts';
import {mustRead} from '../frames/object-swap.ts';
import {cachedPage} from '../frames/page-list.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {prepareAnonVma} from '../mappings/anon-vma.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {EntryIndex, Frame, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {type Around, faultResults, folioReach, uncachedReach} from '../state/policies.ts';
import {packPte, pteBits} from '../state/pte.ts';
import {isShared, objectIndex, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {countEntered} from '../tables/open-table.ts';
import {entryIndex, roomFor, setEntry} from '../tables/table.ts';
import {mapNewAnon} from './map-new.ts';

/** Files count as cached unless a recording tells otherwise. */
const nothingTold: Around = {uncached: 0, folio: 0};

/** Whether a page lies behind the end of shared memory, which stays as long as mmap has made it. Linux: shmem_fault(). */
export function isBeyondEnd(kernel: Kernel, vma: Vma, vpn: Vpn): boolean {
	const {kind, high} = kernel.object;
	const object = kernel.vma.object[vma];
	return kind[object] === objectKinds.shmem && objectIndex(kernel, vma, vpn) >= high[object];
}

/** Bits of a clean entry for an object's page: pages of a writable shared mapping may be writable at once. */
function cleanBits(kernel: Kernel, vma: Vma): number {
	const writable =
		isShared(kernel, vma) &&
		(kernel.vma.flags[vma] & vmaFlags.write) !== 0 &&
		(kernel.policies.rules.writableReads === 'all' || isInMemory(kernel, kernel.vma.object[vma]));
	const special = (kernel.vma.flags[vma] & vmaFlags.device) === 0 ? 0 : pteBits.special;
	return pteBits.present | special | (writable ? pteBits.write : 0);
}

/** Enters a page; what is counted for it is counted by the caller, for all that it enters (countObjectPages). */
function mapObjectPage(kernel: Kernel, vpn: Vpn, table: Table, page: Frame, bits: number): void {
	if ((bits & pteBits.special) === 0) {
		addEntry(kernel, page);
	}

	setEntry(kernel, table, roomFor(kernel, table, 1, vpn), packPte(page, bits));
}

/** Counts `pages` that were entered from `vpn` on, all of one kind: `page` is one of them. */
function countObjectPages(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	table: Table,
	page: Frame,
	bits: number,
	pages: number,
): void {
	if (pages > 0 && (bits & pteBits.special) === 0) {
		countWork(kernel, workUnits.page_ref, pages);
		countReverseMaps(kernel, workUnits.rmap_add, pages);
		countEntered(kernel, kernel.vma.mm[vma], vpn, table, page, pages);
	}
}

/** What has no fault-around. Linux: vm_operations_struct without map_pages. */
const singly: ReadonlySet<number> = new Set([objectKinds.device, objectKinds.special, objectKinds.segment]);

/**
 * First read of a file or of shared memory: the page asked for and the cached ones around it. The window is 16 pages
 * from the address aligned down to 16 pages, or from the start of the mapping if that is higher, and ends with the
 * mapping and with the table. Linux: do_read_fault(), do_fault_around(), filemap_map_pages().
 */
export function readFileFault(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	table: Table,
	around = nothingTold,
): number {
	const {start, end, object} = kernel.vma;
	const {entries} = kernel.geometry;
	const ending = endOfFault(kernel, vma, vpn);
	const page = objectPage(kernel, object[vma], objectIndex(kernel, vma, vpn));
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	const kind = kernel.object.kind[object[vma]];
	const isAlone = around.isAlone === true || singly.has(kind);
	const tableStart = Math.floor(vpn / entries) * entries;
	const window = isAlone ? 1 : kernel.policies.rules.readWindow;
	const aligned = tableStart + Math.floor((vpn - tableStart) / window) * window;
	const from = Math.max(aligned, start[vma]);
	const to = Math.min(from + window, end[vma], tableStart + entries);
	const bits = cleanBits(kernel, vma);
	let mapped = 0;
	let first = vpn;
	for (let at = from; at < to; at += 1) {
		const isHere = !isUncached(kernel, vma, at, at - vpn, around);
		if (isHere && mapAround(kernel, vma, at, table, at === vpn ? page : 0, bits)) {
			first = Math.min(first, at);
			mapped += 1;
		}
	}

	const limit = Math.min(end[vma], tableStart + entries);
	for (let at = to; at < limit && isInFolio(at - vpn, around); at += 1) {
		mapped += mapAround(kernel, vma, at, table, 0, bits) ? 1 : 0;
	}

	countObjectPages(kernel, vma, first, table, page, bits, mapped);
	noteEffect(kernel.effects, readEffect(kernel, page), kernel.vma.mm[vma], vpn, page, 0, mapped);
	return ending;
}

/** Whether a recording tells that a page `distance` pages further up came along: a large folio is mapped to its end. */
function isInFolio(distance: number, {folio: told}: Around): boolean {
	return told !== 0 && distance <= folioReach && (told & (1 << (distance - 1))) !== 0;
}

/**
 * Whether a page `distance` pages from the one asked for is not in the page cache. Files count as cached unless a
 * recording tells otherwise, and a page that was used before is cached whatever it tells.
 */
function isUncached(kernel: Kernel, vma: Vma, vpn: Vpn, distance: number, {uncached: told}: Around): boolean {
	if (told === 0 || Math.abs(distance) > uncachedReach || (told & (1 << (distance + uncachedReach))) === 0) {
		return false;
	}

	const object = kernel.vma.object[vma];
	return cachedPage(kernel, object, objectIndex(kernel, vma, vpn)) === 0;
}

/**
 * How a fault will end, asked before it is served: one that has to read from swap is major, one that finds its page in
 * memory was so too before 2.6.
 */
function endOfFault(kernel: Kernel, vma: Vma, vpn: Vpn): number {
	const isRead = mustRead(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	return isRead || kernel.policies.rules.cachedFaultsAreMajor ? faultResults.major : faultResults.minor;
}

/** Maps one page of a fault-around window if it is cached and not mapped yet; returns whether it was mapped now. */
function mapAround(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, known: Frame, bits: number): boolean {
	const index = entryIndex(kernel, table, 1, vpn);
	if (kernel.strip.entry[index] !== 0) {
		return false;
	}

	const page = known || residentPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	if (page === 0) {
		return false;
	}

	mapObjectPage(kernel, vpn, table, page, bits);
	return true;
}

/** First write to a private file mapping: a copy, without ever mapping the cached page. Linux: do_cow_fault(). */
export function copyFileFault(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table, index: EntryIndex): number {
	prepareAnonVma(kernel, vma);
	const ending = endOfFault(kernel, vma, vpn);
	const page = objectPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	const frame = page === 0 ? 0 : allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.word[frame] = kernel.frame.word[page];
	countWork(kernel, workUnits.page_copy);
	mapNewAnon(kernel, vma, table, index, frame);
	noteEffect(kernel.effects, effectKinds.copyFile, kernel.vma.mm[vma], vpn, frame, page);
	return ending;
}

/** First write to a shared mapping: the page itself, which is dirty for all its users from now on. Linux: do_shared_fault(). */
export function writeSharedFault(kernel: Kernel, vma: Vma, vpn: Vpn, table: Table): number {
	const ending = endOfFault(kernel, vma, vpn);
	const page = objectPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.flags[page] |= frameFlags.dirty;
	const bits = cleanBits(kernel, vma) | pteBits.write | pteBits.dirty;
	mapObjectPage(kernel, vpn, table, page, bits);
	countObjectPages(kernel, vma, vpn, table, page, bits, 1);
	noteEffect(kernel.effects, effectKinds.mapShared, kernel.vma.mm[vma], vpn, page);
	return ending;
}
