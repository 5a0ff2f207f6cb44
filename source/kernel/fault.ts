/**
 * The page fault: one decision tree (Linux: handle_mm_fault() down to handle_pte_fault()), one function a leaf.
 * It reads the vma and the entry and nothing else; which design is running shows only in the policies it calls.
 */
import {effectKinds, noteEffect} from './effects.ts';
import {allocateFrame, frameFlags, frameKinds, mapFrame, unmapFrame, zeroFrame} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork, totals, uncachedReach} from './kernel.ts';
import {cachedPage, isInMemory, objectKinds, objectPage} from './object.ts';
import {countEntered, tableForFault} from './open-table.ts';
import {packPte, pteBits, pteFrame} from './pte.ts';
import {countReverseMaps} from './reverse-map.ts';
import {countResident} from './rss.ts';
import {growStackTo} from './stack.ts';
import {entryIndex, setEntry} from './table.ts';
import {findVma, isAnonymous, isShared, prepareAnonVma, vmaFlags} from './vma.ts';

/** How a fault ended. `outOfMemory` means that nothing was changed and the caller may try again. */
export const faultResults = {minor: 0, major: 1, segv: 2, outOfMemory: 3} as const;

const anyAccess = vmaFlags.read | vmaFlags.write | vmaFlags.exec;

/** Serves a fault of `mm` at `vpn`; returns one of faultResults. Linux: do_user_addr_fault(). */
export function handleFault(kernel: Kernel, mm: number, vpn: number, isWrite: boolean): number {
	const vma = findVma(kernel, mm, vpn);
	if (vma === 0 || (kernel.vma.start[vma] > vpn && !growStackTo(kernel, vma, vpn))) {
		noteEffect(kernel.effects, effectKinds.segv, mm, vpn);
		return faultResults.segv;
	}

	if ((kernel.vma.flags[vma] & (isWrite ? vmaFlags.write : anyAccess)) === 0) {
		noteEffect(kernel.effects, effectKinds.segv, mm, vpn, 0, 1);
		return faultResults.segv;
	}

	return kernel.policies.fault(kernel, vma, vpn, isWrite);
}

/** The tree below the table walk, for kernels that record pages in page-table entries. Linux: handle_pte_fault(). */
export function faultByEntries(kernel: Kernel, vma: number, vpn: number, isWrite: boolean): number {
	const table = tableForFault(kernel, vma, vpn, isWrite);
	if (table === 0) {
		return faultResults.outOfMemory;
	}

	const index = entryIndex(kernel, table, 1, vpn);
	const word = kernel.table.entry[index];
	if (word !== 0) {
		kernel.table.entry[index] = word & ~pteBits.noAccess;
		return isWrite ? writeProtectedFault(kernel, vma, vpn, table, index) : faultResults.minor;
	}

	const getsOwnPage = isWrite || readsOwnPage(kernel, vma);
	if (isAnonymous(kernel, vma)) {
		return getsOwnPage
			? zeroFillFault(kernel, vma, vpn, table, index)
			: zeroPageFault(kernel, vma, vpn, table, index);
	}

	if (!getsOwnPage) {
		return readFileFault(kernel, vma, vpn, table);
	}

	return isShared(kernel, vma)
		? writeSharedFault(kernel, vma, vpn, table)
		: copyFileFault(kernel, vma, vpn, table, index);
}

/** First read of anonymous memory: the zero page, read-only and uncounted. Linux: do_anonymous_page(). */
function zeroPageFault(kernel: Kernel, vma: number, vpn: number, table: number, index: number): number {
	const frame = zeroFrame(kernel);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	setEntry(kernel, table, index, packPte(frame, pteBits.present | pteBits.accessed | pteBits.special));
	noteEffect(kernel.effects, effectKinds.zeroPage, kernel.vma.mm[vma], vpn, frame);
	return faultResults.minor;
}

/** First write to anonymous memory: a zeroed frame of its own. Linux: do_anonymous_page(). */
function zeroFillFault(kernel: Kernel, vma: number, vpn: number, table: number, index: number): number {
	prepareAnonVma(kernel, vma);
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	countWork(kernel, 'page_zero');
	mapNewAnon(kernel, vma, table, index, frame);
	noteEffect(kernel.effects, effectKinds.zeroFill, kernel.vma.mm[vma], vpn, frame);
	return faultResults.minor;
}

