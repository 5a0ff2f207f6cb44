/**
 * A running count of what a child still shares: the pages that it was born with are counted leaf table by leaf table,
 * and again only those that may have changed (changes.ts).
 */

import type {Kernel} from '../../kernel/state/kernel.ts';
import {type Birth, framesAt, type InheritedPages, mmOf} from './birth.ts';
import type {Changes} from './changes.ts';
import {countPages, framesOf, type Sharing, type SharingView, sumOf} from './sharing.ts';

export type Tally = {
	readonly birth: Birth;
	readonly pieces: Pieces;
	/** Of each piece. */
	readonly counts: Sharing[];
	/** Counted as it was after this event; 0 for never. */
	countedAt: number;
};

/** Pages of one leaf table: by piece the first page it covers, and where its pages begin; they end where the next begin. */
type Pieces = {readonly table: readonly number[]; readonly first: readonly number[]};

const piecesOf = new WeakMap<InheritedPages, Pieces>();

export function createTally({geometry}: Kernel, birth: Birth): Tally {
	const pieces = piecesOf.get(birth.pages) ?? cutPages(birth.pages, geometry.entries);
	piecesOf.set(birth.pages, pieces);
	return {birth, pieces, counts: [], countedAt: 0};
}

function cutPages({vpn}: InheritedPages, entries: number): Pieces {
	const table: number[] = [];
	const first: number[] = [];
	for (let i = 0; i < vpn.length; i += 1) {
		if (i === 0 || vpn[i] >= table[table.length - 1] + entries) {
			table.push(vpn[i] - (vpn[i] % entries));
			first.push(i);
		}
	}

	return {table, first};
}

/** What the child shares after `event`, the moment of the view. */
export function count(tally: Tally, view: SharingView, changes: Changes, event: number): Sharing {
	const {counts, countedAt} = tally;
	if (countedAt === 0 || changes.everything > countedAt) {
		countAll(tally, view);
	} else {
		countChanged(tally, view.kernel, changes);
	}

	tally.countedAt = event;
	return sumOf(counts);
}

function countAll({birth, pieces: {first}, counts}: Tally, view: SharingView): void {
	const {length} = birth.pages.vpn;
	const frames = framesOf(view, birth);
	for (const [i, begin] of first.entries()) {
		counts[i] = countPages(frames, begin, first[i + 1] ?? length);
	}
}

function countChanged(
	{birth, pieces: {table, first}, counts, countedAt}: Tally,
	kernel: Kernel,
	changes: Changes,
): void {
	const {vpn, frame} = birth.pages;
	for (const [i, begin] of first.entries()) {
		if ((changes.tables.get(table[i]) ?? 0) > countedAt) {
			const end = first[i + 1] ?? vpn.length;
			const pages = vpn.subarray(begin, end);
			const own = framesAt(kernel, mmOf(kernel, birth.child), pages);
			const others = framesAt(kernel, mmOf(kernel, birth.parent), pages);
			counts[i] = countPages({own, others, born: frame.subarray(begin, end)}, 0, end - begin);
		}
	}
}
