/**
 * Frames: one row per physical page in use. Each entry that maps a frame is a reference and counted in `mapcount`; what
 * else holds it in `held`: its object, its folio, the swap cache, an anon, being a page table, and who has just asked for it.
 * A frame is free exactly when it has no reference. Linux counts both together too, in page->_refcount.
 */
import {assert} from '../state/assert.ts';
import {allocateRow, giveRowBack} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Cgroup, Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {framesMax} from '../state/pte.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {chargePage, unchargePage} from './cgroup.ts';
import {detailFor, dropDetail} from './detail.ts';
import {listNewPage} from './lruvec.ts';
import {leaveQueue} from './page-queues.ts';
import {growChain, shrinkChain} from './reverse-map.ts';

export const frameKinds = {anon: 1, file: 2, shmem: 3, table: 4, zero: 5, device: 6, hugetlb: 7} as const;

export const frameFlags = {
	/** Anonymous and known to have one owner: a write may take it over without looking at counts (PG_anon_exclusive). */
	exclusive: 1,
	/** The page itself is dirty, so every mapping of it counts as dirty (PG_dirty). */
	dirty: 2,
	/** Its owner has given the contents up: it may be dropped while it is clean (madvise FREE, not PG_swapbacked). */
	lazyFree: 8,
	/** Head of a huge page of the pool that its owner gave up before others did: it is reserved for that one when it is free. */
	restores: 16,
	/** Found in use once by who goes through the lists of pages (PG_referenced). */
	referenced: 32,
} as const;

/** What every page of a file holds before anybody writes to it. */
export const fileWord = 7;

/**
 * Hands out a frame with one reference and no contents, or 0 when memory is used up, or all that `cgroup` may have of it:
 * then `anchor.full` says which. `isUrgent` takes from what the kernel keeps back for work that frees memory. Linux:
 * alloc_page(), PF_MEMALLOC, mem_cgroup_charge().
 */
export function allocateFrame(
	kernel: Kernel,
	kind: number,
	isUrgent = false,
	cgroup: Cgroup = chargedFor(kernel, kind),
): Frame {
	const {frame, total} = kernel;
	const most = framesBesidePool(kernel);
	const limit = isUrgent ? most : Math.min(kernel.limits.frames, most);
	// Huge pages of the pool are not among the frames of the limit.
	if (kind !== frameKinds.hugetlb && usedBesidePool(kernel) >= limit) {
		kernel.anchor.full[anchorRow] = 0;
		total.value[totals.framesRefused] += 1;
		return 0;
	}

	if (cgroup !== 0 && !chargePage(kernel, cgroup, isUrgent)) {
		total.value[totals.framesRefused] += 1;
		return 0;
	}

	const row = allocateRow(frame);
	if (cgroup !== 0) {
		const own = detailFor(kernel, row);
		kernel.detail.cgroup[own] = cgroup;
	}

	if (kind <= frameKinds.shmem) {
		listNewPage(kernel, row, kind === frameKinds.file, cgroup);
	}

	frame.held[row] = 1;
	frame.kind[row] = kind;
	frame.since[row] = total.value[totals.event];
	total.value[totals.framesUsed] += 1;
	if (total.value[totals.framesUsed] > total.value[totals.framesPeak]) {
		total.value[totals.framesPeak] = total.value[totals.framesUsed];
	}

	return row;
}

/** Frames that entries can name beside those of the pool of huge pages, however many the machine has. */
export function framesBesidePool({limits}: Kernel): number {
	return framesMax - 1 - limits.hugetlbPages * pagesInFolio;
}

/** Frames in use that are not of the pool of huge pages. */
function usedBesidePool({total: {value}}: Kernel): number {
	return value[totals.framesUsed] - value[totals.hugetlbFrames];
}

/** Private and shared memory and page tables are their first user's; pages of files were there, for all, before that one came. */
function chargedFor({anchor}: Kernel, kind: number): Cgroup {
	if (kind === frameKinds.table) {
		return anchor.chargingTables[anchorRow];
	}

	return kind === frameKinds.anon || kind === frameKinds.shmem ? anchor.charging[anchorRow] : 0;
}

/** Frames that can be had before memory is used up. */
export function freeFrames(kernel: Kernel): number {
	return kernel.limits.frames - usedBesidePool(kernel);
}

