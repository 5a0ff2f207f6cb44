/**
 * The rows of the process tree: which of its places are seen once branches are folded and a filter hides what nobody
 * looks for. Ancestors of what matches stay, so that one sees where it hangs. There may be a hundred thousand, and all
 * are looked at for every frame: numbers in columns, and nothing is made for a row that is not drawn.
 */
import {type TreePlace, treePlaces} from '../../analysis/tree.ts';
import type {RowKeys} from '../facts.ts';
import type {Model} from '../model.ts';
import type {Session} from '../session.ts';

export type TreeRows = RowKeys & {
	readonly places: readonly TreePlace[];
	/** Row of the parent, -1 at a root. */
	readonly above: Int32Array;
	/** Bits: see `rowFlags`. */
	readonly flags: Uint8Array;
	/** Processes that match the filter; all of them without one. */
	readonly hits: number;
};

export const rowFlags = {
	folded: 1,
	/** The last of its siblings that are seen. */
	last: 2,
	/** Only here because something below it matches the filter. */
	ancestor: 4,
} as const;

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
	const folded = marks === undefined ? foldedPlaces(all, shape, keyOf) : new Uint8Array(all.length);
	const {places, above, flags} = visibleRows(all, marks, folded);
	return {
		places,
		above,
		flags,
		count: places.length,
		hits: marks === undefined ? all.length : marks.reduce((sum, mark) => sum + (mark === hit ? 1 : 0), 0),
		keyAt: (row) => (row < places.length ? keyOf(places[row].task) : ''),
		rowOf(key) {
			const [wantedPid, wantedBirth] = key.split('@').map(Number);
			return places.findIndex(({task}) => pid[task] === wantedPid && born[task] === wantedBirth);
		},
		textAt: (row) => `${pid[places[row].task]} ${program.strings[comm[places[row].task]]}`,
		parentOf: (row) => (row < places.length ? above[row] : -1),
		foldOf: (row) => (flags[row] & rowFlags.folded ? 'folded' : places[row].hasChildren ? 'open' : 'leaf'),
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
	for (let i = 0; i < places.length; i += 1) {
		const {task, depth, hasChildren} = places[i];
		const byHand = hasFolds && hasChildren ? folds[keyOf(task)] : undefined;
		folded[i] = hasChildren && (byHand ?? depth >= foldDepth) ? 1 : 0;
	}

	return folded;
}

/** One pass: a parent always stands before what is below it. */
function visibleRows(all: readonly TreePlace[], marks: Uint8Array | undefined, folded: Uint8Array) {
	const rows = new Int32Array(all.length).fill(-1);
	const places: TreePlace[] = [];
	const above = new Int32Array(all.length);
	const flags = new Uint8Array(all.length);
	for (let i = 0; i < all.length; i += 1) {
		const {parent} = all[i];
		const aboveRow = parent === undefined ? -1 : rows[parent];
		const isBelowFold = parent !== undefined && (aboveRow === -1 || folded[parent] === 1);
		if (marks === undefined ? isBelowFold : marks[i] === 0) {
			continue;
		}

		const row = places.push(all[i]) - 1;
		rows[i] = row;
		above[row] = aboveRow;
		flags[row] =
			(folded[i] === 1 ? rowFlags.folded : 0) | (marks?.[i] === ancestorOfHit ? rowFlags.ancestor : 0);
	}

	markLast(above, flags, places.length);
	return {places, above, flags};
}

/** From below: the first row met of each parent is its last. */
function markLast(above: Int32Array, flags: Uint8Array, count: number): void {
	const met = new Uint8Array(count + 1);
	for (let row = count - 1; row >= 0; row -= 1) {
		if (met[above[row] + 1] === 0) {
			met[above[row] + 1] = 1;
			flags[row] |= rowFlags.last;
		}
	}
}
