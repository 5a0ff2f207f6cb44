/**
 * Reclaim by lists, as Linux does it. The lists of the cgroup that is short and of those in it, or of all where memory is,
 * are looked at to a small part, then to a larger one, until enough has gone. What decides about a page is in list-pages.ts.
 * Linux: mm/vmscan.c, without generations; kswapd, which begins before memory is short, is left out.
 */
import {hasSlotLeft, isWithin, maySwap} from '../frames/cgroup.ts';
import {folioPage} from '../frames/folio.ts';
import {frameKinds, isUsed} from '../frames/frame.ts';
import {
	isFileList,
	type LruList,
	lengthOf,
	lengthWithin,
	listPage,
	lruLists,
	lruvecOf,
} from '../frames/lruvec.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import type {Cgroup, Lruvec, Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {swapClusterMax} from '../state/policies.ts';
import {dissolveFolios} from '../tables/dissolve.ts';
import {deactivatePages, type ListScan, tryInactivePages} from './list-pages.ts';
import {mappersOf} from './mappers.ts';

/** In the first round a list is looked at to the part 2 ^ -12. Linux: DEF_PRIORITY. */
const firstPriority = 12;
/** How readily pages go to swap, and the most that there is to share between them and pages of files. Linux: vm.swappiness. */
const swappiness = 60;
const swappinessMost = 200;

type Scan = ListScan & {
	/** Of this cgroup and those in it; of all for 0. */
	readonly within: Cgroup;
	readonly wanted: number;
	freed: number;
	/** Active pages were left alone, as there are inactive ones enough. */
	hasSpared: boolean;
};

/** Where nothing has gone, all cgroups have their turn in each round; then active pages become inactive whatever the lengths. */
type Way = {readonly isWhole: boolean; readonly isForced: boolean};

/** A round: how much of each list is looked at. The weights are those of pages for swap and of pages of files. */
type Round = Way & {
	readonly priority: number;
	readonly deactivates: {readonly anon: boolean; readonly files: boolean};
	readonly weight: {readonly anon: number; readonly files: number};
};

/**
 * Frees `pages` pages where they are to be had, or some more, as pages are looked at in batches; returns how many. Where an
 * address space waits for them it gets what one search has found, be it less. With `within` only pages charged to that cgroup
 * or one in it go. Linux: try_to_free_pages(), try_to_free_mem_cgroup_pages(); user_proactive_reclaim() where nobody waits.
 */
export function reclaimByLists(kernel: Kernel, pages: number, asking: Mm, within: Cgroup = 0): number {
	kernel.policies.sharing?.beforeReclaim?.(kernel);
	dissolveFolios(kernel, (folio) => {
		const head = folioPage(kernel, folio, 0);
		return (
			maySwap(kernel, within) && isWithin(kernel, kernel.detail.cgroup[kernel.frame.detail[head]], within)
		);
	});
	if (within === 0) {
		listOthers(kernel);
	}

	let freed = 0;
	let last = 1;
	while (last > 0 && freed < pages) {
		last = search(kernel, pages - freed, within);
		freed += last;
		last = asking === 0 ? last : 0;
	}

	return freed;
}

/** Linux: do_try_to_free_pages(). */
function search(kernel: Kernel, wanted: number, within: Cgroup): number {
	const who = {mappers: mappersOf(kernel), pinned: pinnedFrames(kernel)};
	const scan: Scan = {kernel, ...who, within, wanted, freed: 0, hasSpared: false};
	tryHarder(scan, {isWhole: false, isForced: false});
	tryHarder(scan, {isWhole: true, isForced: false});
	if (scan.hasSpared) {
		tryHarder(scan, {isWhole: true, isForced: true});
	}

	forgetReturned(scan);
	return scan.freed;
}

/** Lists pages in the order of their frames that were not when they came: see listNewPage. */
function listOthers(kernel: Kernel): void {
	const {detail, frame} = kernel;
	for (let page = nextRow(frame, 0); page !== 0; page = nextRow(frame, page)) {
		const isListed = detail.queue[frame.detail[page]] !== 0;
		if (!isListed && isUsed(kernel, page) && frame.kind[page] <= frameKinds.shmem) {
			listPage(kernel, page, frame.kind[page] === frameKinds.file, false);
		}
	}
}

/** Goes round with larger and larger parts of the lists until enough has gone; not again where something has. */
function tryHarder(scan: Scan, way: Way): void {
	const isDone = scan.freed > 0;
	for (let priority = firstPriority; priority >= 0 && !isDone && scan.freed < scan.wanted; priority -= 1) {
		goRound(scan, planRound(scan, priority, way));
	}
}

