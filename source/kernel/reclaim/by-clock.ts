/**
 * Clocks: hands that go round over all frames. With one hand (3BSD) a page is made invalid when the hand comes by, as that
 * machine keeps no mark of use, and is taken the next time if nobody has touched it; a touch costs a fault. With two hands
 * (System V) the first takes the mark away and the second, some way behind, takes the page that is still without it; one that
 * has none when the first comes by goes at once.
 */
import {isUsed} from '../frames/frame.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow, rowId} from '../state/columns.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {pteBits} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {forgetUse, looksForUse, type Mapper, type Mappers, mappersOf, wasUsed} from './mappers.ts';
import {mayLeave} from './page-out.ts';
import {takePage} from './take-page.ts';

/** The hands are half of memory apart, at most 64 MiB. System V as in illumos: setupclock(), MAXHANDSPREADPAGES. */
const spreadMost = 2 ** 26 / 4096;

type Round = {readonly kernel: Kernel; readonly mappers: Mappers; readonly pinned: Uint8Array};

/** Frees up to `pages` pages, at most twice round, and returns how many. 3BSD: pageout() in vmpage.c. */
export function reclaimByOneHand(kernel: Kernel, pages: number): number {
	return goRound(kernel, pages, (round, at) => (visitOnce(round, at) ? 1 : 0));
}

/** Frees up to `pages` pages, at most twice round, and returns how many. System V: pageout_scanner(), checkpage(). */
export function reclaimByTwoHands(kernel: Kernel, pages: number): number {
	const frames = kernel.frame.count - 1;
	const spread = Math.min(Math.floor(frames / 2), spreadMost);
	return goRound(kernel, pages, (round, at) => {
		const behind = at > spread ? at - spread : at - spread + frames;
		return passFirst(round, at) + passSecond(round, rowId(kernel.frame, behind));
	});
}

/** Moves the hand on from where it stopped last; `visit` says how many pages it freed. */
function goRound(kernel: Kernel, pages: number, visit: (round: Round, at: Frame) => number): number {
	const round = {kernel, mappers: mappersOf(kernel), pinned: pinnedFrames(kernel)};
	const {anchor, frame} = kernel;
	let at = anchor.reclaimFrame[anchorRow];
	let freed = 0;
	for (let left = 2 * (frame.count - 1); left > 0 && freed < pages; left -= 1) {
		at = nextRow(frame, at) || nextRow(frame, 0);
		freed += visit(round, at);
	}

	anchor.reclaimFrame[anchorRow] = at;
	return freed;
}

/** The entries of a page that may go; undefined for a frame that has none such. */
function mappersAt({kernel, mappers, pinned}: Round, at: Frame): readonly Mapper[] | undefined {
	const isMovable = pinned[at] === 0 && isUsed(kernel, at) && mayLeave(kernel, at);
	return isMovable ? (mappers.get(at) ?? []) : undefined;
}

/** The one hand: valid entries are made invalid, a page without any goes. */
function visitOnce(round: Round, at: Frame): boolean {
	const {kernel} = round;
	const {entry} = kernel.strip;
	const found = mappersAt(round, at);
	if (found === undefined) {
		return false;
	}

	countWork(kernel, workUnits.reclaim_visit, Math.max(1, found.length));
	const valid = found.filter(({index}) => (entry[index] & pteBits.noAccess) === 0);
	if (valid.length === 0) {
		return takePage(kernel, at, found);
	}

	for (const {index} of valid) {
		entry[index] |= pteBits.noAccess;
	}

	countWork(kernel, workUnits.tlb_page, valid.length);
	countWork(kernel, workUnits.reclaim_useless, found.length);
	return false;
}

/** The first hand: a page that was used since it came by last loses the mark of that, any other goes. Pages that this freed. */
function passFirst(round: Round, at: Frame): number {
	const {kernel} = round;
	const found = mappersAt(round, at);
	if (found === undefined) {
		return 0;
	}

	countWork(kernel, workUnits.reclaim_visit, Math.max(1, found.length));
	if (!wasUsed(kernel, found)) {
		return takePage(kernel, at, found) ? 1 : 0;
	}

	forgetUse(kernel, found);
	countWork(kernel, workUnits.reclaim_useless, found.length);
	return 0;
}

/** The second hand: a page that was not used since the first came by goes. Pages that this freed. */
function passSecond(round: Round, at: Frame): number {
	const {kernel} = round;
	const found = mappersAt(round, at);
	if (found === undefined) {
		return 0;
	}

	const looks = Math.max(1, looksForUse(kernel, found));
	countWork(kernel, workUnits.reclaim_visit, looks);
	if (!wasUsed(kernel, found)) {
		return takePage(kernel, at, found) ? 1 : 0;
	}

	countWork(kernel, workUnits.reclaim_useless, looks);
	return 0;
}
