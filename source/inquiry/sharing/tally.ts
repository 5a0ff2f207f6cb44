/**
 * A running count of what a child still shares: what has become of each page that it was born with, looked up again only
 * for those that may have changed (changes.ts).
 */

import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {readEntry} from '../../kernel/tables/table.ts';
import {type Birth, frameOf, lowerBound, mmOf} from './birth.ts';
import {anybody, type Changes, changesSoFar, hasAllChanged, visitChanges} from './changes.ts';
import {
	fateOf,
	fates,
	framesOf,
	type MappingSharing,
	type Sharing,
	type SharingView,
	sharingOf,
} from './sharing.ts';

export type Tally = {
	readonly birth: Birth;
	/** By block of pages that the child was born with: their fates. A block that is not there is shared as a whole. */
	readonly blocks: (Uint8Array | undefined)[];
	/** Pages by their fates. */
	readonly counts: number[];
	/** Counted as it was after this event. */
	countedAt: number;
	/** How many changes there had been by then of each address space that matters. */
	readonly seen: Map<Mm, number>;
};

const blockPages = 512;

/** For a child that has just been born: whatever it has inherited it shares. */
export function createTally(kernel: Kernel, birth: Birth, changes: Changes): Tally {
	const counts = [birth.pages.vpn.length, 0, 0, 0];
	const tally = {birth, blocks: [], counts, countedAt: birth.child.born, seen: new Map<Mm, number>()};
	noteSeen(tally, kernel, changes);
	return tally;
}

/** Where the pages of the child and its parent are changed. */
function spacesOf(kernel: Kernel, {parent, child}: Birth): readonly Mm[] {
	return [anybody, mmOf(kernel, child), mmOf(kernel, parent)];
}

function noteSeen({seen, birth}: Tally, kernel: Kernel, changes: Changes): void {
	for (const mm of spacesOf(kernel, birth)) {
		seen.set(mm, changesSoFar(changes, mm));
	}
}

/** What was counted last. */
export function counted({counts}: Tally): Sharing {
	return sharingOf(counts);
}

/** The same for each mapping of the child as it was at its birth. */
export function countedByMapping({birth, blocks}: Tally): MappingSharing[] {
	return birth.pages.mappings.map(({start, name, first, end}) => {
		const counts = [end - first, 0, 0, 0];
		for (let i = first; i < end; ) {
			const block = blocks[Math.floor(i / blockPages)];
			const blockEnd = Math.min(end, i - (i % blockPages) + blockPages);
			for (; block !== undefined && i < blockEnd; i += 1) {
				counts[fates.shared] -= 1;
				counts[block[i % blockPages]] += 1;
			}

			i = blockEnd;
		}

		return {start, name, ...sharingOf(counts)};
	});
}

/** What the child shares after `event`, the moment of the view. */
export function count(tally: Tally, view: SharingView, changes: Changes, event: number): Sharing {
	const spaces = spacesOf(view.kernel, tally.birth);
	if (spaces.some((mm) => hasAllChanged(changes, mm, tally.countedAt))) {
		countAll(tally, view);
	} else {
		countChanged(tally, view.kernel, changes);
	}

	tally.countedAt = event;
	noteSeen(tally, view.kernel, changes);
	return counted(tally);
}

function countAll(tally: Tally, view: SharingView): void {
	const {own, others, born} = framesOf(view, tally.birth);
	for (let i = 0; i < born.length; i += 1) {
		setFate(tally, i, fateOf(own[i], others[i], born[i]));
	}
}

function countChanged(tally: Tally, kernel: Kernel, changes: Changes): void {
	const {parent, child, pages} = tally.birth;
	const {vpn, frame} = pages;
	const own = mmOf(kernel, child);
	const other = mmOf(kernel, parent);
	const look = (first: Vpn, end: Vpn) => {
		for (let i = lowerBound(vpn, first); vpn[i] < end; i += 1) {
			const ownFrame = frameOf(readEntry(kernel, own, vpn[i]));
			setFate(tally, i, fateOf(ownFrame, frameOf(readEntry(kernel, other, vpn[i])), frame[i]));
		}
	};
	for (const mm of spacesOf(kernel, tally.birth)) {
		visitChanges(changes, mm, tally.seen.get(mm) ?? 0, look);
	}
}

function setFate({blocks, counts, birth}: Tally, i: number, fate: number): void {
	const number = Math.floor(i / blockPages);
	const block = blocks[number];
	const before = block === undefined ? fates.shared : block[i % blockPages];
	if (fate !== before) {
		const pages = Math.min(blockPages, birth.pages.vpn.length - number * blockPages);
		blocks[number] ??= new Uint8Array(pages);
		blocks[number][i % blockPages] = fate;
		counts[before] -= 1;
		counts[fate] += 1;
	}
}
