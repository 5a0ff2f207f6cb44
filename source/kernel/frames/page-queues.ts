/**
 * Page queues, as kernels after Mach keep them: pages that were used lately, and inactive ones, which go next unless they
 * are used before their turn. Pages join at the tail and are looked at from the head.
 */
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {detailFor} from './detail.ts';

/** Rows of `kernel.queue`, and values of `detail.queue`; 0 for pages in neither. */
export const queues = {active: 1, inactive: 2} as const;

/** Takes a page out of the queue that it stands in, if any. */
export function leaveQueue(kernel: Kernel, page: Frame): void {
	const {detail} = kernel.frame;
	const {queue: of, nextQueued, previousQueued} = kernel.detail;
	const {first, last, pages} = kernel.queue;
	const row = of[detail[page]];
	if (row === 0) {
		return;
	}

	const next = nextQueued[detail[page]];
	const previous = previousQueued[detail[page]];
	if (previous === 0) {
		first[row] = next;
	} else {
		nextQueued[detail[previous]] = next;
	}

	if (next === 0) {
		last[row] = previous;
	} else {
		previousQueued[detail[next]] = previous;
	}

	pages[row] -= 1;
	of[detail[page]] = 0;
	nextQueued[detail[page]] = 0;
	previousQueued[detail[page]] = 0;
}

/** Puts a page at the tail of a queue, wherever it stood. 4.4BSD: vm_page_activate(), vm_page_deactivate(). */
export function joinQueue(kernel: Kernel, page: Frame, row: number): void {
	leaveQueue(kernel, page);
	const own = detailFor(kernel, page);
	const {queue: of, nextQueued, previousQueued} = kernel.detail;
	const {first, last, pages} = kernel.queue;
	const tail = last[row];
	of[own] = row;
	previousQueued[own] = tail;
	if (tail === 0) {
		first[row] = page;
	} else {
		nextQueued[kernel.frame.detail[tail]] = page;
	}

	last[row] = page;
	pages[row] += 1;
}
