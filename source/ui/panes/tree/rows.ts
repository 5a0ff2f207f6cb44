/**
 * The rows of the process tree: which of its places are seen once branches are folded, equal siblings are drawn as one
 * and a filter hides what nobody looks for. Ancestors of what matches stay, so that one sees where it hangs. There may
 * be a hundred thousand, and all are looked at for every frame: numbers in columns, and nothing is made for a row that
 * is not drawn.
 */
import {type TreePlace, treePlaces} from '../../../analysis/tree.ts';
import {taskKey, taskOfKey, taskSubject} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {RowKeys} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {queryMatcher, tasksBelow} from './found.ts';
import {findGroups, type Groups} from './groups.ts';
import {orderOf} from './orders.ts';

export type TreeRows = RowKeys & {
	readonly places: readonly TreePlace[];
	/** Row of the parent, -1 at a root. */
	readonly above: Int32Array;
	/** Bits: see `rowFlags`. */
	readonly flags: Uint8Array;
	/** Processes that match the filter; all of them without one. */
	readonly hits: number;
	/** The task of a row. */
	taskAt(row: number): Task;
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

type Shape = Pick<Model, 'folds' | 'foldDepth' | 'isCompact' | 'sort' | 'isInverted' | 'treeMode' | 'branch'>;

/** What the rows depend on. */
export function treeParts(model: Model): readonly unknown[] {
	const {folds, foldDepth, filter, isCompact, sort, isInverted, treeMode, branch} = model;
	return [folds, foldDepth, filter, isCompact, sort, isInverted, treeMode, branch];
}

export function readTreeRows(
	session: Session,
	shape: Shape,
	matches: ((task: Task) => boolean) | undefined,
): TreeRows {
	const {kernel, program} = session.machine;
	const {pid, comm} = kernel.task;
	const keyOf = (task: Task) => taskKey(kernel, task);
	const isFlat = shape.treeMode === 'flat';
	const shaped = shapeRows(session, shape, matches, keyOf);
	const {all, marks, groups, places, origin, rowOfTask, above, flags} = shaped;
	const membersOf = (row: number) =>
		(flags[row] & rowFlags.group) === 0
			? [places[row].task]
			: (groups?.members(origin[row]) ?? []).map((i) => all[i].task);
	const hidesOthers = (row: number) => (flags[row] & (rowFlags.folded | rowFlags.group)) !== 0;
	return {
		places,
		above,
		flags,
		count: places.length,
		hits: marks === undefined ? all.length : marks.reduce((sum, mark) => sum + (mark === hit ? 1 : 0), 0),
		startRow: shaped.startRow,
		taskAt: (row) => (row >= 0 && row < places.length ? places[row].task : 0),
		membersOf,
		chainOf: (row) => (groups?.chain(origin[row]) ?? []).map((i) => program.strings[comm[all[i].task]]),
		keyAt: (row) => (row < places.length ? keyOf(places[row].task) : ''),
		rowOf: (key) => rowOfTask[taskOfKey(kernel, key)],
		textAt: (row) => `${pid[places[row].task]} ${program.strings[comm[places[row].task]]}`,
		matcher: (text) =>
			queryMatcher(session.memory, text, (row) =>
				hidesOthers(row) ? tasksBelow(kernel, membersOf(row)) : [places[row].task],
			),
		subjectAt: (row) => (row < places.length ? {subject: taskSubject(kernel, places[row].task)} : undefined),
		parentOf: (row) => (row < places.length ? above[row] : -1),
		foldOf: (row) =>
			hidesOthers(row)
				? 'folded'
				: !isFlat && (places[row].hasChildren || groups?.isOpenHead(origin[row]))
					? 'open'
					: 'leaf',
	};
}

/** Everybody in the order of birth: the same until somebody comes or goes. */
const keptPlaces = new WeakMap<Session, {parts: readonly unknown[]; places: readonly TreePlace[]}>();

function placesOf(session: Session): readonly TreePlace[] {
	const {machine, families, memory} = session;
	const found = keptPlaces.get(session);
	if (found?.parts[0] === machine && found.parts[1] === families) {
		return found.places;
	}

	const places = treePlaces(memory);
	keptPlaces.set(session, {parts: [machine, families], places});
	return places;
}

type Shaped = ReturnType<typeof shapeAnew>;

const kept = new WeakMap<Session, {parts: readonly unknown[]; shaped: Shaped}>();

/** A tree that is neither sorted nor searched by what its processes do is the same until somebody comes or goes. */
function shapeRows(
	session: Session,
	shape: Shape,
	matches: ((task: Task) => boolean) | undefined,
	keyOf: (task: Task) => string,
): Shaped {
	const {folds, foldDepth, isCompact, sort, isInverted, treeMode, branch} = shape;
	if (matches !== undefined || isCompact || sort !== '' || isInverted) {
		return shapeAnew(session, shape, matches, keyOf);
	}

	const parts = [session.machine, session.families, folds, foldDepth, treeMode, branch];
	const found = kept.get(session);
	if (found?.parts.every((part, i) => part === parts[i])) {
		return found.shaped;
	}

	const shaped = shapeAnew(session, shape, matches, keyOf);
	kept.set(session, {parts, shaped});
	return shaped;
}

function shapeAnew(
	session: Session,
	shape: Shape,
	matches: ((task: Task) => boolean) | undefined,
	keyOf: (task: Task) => string,
) {
	const {machine, memory, startPids} = session;
	const {kernel} = machine;
	const compare = orderOf(memory, shape);
	const isFlat = shape.treeMode === 'flat';
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
	const groups = isShaped && shape.isCompact ? findGroups(all, kernel, shape.folds, keyOf) : undefined;
	const visible = visibleRows(all, marks, folded, groups);
	return {
		all,
		marks,
		groups,
		...visible,
		rowOfTask: rowsByTask(all, visible.rows, kernel.task.count),
		startRow: startRow(visible.places, kernel.task.pid, startPids),
	};
}

/** Of each task the row that it has or that stands for it; -1 for those that have none. */
function rowsByTask(all: readonly TreePlace[], rows: Int32Array, tasks: number): Int32Array {
	const rowOfTask = new Int32Array(tasks).fill(-1);
	for (let i = 0; i < all.length; i += 1) {
		rowOfTask[all[i].task] = rows[i];
	}

	return rowOfTask;
}

/** The row of the process that starts most others, or of whoever of its ancestors is there already. */
function startRow(places: readonly TreePlace[], pid: Int32Array, startPids: readonly number[]): number {
	let row = 0;
	let best = startPids.length;
	for (let i = 0; i < places.length && best > 0; i += 1) {
		const rank = startPids.indexOf(pid[places[i].task]);
		if (rank !== -1 && rank < best) {
			row = i;
			best = rank;
		}
	}

	return row;
}

/** Everybody beside everybody else. */
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
