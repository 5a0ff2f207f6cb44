/** Slots of swap where anons or objects are the record of pages: no entry names them, so that who has them is asked of the records. */
import {nextRow} from '../../kernel/state/columns.ts';
import type {Mm, SwapSlot, Vpn} from '../../kernel/state/ids.ts';
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
			visitAway(kernel, mm, 0, kernel.geometry.endVpn, (slot) => {
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
	visitAway(kernel, mm, vpn, vpn + 1, (slot) => {
		found = slot;
	});
	return found;
}
