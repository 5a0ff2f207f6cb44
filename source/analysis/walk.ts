/** Walks over page tables as they are, for whoever asks and never changes anything. */
import type {Kernel} from '../kernel/kernel.ts';
import {pteFrame} from '../kernel/pte.ts';
import {entryIndex, entrySpan} from '../kernel/table.ts';

/** `first` is an index into `kernel.table.entry`; `count` entries from there on belong to the range, the first to `vpn`. */
export type LeafVisitor = (table: number, first: number, count: number, vpn: number) => void;

/**
 * Calls `visit` for every leaf table that covers a part of the pages [start, end), in address order. Where an upper
 * table is missing all that it would cover is skipped, so that huge empty reservations cost nothing.
 */
export function visitLeafTables(
	kernel: Kernel,
	mm: number,
	start: number,
	end: number,
	visit: LeafVisitor,
): void {
	const {entries, levels} = kernel.geometry;
	const {entry} = kernel.table;
	for (let at = start; at < end; ) {
		let table = kernel.mm.root[mm];
		let level = levels;
		while (level > 1 && table !== 0) {
			table = pteFrame(entry[entryIndex(kernel, table, level, at)]);
			level -= 1;
		}

		const span = entrySpan(kernel, level) * entries;
		const next = Math.min(end, (Math.floor(at / span) + 1) * span);
		if (table !== 0) {
			visit(table, entryIndex(kernel, table, 1, at), next - at, at);
		}

		at = next;
	}
}

/** As visitLeafTables, for all mappings of an address space; a table with several mappings is visited once for each. */
export function visitMapped(kernel: Kernel, mm: number, visit: LeafVisitor): void {
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		visitLeafTables(kernel, mm, start[vma], end[vma], visit);
	}
}

export type TableVisit = {
	readonly table: number;
	readonly level: number;
	/** First page that the table covers. */
	readonly vpn: number;
};

/** All tables of an address space from the top to the leaves, each before those below it, in address order. */
export function* tablesOf(kernel: Kernel, mm: number): Generator<TableVisit> {
	const {levels} = kernel.geometry;
	if (mm !== 0) {
		yield* tablesBelow(kernel, {table: kernel.mm.root[mm], level: levels, vpn: 0});
	}
}

function* tablesBelow(kernel: Kernel, visit: TableVisit): Generator<TableVisit> {
	yield visit;
	const {table, level, vpn} = visit;
	if (level === 1) {
		return;
	}

	const {entries} = kernel.geometry;
	const span = entrySpan(kernel, level);
	let left = kernel.table.used[table];
	for (let i = 0; i < entries && left > 0; i += 1) {
		const below = pteFrame(kernel.table.entry[table * entries + i]);
		if (below !== 0) {
			left -= 1;
			yield* tablesBelow(kernel, {table: below, level: level - 1, vpn: vpn + i * span});
		}
	}
}
