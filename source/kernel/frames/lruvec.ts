/**
 * The lists in which Linux keeps the pages of each memory cgroup, and those of none: active and inactive ones, pages of files
 * apart from others, as they cost differently to bring back. Pages join at the tail and are looked at from the head
 * (page-queues.ts). Linux: struct lruvec, of one node.
 */
import {nextRow} from '../state/columns.ts';
import type {Cgroup, Frame, Lruvec} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {queuesInLruvec} from '../state/schema.ts';
import {isWithin} from './cgroup.ts';
import {joinQueue, queues} from './page-queues.ts';

const {active, inactive} = queues;

/** The lists of an lruvec, in the order in which they are gone through. */
export const lruLists = ['inactiveAnon', 'activeAnon', 'inactiveFile', 'activeFile'] as const;
export type LruList = (typeof lruLists)[number];
const places = {
	activeAnon: active,
	inactiveAnon: inactive,
	activeFile: active + 2,
	inactiveFile: inactive + 2,
};

/** Whether a list is of pages of files. */
export function isFileList(list: LruList): boolean {
	return list === 'inactiveFile' || list === 'activeFile';
}

/** The lruvec of a cgroup; that of 0 is of what no cgroup is charged for. */
export function lruvecOf(cgroup: Cgroup): Lruvec {
	return (cgroup + 1) as Lruvec;
}

/** The row of `kernel.queue` that is one of the lists of an lruvec. */
export function listIn(lruvec: Lruvec, list: LruList): number {
	return (lruvec - 1) * queuesInLruvec + places[list];
}

/** Pages in a list. */
export function lengthOf({queue}: Kernel, lruvec: Lruvec, list: LruList): number {
	return queue.pages[listIn(lruvec, list)];
}

/** Pages in such a list of a cgroup and of all that are in it; of all for 0. */
export function lengthWithin(kernel: Kernel, cgroup: Cgroup, list: LruList): number {
	let sum = 0;
	for (let row = nextRow(kernel.lruvec, 0); row !== 0; row = nextRow(kernel.lruvec, row)) {
		sum += isWithin(kernel, kernel.lruvec.cgroup[row], cgroup) ? lengthOf(kernel, row, list) : 0;
	}

	return sum;
}

/** Puts a page at the tail of a list of its cgroup, wherever it stood. Linux: lruvec_add_folio(). */
export function listPage(kernel: Kernel, page: Frame, isOfFile: boolean, isActive: boolean): void {
	const {detail, frame} = kernel;
	const list = isOfFile
		? isActive
			? 'activeFile'
			: 'inactiveFile'
		: isActive
			? 'activeAnon'
			: 'inactiveAnon';
	joinQueue(kernel, page, listIn(lruvecOf(detail.cgroup[frame.detail[page]]), list));
}

/** Moves a page from the list of active pages that it stands in, if any, to the inactive ones. Linux: lru_deactivate(). */
export function deactivatePage(kernel: Kernel, page: Frame): void {
	const {detail, frame} = kernel;
	const lruvec = lruvecOf(detail.cgroup[frame.detail[page]]);
	const row = detail.queue[frame.detail[page]];
	if (kernel.policies.listsPages === true && row !== 0) {
		const isOfFile = row === listIn(lruvec, 'activeFile');
		if (isOfFile || row === listIn(lruvec, 'activeAnon')) {
			listPage(kernel, page, isOfFile, false);
		}
	}
}

/**
 * Lists a page that has just come, where lists are kept from the beginning: in cgroups, and where memory is bounded. Others are
 * listed when reclaim first looks for them, so that plain memory needs no row of its own. Linux: folio_add_lru().
 */
export function listNewPage(kernel: Kernel, page: Frame, isOfFile: boolean, cgroup: Cgroup): void {
	if (kernel.policies.listsPages === true && (cgroup !== 0 || Number.isFinite(kernel.limits.frames))) {
		listPage(kernel, page, isOfFile, false);
	}
}

/**
 * Notes for an lruvec, and for those of the cgroups that it is in, what looking at pages has cost; what was before counts half
 * when it is a quarter of the pages. Linux: lru_note_cost().
 */
export function noteCost(kernel: Kernel, lruvec: Lruvec, isOfFile: boolean, amount: number): void {
	const {cost, costOfFiles, cgroup} = kernel.lruvec;
	let at = cgroup[lruvec];
	for (let isOuter = true; isOuter; at = kernel.cgroup.parent[at]) {
		const row = lruvecOf(at);
		(isOfFile ? costOfFiles : cost)[row] += amount;
		const pages = lruLists.reduce((sum, list) => sum + lengthWithin(kernel, at, list), 0);
		if (cost[row] + costOfFiles[row] > Math.floor(pages / 4)) {
			cost[row] = Math.floor(cost[row] / 2);
			costOfFiles[row] = Math.floor(costOfFiles[row] / 2);
		}

		isOuter = at !== 0;
	}
}

/**
 * Counts a page that leaves memory, and returns how many of its lruvec had left or become active before: what is noted of it
 * outside. Linux: workingset_eviction().
 */
export function noteLeaving({lruvec: {age}}: Kernel, cgroup: Cgroup): number {
	const lruvec = lruvecOf(cgroup);
	age[lruvec] += 1;
	return age[lruvec] - 1;
}

/**
 * Lists a page that is back: as an active one if no more pages have left or become active since it left than there are active
 * ones that it competes with, so that it would have stayed had it been among them. Linux: workingset_refault().
 */
export function listReturned(kernel: Kernel, page: Frame, isOfFile: boolean, leftAt: number): void {
	if (kernel.policies.listsPages !== true || kernel.detail.queue[kernel.frame.detail[page]] === 0) {
		return;
	}

	const lruvec = lruvecOf(kernel.detail.cgroup[kernel.frame.detail[page]]);
	const {age, returned, returnedFile} = kernel.lruvec;
	if (age[lruvec] - leftAt <= competing(kernel, lruvec, isOfFile)) {
		age[lruvec] += 1;
		(isOfFile ? returnedFile : returned)[lruvec] += 1;
		listPage(kernel, page, isOfFile, true);
	}
}

/** Pages that one which is back would have had to outlive. Linux: workingset_test_recent(). */
function competing(kernel: Kernel, lruvec: Lruvec, isOfFile: boolean): number {
	const length = (list: LruList) => lengthOf(kernel, lruvec, list);
	const isSwapFree = kernel.swap.live < kernel.limits.swapSlots;
	return (
		length('activeFile') +
		(isOfFile ? 0 : length('inactiveFile')) +
		(isSwapFree ? length('activeAnon') + (isOfFile ? length('inactiveAnon') : 0) : 0)
	);
}
