/**
 * A running count of what a child still shares: the pages that it was born with are counted leaf table by leaf table,
 * and again only those that may have changed (changes.ts).
 */

import type {Kernel} from '../../kernel/state/kernel.ts';
import {type Birth, framesAt, type InheritedPages, mmOf} from './birth.ts';
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
	/** Counted as it was after this event; 0 for never. */
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
};

const piecesOf = new WeakMap<InheritedPages, Pieces>();

export function createTally({geometry}: Kernel, birth: Birth): Tally {
	const pieces = piecesOf.get(birth.pages) ?? cutPages(birth.pages, geometry.entries);
	piecesOf.set(birth.pages, pieces);
	return {birth, pieces, counts: [], sum: noSharing, countedAt: 0, changes: 0};
}

function cutPages({vpn, mappings}: InheritedPages, entries: number): Pieces {
	const table: number[] = [];
	const mapping: number[] = [];
	const first: number[] = [];
	for (const [number, {first: begin, end}] of mappings.entries()) {
		for (let i = begin; i < end; i += 1) {
			if (i === begin || vpn[i] >= table[table.length - 1] + entries) {
				table.push(vpn[i] - (vpn[i] % entries));
				mapping.push(number);
				first.push(i);
			}
		}
	}

	return {table, mapping, first};
}

/** What the child shares after `event`, the moment of the view. */
export function count(tally: Tally, view: SharingView, changes: Changes, event: number): Sharing {
	if (tally.countedAt === 0 || changes.everything > tally.countedAt) {
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
	const {vpn, frame} = birth.pages;
	const begin = pieces.first[i];
	const end = pieces.first[i + 1] ?? vpn.length;
	const pages = vpn.subarray(begin, end);
	const own = framesAt(kernel, mmOf(kernel, birth.child), pages);
	const others = framesAt(kernel, mmOf(kernel, birth.parent), pages);
	const now = countPages({own, others, born: frame.subarray(begin, end)}, 0, end - begin);
	tally.sum = withPart(tally.sum, counts[i], now);
	counts[i] = now;
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
