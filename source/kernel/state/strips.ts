/**
 * The entries of page tables. Most tables hold few and these lie close together, so a table has its entries in strips, and
 * of these only such as something was entered in. What reads an entry of a strip that is not there reads strip 0, which is
 * empty and stays so. The place of an entry is its number in its table.
 */
import {allocateRow, giveRowBack} from './columns.ts';
import {stripEntries} from './geometry.ts';
import type {Entry, EntryIndex, Table} from './ids.ts';
import type {Kernel} from './kernel.ts';

const stripShift = Math.log2(stripEntries);

function stripsPerTable({geometry}: Kernel): number {
	return geometry.entries >> stripShift;
}

/** Where the entry at a place of a table stands in `kernel.strip.entry`: below `stripEntries` if its strip is not there. */
export function entryAt(kernel: Kernel, table: Table, place: number): EntryIndex {
	const strip = kernel.table.strip[table * stripsPerTable(kernel) + (place >> stripShift)];
	return (strip << stripShift) | (place & (stripEntries - 1));
}

/** The word at a place of a table. */
export function wordAt(kernel: Kernel, table: Table, place: number): Entry {
	return kernel.strip.entry[entryAt(kernel, table, place)];
}

/** As entryAt, of an entry that something is about to be entered in: its strip is made if it is not there. */
export function roomAt(kernel: Kernel, table: Table, place: number): EntryIndex {
	const at = table * stripsPerTable(kernel) + (place >> stripShift);
	if (kernel.table.strip[at] === 0) {
		const strip = allocateRow(kernel.strip);
		kernel.strip.table[strip] = table;
		kernel.table.strip[at] = strip;
	}

	return entryAt(kernel, table, place);
}

/** The table in which an entry stands. */
export function tableHolding(kernel: Kernel, index: EntryIndex): Table {
	return kernel.strip.table[index >> stripShift];
}

/** `count` entries from the index `first` in `kernel.strip.entry` on are those from `place` on of a table. */
export type StripVisitor = (first: EntryIndex, count: number, place: number) => void;

/** Makes all strips that `count` entries of a table from `place` on need. */
export function makeRoom(kernel: Kernel, table: Table, place: number, count: number): void {
	for (let at = place; at < place + count; at = (at | (stripEntries - 1)) + 1) {
		roomAt(kernel, table, at);
	}
}

/**
 * Calls `visit` for the parts of `count` entries of a table, from `place` on, whose strips are there, in order. Strips that
 * lie behind each other are one part, as those of a full table mostly do: loops over entries are the faster the longer they are.
 */
export function visitStrips(
	kernel: Kernel,
	table: Table,
	place: number,
	count: number,
	visit: StripVisitor,
): void {
	const end = place + count;
	for (let at = place; at < end; ) {
		const first = entryAt(kernel, table, at);
		let next = (at | (stripEntries - 1)) + 1;
		if (first >= stripEntries) {
			while (next < end && entryAt(kernel, table, next) === first + next - at) {
				next += stripEntries;
			}

			visit(first, Math.min(next, end) - at, at);
		}

		at = next;
	}
}

/** Gives up the strips of a table, all of them empty; the last first, so that the next table has them in order again. */
export function dropStrips(kernel: Kernel, table: Table): void {
	const first = table * stripsPerTable(kernel);
	for (let at = first + stripsPerTable(kernel) - 1; at >= first; at -= 1) {
		const strip = kernel.table.strip[at];
		if (strip !== 0) {
			// An exit gives back so many that what is empty is not cleared again.
			kernel.strip.table[strip] = 0;
			giveRowBack(kernel.strip, strip);
		}
	}
}
