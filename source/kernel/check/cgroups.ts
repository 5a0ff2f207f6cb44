/** What must hold of memory cgroups: what each is charged with is what its pages and slots come to. */
import {nextRow} from '../state/columns.ts';
import type {Cgroup} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {differs, type Problem} from './address-space.ts';

/** The first broken rule as a sentence. */
export function checkCgroups(kernel: Kernel): Problem {
	const {frame, swap, cgroup} = kernel;
	if (cgroup.live === 0) {
		return undefined;
	}

	const pages = new Float64Array(cgroup.count);
	const slots = new Float64Array(cgroup.count);
	for (let row = nextRow(frame, 0); row !== 0; row = nextRow(frame, row)) {
		addTo(kernel, pages, kernel.detail.cgroup[frame.detail[row]]);
	}

	for (let row = nextRow(swap, 0); row !== 0; row = nextRow(swap, row)) {
		addTo(kernel, slots, swap.cgroup[row]);
	}

	for (let row = nextRow(cgroup, 0); row !== 0; row = nextRow(cgroup, row)) {
		if (cgroup.pages[row] !== pages[row]) {
			return differs('pages of cgroup', row, cgroup.pages[row], pages[row]);
		}

		if (cgroup.slots[row] !== slots[row]) {
			return differs('slots of cgroup', row, cgroup.slots[row], slots[row]);
		}
	}

	return undefined;
}

/** One more for a cgroup and all that it is in; what is free is nobody's. */
function addTo({cgroup: {parent}}: Kernel, sums: Float64Array, first: Cgroup): void {
	for (let at = first; at !== 0; at = parent[at]) {
		sums[at] += 1;
	}
}
