/**
 * The words in page tables.
 *
 * Leaf entry (PTE)      31                    8    7..6     5        4       3        2      1       0
 *                       [        frame         ] [  0   ] noAccess special dirty  accessed write present
 * Swap entry            31                    8     7      6     5                                     0
 *                       [      swap slot       ] exclusive  1    [                  0                    ]
 * Guard marker          special alone: any access is refused, and no page can come there
 * Directory entry       31                    8    7                                       1       0
 *                       [        table         ] huge [         unused                   ] write present
 *
 * A huge entry maps 2 MiB by itself. Its table is the deposited one, out of the hardware's sight, and is kept filled with
 * what a split would leave there: splitting is clearing the bit, and who reads entries need not know of huge ones.
 *
 * Nothing outside this file shifts a word: pteFrame, pteTable and pteSlot read it. An empty entry is 0; a swap entry is
 * not present and not empty. The hardware lets a write through only when every
 * directory entry on the way and the leaf have `write` set, so a design can protect a whole table at once.
 */
import type {Entry, Frame, SwapSlot, Table} from './ids.ts';
export const pteBits = {
	present: 1,
	write: 2,
	/** Set by every load and store that goes through, cleared by fork in the copy and by reclaim, which goes by it. */
	accessed: 4,
	dirty: 8,
	/** No reference is held and nothing is counted as resident: the zero page, device memory. */
	special: 16,
	/** Mapped, but the mapping gives no right at all (PROT_NONE): any access faults. */
	noAccess: 32,
	/** Of a directory entry: maps the pages of its table in one piece. */
	huge: 128,
	/** The page is in swap: the word names its slot and nothing is present. */
	swapped: 64,
	/** Of a swap entry: its page was known to have one owner, and has one again when it comes back. */
	swapExclusive: 128,
} as const;

/** Rows of frames, of tables and of slots that an entry can name, row 0 among them: no more can be in use, whatever a machine has. */
export const framesMax = 2 ** 24;

/** A leaf entry for a frame, or a directory entry for a table, with the given bits. */
export function packPte(target: Frame | Table, bits: number): Entry {
	return ((target << 8) | bits) >>> 0;
}

/** A leaf entry for a page that lies in swap. */
export function packSwapped(slot: SwapSlot, isExclusive: boolean): Entry {
	return ((slot << 8) | pteBits.swapped | (isExclusive ? pteBits.swapExclusive : 0)) >>> 0;
}

export function isSwapped(word: Entry): boolean {
	return (word & pteBits.swapped) !== 0;
}

/** A marker of madvise(GUARD_INSTALL). Linux: make_pte_marker(PTE_MARKER_GUARD). */
export const guardMarker: Entry = pteBits.special;

export function isGuard(word: Entry): boolean {
	return word === guardMarker;
}

/** The slot of a swap entry. */
export function pteSlot(word: Entry): SwapSlot {
	return (word >>> 8) as SwapSlot;
}

/** The frame of a leaf entry; 0 for an empty one. */
export function pteFrame(word: Entry): Frame {
	return (word >>> 8) as Frame;
}

/** The table of a directory entry; 0 for an empty one. */
export function pteTable(word: Entry): Table {
	return (word >>> 8) as Table;
}
