/**
 * The rows of the process tree: which of its places are seen once branches are folded, equal siblings are drawn as one
 * and a filter hides the rest. Ancestors of what matches stay, so that its place in the tree is seen. There may be a
 * hundred thousand, and every frame visits all of them: they are numbers in columns, and only rows that are drawn
 * become objects.
 */

import type {MemoryView} from '../../../analysis/memory/memory.ts';
import {nameOf, pidOf} from '../../../analysis/rows/processes.ts';
import {type TreePlace, treePlaces, withDescendants} from '../../../analysis/rows/tree.ts';
import {taskKey, taskOfKey, taskSubject} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {queryMatcher} from './found.ts';
import {findGroups, type Groups} from './groups.ts';
import {treeOrderOf} from './orders.ts';
import type {TreeState} from './state.ts';

export type TreeRows = RowKeys & {
	readonly places: readonly TreePlace[];
	/** Row of the parent, -1 at a root. */
	readonly above: Int32Array;
	/** Bits: see `rowFlags`. */
	readonly flags: Uint8Array;
	/** Processes that match the filter; all of them without one. */
	readonly hits: number;
	/** The tasks that a row stands for, itself among them; several for equal siblings drawn as one. */
	membersOf(row: number): readonly Task[];
	/** `cc───cc1`: what is below a row that stands for several, where that is one thing after another. */
	chainOf(row: number): string[];
};

export const rowFlags = {
	folded: 1,
	/** The last of its siblings that are seen. */
	last: 2,
	/** Only here because something below it matches the filter. */
	ancestor: 4,
	/** Stands for several equal siblings. */
	group: 8,
} as const;

/** What the rows follow from beside the machine. `isFlat` is a row each without the tree. */
export type Shape = Pick<
	TreeState,
	'folds' | 'foldDepth' | 'isCompact' | 'sort' | 'isInverted' | 'branch'
> & {readonly isFlat: boolean};

export function readTreeRows(
	session: Session,
	shape: Shape,
	matches: ((task: Task) => boolean) | undefined,
): TreeRows {
	const {memory} = session;
	const {kernel} = memory;
	const shaped = shapeRows(session, shape, matches);
	const {all, marks, groups, places, origin, rowOfTask, above, flags} = shaped;
	const membersOf = (row: number) =>
		(flags[row] & rowFlags.group) === 0
			? [places[row].task]
			: (groups?.members(origin[row]) ?? []).map((i) => all[i].task);
	return {
		places,
		above,
		flags,
		count: places.length,
		hits: marks === undefined ? all.length : marks.reduce((sum, mark) => sum + (mark === hit ? 1 : 0), 0),
		startRow: shaped.startRow,
		membersOf,
		chainOf: (row) => (groups?.chain(origin[row]) ?? []).map((i) => nameOf(memory, all[i].task)),
		keyAt: (row) => (row < places.length ? taskKey(kernel, places[row].task) : ''),
		rowOf: (key) => rowOfTask[taskOfKey(kernel, key)] ?? -1,
		textAt: (row) => `${pidOf(memory, places[row].task)} ${nameOf(memory, places[row].task)}`,
		offerOf: (key) => ({process: key}),
		matcher: (text) => queryMatcher(memory, text, (row) => tasksBehind(memory, {membersOf, flags}, row)),
		subjectAt: (row) => (row < places.length ? {subject: taskSubject(kernel, places[row].task)} : undefined),
		parentOf: (row) => (row < places.length ? above[row] : -1),
		foldOf: (row) =>
			hidesOthers(flags[row])
				? 'folded'
				: !shape.isFlat && (places[row].hasChildren || groups?.isOpenHead(origin[row]))
					? 'open'
					: 'leaf',
	};
}

/** Whether the row stands for more than its own process. */
export function hidesOthers(flags: number): boolean {
	return (flags & (rowFlags.folded | rowFlags.group)) !== 0;
}

/** The tasks that a row stands for, with all that is hidden below it. */
export function tasksBehind(
	{kernel}: MemoryView,
	{membersOf, flags}: Pick<TreeRows, 'membersOf' | 'flags'>,
	row: number,
): readonly Task[] {
	const members = membersOf(row);
	return hidesOthers(flags[row]) ? members.flatMap((task) => withDescendants(kernel, task)) : members;
}

const keepPlaces = memo<readonly TreePlace[]>();

/** All tasks in the order of birth: the same until one comes or goes. */
function placesOf(session: Session): readonly TreePlace[] {
	const {machine, families, memory} = session;
	return keepPlaces(session, [machine, families], () => treePlaces(memory));
}

type Shaped = ReturnType<typeof shapeAnew>;

const keepShaped = memo<Shaped>();

/**
 * A tree that is neither sorted nor searched by what its processes do is the same until a task comes or goes; with equal siblings
 * as one, until one is called otherwise too.
 */
