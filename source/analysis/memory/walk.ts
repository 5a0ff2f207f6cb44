/** Walks over page tables as they are, for questions that change nothing. */
import {isHandedOver, isToCopy} from '../../kernel/shared-tables/hand-over.ts';
import type {EntryIndex, Frame, Mm, SwapSlot, Table, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteFrame, pteTable} from '../../kernel/state/pte.ts';
import {visitStrips, wordAt} from '../../kernel/state/strips.ts';
import {entryIndex, entrySpan, isStandIn, placeOf, readEntry} from '../../kernel/tables/table.ts';

/** `count` entries of a table from a place on belong to the range, the first to `vpn`. */
export type LeafVisitor = (table: Table, place: number, count: number, vpn: Vpn) => void;
/** `first` is an index into `kernel.strip.entry`; `count` entries from there on belong to the range, the first to `vpn`. */
export type EntriesVisitor = (table: Table, first: EntryIndex, count: number, vpn: Vpn) => void;

/** Calls `visit` for every leaf table that covers a part of the pages [start, end), in address order. */
export function visitLeafTables(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: LeafVisitor): void {
	visitLeaves(kernel, mm, start, end, (table, place, count, vpn) => {
		if (!isStandIn(kernel, table)) {
			visit(table, place, count, vpn);
		}
	});
}

/** Calls `visit` for the entries of those leaf tables, part by part; where none was ever entered there may be no part. */
export function visitLeafEntries(
	kernel: Kernel,
	mm: Mm,
	start: Vpn,
	end: Vpn,
	visit: EntriesVisitor,
	visitTables: typeof visitLeaves = visitLeafTables,
): void {
	visitTables(kernel, mm, start, end, (table, from, all, vpn) => {
		visitStrips(kernel, table, from, all, (first, count, place) => {
			visit(table, first, count, vpn + place - from);
		});
	});
}

/**
 * As visitLeafTables, huge pages of the pool too, whose tables are none. Where an upper table is missing all that it would
 * cover is skipped, so that huge empty reservations cost nothing.
 */
export function visitLeaves(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: LeafVisitor): void {
	const {entries, levels} = kernel.geometry;
	const {entry} = kernel.strip;
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
		visit(table, placeOf(kernel, 1, start), end - start, start);
		return;
	}

	const {vma} = kernel;
	for (let row = kernel.mm.firstVma[mm]; row !== 0 && vma.start[row] < end; row = vma.next[row]) {
		const at = Math.max(start, vma.start[row]);
		const count = Math.min(end, vma.end[row]) - at;
		if (count > 0 && isHandedOver(kernel, row)) {
			visit(table, placeOf(kernel, 1, at), count, at);
		}
	}
}

/** As visitLeafEntries, for all mappings of an address space. */
export function visitMapped(kernel: Kernel, mm: Mm, visit: EntriesVisitor): void {
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		visitLeafEntries(kernel, mm, start[vma], end[vma], visit);
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
	const span = entrySpan(kernel, level);
	for (let i = 0, left = kernel.table.used[table]; i < entries && left > 0; i += 1) {
		const word = wordAt(kernel, table, i);
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
