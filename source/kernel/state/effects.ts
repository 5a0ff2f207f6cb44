/**
 * Effects: what one event did, as numeric rows in the order it happened. The log turns them into sentences and
 * the history of a frame or table is found in them by replaying. They are refilled by every event, so they are no state.
 */

import type {ColumnHolding} from './columns.ts';
import {createColumn} from './columns.ts';
import type {Frame, Mm, Vpn} from './ids.ts';
import {holding} from './ids.ts';

/** Kinds of effect, and what a row's `frame`, `other` and `amount` mean for each. `vpn` is the page, `mm` whose. */
export const effectKinds = {
	/** frame: the new zeroed frame. */
	zeroFill: 1,
	/** frame: the shared zero page, mapped by a read. */
	zeroPage: 2,
	/** frame: the cached page asked for · amount: pages mapped around it, itself included. */
	mapFile: 3,
	/** frame: the private copy · other: the cached page that it was made of, before that was ever mapped. */
	copyFile: 4,
	/** frame: the shared page mapped writable · amount: pages entered with it, where pages are recorded elsewhere than in entries. */
	mapShared: 5,
	/** frame: the copy · other: the frame it was copied from. */
	copy: 6,
	/** frame: taken over by its last user · amount: pages entered with it, where pages are recorded elsewhere than in entries. */
	reuse: 7,
	/** frame: a new zeroed frame · other: the zero page that it takes the place of. */
	zeroCopy: 8,
	/** frame: a shared page made writable again. */
	shareWrite: 9,
	/** An access that the kernel refused · other: why (refusals). */
	segv: 10,
	/** amount: pages the stack grew by. */
	growStack: 11,
	/** other: the task that was killed for its memory · amount: its badness in pages, the most of all. */
	oomKill: 12,
	/** frame: a page-table page shared at fork · other: its level · amount: references now. */
	shareTable: 13,
	/** frame: the copy · other: the shared table it was copied from. */
	splitTable: 14,
	/** frame: a table taken over by its last user. */
	reuseTable: 15,
	/** frame: a shared table that this mm let go of. */
	dropTable: 16,
	/** other: number of a known defect of the design (designs/defects.ts). */
	defect: 17,
	/** frame: copied at fork · other: its original. */
	forkCopy: 18,
	/** frame: freed when its last holder let go. */
	freeFrame: 19,
	/** The vfork child wrote its parent's memory · amount: pages. */
	vforkWrite: 20,
	/** The vfork child returned from the function that called vfork. */
	vforkReturn: 21,
	/** The vfork child called exit(), which runs its parent's handlers. */
	vforkExit: 22,
	/** frame: a page that had been recorded before, entered in the page table (again) · amount: pages entered with it. */
	refill: 23,
	/** other: a new object laid over the one that a map entry held · amount: objects below it (4.4BSD). */
	shadow: 24,
	/** other: the object that took over the pages of the one below it · amount: pages moved (4.4BSD). */
	collapse: 25,
	/** other: the object that now looks past the one below it, as all pages of that are hidden (4.4BSD). */
	bypass: 26,
	/** other: the new amap or segment, a copy of one that others hold too · amount: slots copied (UVM, segment-cow). */
	copyAmap: 27,
	/** other: an amap or segment taken over by its last holder (UVM, segment-cow). */
	reuseAmap: 28,
	/** frame: head of a new zeroed folio · amount: pages. */
	hugeFill: 29,
	/** The folio of zeros was mapped by a read · amount: pages. */
	hugeZero: 30,
	/** frame: head of a new zeroed folio in place of the folio of zeros · amount: pages. */
	hugeZeroCopy: 31,
	/** frame: head of a folio taken over by its last user · amount: pages. */
	hugeReuse: 32,
	/** frame: head of the copy · other: head of the folio it was copied from · amount: pages. */
	hugeCopy: 33,
	/** frame: head of the folio whose pages are mapped one by one from now on. */
	splitHuge: 34,
	/** frame: head of the new folio that took the place of single pages · amount: pages copied into it. */
	hugeCollapse: 35,
	/** frame: taken out of memory · other: its slot in swap · amount: entries that mapped it. */
	swapOut: 36,
	/** frame: mapped again · other: its slot in swap · amount: 1 when it had to be read, 0 when it was still cached. */
	swapIn: 37,
	/** frame: read from swap before anybody needs it · other: its slot. */
	swapAhead: 38,
	/** frame: dropped without being written, as its contents were given up or never written · amount: entries that mapped it. */
	dropClean: 39,
	/** Pages that were asked to go stay, as that is not simulated · other: number of the request (pagingRequests). */
	notSimulated: 40,
	/** Memory was refused before anybody touched it · amount: pages that could not be promised. */
	notPromised: 41,
	/** frame: page of a file taken out of memory · amount: entries that mapped it. */
	fileOut: 42,
	/** frame: page of a file read from disk, which had left memory. */
	fileIn: 43,
	/** frame: the page of shared memory that a read asked for · amount: pages mapped around it, itself included. */
	mapShmem: 44,
	/** A memory cgroup had all that it may have, and nothing was left to go · other: the cgroup · amount: pages that it may have. */
	limitMet: 45,
	/** frame: head of a new zeroed huge page of the pool · amount: pages. */
	hugetlbFill: 46,
	/** frame: head of a shared huge page of the pool that was there already · amount: pages. */
	hugetlbMap: 47,
	/** frame: head of a huge page of the pool that may be written again, or was taken over by its last user · amount: pages. */
	hugetlbReuse: 48,
	/** frame: head of the copy, of the pool too · other: head of its original · amount: pages. */
	hugetlbCopy: 49,
	/** An access needed a huge page of the pool, and there was none to be had: SIGBUS. */
	poolOut: 50,
	/** frame: head of a huge page of the pool that was taken from who had it by a fork, for who had reserved it · amount: pages. */
	hugetlbTaken: 51,
	/** frame: a page-table page found at another mapping of the same file, shared from now on · other: its level · amount: references now. */
	findTable: 52,
	/** Pages left memory for the limit of a memory cgroup, before this · other: the cgroup · amount: frames freed. */
	limitRoom: 53,
	/** An access behind the end of shared memory, which stays as long as mmap has made it: SIGBUS. */
	beyondEnd: 54,
	/** frame: a page that leaves memory now, as a recording has found it absent · amount: entries. */
	lost: 55,
} as const;

