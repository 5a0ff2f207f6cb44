/**
 * Maps that are copy-on-write themselves, as Grefen's letter suggests ("could be a COW clone"): after fork both sides
 * go by one map of entries, and the side that first changes its mappings copies it. Here each side has its entries from
 * the start, and only the price of copying them is put off. Address spaces that share a map stand in a ring.
 */
import type {Mm, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {clearSegments, shareSegments} from './segment.ts';

/** As shareSegments, but the entries and their references are not paid for yet. */
export function shareSegmentsOfMap(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {amount} = kernel.work;
	const {entry_copy: entries, obj_ref: references} = workUnits;
	const before = [amount[entries], amount[references]];
	const result = shareSegments(kernel, vma, copy);
	[amount[entries], amount[references]] = before;
	return result;
}

/** The end of fork: one reference on the map (Policies.finishFork). Returns 0. */
export function shareMap(kernel: Kernel, parent: Mm, child: Mm): number {
	const {nextSharer} = kernel.mm;
	nextSharer[child] = nextSharer[parent] || parent;
	nextSharer[parent] = child;
	countWork(kernel, workUnits.obj_ref);
	return 0;
}

/** Before mappings change: a map that others go by too is copied, entry by entry (Policies.beforeMapChange). */
export function ownMap(kernel: Kernel, mm: Mm): void {
	if (leaveMap(kernel, mm)) {
		countWork(kernel, workUnits.entry_copy, kernel.mm.vmas[mm]);
		countWork(kernel, workUnits.obj_ref, kernel.mm.vmas[mm]);
	}
}

/** Exit and exec: a map that others go by is let go of as a whole (Policies.clearMm). */
export function clearSharedMap(kernel: Kernel, mm: Mm): void {
	leaveMap(kernel, mm);
	clearSegments(kernel, mm);
}

/** Takes an address space out of its ring; false where it stood in none. The last one left has the map to itself. */
function leaveMap(kernel: Kernel, mm: Mm): boolean {
	const {nextSharer} = kernel.mm;
	const following = nextSharer[mm];
	if (following === 0) {
		return false;
	}

	let previous: Mm = following;
	while (nextSharer[previous] !== mm) {
		previous = nextSharer[previous];
	}

	nextSharer[previous] = following === previous ? 0 : following;
	nextSharer[mm] = 0;
	return true;
}
