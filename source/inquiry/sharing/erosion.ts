/**
 * Erosion: how the children of one process stop sharing what they were born with, over the whole run. Points of a curve
 * are sparse; between two of them it goes on as it was at the first. follow.ts finds them.
 */
import {firstIndex} from '../../machine/first-index.ts';
import type {Birth} from './birth.ts';
import type {MappingSharing, Sharing} from './sharing.ts';

export type Point = Sharing & {readonly position: number};

/** Why nothing of the fork is shared any more, or `adopted`: the parent has ended or dropped its memory first. */
export type Ending = 'exec' | 'exited' | 'killed' | 'adopted';

export type ErosionChild = {
	readonly birth: Birth;
	/** What it was called at birth. */
	readonly name: string;
	/** Ascending, the first at the birth. */
	points: Point[];
	/** The event that ended the sharing, where the child began to end (see endings.ts), and what there was just before. */
	end?: {
		readonly event: number;
		readonly begins: number;
		readonly why: Ending;
		readonly last: Sharing;
		readonly mappings: readonly MappingSharing[];
	};
};

/** Pages copied on write in one event that parent and child had in common until then. */
export type Copying = {
	readonly event: number;
	/** Index of the child, -1 for the parent. */
	readonly who: number;
	/** The mapping as it was at the birth. */
	readonly start: number;
	readonly name: string;
	pages: number;
};

export type Erosion = {
	/** Key of the parent: `31@1234`. */
	readonly parent: string;
	/** In the order of their births. */
	readonly children: ErosionChild[];
	/** By event. */
	readonly copies: Copying[];
	/** Known up to this position. */
	position: number;
	isDone: boolean;
	/** Every curve is exact at multiples of this, at births and just before ends. */
	stride: number;
	/** Children beyond those that are followed. */
	unfollowed: number;
};

/** As the curve has it: undefined before the birth and from the end on. */
export function sharingAt({points, end}: ErosionChild, position: number): Sharing | undefined {
	if (position < points[0].position || (end !== undefined && position >= end.event)) {
		return undefined;
	}

	return points[firstIndex(points.length, (i) => points[i].position > position) - 1];
}

/** The part of what they inherited that all children alive at a position share, from 0 to 1; undefined without any. */
export function groupShareAt({children}: Erosion, position: number): number | undefined {
	return shareOf(children, (child) => sharingAt(child, position));
}

/**
 * The curve of some children together in `cells` points evenly from one position to another, each as it was at the end of
 * its stretch, or when the last of them ended in it: a short life is seen too.
 */
export function sampleShares(
	children: readonly ErosionChild[],
	from: number,
	to: number,
	cells: number,
): (number | undefined)[] {
	return Array.from({length: cells}, (_, i) => {
		const begin = from + ((to - from) * i) / cells;
		const end = Math.floor(from + ((to - from) * (i + 1)) / cells);
		return (
			shareOf(children, (child) => sharingAt(child, end)) ??
			shareOf(children, (child) => lastSharingIn(child, begin, end))
		);
	});
}

const groupCurves = new WeakMap<
	Erosion,
	{readonly of: string; readonly curve: readonly (number | undefined)[]}
>();

/** The curve of all children over the run; with a thousand of them it is kept until more is known. */
export function groupCurve(erosion: Erosion, end: number, cells: number): readonly (number | undefined)[] {
	const of = `${erosion.position} ${end} ${cells}`;
	const kept = groupCurves.get(erosion);
	if (kept?.of === of) {
		return kept.curve;
	}

	const curve = sampleShares(erosion.children, 0, end, cells);
	groupCurves.set(erosion, {of, curve});
	return curve;
}

function shareOf(
	children: readonly ErosionChild[],
	find: (child: ErosionChild) => Sharing | undefined,
): number | undefined {
	let inherited = 0;
	let shared = 0;
	for (const child of children) {
		const sharing = find(child);
		inherited += sharing?.inherited ?? 0;
		shared += sharing?.shared ?? 0;
	}

	return inherited === 0 ? undefined : shared / inherited;
}

/** Of a child that ended after `begin` and up to `end`. */
function lastSharingIn({end: ending}: ErosionChild, begin: number, end: number): Sharing | undefined {
	return ending !== undefined && ending.event > begin && ending.event <= end ? ending.last : undefined;
}

/** Pages copied in each of `cells` stretches of the run, by one of them (-1: the parent) or by all. */
export function sampleCopies({copies}: Erosion, end: number, cells: number, who?: number): number[] {
	const counts = Array.from({length: cells}, () => 0);
	for (const copying of copies) {
		if (who === undefined || copying.who === who) {
			counts[Math.min(cells - 1, Math.floor(((copying.event - 1) * cells) / Math.max(1, end)))] +=
				copying.pages;
		}
	}

	return counts;
}

export type MappingBlame = {
	readonly start: number;
	readonly name: string;
	readonly byChildren: number;
	readonly byParent: number;
};

/** The mappings in which pages were copied up to a position, the most first. */
export function blameMappings({copies}: Erosion, position: number): MappingBlame[] {
	const found = new Map<string, {start: number; name: string; byChildren: number; byParent: number}>();
	for (const {event, who, start, name, pages} of copies) {
		if (event > position) {
			break;
		}

		const key = `${start} ${name}`;
		const blame = found.get(key) ?? {start, name, byChildren: 0, byParent: 0};
		found.set(key, blame);
		blame[who === -1 ? 'byParent' : 'byChildren'] += pages;
	}

	const pagesOf = ({byChildren, byParent}: MappingBlame) => byChildren + byParent;
	return [...found.values()].sort(
		(left, right) => pagesOf(right) - pagesOf(left) || left.start - right.start,
	);
}
