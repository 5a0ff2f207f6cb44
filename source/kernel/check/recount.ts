/** Recounting: what the counts of frames, tables and address spaces must be, told by the page tables alone. */

import {countedFolio} from '../frames/folio.ts';
import {isUsed} from '../frames/frame.ts';
import {isLasting} from '../frames/object.ts';
import {nextRow} from '../state/columns.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Entry, Folio, Frame, SwapSlot, Table} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {isGuard, isSwapped, pteBits, pteFrame, pteSlot, pteTable} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {wordAt} from '../state/strips.ts';

/** Counts by row of the kernel's tables; what row 0 comes to means nothing. */
export type Recount = {
	/** Leaf entries that map a frame and are counted for it. A table that several address spaces share counts once. */
	readonly mapcount: Int32Array;
	/** What holds a frame beside entries. */
	readonly held: Int32Array;
	/** Leaf entries of pages of a folio, and huge entries that map it: those under a huge entry do not count. */
	readonly folioMaps: Int32Array;
	/** Entries and pages of shared memory that name a slot of swap. */
	readonly slotUsers: Int32Array;
	/** Directory entries and roots that point at a table. */
	readonly tableRefs: Int32Array;
	readonly tableUsed: Int32Array;
	/** Tasks on an address space. */
	readonly mmUsers: Int32Array;
	readonly anonVmaRefs: Int32Array;
	readonly framesUsed: number;
	/** The first entry that points at nothing, as a sentence. */
	readonly dangling: string | undefined;
};

export function recount(kernel: Kernel): Recount {
	const mapcount = new Int32Array(kernel.frame.count);
	const held = countHolders(kernel);
	const folioMaps = new Int32Array(kernel.folio.count);
	const slotUsers = countSlotHolders(kernel);
	const tableRefs = new Int32Array(kernel.table.count);
	const tableUsed = new Int32Array(kernel.table.count);
	const dangling = countEntries(kernel, {mapcount, folioMaps, slotUsers, tableRefs, tableUsed});
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		tableRefs[kernel.mm.root[mm]] += 1;
	}

	let framesUsed = 0;
	for (let frame = 1; frame < held.length; frame += 1) {
		framesUsed += mapcount[frame] + held[frame] > 0 ? 1 : 0;
	}

	return {
		...{mapcount, held, folioMaps, slotUsers, tableRefs, tableUsed, framesUsed, dangling},
		mmUsers: countUsers(kernel),
		anonVmaRefs: countAnonVmas(kernel),
	};
}

function countEntries(
	kernel: Kernel,
	counts: Pick<Recount, 'mapcount' | 'folioMaps' | 'slotUsers' | 'tableRefs' | 'tableUsed'>,
): string | undefined {
	const {level, refs} = kernel.table;
	let dangling: string | undefined;
	for (let table = nextRow(kernel.table, 0); table !== 0; table = nextRow(kernel.table, table)) {
		if (refs[table] === 0) {
			continue;
		}

		for (let place = 0; place < kernel.geometry.entries; place += 1) {
			const word = wordAt(kernel, table, place);
			if (word === 0) {
				continue;
			}

			counts.tableUsed[table] += 1;
			if (level[table] > 1) {
				dangling ??= danglingTable(kernel, table, pteTable(word));
				counts.tableRefs[pteTable(word)] += 1;
				// All entries below a huge one count as the one that they stand for.
				counts.folioMaps[hugeFolioOf(kernel, word)] -= pagesInFolio - 1;
			} else if (isSwapped(word)) {
				dangling ??= danglingSlot(kernel, table, pteSlot(word));
				counts.slotUsers[pteSlot(word)] += 1;
			} else if (!isGuard(word)) {
				dangling ??= danglingFrame(kernel, table, pteFrame(word));
				counts.mapcount[pteFrame(word)] += (word & pteBits.special) === 0 ? 1 : 0;
				counts.folioMaps[countedFolio(kernel, word)] += 1;
			}
		}
	}

	return dangling;
}

/** The folio that a directory entry maps in one piece; 0 for none. */
function hugeFolioOf(kernel: Kernel, word: Entry): Folio {
	const first = wordAt(kernel, pteTable(word), 0);
	return (word & pteBits.huge) === 0 ? 0 : countedFolio(kernel, first);
}

function danglingTable(kernel: Kernel, table: Table, below: Table): string | undefined {
	const {level, refs} = kernel.table;
	if (refs[below] === 0) {
		return `table ${table} points at table ${below}, which is free`;
	}

	return level[below] === level[table] - 1
		? undefined
		: `table ${table} of level ${level[table]} points at table ${below} of level ${level[below]}`;
}

function danglingFrame(kernel: Kernel, table: Table, frame: Frame): string | undefined {
	return isUsed(kernel, frame) ? undefined : `table ${table} maps frame ${frame}, which is free`;
}

function danglingSlot(kernel: Kernel, table: Table, slot: SwapSlot): string | undefined {
	const {users, count} = kernel.swap;
	return slot < count && users[slot] > 0 ? undefined : `table ${table} names slot ${slot}, which is free`;
}

/** Slots that hold pages of objects have that one user, and so have those of anons. */
function countSlotHolders({swap, anon}: Kernel): Int32Array {
	const users = Int32Array.from(swap.object.subarray(0, swap.count), (object) => (object === 0 ? 0 : 1));
	for (let row = nextRow(anon, 0); row !== 0; row = nextRow(anon, row)) {
		users[anon.slot[row]] += 1;
	}

	return users;
}

/** What holds frames beside entries: their object, their folio, the swap cache, anons, page tables, and being the page of zeros. */
function countHolders(kernel: Kernel): Int32Array {
	const {frame, detail, anon, table} = kernel;
	const held = new Int32Array(frame.count);
	const {object, part, slot} = detail;
	for (let row = nextRow(frame, 0); row !== 0; row = nextRow(frame, row)) {
		const at = frame.detail[row];
		held[row] += (object[at] === 0 ? 0 : 1) + (part[at] === 0 ? 0 : 1) + (slot[at] === 0 ? 0 : 1);
	}

	for (let row = nextRow(anon, 0); row !== 0; row = nextRow(anon, row)) {
		held[anon.frame[row]] += 1;
	}

	for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row)) {
		held[table.frame[row]] += table.refs[row] > 0 ? 1 : 0;
	}

	held[kernel.anchor.zeroFrame[anchorRow]] += 1;
	return held;
}

function countUsers(kernel: Kernel): Int32Array {
	const users = new Int32Array(kernel.mm.count);
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		users[kernel.task.mm[task]] += 1;
	}

	return users;
}

function countAnonVmas(kernel: Kernel): Int32Array {
	const refs = new Int32Array(kernel.anonVma.count);
	for (let vma = nextRow(kernel.vma, 0); vma !== 0; vma = nextRow(kernel.vma, vma)) {
		refs[kernel.vma.anonVma[vma]] += 1;
	}

	return refs;
}

/** Frames that stay when all processes have gone: the cached pages of files, and the pages of zeros. */
export function lastingFrames(kernel: Kernel): number {
	const {zeroFrame, zeroFolio} = kernel.anchor;
	let frames = (zeroFrame[anchorRow] === 0 ? 0 : 1) + (zeroFolio[anchorRow] === 0 ? 0 : pagesInFolio);
	for (let object = nextRow(kernel.object, 0); object !== 0; object = nextRow(kernel.object, object)) {
		frames += isLasting(kernel, object) ? kernel.object.pages[object] : 0;
	}

	return frames;
}
