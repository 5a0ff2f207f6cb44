/**
 * Reverse maps: what a kernel keeps to find the entries of a page. The entries themselves are counted in
 * frame.mapcount by every design; here is only the bookkeeping that costs work, where the design keeps any.
 */
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {detailFor} from './detail.ts';

/** Entries in a block of a chain: a cache line less one pointer, at 4 bytes of 32 as at 8 of 64. */
const chainBlockEntries = 7;

const {rmap_add, rmap_remove, pv_add, pv_remove} = workUnits;

/**
 * Counts entries added to (`rmap_add`) or taken off (`rmap_remove`) the reverse maps; where a pmap keeps a list of entries for
 * each page, as such. 4.4BSD: pmap_enter(), pmap_remove(); System V: hme_add(), hme_sub().
 */
export function countReverseMaps(
	kernel: Kernel,
	unit: typeof rmap_add | typeof rmap_remove,
	amount: number,
): void {
	const {reverseMaps} = kernel.policies.rules;
	if (reverseMaps === 'lists') {
		countWork(kernel, unit === rmap_add ? pv_add : pv_remove, amount);
	} else if (reverseMaps !== 'none') {
		countWork(kernel, unit, amount);
	}
}

/**
 * The chain of a page that has just got one more entry. A single entry needs no chain (PageDirect), the second one
 * does, and then one for every seven. Linux 2.5: page_add_rmap().
 */
export function growChain(kernel: Kernel, frame: Frame): void {
	const {detail, mapcount} = kernel.frame;
	const {chain} = kernel.detail;
	if (chain[detail[frame]] * chainBlockEntries >= mapcount[frame] || mapcount[frame] === 1) {
		return;
	}

	const row = detailFor(kernel, frame);
	kernel.detail.chain[row] += 1;
	countWork(kernel, workUnits.chain_alloc);
}

/** The chain of a page that has just lost an entry; its last block stays until the last entry goes. */
export function shrinkChain(kernel: Kernel, frame: Frame): void {
	const {detail, mapcount} = kernel.frame;
	const {chain} = kernel.detail;
	if (chain[detail[frame]] !== 0) {
		chain[detail[frame]] = Math.ceil(mapcount[frame] / chainBlockEntries);
	}
}
