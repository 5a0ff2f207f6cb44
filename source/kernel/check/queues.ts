/** What must hold of the order in which reclaim goes through memory: queues of pages, and the hands of clocks. */
import {frameKinds, isUsed} from '../frames/frame.ts';
import {listIn, lruLists, lruvecOf} from '../frames/lruvec.ts';
import {queues} from '../frames/page-queues.ts';
import {nextRow} from '../state/columns.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';
import {differs, type Problem} from './address-space.ts';

/** The first broken rule as a sentence. */
export function checkQueues(kernel: Kernel): Problem {
	for (let row = nextRow(kernel.queue, 0); row !== 0; row = nextRow(kernel.queue, row)) {
		const problem = checkQueue(kernel, row);
		if (problem !== undefined) {
			return problem;
		}
	}

	return checkMembers(kernel) ?? checkLists(kernel) ?? checkHands(kernel);
}

/** A queue leads through its pages from the first to the last and back, and they are as many as it says. */
function checkQueue(kernel: Kernel, row: number): Problem {
	const {detail} = kernel.frame;
	const {queue, previousQueued, nextQueued} = kernel.detail;
	const {first, last, pages} = kernel.queue;
	let before: Frame = 0;
	let found = 0;
	for (let page = first[row]; page !== 0 && found <= pages[row]; page = nextQueued[detail[page]]) {
		if (queue[detail[page]] !== row || previousQueued[detail[page]] !== before) {
			return `queue ${row} leads to frame ${page}, which is in queue ${queue[detail[page]]} after frame ${previousQueued[detail[page]]}`;
		}

		before = page;
		found += 1;
	}

	if (last[row] !== before) {
		return `queue ${row} ends at frame ${before}, but says ${last[row]}`;
	}

	return found === pages[row] ? undefined : differs('pages of queue', row, pages[row], found);
}

/** Kinds of frames that are never reclaimed. */
const fixedKinds: ReadonlySet<number> = new Set([
	frameKinds.table,
	frameKinds.zero,
	frameKinds.device,
	frameKinds.hugetlb,
]);

/**
 * Where there are queues, every page that is mapped stands in one, an inactive one unmapped where the kernel has it so; what
 * says that it stands in one is found there, by their sizes. Where there are none, nothing does.
 */
function checkMembers(kernel: Kernel): Problem {
	const {detail, frame, policies} = kernel;
	const {pageQueues} = policies;
	let members = 0;
	for (let page = nextRow(frame, 0); page !== 0; page = nextRow(frame, page)) {
		const isIn = detail.queue[frame.detail[page]] !== 0;
		const isFixed = fixedKinds.has(frame.kind[page]);
		members += isIn ? 1 : 0;
		const hasQueues = pageQueues !== undefined || policies.listsPages === true;
		if (isIn && (isFixed || !isUsed(kernel, page) || !hasQueues)) {
			return `frame ${page} stands in queue ${detail.queue[frame.detail[page]]}, but has no place there`;
		}

		if (!isIn && pageQueues !== undefined && !isFixed && frame.mapcount[page] > 0) {
			return `frame ${page} is mapped, but stands in no queue`;
		}

		const isInactive = detail.queue[frame.detail[page]] === queues.inactive;
		if (isInactive && pageQueues?.unmapsInactive === true && frame.mapcount[page] > 0) {
			return `frame ${page} is inactive, but ${frame.mapcount[page]} entries map it`;
		}
	}

	const all = kernel.queue.pages.reduce((sum, pages) => sum + pages, 0);
	return members === all ? undefined : `${members} frames say that they stand in a queue, but ${all} do`;
}

/** Where there are lists for each cgroup, a page stands in one of its own, and every page that is charged to one stands in some. */
function checkLists(kernel: Kernel): Problem {
	const {detail, frame, policies} = kernel;
	for (
		let page = nextRow(frame, 0);
		policies.listsPages === true && page !== 0;
		page = nextRow(frame, page)
	) {
		const own = frame.detail[page];
		const isMissing =
			detail.queue[own] === 0 && detail.cgroup[own] !== 0 && !fixedKinds.has(frame.kind[page]);
		const lists = lruLists.map((list) => listIn(lruvecOf(detail.cgroup[own]), list));
		if (isMissing || (detail.queue[own] !== 0 && !lists.includes(detail.queue[own]))) {
			return `frame ${page} of cgroup ${detail.cgroup[own]} stands in queue ${detail.queue[own]}`;
		}
	}

	return undefined;
}

/** Where reclaim stopped last is a frame or an address space that there once was. */
function checkHands({anchor, frame, mm}: Kernel): Problem {
	const hand = anchor.reclaimFrame[anchorRow];
	if (hand >= Math.max(1, frame.count)) {
		return `reclaim stopped at frame ${hand}, which there never was`;
	}

	const last = anchor.reclaimMm[anchorRow];
	return last < Math.max(1, mm.count) ? undefined : `reclaim stopped at mm ${last}, which there never was`;
}