/** Linux: prepare_scan_control(), calculate_pressure_balance(). */
function planRound(scan: Scan, priority: number, way: Way): Round {
	const {kernel, within} = scan;
	const {cost, costOfFiles, returned, returnedFile} = kernel.lruvec;
	const target = lruvecOf(within);
	const deactivates = {
		anon: way.isForced || returned[target] > 0 || isLow(lengthsWithin(scan, 'inactiveAnon', 'activeAnon')),
		files:
			way.isForced || returnedFile[target] > 0 || isLow(lengthsWithin(scan, 'inactiveFile', 'activeFile')),
	};
	const isTrimming = lengthWithin(kernel, within, 'inactiveFile') >= 2 ** priority && !deactivates.files;
	const both = cost[target] + costOfFiles[target];
	const share = (part: number, own: number) => Math.floor((part * (3 * both + 1)) / (both + own + 1));
	return {
		...way,
		priority,
		deactivates,
		weight: {
			anon: isTrimming ? 0 : share(swappiness, cost[target]),
			files: share(swappinessMost - swappiness, costOfFiles[target]),
		},
	};
}

function lengthsWithin(
	{kernel, within}: Scan,
	inactive: LruList,
	active: LruList,
): readonly [number, number] {
	return [lengthWithin(kernel, within, inactive), lengthWithin(kernel, within, active)];
}

const pagesInGiB = 2 ** 30 / 4096;

/** Whether inactive pages are so few that active ones should join them. Linux: inactive_is_low(). */
function isLow([inactive, active]: readonly [number, number]): boolean {
	const gib = Math.floor((inactive + active) / pagesInGiB);
	return inactive * (gib === 0 ? 1 : Math.floor(Math.sqrt(10 * gib))) < active;
}

/** The cgroups one after another, on from where it stopped last, unless all have their turn. Linux: shrink_node_memcgs(). */
function goRound(scan: Scan, round: Round): void {
	const {stoppedAt} = scan.kernel.lruvec;
	const target = lruvecOf(scan.within);
	let at = nextMeant(scan, round.isWhole ? 0 : stoppedAt[target]) || nextMeant(scan, 0);
	while (at !== 0) {
		stoppedAt[target] = at;
		shrinkLruvec(scan, at, round);
		const isOver = !round.isWhole && scan.freed >= scan.wanted;
		at = isOver ? 0 : nextMeant(scan, at);
		stoppedAt[target] = isOver ? stoppedAt[target] : at;
	}
}

/** The next lruvec of a cgroup that is meant, in the order in which they were made; 0 after the last. */
function nextMeant({kernel, within}: Scan, after: Lruvec): Lruvec {
	let at = nextRow(kernel.lruvec, after);
	while (at !== 0 && !isWithin(kernel, kernel.lruvec.cgroup[at], within)) {
		at = nextRow(kernel.lruvec, at);
	}

	return at;
}

/** Looks at parts of the four lists in turn until enough has gone. Linux: shrink_lruvec(). */
function shrinkLruvec(scan: Scan, lruvec: Lruvec, round: Round): void {
	const {kernel} = scan;
	const canSwap = kernel.policies.swaps === true && hasSlotLeft(kernel, kernel.lruvec.cgroup[lruvec]);
	const left = lruLists.map((list) => partOf(lengthOf(kernel, lruvec, list), list, round, canSwap));
	const batch = Math.min(swapClusterMax, scan.wanted);
	const freedBefore = scan.freed;
	while (
		left.some((count, i) => count > 0 && lruLists[i] !== 'activeAnon') &&
		scan.freed - freedBefore < scan.wanted
	) {
		for (const [i, list] of lruLists.entries()) {
			const count = Math.min(left[i], batch);
			left[i] -= count;
			scan.freed += shrinkList(scan, lruvec, list, count, round);
		}
	}

	const anon = [lengthOf(kernel, lruvec, 'inactiveAnon'), lengthOf(kernel, lruvec, 'activeAnon')] as const;
	if (canSwap && isLow(anon)) {
		deactivatePages(scan, lruvec, 'activeAnon', batch);
	}
}

/** How many pages of a list a round looks at. Linux: get_scan_count(). */
function partOf(length: number, list: LruList, {priority, weight}: Round, canSwap: boolean): number {
	const part = Math.floor(length / 2 ** priority);
	const isOfFiles = isFileList(list);
	if (!canSwap) {
		return isOfFiles ? part : 0;
	}

	const {anon, files} = weight;
	return priority === 0 ? part : Math.floor((part * (isOfFiles ? files : anon)) / (anon + files));
}

/** Looks at `count` pages of a list; returns how many have gone. Linux: shrink_list(). */
function shrinkList(scan: Scan, lruvec: Lruvec, list: LruList, count: number, round: Round): number {
	if (list === 'inactiveAnon' || list === 'inactiveFile') {
		return tryInactivePages(scan, lruvec, list, count);
	}

	if (isFileList(list) ? round.deactivates.files : round.deactivates.anon) {
		deactivatePages(scan, lruvec, list, count);
	} else {
		scan.hasSpared = true;
	}

	return 0;
}

/** From now on only what comes back after this says that the active pages are not those in use. Linux: snapshot_refaults(). */
function forgetReturned({kernel, within}: Scan): void {
	kernel.lruvec.returned[lruvecOf(within)] = 0;
	kernel.lruvec.returnedFile[lruvecOf(within)] = 0;
}
