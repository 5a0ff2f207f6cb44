/**
 * Slots of swap that no entry names: of shared memory, and where anons or objects are the record of pages. Who has them is asked
 * of the records.
 */
import {slotOfPage, visitSlots} from '../../kernel/frames/object-swap.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import type {Mm, SwapSlot, Vma, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isSwapped, pteSlot} from '../../kernel/state/pte.ts';
import {readEntry} from '../../kernel/tables/table.ts';
import type {MemoryView} from './memory.ts';
import {visitAway} from './walk.ts';

const known = new WeakMap<MemoryView, Int32Array>();

/** By slot: address spaces that have its page, which is in swap only. */
export function sharersOfSlots(view: MemoryView): Int32Array {
	const sharers = known.get(view) ?? countSharers(view.kernel);
	known.set(view, sharers);
	return sharers;
}

function countSharers(kernel: Kernel): Int32Array {
	const sharers = new Int32Array(kernel.swap.count);
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (kernel.mm.users[mm] > 0) {
			visitUnnamed(kernel, mm, 0, kernel.geometry.endVpn, (slot) => {
				sharers[slot] += 1;
			});
		}
	}

	return sharers;
}

/** The slot in which a page of a process lies and nowhere else, whether an entry names it or a record; 0 for none. */
export function slotAt(kernel: Kernel, mm: Mm, vpn: Vpn): SwapSlot {
	const word = readEntry(kernel, mm, vpn);
	if (isSwapped(word)) {
		return pteSlot(word);
	}

	let found: SwapSlot = 0;
	visitUnnamed(kernel, mm, vpn, vpn + 1, (slot) => {
		found = slot;
	});
	return found;
}

/** Calls `visit` for each page of [start, end) of a process that lies in swap, nowhere else, and in a slot that no entry names. */
export function visitUnnamed(
	kernel: Kernel,
	mm: Mm,
	start: Vpn,
	end: Vpn,
	visit: (slot: SwapSlot, vpn: Vpn) => void,
): void {
	if (kernel.swap.live === 0) {
		return;
	}

	visitAway(kernel, mm, start, end, visit);
	const {vma} = kernel;
	for (let row = kernel.mm.firstVma[mm]; row !== 0 && vma.start[row] < end; row = vma.next[row]) {
		if (vma.object[row] !== 0) {
			visitShared(kernel, row, Math.max(start, vma.start[row]), Math.min(end, vma.end[row]), visit);
		}
	}
}

/** Shared memory keeps its slots itself; one that it keeps for a page in memory is passed over. */
function visitShared(
	kernel: Kernel,
	row: Vma,
	start: Vpn,
	end: Vpn,
	visit: (slot: SwapSlot, vpn: Vpn) => void,
): void {
	const {vma, swap} = kernel;
	const object = vma.object[row];
	const shift = vma.start[row] - vma.offset[row];
	visitSlots(kernel, object, start - shift, end - shift, (slot) => {
		if (slotOfPage(kernel, object, swap.index[slot]) === slot) {
			visit(slot, swap.index[slot] + shift);
		}
	});
}
