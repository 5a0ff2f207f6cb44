/**
 * Reclaim by reverse maps: from page to page, each taken away from all that map it. What has been used since the last visit
 * is passed over once (the accessed bit, a second chance). One round over all frames stands for the lists that Linux kept then, which had no cgroups.
 */

import {isUsed} from '../frames/frame.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {forgetUse, type Mapper, mappersOf, wasUsed} from './mappers.ts';
import {mayLeave} from './page-out.ts';
import {takePage} from './take-page.ts';

/**
 * Frees up to `pages` pages, at most twice round, on from where it stopped last; returns how many. Linux 2.5.27: shrink_list()
 * with page_referenced() and try_to_unmap().
 */
export function reclaimByPages(kernel: Kernel, pages: number): number {
	kernel.policies.sharing?.beforeReclaim?.(kernel);
	const {anchor, frame} = kernel;
	const pinned = pinnedFrames(kernel);
	const mappers = mappersOf(kernel);
	let at = anchor.reclaimFrame[anchorRow];
	let freed = 0;
	for (let left = 2 * (frame.count - 1); left > 0 && freed < pages; left -= 1) {
		at = nextRow(frame, at) || nextRow(frame, 0);
		const isThere = at < pinned.length && pinned[at] === 0 && isUsed(kernel, at);
		if (isThere && mayLeave(kernel, at)) {
			freed += tryPage(kernel, at, mappers.get(at) ?? []) ? 1 : 0;
		}
	}

	anchor.reclaimFrame[anchorRow] = at;
	return freed;
}

/** Takes a page away from all that map it, unless one of them has used it. True when it is gone. */
function tryPage(kernel: Kernel, frame: Frame, mappers: readonly Mapper[]): boolean {
	countWork(kernel, workUnits.reclaim_visit, Math.max(1, mappers.length));
	// What a shared table has outside of all mappings keeps its page.
	const isReached = mappers.length === kernel.frame.mapcount[frame];
	if (!isReached || wasUsed(kernel, mappers)) {
		forgetUse(kernel, mappers);
		countWork(kernel, workUnits.reclaim_useless, mappers.length);
		return false;
	}

	return takePage(kernel, frame, mappers);
}