/** All references to a frame, those of entries and others; 0 for a free one. */
export function referencesOf({frame: {mapcount, held}}: Kernel, row: number): number {
	return mapcount[row] + held[row];
}

/** Whether a row is a page in use; row 0, none, is not. */
export function isUsed(kernel: Kernel, row: number): boolean {
	return referencesOf(kernel, row) > 0;
}

/** Takes one more reference that is not an entry's. */
export function getFrame(kernel: Kernel, row: Frame): void {
	kernel.frame.held[row] += 1;
}

/** Drops a reference that is not an entry's; the last one of all frees the frame. */
export function putFrame(kernel: Kernel, row: Frame): void {
	const {held} = kernel.frame;
	assert(held[row] > 0, 'putFrame on a frame that nothing holds', {row});
	held[row] -= 1;
	freeUnused(kernel, row);
}

/** Gives the reference of who has just asked for a frame to the first entry that maps it. */
export function giveToEntry({frame: {mapcount, held}}: Kernel, row: Frame): void {
	held[row] -= 1;
	mapcount[row] += 1;
}

/** Drops the reference of an entry; the last one of all frees the frame. Work is counted by the caller. */
export function dropEntry(kernel: Kernel, row: Frame): void {
	const {mapcount} = kernel.frame;
	mapcount[row] -= 1;
	assert(mapcount[row] >= 0, 'a frame unmapped more often than mapped', {row});
	if (kernel.policies.rules.reverseMaps === 'chains') {
		shrinkChain(kernel, row);
	}

	freeUnused(kernel, row);
}

function freeUnused(kernel: Kernel, row: Frame): void {
	if (referencesOf(kernel, row) === 0) {
		freeFrame(kernel, row);
	}
}

/** Frees a frame without a reference. Written out column by column because exits free frames by the thousand. */
export function freeFrame(kernel: Kernel, row: Frame): void {
	const {frame, total} = kernel;
	if (frame.kind[row] === frameKinds.hugetlb) {
		total.value[totals.hugetlbFrames] -= 1;
		total.value[totals.hugetlbReserved] += (frame.flags[row] & frameFlags.restores) === 0 ? 0 : 1;
	}

	frame.kind[row] = 0;
	frame.flags[row] = 0;
	frame.word[row] = 0;
	frame.since[row] = 0;
	if (frame.detail[row] !== 0) {
		leaveQueue(kernel, row);
		unchargePage(kernel, kernel.detail.cgroup[frame.detail[row]]);
		dropDetail(kernel, row);
	}

	giveRowBack(frame, row);
	total.value[totals.framesUsed] -= 1;
	noteEffect(kernel.effects, effectKinds.freeFrame, 0, 0, row);
}

/** Counts one more entry that maps the frame, and its reference. Linux: folio_get() and folio_add_*_rmap(). */
export function mapFrame(kernel: Kernel, row: Frame): void {
	addEntry(kernel, row);
	countWork(kernel, workUnits.page_ref);
}

/** As mapFrame; work is counted by the caller. */
export function addEntry(kernel: Kernel, row: Frame): void {
	kernel.frame.mapcount[row] += 1;
	if (kernel.policies.rules.reverseMaps === 'chains') {
		growChain(kernel, row);
	}
}

/** Undoes mapFrame. Linux: folio_remove_rmap_pte() and folio_put(). */
export function unmapFrame(kernel: Kernel, row: Frame): void {
	countWork(kernel, workUnits.page_unref);
	dropEntry(kernel, row);
}

/** The frame of zeros, made when it is first asked for. It is never counted, copied on fork or freed. */
export function zeroFrame(kernel: Kernel): Frame {
	const {zeroFrame: frame} = kernel.anchor;
	if (frame[anchorRow] === 0) {
		frame[anchorRow] = allocateFrame(kernel, frameKinds.zero);
	}

	return frame[anchorRow];
}

/** What mapping a page of an object for a read is: of a file, or of shared memory, which no file backs. */
export function readEffect({frame}: Kernel, page: Frame): number {
	return frame.kind[page] === frameKinds.shmem ? effectKinds.mapShmem : effectKinds.mapFile;
}