function shapeRows(session: Session, shape: Shape, matches: ((task: Task) => boolean) | undefined): Shaped {
	const {folds, foldDepth, isCompact, sort, isInverted, isFlat, branch} = shape;
	if (matches !== undefined || sort !== '' || isInverted) {
		return shapeAnew(session, shape, matches);
	}

	const {machine, families, labels, startPids} = session;
	const same = isCompact ? labels : families;
	const parts = [machine, same, startPids, folds, foldDepth, isFlat, isCompact, branch];
	return keepShaped(session, parts, () => shapeAnew(session, shape, matches));
}

function shapeAnew(session: Session, shape: Shape, matches: ((task: Task) => boolean) | undefined) {
	const {memory, startPids} = session;
	const {kernel} = memory;
	const {isFlat} = shape;
	const keyOf = (task: Task) => taskKey(kernel, task);
	const compare = treeOrderOf(session, shape);
	// A branch whose process is not there at this moment is the whole tree.
	const root = shape.branch === undefined ? undefined : taskOfKey(kernel, shape.branch) || undefined;
	const order = isFlat ? undefined : compare;
	const places =
		root === undefined && order === undefined
			? placesOf(session)
			: treePlaces(memory, {compare: order, root});
	const all = isFlat ? flatPlaces(places, compare) : places;
	const marks = matches === undefined ? undefined : markMatches(all, matches);
	const isShaped = marks === undefined && !isFlat;
	const folded = isShaped ? foldedPlaces(all, shape, keyOf) : new Uint8Array(all.length);
	const groups = isShaped && shape.isCompact ? findGroups(all, memory, shape.folds, keyOf) : undefined;
	const visible = visibleRows(all, marks, folded, groups);
	return {
		all,
		marks,
		groups,
		...visible,
		rowOfTask: rowsByTask(all, visible.rows),
		startRow: startRow(visible.places, memory, startPids),
	};
}

/** Of each task the row that it has or that stands for it; -1 for those that have none. */
function rowsByTask(all: readonly TreePlace[], rows: Int32Array): Int32Array {
	const last = all.reduce((most, {task}) => Math.max(most, task), 0);
	const rowOfTask = new Int32Array(last + 1).fill(-1);
	for (let i = 0; i < all.length; i += 1) {
		rowOfTask[all[i].task] = rows[i];
	}

	return rowOfTask;
}

/** The row of the process that starts most others, or of the nearest ancestor that is there already. */
function startRow(places: readonly TreePlace[], view: MemoryView, startPids: readonly number[]): number {
	let row = 0;
	let best = startPids.length;
	for (let i = 0; i < places.length && best > 0; i += 1) {
		const rank = startPids.indexOf(pidOf(view, places[i].task));
		if (rank !== -1 && rank < best) {
			row = i;
			best = rank;
		}
	}

	return row;
}

/** All tasks side by side. */
function flatPlaces(
	places: readonly TreePlace[],
	compare: ((left: Task, right: Task) => number) | undefined,
): TreePlace[] {
	const flat = places.map((place) => ({...place, depth: 0, parent: undefined, hasChildren: false}));
	return compare === undefined ? flat : flat.sort((left, right) => compare(left.task, right.task));
}

const hit = 1;
const ancestorOfHit = 2;

function markMatches(places: readonly TreePlace[], matches: (task: Task) => boolean): Uint8Array {
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
	keyOf: (task: Task) => string,
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

/** One pass: a parent always stands before what is below it. `rows` has of what is hidden the row that stands for it. */
function visibleRows(
	all: readonly TreePlace[],
	marks: Uint8Array | undefined,
	folded: Uint8Array,
	groups: Groups | undefined,
) {
	const rows = new Int32Array(all.length).fill(-1);
	const isHidden = new Uint8Array(all.length);
	const places: TreePlace[] = [];
	const origin = new Int32Array(all.length);
	const above = new Int32Array(all.length);
	const flags = new Uint8Array(all.length);
	for (let i = 0; i < all.length; i += 1) {
		const {parent} = all[i];
		const head = groups?.headOf(i) ?? i;
		const isBelowFold =
			parent !== undefined && (isHidden[parent] === 1 || folded[parent] === 1 || groups?.isGroup(parent));
		if (marks !== undefined ? marks[i] === 0 : isBelowFold || head !== i) {
			isHidden[i] = 1;
			rows[i] = marks !== undefined ? -1 : isBelowFold ? rows[parent ?? i] : rows[head];
			continue;
		}

		const row = places.push(all[i]) - 1;
		rows[i] = row;
		origin[row] = i;
		above[row] = parent === undefined ? -1 : rows[parent];
		flags[row] =
			(folded[i] === 1 ? rowFlags.folded : 0) |
			(marks?.[i] === ancestorOfHit ? rowFlags.ancestor : 0) |
			(groups?.isGroup(i) ? rowFlags.group : 0);
	}

	markLast(above, flags, places.length);
	return {places, origin, rows, above, flags};
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
