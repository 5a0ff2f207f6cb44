/** What must hold of swap: who names each slot, the swap cache, and the slots of shared memory. */
import {slotOfPage} from '../frames/object-swap.ts';
import {nextRow} from '../state/columns.ts';
import type {SwapSlot} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {differs, type Problem} from './address-space.ts';
import type {Recount} from './recount.ts';

/** The first broken rule as a sentence. */
export function checkSwap(kernel: Kernel, counts: Recount): Problem {
	const {swap, limits} = kernel;
	for (let slot = nextRow(swap, 0); slot !== 0; slot = nextRow(swap, slot)) {
		const problem = checkSlot(kernel, slot, counts.slotUsers[slot]);
		if (problem !== undefined) {
			return problem;
		}
	}

	return swap.live > limits.swapSlots
		? `${swap.live} slots of swap are in use, but there are only ${limits.swapSlots}`
		: checkCache(kernel);
}

function checkSlot(kernel: Kernel, slot: SwapSlot, users: number): Problem {
	const {swap} = kernel;
	const object = swap.object[slot];
	if (swap.users[slot] !== users) {
		return differs('users of slot', slot, swap.users[slot], users);
	}

	const isInMemory =
		swap.frame[slot] !== 0 && kernel.detail.object[kernel.frame.detail[swap.frame[slot]]] === object;
	if (object !== 0 && !isInMemory && slotOfPage(kernel, object, swap.index[slot]) !== slot) {
		return `slot ${slot} is said to hold page ${swap.index[slot]} of object ${object}, but is not found there`;
	}

	return swap.frame[slot] !== 0 && kernel.detail.slot[kernel.frame.detail[swap.frame[slot]]] !== slot
		? `slot ${slot} is cached in frame ${swap.frame[slot]}, which does not know it`
		: undefined;
}

/** A page in the swap cache and its slot know each other, and what nobody maps or names is not kept. */
function checkCache(kernel: Kernel): Problem {
	const {frame, swap} = kernel;
	for (let row = nextRow(frame, 0); row !== 0; row = nextRow(frame, row)) {
		const slot = kernel.detail.slot[frame.detail[row]];
		if (slot !== 0 && swap.frame[slot] !== row) {
			return `frame ${row} is said to be cached for slot ${slot}, which has frame ${swap.frame[slot]}`;
		}

		if (slot !== 0 && swap.users[slot] === 0 && frame.mapcount[row] === 0) {
			return `frame ${row} and slot ${slot} are kept, but nobody maps or names them`;
		}
	}

	return undefined;
}
