/**
 * Pages of files that have left memory. What the file holds there stands in the page cache in place of the page, as a number
 * below those of swap slots; what has never been read has no entry, and counts as cached.
 */
import {allocateRow, freeRow, rowId} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, PageIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {framesMax} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {cachedValue, insertCached, removeCached} from './cache.ts';
import {allocateFrame, frameFlags, frameKinds, putFrame} from './frame.ts';
import {listReturned, noteLeaving} from './lruvec.ts';
import {detachPage, insertPage} from './page-list.ts';

/** The row of `kernel.disk` for a page of a file that has left memory; 0 for any other. */
export function storedPage(kernel: Kernel, object: KObject, index: PageIndex): number {
	return Math.max(0, -cachedValue(kernel, object, index) - framesMax);
}

/** Takes a page of a file out of memory that nothing maps; one that was written through a mapping is written back. */
export function putAway(kernel: Kernel, page: Frame): void {
	const {detail, word, flags} = kernel.frame;
	const {object, index, cgroup} = kernel.detail;
	const owner = object[detail[page]];
	const at = index[detail[page]];
	const row = allocateRow(kernel.disk);
	kernel.disk.word[row] = word[page];
	kernel.disk.leftAt[row] = noteLeaving(kernel, cgroup[detail[page]]);
	countWork(kernel, workUnits.io_out, (flags[page] & frameFlags.dirty) === 0 ? 0 : 1);
	detachPage(kernel, page);
	putFrame(kernel, page);
	insertCached(kernel, owner, at, -(framesMax + row));
}

/** Reads a page of a file back that has left memory, for who asks for it; 0 when memory is used up. Linux: filemap_fault() down to the disk. */
export function readBack(kernel: Kernel, object: KObject, index: PageIndex): Frame {
	const page = allocateFrame(kernel, frameKinds.file, false, kernel.anchor.charging[anchorRow]);
	if (page === 0) {
		return 0;
	}

	const row = rowId(kernel.disk, storedPage(kernel, object, index));
	kernel.frame.word[page] = kernel.disk.word[row];
	listReturned(kernel, page, true, kernel.disk.leftAt[row]);
	freeRow(kernel.disk, row);
	removeCached(kernel, object, index);
	insertPage(kernel, object, index, page);
	countWork(kernel, workUnits.io_in);
	noteEffect(kernel.effects, effectKinds.fileIn, 0, 0, page);
	return page;
}
