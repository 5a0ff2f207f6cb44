/**
 * Memory cgroups: what processes that belong together may have. A page is charged to the cgroup of who used it first and to
 * all that this one is in, wherever its users go later; so is a slot of swap.
 */
import {allocateRow, nextRow} from '../state/columns.ts';
import type {Cgroup} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow, queuesInLruvec} from '../state/schema.ts';

/** The cgroup of that name (a string number); 0 where there is none. */
export function findCgroup({cgroup}: Kernel, name: number): Cgroup {
	let row = nextRow(cgroup, 0);
	while (row !== 0 && cgroup.name[row] !== name) {
		row = nextRow(cgroup, row);
	}

	return row;
}

/** As findCgroup; made in `parent` without limits when it is first asked for. */
export function cgroupNamed(kernel: Kernel, name: number, parent: Cgroup): Cgroup {
	const {cgroup} = kernel;
	const known = findCgroup(kernel, name);
	if (known !== 0) {
		return known;
	}

	const row = allocateRow(cgroup);
	cgroup.name[row] = name;
	cgroup.parent[row] = parent;
	cgroup.pagesMax[row] = Number.POSITIVE_INFINITY;
	cgroup.slotsMax[row] = Number.POSITIVE_INFINITY;
	addLruvec(kernel, row);
	return row;
}

/** The lists of pages of a new cgroup. */
function addLruvec(kernel: Kernel, cgroup: Cgroup): void {
	const row = allocateRow(kernel.lruvec);
	kernel.lruvec.cgroup[row] = cgroup;
	for (let i = 0; i < queuesInLruvec; i += 1) {
		allocateRow(kernel.queue);
	}
}

/** Whether a cgroup is `outer`, or in it. */
export function isWithin({cgroup: {parent}}: Kernel, cgroup: Cgroup, outer: Cgroup): boolean {
	let at = cgroup;
	while (at !== 0 && at !== outer) {
		at = parent[at];
	}

	return at === outer;
}

/**
 * Charges a page to a cgroup; false where it, or one that it is in, has all that it may have, which `anchor.full` names then.
 * What is urgent is charged in any case. Linux: try_charge_memcg().
 */
export function chargePage(kernel: Kernel, cgroup: Cgroup, isUrgent: boolean): boolean {
	const {parent, pages, pagesMax, peak, limitHits} = kernel.cgroup;
	for (let at = cgroup; at !== 0 && !isUrgent; at = parent[at]) {
		if (pages[at] >= pagesMax[at]) {
			kernel.anchor.full[anchorRow] = at;
			limitHits[at] += 1;
			return false;
		}
	}

	for (let at = cgroup; at !== 0; at = parent[at]) {
		pages[at] += 1;
		peak[at] = Math.max(peak[at], pages[at]);
	}

	return true;
}

export function unchargePage({cgroup: {parent, pages}}: Kernel, cgroup: Cgroup): void {
	for (let at = cgroup; at !== 0; at = parent[at]) {
		pages[at] -= 1;
	}
}

/** Charges a slot of swap; false where the cgroup may have no more. Linux: mem_cgroup_try_charge_swap(). */
export function chargeSlot({cgroup: {parent, slots, slotsMax}}: Kernel, cgroup: Cgroup): boolean {
	for (let at = cgroup; at !== 0; at = parent[at]) {
		if (slots[at] >= slotsMax[at]) {
			return false;
		}
	}

	for (let at = cgroup; at !== 0; at = parent[at]) {
		slots[at] += 1;
	}

	return true;
}

export function unchargeSlot({cgroup: {parent, slots}}: Kernel, cgroup: Cgroup): void {
	for (let at = cgroup; at !== 0; at = parent[at]) {
		slots[at] -= 1;
	}
}

/** Whether a cgroup, or one that it is in, uses half of the swap that it may have. */
export function isHalfOut({cgroup: {parent, slots, slotsMax}}: Kernel, cgroup: Cgroup): boolean {
	let at = cgroup;
	while (at !== 0 && slots[at] * 2 < slotsMax[at]) {
		at = parent[at];
	}

	return at !== 0;
}

/** Whether a slot can be had for a page of that cgroup. Linux: mem_cgroup_get_nr_swap_pages(). */
export function hasSlotLeft(
	{limits, swap, cgroup: {parent, slots, slotsMax}}: Kernel,
	cgroup: Cgroup,
): boolean {
	let at = cgroup;
	while (at !== 0 && slots[at] < slotsMax[at]) {
		at = parent[at];
	}

	return at === 0 && swap.live < limits.swapSlots;
}

/** Whether a page of that cgroup may go to swap, as far as there are slots left for it. */
export function maySwap({limits, cgroup: {slotsMax}}: Kernel, cgroup: Cgroup): boolean {
	return limits.swapSlots > 0 && (cgroup === 0 || slotsMax[cgroup] > 0);
}
