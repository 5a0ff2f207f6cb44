/**
 * A running count of what a child still shares: the pages that it was born with are counted leaf table by leaf table,
 * and again only those that may have changed (changes.ts).
 */

import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {findTable} from '../../kernel/tables/table.ts';
import {type Birth, frameOf, type InheritedPages, mmOf} from './birth.ts';
import {type Changes, changedSince, changesSoFar} from './changes.ts';
import {
	countPages,
	framesOf,
	type MappingSharing,
	noSharing,
	type Sharing,
	type SharingView,
	sumOf,
	withPart,
} from './sharing.ts';

export type Tally = {
	readonly birth: Birth;
	readonly pieces: Pieces;
	/** Of each piece. */
	readonly counts: Sharing[];
	/** Of all pieces. */
	sum: Sharing;
	/** Counted as it was after this event. */
	countedAt: number;
	/** How many changes there had been by then. */
	changes: number;
};

/**
 * Pages of one leaf table in one mapping: by piece the first page that the table covers, the mapping as it is numbered at the
 * birth, and where its pages begin; they end where the next begin.
 */
type Pieces = {
	readonly table: readonly number[];
	readonly mapping: readonly number[];
	readonly first: readonly number[];
	/** By page: which entry of its leaf table it has. */
	readonly slot: Uint16Array;
};

const piecesOf = new WeakMap<InheritedPages, Pieces>();

/** For a child that has just been born: whatever it has inherited it shares. */
export function createTally({geometry}: Kernel, birth: Birth, changes: Changes): Tally {
	const pieces = piecesOf.get(birth.pages) ?? cutPages(birth.pages, geometry.entries);
	piecesOf.set(birth.pages, pieces);
	const {length} = birth.pages.vpn;
	const counts = pieces.first.map((begin, i) => allShared((pieces.first[i + 1] ?? length) - begin));
	const countedAt = birth.child.born;
	return {birth, pieces, counts, sum: allShared(length), countedAt, changes: changesSoFar(changes)};
}

function allShared(pages: number): Sharing {
	return {...noSharing, inherited: pages, shared: pages};
}

function cutPages({vpn, mappings}: InheritedPages, entries: number): Pieces {
	const table: number[] = [];
	const mapping: number[] = [];
	const first: number[] = [];
	const slot = Uint16Array.from(vpn, (page) => page % entries);
	for (const [number, {first: begin, end}] of mappings.entries()) {
		for (let i = begin; i < end; i += 1) {
			if (i === begin || vpn[i] >= table[table.length - 1] + entries) {
				table.push(vpn[i] - (vpn[i] % entries));
				mapping.push(number);
				first.push(i);
			}
		}
	}

	return {table, mapping, first, slot};
}

/** What the child shares after `event`, the moment of the view. */
export function count(tally: Tally, view: SharingView, changes: Changes, event: number): Sharing {
	if (changes.everything > tally.countedAt) {
		countAll(tally, view);
	} else {
		countChanged(tally, view.kernel, changes);
	}

	tally.countedAt = event;
	tally.changes = changesSoFar(changes);
	return tally.sum;
}

/** What was counted last, for each mapping of the child as it was at its birth. */
export function countedByMapping({birth, counts, pieces: {mapping}}: Tally): MappingSharing[] {
	const parts = Map.groupBy(counts.keys(), (piece) => mapping[piece]);
	return birth.pages.mappings.map(({start, name}, number) => ({
		start,
		name,
		...sumOf((parts.get(number) ?? []).map((piece) => counts[piece])),
	}));
}

function countAll(tally: Tally, view: SharingView): void {
	const {birth, pieces, counts} = tally;
	const {length} = birth.pages.vpn;
	const frames = framesOf(view, birth);
	for (const [i, begin] of pieces.first.entries()) {
		counts[i] = countPages(frames, begin, pieces.first[i + 1] ?? length);
	}

	tally.sum = sumOf(counts);
}

function countChanged(tally: Tally, kernel: Kernel, changes: Changes): void {
	const {table} = tally.pieces;
	for (const changed of changedSince(changes, tally.changes)) {
		for (let i = firstPieceOf(table, changed); table[i] === changed; i += 1) {
			countPiece(tally, kernel, i);
		}
	}
}

function countPiece(tally: Tally, kernel: Kernel, i: number): void {
	const {birth, pieces, counts} = tally;
	const begin = pieces.first[i];
	const end = pieces.first[i + 1] ?? pieces.slot.length;
	const slots = pieces.slot.subarray(begin, end);
	const own = framesIn(kernel, mmOf(kernel, birth.child), pieces.table[i], slots);
	const others = framesIn(kernel, mmOf(kernel, birth.parent), pieces.table[i], slots);
	const now = countPages({own, others, born: birth.pages.frame.subarray(begin, end)}, 0, end - begin);
	tally.sum = withPart(tally.sum, counts[i], now);
	counts[i] = now;
}

/** The frames that some entries of the leaf table lead to that begins with page `first`; 0 where there is no such table. */
function framesIn(kernel: Kernel, mm: Mm, first: Vpn, slots: Uint16Array): Int32Array {
	const {entry} = kernel.table;
	const begin = findTable(kernel, mm, first) * kernel.geometry.entries;
	const frames = new Int32Array(slots.length);
	for (let i = 0; i < slots.length; i += 1) {
		frames[i] = frameOf(entry[begin + slots[i]]);
	}

	return frames;
}

/** The first piece of that table or, where it has none, of one behind it. */
function firstPieceOf(tables: readonly number[], wanted: number): number {
	let low = 0;
	let high = tables.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (tables[middle] < wanted) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}