/** Maps a frame fresh from allocateFrame, writable, dirty and known to be the task's own. */
function mapNewAnon(kernel: Kernel, vma: number, table: number, index: number, frame: number): void {
	const mm = kernel.vma.mm[vma];
	kernel.frame.mapcount[frame] = 1;
	kernel.frame.flags[frame] = frameFlags.exclusive;
	countReverseMaps(kernel, 'rmap_add', 1);
	countResident(kernel, mm, frame, 1);
	kernel.table.isProtected[table] = 0;
	setEntry(kernel, table, index, packPte(frame, presentBits | pteBits.write | pteBits.dirty));
}

const presentBits = pteBits.present | pteBits.accessed;

/** Whether even a read of this mapping fills a page of its own, which the first write then finds there. */
function readsOwnPage(kernel: Kernel, vma: number): boolean {
	const isPrivateWritable = (kernel.vma.flags[vma] & (vmaFlags.write | vmaFlags.shared)) === vmaFlags.write;
	return isPrivateWritable && kernel.policies.rules.privateReads === 'own';
}

function objectIndex(kernel: Kernel, vma: number, vpn: number): number {
	return kernel.vma.offset[vma] + vpn - kernel.vma.start[vma];
}

/** Bits of a clean entry for an object's page: pages of a writable shared mapping may be writable at once. */
function cleanBits(kernel: Kernel, vma: number): number {
	const writable =
		isShared(kernel, vma) &&
		(kernel.vma.flags[vma] & vmaFlags.write) !== 0 &&
		(kernel.policies.rules.writableReads === 'all' || isInMemory(kernel, kernel.vma.object[vma]));
	const special = (kernel.vma.flags[vma] & vmaFlags.device) === 0 ? 0 : pteBits.special;
	return presentBits | special | (writable ? pteBits.write : 0);
}

function mapObjectPage(
	kernel: Kernel,
	vma: number,
	vpn: number,
	table: number,
	page: number,
	bits: number,
): void {
	if ((bits & pteBits.special) === 0) {
		mapFrame(kernel, page);
		countReverseMaps(kernel, 'rmap_add', 1);
		countEntered(kernel, kernel.vma.mm[vma], table, vpn, page);
	}

	setEntry(kernel, table, entryIndex(kernel, table, 1, vpn), packPte(page, bits));
}

/**
 * First read of a file or of shared memory: the page asked for and the cached ones around it. The window is 16 pages
 * from the address aligned down to 16 pages, or from the start of the mapping if that is higher, and ends with the
 * mapping and with the table. Linux: do_read_fault(), do_fault_around(), filemap_map_pages().
 */
function readFileFault(kernel: Kernel, vma: number, vpn: number, table: number): number {
	const {start, end, object} = kernel.vma;
	const {entries} = kernel.geometry;
	const page = objectPage(kernel, object[vma], objectIndex(kernel, vma, vpn));
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	const kind = kernel.object.kind[object[vma]];
	const isAlone = kind === objectKinds.device || kind === objectKinds.special;
	const tableStart = Math.floor(vpn / entries) * entries;
	const window = isAlone ? 1 : kernel.policies.rules.readWindow;
	const aligned = tableStart + Math.floor((vpn - tableStart) / window) * window;
	const from = Math.max(aligned, start[vma]);
	const to = Math.min(from + window, end[vma], tableStart + entries);
	const bits = cleanBits(kernel, vma);
	let mapped = 0;
	for (let at = from; at < to; at += 1) {
		if (!isUncached(kernel, vma, at, at - vpn)) {
			mapped += mapAround(kernel, vma, table, at, at === vpn ? page : 0, bits);
		}
	}

	noteEffect(kernel.effects, effectKinds.mapFile, kernel.vma.mm[vma], vpn, page, 0, mapped);
	return cachedFault(kernel);
}

/**
 * Whether a page `distance` pages from the one asked for is not in the page cache. Files count as cached unless a
 * recording tells otherwise, and a page that somebody has used is cached whatever it tells.
 */
function isUncached(kernel: Kernel, vma: number, vpn: number, distance: number): boolean {
	const told = kernel.total.value[totals.uncached];
	if (told === 0 || Math.abs(distance) > uncachedReach || (told & (1 << (distance + uncachedReach))) === 0) {
		return false;
	}

	const object = kernel.vma.object[vma];
	return cachedPage(kernel, object, objectIndex(kernel, vma, vpn)) === 0;
}

/** How a fault ends that found its page cached: before 2.6 every fault on a file counted as major. */
function cachedFault(kernel: Kernel): number {
	return kernel.policies.rules.cachedFaultsAreMajor ? faultResults.major : faultResults.minor;
}

