/**
 * Reclaim by reverse maps: from page to page, each taken away from all that map it. What has been used since the last visit
 * is passed over once (the accessed bit, a second chance). One round over all frames stands for the lists that Linux keeps.
 */

import {isWithin, maySwap} from '../frames/cgroup.ts';
import {folioPage} from '../frames/folio.ts';
import {isUsed} from '../frames/frame.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import type {Cgroup, Frame, Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {dissolveFolios} from '../tables/dissolve.ts';
import {forgetUse, type Mapper, mappersOf, wasUsed} from './mappers.ts';
import {mayLeave} from './page-out.ts';
import {takePage} from './take-page.ts';

/**
 * Frees up to `pages` pages, at most twice round, on from where it stopped last; returns how many. `within` leaves alone what
 * is not charged to that cgroup or one in it. Linux since 2.5.27: shrink_folio_list() with folio_referenced() and
 * try_to_unmap(); try_to_free_mem_cgroup_pages().
 */
export function reclaimByPages(kernel: Kernel, pages: number, _asking: Mm, within: Cgroup = 0): number {
	kernel.policies.sharing?.beforeReclaim?.(kernel);
	const {anchor, frame} = kernel;
	const isMeant = (at: Frame) =>
		within === 0 || isWithin(kernel, kernel.detail.cgroup[frame.detail[at]], within);
	dissolveFolios(kernel, (folio) => maySwap(kernel, within) && isMeant(folioPage(kernel, folio, 0)));
	const pinned = pinnedFrames(kernel);
	const mappers = mappersOf(kernel);
	const [hands, row] = within === 0 ? [anchor.reclaimFrame, anchorRow] : [kernel.cgroup.reclaimFrame, within];
	let at = hands[row];
	let freed = 0;
	for (let left = 2 * (frame.count - 1); left > 0 && freed < pages; left -= 1) {
		at = nextRow(frame, at) || nextRow(frame, 0);
		const isThere = at < pinned.length && pinned[at] === 0 && isUsed(kernel, at);
		if (isThere && mayLeave(kernel, at) && isMeant(at)) {
			freed += tryPage(kernel, at, mappers.get(at) ?? []) ? 1 : 0;
		}
	}

	hands[row] = at;
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
