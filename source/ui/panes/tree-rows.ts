/**
 * The rows of the process tree: which of its places are seen once branches are folded and a filter hides what nobody
 * looks for. Ancestors of what matches stay, so that one sees where it hangs.
 */
import {type TreePlace, treePlaces} from '../../analysis/tree.ts';
import type {RowKeys} from '../facts.ts';
import type {Model} from '../model.ts';
import type {Session} from '../session.ts';

export type VisiblePlace = TreePlace & {
	/** Row of the parent, -1 at a root. */
	readonly above: number;
	/** Only here because something below it matches the filter. */
	readonly isAncestor: boolean;
};

export type TreeRows = RowKeys & {
	readonly places: readonly VisiblePlace[];
	/** Processes that match the filter; all of them without one. */
	readonly hits: number;
};

type Shape = Pick<Model, 'folds' | 'foldDepth'>;

export function readTreeRows(
	{machine, memory}: Session,
	shape: Shape,
	matches: ((task: number) => boolean) | undefined,
): TreeRows {
	const {kernel, program} = machine;
	const {pid, born, comm} = kernel.task;
	const keyOf = (task: number) => `${pid[task]}@${born[task]}`;
	const all = treePlaces(memory);
	const marks = matches === undefined ? undefined : markMatches(all, matches);
	const places = visible(all, marks, marks === undefined ? foldedPlaces(all, shape, keyOf) : undefined);
	let rowsByKey: Map<string, number> | undefined;
	return {
		places,
		count: places.length,
		hits: marks === undefined ? all.length : marks.reduce((sum, mark) => sum + (mark === hit ? 1 : 0), 0),
		keyAt: (row) => (row < places.length ? keyOf(places[row].task) : ''),
		rowOf(key) {
			rowsByKey ??= new Map(places.map(({task}, row) => [keyOf(task), row]));
			return rowsByKey.get(key) ?? -1;
		},
		textAt: (row) => `${pid[places[row].task]} ${program.strings[comm[places[row].task]]}`,
		parentOf: (row) => places[row]?.above ?? -1,
		foldOf: (row) => (places[row].isFolded ? 'folded' : places[row].hasChildren ? 'open' : 'leaf'),
	};
}

const hit = 1;
const ancestorOfHit = 2;

function markMatches(places: readonly TreePlace[], matches: (task: number) => boolean): Uint8Array {
	const marks = new Uint8Array(places.length);
	for (let i = places.length - 1; i >= 0; i -= 1) {
		const {task, parent} = places[i];
		marks[i] = matches(task) ? hit : marks[i];
		if (marks[i] !== 0 && parent !== undefined) {
			marks[parent] = ancestorOfHit;
		}
	}

	return marks;
}

/** 1 where a branch is folded; what is done by hand goes before what the depth says. */
function foldedPlaces(
	places: readonly TreePlace[],
	{folds, foldDepth}: Shape,
	keyOf: (task: number) => string,
): Uint8Array {
	const folded = new Uint8Array(places.length);
	const hasFolds = Object.keys(folds).length > 0;
	for (const [i, {task, depth, hasChildren}] of places.entries()) {
		const byHand = hasFolds ? folds[keyOf(task)] : undefined;
		folded[i] = hasChildren && (byHand ?? depth >= foldDepth) ? 1 : 0;
	}

	return folded;
}

/** One pass: a parent always stands before what is below it. */
function visible(
	places: readonly TreePlace[],
	marks: Uint8Array | undefined,
	folded: Uint8Array | undefined,
): VisiblePlace[] {
	const rows = new Int32Array(places.length).fill(-1);
	const seen: VisiblePlace[] = [];
	const lastBelow = new Map<number, number>();
	for (const [i, place] of places.entries()) {
		const above = place.parent === undefined ? -1 : rows[place.parent];
		const isHidden =
			marks === undefined
				? place.parent !== undefined && (above === -1 || folded?.[place.parent] === 1)
				: marks[i] === 0;
		if (!isHidden) {
			rows[i] = seen.length;
			lastBelow.set(above, seen.length);
			const isAncestor = marks?.[i] === ancestorOfHit;
			seen.push({...place, isFolded: folded?.[i] === 1, above, isAncestor, isLast: false});
		}
	}

	for (const row of lastBelow.values()) {
		seen[row] = {...seen[row], isLast: true};
	}

	return seen;
}
