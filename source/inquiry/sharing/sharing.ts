/**
 * What has become of the pages that a child was born with. Asked of one moment, with the birth (birth.ts) in hand: a page
 * is still shared, or has been copied by one of the two, or one of them has let it go; each is exactly one of these.
 */
import type {Kernel} from '../../kernel/state/kernel.ts';
import {type Birth, framesAt, type InheritedPages, mmOf} from './birth.ts';

/** Pages; the last four add up to the first. */
export type Sharing = {
	readonly inherited: number;
	/** Both reach the same frame at that address. */
	readonly shared: number;
	/** The child has another page there now, whatever the parent has. */
	readonly copiedByChild: number;
	/** The parent has another page there; the child kept the one that both had. */
	readonly copiedByParent: number;
	/** One of the two has nothing there any more: unmapped, given back, or gone itself. */
	readonly letGo: number;
};

export type MappingSharing = Sharing & {
	/** Byte address, and what the mapping was called when the child was born. */
	readonly start: number;
	readonly name: string;
};

/** One moment of a kernel; what its parents reach is looked up once for all children that inherited the same. */
export type SharingView = {
	readonly kernel: Kernel;
	readonly parents: Map<InheritedPages, Int32Array>;
};

export function viewSharing(kernel: Kernel): SharingView {
	return {kernel, parents: new Map()};
}

/** For a child that still runs what it was forked as. */
export function sharingSince(view: SharingView, birth: Birth): Sharing {
	return sumOf(sharingByMapping(view, birth));
}

/** The same for each mapping of the child as it was at its birth, in address order. */
export function sharingByMapping(view: SharingView, birth: Birth): MappingSharing[] {
	const frames = framesOf(view, birth);
	return birth.pages.mappings.map(({start, name, first, end}) => ({
		start,
		name,
		...countPages(frames, first, end),
	}));
}

/** By inherited page: what child and parent reach there, and what both had. */
export type Frames = {readonly own: Int32Array; readonly others: Int32Array; readonly born: Int32Array};

export function framesOf({kernel, parents}: SharingView, {pages, parent, child}: Birth): Frames {
	const own = framesAt(kernel, mmOf(kernel, child), pages.vpn);
	const others = parents.get(pages) ?? framesAt(kernel, mmOf(kernel, parent), pages.vpn);
	parents.set(pages, others);
	return {own, others, born: pages.frame};
}

/** What has become of an inherited page. */
export const fates = {shared: 0, copiedByChild: 1, copiedByParent: 2, letGo: 3} as const;

/** The fate of a page of which child and parent reach these frames and had one in common at the birth. */
export function fateOf(own: number, other: number, born: number): number {
	if (own === 0) {
		return fates.letGo;
	}

	if (own === other) {
		return fates.shared;
	}

	return own !== born ? fates.copiedByChild : other !== 0 ? fates.copiedByParent : fates.letGo;
}

/** Of the pages from `first` on, before `end`. */
function countPages({own, others, born}: Frames, first: number, end: number): Sharing {
	const counts = [0, 0, 0, 0];
	for (let i = first; i < end; i += 1) {
		counts[fateOf(own[i], others[i], born[i])] += 1;
	}

	return sharingOf(counts);
}

/** Counts of pages by their fates. */
export function sharingOf(counts: readonly number[]): Sharing {
	const [shared, copiedByChild, copiedByParent, letGo] = counts;
	const inherited = shared + copiedByChild + copiedByParent + letGo;
	return {inherited, shared, copiedByChild, copiedByParent, letGo};
}

export const noSharing: Sharing = {inherited: 0, shared: 0, copiedByChild: 0, copiedByParent: 0, letGo: 0};

export function sumOf(parts: readonly Sharing[]): Sharing {
	return parts.reduce(
		(sum, part) => ({
			inherited: sum.inherited + part.inherited,
			shared: sum.shared + part.shared,
			copiedByChild: sum.copiedByChild + part.copiedByChild,
			copiedByParent: sum.copiedByParent + part.copiedByParent,
			letGo: sum.letGo + part.letGo,
		}),
		noSharing,
	);
}
