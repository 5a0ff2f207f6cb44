/** Slots of swap: what lies in each, who has it there, and what processes have in swap. */
import {nextRow, rowId} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {SwapSlot, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isSwapped, pteSlot} from '../../kernel/state/pte.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitUnnamed} from '../memory/slots.ts';
import {visitLeafEntries} from '../memory/walk.ts';
import {type FrameKind, kindNames} from './frames.ts';
import type {Holder} from './holders.ts';
import type {SwappedRow} from './maps.ts';
import {livingProcesses} from './processes.ts';

export type SlotRow = {
	readonly slot: number;
	/** What its page is. */
	readonly kind: FrameKind;
	/** Swap entries that name it; 1 where a record does in their place, 0 where only the swap cache has it. */
	readonly users: number;
	/** The frame that has its page too, while that is in the swap cache. */
	readonly cached?: number;
	/** What its page contains: 0 is zeros, else the number of the op that wrote it. */
	readonly word: number;
	/** Where processes have it, by pid and address in bytes. */
	readonly owners: readonly {readonly pid: number; readonly address: number}[];
};

/** Slots in use, by their numbers; of one process those in which pages of it lie. */
export function listSlots({kernel}: MemoryView, pid?: number): number[] {
	if (pid !== undefined) {
		const own = livingProcesses(kernel).filter((task) => kernel.task.pid[task] === pid);
		const slots = own.flatMap((task) => pagesInSwap(kernel, task).map(({slot}) => slot));
		return [...new Set(slots)].sort((left, right) => left - right);
	}

	const found: number[] = [];
	for (let slot = nextRow(kernel.swap, 0); slot !== 0; slot = nextRow(kernel.swap, slot)) {
		if (isSlotUsed(kernel, slot)) {
			found.push(slot);
		}
	}

	return found;
}

export function isSlotUsed({swap}: Kernel, slot: number): boolean {
	return slot < swap.count && (swap.users[slot] > 0 || swap.frame[slot] !== 0);
}

/** The pages of a process that lie in swap, whether an entry says so or a record, in address order. */
export function pagesInSwap(kernel: Kernel, task: Task): SwappedRow[] {
	const mm = kernel.task.mm[task];
	const rows: SwappedRow[] = [];
	if (kernel.swap.live === 0) {
		return rows;
	}

	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		visitLeafEntries(kernel, mm, start[vma], end[vma], (_table, first, count, vpn) => {
			for (let i = 0; i < count; i += 1) {
				const word = kernel.strip.entry[first + i];
				if (isSwapped(word)) {
					rows.push({address: (vpn + i) * pageBytes, slot: pteSlot(word)});
				}
			}
		});
	}

	visitUnnamed(kernel, mm, 0, kernel.geometry.endVpn, (slot, vpn) => {
		rows.push({address: vpn * pageBytes, slot});
	});
	return rows.sort((left, right) => left.address - right.address);
}

/** Who has a page in a slot, by pid, then by address. A pass over all page tables where any page is in swap. */
export function holdersOfSlot(view: MemoryView, slot: number): readonly Holder[] {
	return holdersOfSlots(view, [slot]).get(slot) ?? [];
}

function holdersOfSlots({kernel}: MemoryView, slots: readonly number[]): Map<number, Holder[]> {
	const holders = new Map<number, Holder[]>(slots.map((slot) => [slot, []]));
	for (const task of livingProcesses(kernel)) {
		for (const {slot, address} of pagesInSwap(kernel, task)) {
			holders.get(slot)?.push({task, pid: kernel.task.pid[task], address});
		}
	}

	return holders;
}

/** The rows of slots in use, in that order: owners are looked for once for all of them. */
export function slotRows(view: MemoryView, slots: readonly number[]): SlotRow[] {
	const holders = holdersOfSlots(view, slots);
	return slots.map((slot) => slotRow(view.kernel, rowId(view.kernel.swap, slot), holders.get(slot) ?? []));
}

/** What was written to a slot is what it has, unless its page is in memory too. */
function slotRow({swap, frame}: Kernel, slot: SwapSlot, holders: readonly Holder[]): SlotRow {
	const cached = swap.frame[slot];
	return {
		slot,
		kind: kindNames[swap.kind[slot]],
		users: swap.users[slot],
		cached: cached === 0 ? undefined : cached,
		word: cached === 0 ? swap.word[slot] : frame.word[cached],
		owners: holders.map(({pid, address}) => ({pid, address})),
	};
}
