/**
 * The words in page tables.
 *
 * Leaf entry (PTE)      31                    8    7..6     5        4       3        2      1       0
 *                       [        frame         ] [unused] noAccess special dirty  accessed write present
 * Directory entry       31                    8    7                                       1       0
 *                       [        table         ] huge [         unused                   ] write present
 *
 * A huge entry maps 2 MiB by itself. Its table is the deposited one, out of the hardware's sight, and is kept filled with
 * what a split would leave there: splitting is clearing the bit, and who reads entries need not know of huge ones.
 *
 * Nothing outside this file shifts a word: pteFrame and pteTable read it. An empty entry is 0. The hardware lets a write through only when every
 * directory entry on the way and the leaf have `write` set, so a design can protect a whole table at once.
 */
import type {Entry, Frame, Table} from './ids.ts';
export const pteBits = {
	present: 1,
	write: 2,
	accessed: 4,
	dirty: 8,
	/** No reference is held and nothing is counted as resident: the zero page, device memory. */
	special: 16,
	/** Mapped, but the mapping gives no right at all (PROT_NONE): any access faults. */
	noAccess: 32,
	/** Of a directory entry: maps the pages of its table in one piece. */
	huge: 128,
} as const;

export const framesMax = 2 ** 24;

/** A leaf entry for a frame, or a directory entry for a table, with the given bits. */
export function packPte(target: Frame | Table, bits: number): Entry {
	return ((target << 8) | bits) >>> 0;
}

/** The frame of a leaf entry; 0 for an empty one. */
export function pteFrame(word: Entry): Frame {
	return (word >>> 8) as Frame;
}

/** The table of a directory entry; 0 for an empty one. */
export function pteTable(word: Entry): Table {
	return (word >>> 8) as Table;
}