/** Why an access is refused: nothing is mapped there, the mapping gives no right to it, or a guard stands there. */
export const refusals = {unmapped: 0, forbidden: 1, guard: 2} as const;
export type EffectName = keyof typeof effectKinds;

const effectNames = Object.keys(effectKinds) as readonly EffectName[];

export function effectName(kind: number): EffectName {
	return effectNames[kind - 1];
}

export type Effects = {
	count: number;
	kind: Uint8Array;
	mm: ColumnHolding<'i32', Mm>;
	vpn: ColumnHolding<'f64', Vpn>;
	frame: ColumnHolding<'i32', Frame>;
	other: Int32Array;
	amount: Int32Array;
	/** Faults that the kernel took itself, to fill a new mapping: they count for the task as its own do. */
	populated: number;
	/** Tags of tasks that were woken, and of tasks that ended: the machine must know. */
	readonly woken: number[];
	readonly ended: number[];
};

/** Rows of a new list, and of the largest that is kept for events that need less. */
const firstRows = 256;
const keptRows = 16_384;

export function createEffects(): Effects {
	return {count: 0, ...effectArrays(firstRows), populated: 0, woken: [], ended: []};
}

function effectArrays(capacity: number) {
	return {
		kind: new Uint8Array(capacity),
		mm: createColumn(holding.mm, capacity),
		vpn: createColumn(holding.vpn, capacity),
		frame: createColumn(holding.frame, capacity),
		other: new Int32Array(capacity),
		amount: new Int32Array(capacity),
	};
}

function grow(effects: Effects): void {
	const wider = effectArrays(effects.kind.length * 2);
	for (const name of Object.keys(wider) as (keyof typeof wider)[]) {
		wider[name].set(effects[name] as never);
	}

	Object.assign(effects, wider);
}

/** Empties the list before the next event. */
export function clearEffects(effects: Effects): void {
	// What one event filled, and the one after it did not, is not kept for the rest of the run.
	if (effects.kind.length > keptRows && effects.count < keptRows) {
		Object.assign(effects, effectArrays(firstRows));
	}

	effects.count = 0;
	effects.populated = 0;
	// Most events wake no task, and setting a length is not free.
	if (effects.woken.length > 0 || effects.ended.length > 0) {
		effects.woken.length = 0;
		effects.ended.length = 0;
	}
}

/** Appends one effect. Plain numbers in fixed order: this is called once a fault. */
export function noteEffect(
	effects: Effects,
	kind: number,
	mm: Mm,
	vpn: Vpn,
	frame: Frame = 0,
	other = 0,
	amount = 0,
): void {
	if (effects.count === effects.kind.length) {
		grow(effects);
	}

	const row = effects.count;
	effects.count += 1;
	effects.kind[row] = kind;
	effects.mm[row] = mm;
	effects.vpn[row] = vpn;
	effects.frame[row] = frame;
	effects.other[row] = other;
	effects.amount[row] = amount;
}
