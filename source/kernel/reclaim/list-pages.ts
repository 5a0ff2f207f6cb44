/** What becomes of pages that reclaim by lists looks at: they go, get another round, or change between active and inactive. */
import {frameFlags, frameKinds} from '../frames/frame.ts';
import {isFileList, type LruList, lengthOf, listIn, listPage, noteCost} from '../frames/lruvec.ts';
import type {Frame, Lruvec} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {swapClusterMax} from '../state/policies.ts';
import {pteBits} from '../state/pte.ts';
import {findVma, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {forgetUse, type Mapper, type Mappers} from './mappers.ts';
import {mayLeave} from './page-out.ts';
import {takePage} from './take-page.ts';

export type ListScan = {readonly kernel: Kernel; readonly mappers: Mappers; readonly pinned: Uint8Array};
type Fate = 'goes' | 'stays' | 'becomesActive';
/** A page that is written costs as much as so many that are passed over. Linux: lru_note_cost(). */
const writeCost = swapClusterMax;

/** Looks at the first `count` pages of an inactive list; returns how many have gone. Linux: shrink_inactive_list(). */
export function tryInactivePages(scan: ListScan, lruvec: Lruvec, list: LruList, count: number): number {
	const {kernel} = scan;
	const {first} = kernel.queue;
	const {amount} = kernel.work;
	const written = amount[workUnits.io_out];
	const isOfFiles = isFileList(list);
	const tried = Math.min(count, lengthOf(kernel, lruvec, list));
	let freed = 0;
	for (let i = 0; i < tried; i += 1) {
		const page = first[listIn(lruvec, list)];
		const fate = tryPage(scan, page);
		if (fate === 'goes') {
			freed += 1;
		} else {
			listPage(kernel, page, isOfFiles, fate === 'becomesActive');
			kernel.lruvec.age[lruvec] += fate === 'becomesActive' ? 1 : 0;
		}
	}

	noteCost(kernel, lruvec, isOfFiles, (amount[workUnits.io_out] - written) * writeCost + tried - freed);
	return freed;
}

/** Linux: folio_check_references() and what shrink_folio_list() makes of it. */
function tryPage({kernel, mappers, pinned}: ListScan, page: Frame): Fate {
	const {flags, mapcount} = kernel.frame;
	const found = mappers.get(page) ?? [];
	countWork(kernel, workUnits.reclaim_visit, Math.max(1, found.length));
	// What a shared table has outside of all mappings keeps its page.
	if (pinned[page] !== 0 || found.length !== mapcount[page] || !mayLeave(kernel, page)) {
		return 'stays';
	}

	const uses = countUses(kernel, found);
	const wasReferenced = (flags[page] & frameFlags.referenced) !== 0;
	flags[page] &= ~frameFlags.referenced;
	if (uses > 0) {
		flags[page] |= frameFlags.referenced;
		forgetUse(kernel, found);
		countWork(kernel, workUnits.reclaim_useless, found.length);
		return wasReferenced || uses > 1 || isText(kernel, page, found) ? 'becomesActive' : 'stays';
	}

	return takePage(kernel, page, found) ? 'goes' : 'becomesActive';
}

function countUses({strip: {entry}}: Kernel, found: readonly Mapper[]): number {
	return found.filter(({index}) => (entry[index] & pteBits.accessed) !== 0).length;
}

/** Whether a page of a file is mapped to be executed: such are kept longer. */
function isText(kernel: Kernel, page: Frame, found: readonly Mapper[]): boolean {
	const isRun = ({mm, vpn}: Mapper) => (kernel.vma.flags[findVma(kernel, mm, vpn)] & vmaFlags.exec) !== 0;
	return kernel.frame.kind[page] === frameKinds.file && found.some(isRun);
}

/** Makes the first `count` pages of an active list inactive, but for text that was run. Linux: shrink_active_list(). */
export function deactivatePages(scan: ListScan, lruvec: Lruvec, list: LruList, count: number): void {
	const {kernel, mappers} = scan;
	const isOfFiles = isFileList(list);
	const tried = Math.min(count, lengthOf(kernel, lruvec, list));
	let kept = 0;
	for (let i = 0; i < tried; i += 1) {
		const page = kernel.queue.first[listIn(lruvec, list)];
		const found = mappers.get(page) ?? [];
		const isKept = countUses(kernel, found) > 0 && isText(kernel, page, found);
		countWork(kernel, workUnits.reclaim_visit, found.length);
		countWork(kernel, workUnits.reclaim_useless, found.length);
		forgetUse(kernel, found);
		listPage(kernel, page, isOfFiles, isKept);
		kept += isKept ? 1 : 0;
	}

	noteCost(kernel, lruvec, isOfFiles, kept);
}
