/**
 * The page daemon of Mach and its heirs. Inactive pages go from the head of their queue: one that was used becomes active
 * again, one that is clean is freed, one that is not is written first. Then active pages become inactive, the oldest first,
 * until a third of both are inactive. A page that is written is free at once here; the real daemon came back for it.
 */
import {joinQueue, queues} from '../frames/page-queues.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {forgetUse, gatherDirt, looksForUse, type Mappers, mappersOf, wasUsed} from './mappers.ts';
import {fates, unmapEntry} from './page-out.ts';
import {takePage} from './take-page.ts';

type Scan = {readonly kernel: Kernel; readonly mappers: Mappers; readonly pinned: Uint8Array};

/**
 * Frees up to `pages` pages and returns how many. Every page is looked at three times at most: as a used one, a used one
 * again after its queue has come round, and one that goes. 4.4BSD: vm_pageout_scan(); UVM: uvmpd_scan().
 */
export function reclaimByQueues(kernel: Kernel, pages: number): number {
	const scan = {kernel, mappers: mappersOf(kernel), pinned: pinnedFrames(kernel)};
	const {pages: queued, first} = kernel.queue;
	let left = 3 * (queued[queues.active] + queued[queues.inactive]);
	let freed = 0;
	while (freed < pages && left > 0) {
		if (queued[queues.inactive] === 0) {
			refillInactive(scan);
		}

		const page = first[queues.inactive];
		left -= 1;
		freed += page !== 0 && tryInactive(scan, page) ? 1 : 0;
	}

	refillInactive(scan);
	return freed;
}

/** Looks at an inactive page; true when it is gone. */
function tryInactive({kernel, mappers, pinned}: Scan, page: Frame): boolean {
	const found = mappers.get(page) ?? [];
	const looks = Math.max(1, looksForUse(kernel, found));
	countWork(kernel, workUnits.reclaim_visit, looks);
	if (pinned[page] !== 0 || wasUsed(kernel, found)) {
		countWork(kernel, workUnits.reclaim_useless, looks);
		joinQueue(kernel, page, queues.active);
		return false;
	}

	if (takePage(kernel, page, found)) {
		return true;
	}

	joinQueue(kernel, page, queues.active);
	return false;
}

/** Makes active pages inactive until these are a third of both, or at least one is. */
function refillInactive(scan: Scan): void {
	const {pages, first} = scan.kernel.queue;
	const both = pages[queues.active] + pages[queues.inactive];
	const target = Math.max(1, Math.floor(both / 3));
	while (pages[queues.inactive] < target && first[queues.active] !== 0) {
		deactivate(scan, first[queues.active]);
	}
}

/**
 * From now on the page counts as not used. Where inactive pages have no entries, the next use is a fault, which makes it
 * active. 4.4BSD: vm_page_deactivate(); UVM: uvmpd_scan(), which takes the entries away before.
 */
function deactivate({kernel, mappers}: Scan, page: Frame): void {
	const found = mappers.get(page) ?? [];
	countWork(kernel, workUnits.reclaim_visit, found.length);
	countWork(kernel, workUnits.reclaim_useless, found.length);
	if (kernel.policies.pageQueues?.unmapsInactive === true) {
		gatherDirt(kernel, page, found);
		for (const mapper of found) {
			unmapEntry(kernel, mapper, fates.drops);
		}

		mappers.delete(page);
	} else {
		forgetUse(kernel, found);
	}

	joinQueue(kernel, page, queues.inactive);
}