/** Maps one page of a fault-around window if it is cached and not mapped yet; returns how many were mapped. */
function mapAround(
	kernel: Kernel,
	vma: number,
	table: number,
	vpn: number,
	known: number,
	bits: number,
): number {
	const index = entryIndex(kernel, table, 1, vpn);
	if (kernel.table.entry[index] !== 0) {
		return 0;
	}

	const object = kernel.vma.object[vma];
	const isFile = kernel.object.kind[object] === objectKinds.file;
	const at = objectIndex(kernel, vma, vpn);
	const page = known || (isFile ? objectPage(kernel, object, at) : cachedPage(kernel, object, at));
	if (page === 0) {
		return 0;
	}

	mapObjectPage(kernel, vma, vpn, table, page, bits);
	return 1;
}

/** First write to a private file mapping: a copy, without ever mapping the cached page. Linux: do_cow_fault(). */
function copyFileFault(kernel: Kernel, vma: number, vpn: number, table: number, index: number): number {
	prepareAnonVma(kernel, vma);
	const page = objectPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	const frame = page === 0 ? 0 : allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.word[frame] = kernel.frame.word[page];
	countWork(kernel, 'page_copy');
	mapNewAnon(kernel, vma, table, index, frame);
	noteEffect(kernel.effects, effectKinds.copyFile, kernel.vma.mm[vma], vpn, frame, page);
	return cachedFault(kernel);
}

/** First write to a shared mapping: the page itself, which is dirty for everybody from now on. Linux: do_shared_fault(). */
function writeSharedFault(kernel: Kernel, vma: number, vpn: number, table: number): number {
	const page = objectPage(kernel, kernel.vma.object[vma], objectIndex(kernel, vma, vpn));
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.flags[page] |= frameFlags.dirty;
	mapObjectPage(kernel, vma, vpn, table, page, cleanBits(kernel, vma) | pteBits.write | pteBits.dirty);
	noteEffect(kernel.effects, effectKinds.mapShared, kernel.vma.mm[vma], vpn, page);
	return cachedFault(kernel);
}

/** Write to a page that is present but not writable: share, take over or copy. Linux: do_wp_page(). */
function writeProtectedFault(kernel: Kernel, vma: number, vpn: number, table: number, index: number): number {
	const {entry} = kernel.table;
	const word = entry[index];
	if ((word & pteBits.write) !== 0) {
		entry[index] |= pteBits.accessed | pteBits.dirty;
		return faultResults.minor;
	}

	const frame = pteFrame(word);
	if (isShared(kernel, vma)) {
		kernel.frame.flags[frame] |= frameFlags.dirty;
		return reuseFrame(kernel, vma, vpn, index, effectKinds.shareWrite);
	}

	if (kernel.frame.kind[frame] === frameKinds.anon && kernel.policies.mayReuse(kernel, frame)) {
		kernel.frame.flags[frame] |= frameFlags.exclusive;
		return reuseFrame(kernel, vma, vpn, index, effectKinds.reuse);
	}

	return copyPage(kernel, vma, vpn, table, index);
}

/** Makes the entry writable in place. Linux: wp_page_reuse(). */
function reuseFrame(kernel: Kernel, vma: number, vpn: number, index: number, kind: number): number {
	kernel.table.entry[index] |= pteBits.write | pteBits.dirty | pteBits.accessed;
	kernel.table.isProtected[Math.floor(index / kernel.geometry.entries)] = 0;
	countWork(kernel, 'tlb_page');
	noteEffect(kernel.effects, kind, kernel.vma.mm[vma], vpn, pteFrame(kernel.table.entry[index]));
	return faultResults.minor;
}

/** Replaces the entry's page with a private copy, or with zeros where the zero page stood. Linux: wp_page_copy(). */
function copyPage(kernel: Kernel, vma: number, vpn: number, table: number, index: number): number {
	const mm = kernel.vma.mm[vma];
	const word = kernel.table.entry[index];
	const old = pteFrame(word);
	prepareAnonVma(kernel, vma);
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	if ((word & pteBits.special) !== 0) {
		countWork(kernel, 'page_zero');
		noteEffect(kernel.effects, effectKinds.zeroCopy, mm, vpn, frame, old);
		mapNewAnon(kernel, vma, table, index, frame);
	} else {
		kernel.frame.word[frame] = kernel.frame.word[old];
		countWork(kernel, 'page_copy');
		noteEffect(kernel.effects, effectKinds.copy, mm, vpn, frame, old);
		countResident(kernel, mm, old, -1);
		countReverseMaps(kernel, 'rmap_remove', 1);
		mapNewAnon(kernel, vma, table, index, frame);
		unmapFrame(kernel, old);
	}

	countWork(kernel, 'tlb_page');
	return faultResults.minor;
}
