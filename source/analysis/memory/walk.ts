/** Walks over page tables as they are, for questions that change nothing. */
import {isHandedOver, isToCopy} from '../../kernel/shared-tables/hand-over.ts';
import type {EntryIndex, Frame, Mm, SwapSlot, Table, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteFrame, pteTable} from '../../kernel/state/pte.ts';
import {entryIndex, entrySpan, isStandIn, readEntry} from '../../kernel/tables/table.ts';

/** `first` is an index into `kernel.table.entry`; `count` entries from there on belong to the range, the first to `vpn`. */
export type LeafVisitor = (table: Table, first: EntryIndex, count: number, vpn: Vpn) => void;

/** Calls `visit` for every leaf table that covers a part of the pages [start, end), in address order. */
export function visitLeafTables(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: LeafVisitor): void {
	visitLeaves(kernel, mm, start, end, (table, first, count, vpn) => {
		if (!isStandIn(kernel, table)) {
			visit(table, first, count, vpn);
		}
	});
}

/**
 * As visitLeafTables, huge pages of the pool too, whose tables are none. Where an upper table is missing all that it would
 * cover is skipped, so that huge empty reservations cost nothing.
 */
export function visitLeaves(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: LeafVisitor): void {
	const {entries, levels} = kernel.geometry;
	const {entry} = kernel.table;
	for (let at = start; at < end; ) {
		let table = kernel.mm.root[mm];
		let level = levels;
		while (level > 1 && table !== 0) {
			table = pteTable(entry[entryIndex(kernel, table, level, at)]);
			level -= 1;
		}

		const span = entrySpan(kernel, level) * entries;
		const next = Math.min(end, (Math.floor(at / span) + 1) * span);
		if (table !== 0) {
			visitHeld(kernel, mm, table, at, next, visit);
		}

		at = next;
	}
}

/** Of a table that fork has left to a child to copy, the child has what it will copy. */
function visitHeld(kernel: Kernel, mm: Mm, table: Table, start: Vpn, end: Vpn, visit: LeafVisitor): void {
	if (!isToCopy(kernel, mm, start)) {
		visit(table, entryIndex(kernel, table, 1, start), end - start, start);
		return;
	}

	const {vma} = kernel;
	for (let row = kernel.mm.firstVma[mm]; row !== 0 && vma.start[row] < end; row = vma.next[row]) {
		const at = Math.max(start, vma.start[row]);
		const count = Math.min(end, vma.end[row]) - at;
		if (count > 0 && isHandedOver(kernel, row)) {
			visit(table, entryIndex(kernel, table, 1, at), count, at);
		}
	}
}

/** As visitLeafTables, for all mappings of an address space; a table with several mappings is visited once for each. */
export function visitMapped(kernel: Kernel, mm: Mm, visit: LeafVisitor): void {
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		visitLeafTables(kernel, mm, start[vma], end[vma], visit);
	}
}

/** `vpn` is the first page that the table covers. */
export type TableVisitor = (table: Table, level: number, vpn: Vpn) => void;

/**
 * Calls `visit` for all tables of an address space from the top to the leaves, each before those below it, in address
 * order. With `leads` only for those that have 1 there, and below no others.
 */
export function visitTables(kernel: Kernel, mm: Mm, visit: TableVisitor, leads?: Uint8Array): void {
	if (mm !== 0) {
		visitTablesBelow(kernel, kernel.mm.root[mm], kernel.geometry.levels, 0, visit, leads);
	}
}

function visitTablesBelow(
	kernel: Kernel,
	table: Table,
	level: number,
	vpn: Vpn,
	visit: TableVisitor,
	leads: Uint8Array | undefined,
): void {
	if (leads !== undefined && leads[table] === 0) {
		return;
	}

	visit(table, level, vpn);
	if (level === 1) {
		return;
	}

	const {entries} = kernel.geometry;
	const {entry, used} = kernel.table;
	const span = entrySpan(kernel, level);
	const first = table * entries;
	for (let i = 0, left = used[table]; i < entries && left > 0; i += 1) {
		const word = entry[first + i];
		if (word !== 0) {
			left -= 1;
			visitTablesBelow(kernel, pteTable(word), level - 1, vpn + i * span, visit, leads);
		}
	}
}

/** Calls `visit` for each frame that is recorded for pages [start, end) of a process without being in its page table. */
export function visitUnmapped(
	kernel: Kernel,
	mm: Mm,
	start: Vpn,
	end: Vpn,
	visit: (frame: Frame, vpn: Vpn) => void,
): void {
	kernel.policies.visitRecorded?.(kernel, mm, start, end, (vpn, frame) => {
		if (pteFrame(readEntry(kernel, mm, vpn)) !== frame) {
			visit(frame, vpn);
		}
	});
}

/** Calls `visit` for each slot of swap that is recorded for pages [start, end) of a process elsewhere than in its page table. */
export function visitAway(
	kernel: Kernel,
	mm: Mm,
	start: Vpn,
	end: Vpn,
	visit: (slot: SwapSlot, vpn: Vpn) => void,
): void {
	if (kernel.swap.live > 0) {
		kernel.policies.visitAway?.(kernel, mm, start, end, (vpn, slot) => visit(slot, vpn));
	}
}
