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

/** Of the pages from `first` on, before `end`. */
export function countPages({own, others, born}: Frames, first: number, end: number): Sharing {
	let shared = 0;
	let copiedByChild = 0;
	let copiedByParent = 0;
	for (let i = first; i < end; i += 1) {
		if (own[i] === 0) {
			continue;
		}

		if (own[i] === others[i]) {
			shared += 1;
		} else if (own[i] !== born[i]) {
			copiedByChild += 1;
		} else if (others[i] !== 0) {
			copiedByParent += 1;
		}
	}

	const inherited = end - first;
	const letGo = inherited - shared - copiedByChild - copiedByParent;
	return {inherited, shared, copiedByChild, copiedByParent, letGo};
}

export const noSharing: Sharing = {inherited: 0, shared: 0, copiedByChild: 0, copiedByParent: 0, letGo: 0};

export function sumOf(parts: readonly Sharing[]): Sharing {
	return parts.reduce((sum, part) => withPart(sum, noSharing, part), noSharing);
}

/** A sum in which one part has come to something else. */
export function withPart(sum: Sharing, before: Sharing, now: Sharing): Sharing {
	return {
		inherited: sum.inherited + now.inherited - before.inherited,
		shared: sum.shared + now.shared - before.shared,
		copiedByChild: sum.copiedByChild + now.copiedByChild - before.copiedByChild,
		copiedByParent: sum.copiedByParent + now.copiedByParent - before.copiedByParent,
		letGo: sum.letGo + now.letGo - before.letGo,
	};
}
