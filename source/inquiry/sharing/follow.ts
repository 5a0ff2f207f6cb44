/**
 * Following: a replay that watches the children of one process. It takes down every birth, counts again what is shared
 * whenever one of the two sides has done something, and keeps what was shared just before a child execs or ends.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import {forkKinds, opKinds, startKinds} from '../../machine/ops/index.ts';
import type {Machine} from '../../machine/state.ts';
import {effectsIn} from '../../timeline/history.ts';
import {createReplay, type Replay} from '../../timeline/replay.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {parseProcessKey} from '../keys.ts';
import {type Birth, indexOfPage, isThere, mmOf, recordBirth} from './birth.ts';
import {type Changes, createChanges, noteChanges} from './changes.ts';
import {beginningOfEnd, noteAct, type Pauses, startPauses} from './endings.ts';
import type {Copying, Ending, Erosion, ErosionChild, Point} from './erosion.ts';
import {nextSuccess} from './forkers.ts';
import {type MappingSharing, type Sharing, sharingByMapping, sumOf, viewSharing} from './sharing.ts';
import {count, createTally, type Tally} from './tally.ts';

/** Curves have up to twice as many points. */
const pointsWanted = 128;
/** A process with more children is no server: the curves of the rest are left out. */
const followedMost = 1000;

/** These ops change no page of any process. */
const quietKinds: readonly number[] = [
	...startKinds,
	opKinds.run,
	opKinds.sleep,
	opKinds.wait,
	opKinds.comm,
	opKinds.setuid,
	opKinds.setpgid,
	opKinds.mark,
];
const endKinds: readonly number[] = [opKinds.exec, opKinds.exit];
const copyKinds: readonly number[] = [effectKinds.copy, effectKinds.copyFile, effectKinds.hugeCopy];

type Followed = {
	readonly child: ErosionChild;
	readonly index: number;
	readonly pauses: Pauses;
	readonly tally: Tally;
};

/** Everything that following one process needs beside its erosion. */
type Follower = {
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly erosion: Erosion;
	readonly parentPid: number;
	readonly parentBorn: number;
	/** Children that share, by their task. */
	readonly living: Map<number, Followed>;
	/** The same by the address space that they were born on. */
	readonly byMm: Map<number, Followed>;
	/** What the children that the coming event may end share before it. */
	readonly lastLooks: Map<ErosionChild, readonly MappingSharing[]>;
	/** Address spaces in which something happened since the curves were drawn on. */
	readonly touched: Set<number>;
	/** Pages that may have changed. */
	readonly changes: Changes;
	/** The parent's: it changes hands where vfork lends it. */
	parentMm: number;
	samples: number;
};

export function createErosion(parent: string): Erosion {
	const {born} = parseProcessKey(parent);
	return {parent, children: [], copies: [], position: born, isDone: false, stride: 1, unfollowed: 0};
}

/** A replay that fills an erosion in, from the first fork after the birth of the parent on. */
export function followChildren(timeline: Timeline, erosion: Erosion): Replay {
	const {pid: parentPid, born: parentBorn} = parseProcessKey(erosion.parent);
	const firstFork = nextSuccess(timeline, forkKinds, parentBorn) ?? timeline.history.count;
	return createReplay(timeline, Math.max(parentBorn, firstFork - 1), (machine) => {
		const follower: Follower = {
			timeline,
			machine,
			erosion,
			parentPid,
			parentBorn,
			living: new Map(),
			byMm: new Map(),
			lastLooks: new Map(),
			touched: new Set(),
			changes: createChanges(),
			parentMm: 0,
			samples: 0,
		};
		return {before: (event) => before(follower, event), after: (event) => after(follower, event)};
	});
}

function before(follower: Follower, event: number): void {
	const {timeline, machine, living, lastLooks} = follower;
	if (living.size === 0) {
		return;
	}

	const {history} = timeline;
	const actor = actorOf(machine, history.op[event]);
	const own = living.get(actor);
	if (own !== undefined) {
		noteAct(own.pauses, event, history.time[event]);
	}

	const isKilling = effectsIn(history, event, effectKinds.oomKill) > 0;
	const kind = machine.program.kind[history.op[event]];
	if (!(endKinds.includes(kind) || history.signal[event] !== 0 || isKilling)) {
		return;
	}

	const children = isKilling || isParent(follower, actor) ? [...living.values()] : own ? [own] : [];
	const view = viewSharing(machine.kernel);
	for (const {child} of children) {
		lastLooks.set(child, sharingByMapping(view, child.birth));
	}
}

/** The process whose op it is, before it is carried out; 0 for marks and where it is gone. */
function actorOf({columns, scripts, kernel}: Machine, op: number): Task {
	return kernel.task.leader[columns.script.task[scripts.scriptOf[op] + 1]];
}

function isParent({machine, parentPid, parentBorn}: Follower, task: Task): boolean {
	const {pid, born} = machine.kernel.task;
	return task !== 0 && pid[task] === parentPid && born[task] === parentBorn;
}

function after(follower: Follower, event: number): void {
	const {erosion, living, lastLooks, touched} = follower;
	erosion.position = event;
	noteBirth(follower, event);
	if (living.size === 0) {
		return;
	}

	noteTouched(follower, event);
	noteCopies(follower, event);
	if (lastLooks.size > 0) {
		noteEnds(follower, event);
	}

	if (event % erosion.stride === 0 && touched.size > 0) {
		drawOn(follower, event);
	}
}

/** The memory of who acted, and the parent's when it has gone to a child in vfork or come back. */
function noteTouched(follower: Follower, event: number): void {
	const {machine, living, touched, changes} = follower;
	const {outcome, kernel, program} = machine;
	if (!quietKinds.includes(program.kind[outcome.op])) {
		touched.add(kernel.task.mm[outcome.task]);
	}

	const [{child}] = living.values();
	const parentMm = mmOf(kernel, child.birth.parent);
	if (parentMm !== follower.parentMm) {
		follower.parentMm = parentMm;
		touched.add(parentMm);
		changes.everything = event;
	}

	if (!quietKinds.includes(program.kind[outcome.op]) || kernel.effects.count > 0) {
		noteChanges(changes, machine, event, (mm) => mm === parentMm || ownerOf(follower, mm) !== undefined);
	}
}

function noteBirth(follower: Follower, event: number): void {
	const {timeline, machine, erosion, living, byMm} = follower;
	const {kernel, program, outcome} = machine;
	const {op, result, task, other} = outcome;
	const isBirth = forkKinds.includes(program.kind[op]) && result === 0 && other !== 0;
	if (!isBirth || kernel.task.leader[other] !== other || !isParent(follower, kernel.task.leader[task])) {
		return;
	}

	if (erosion.children.length >= followedMost) {
		erosion.unfollowed += 1;
		return;
	}

	const birth = recordBirth(machine, kernel.task.leader[task], other, erosion.children.at(-1)?.birth);
	const tally = createTally(kernel, birth);
	const sharing = count(tally, viewSharing(kernel), follower.changes, event);
	const name = program.strings[kernel.task.comm[other]];
	const child: ErosionChild = {birth, name, points: [{position: event, ...sharing}]};
	const pauses = startPauses(timeline.history.time[event]);
	const followed = {child, index: erosion.children.push(child) - 1, pauses, tally};
	living.set(other, followed);
	byMm.set(kernel.task.mm[other], followed);
}

/** Counts only copies of frames that a child was born with. */
function noteCopies(follower: Follower, event: number): void {
	const {machine, erosion, touched} = follower;
	const {kind, mm, vpn, other, amount, count} = machine.kernel.effects;
	let last: Copying | undefined;
	for (let i = 0; i < count; i += 1) {
		touched.add(mm[i]);
		const place = copyKinds.includes(kind[i]) ? placeOf(follower, mm[i], vpn[i], other[i]) : undefined;
		if (place === undefined) {
			continue;
		}

		const {who, start, name} = place;
		const pages = kind[i] === effectKinds.hugeCopy ? amount[i] : 1;
		if (last?.who === who && last.start === start) {
			last.pages += pages;
		} else {
			last = {event, who, start, name, pages};
			erosion.copies.push(last);
		}
	}
}

type Place = Pick<Copying, 'who' | 'start' | 'name'>;

/** Who in the family copied that frame, and in which mapping; undefined where it was no inherited one. */
function placeOf(follower: Follower, mm: Mm, vpn: number, frame: number): Place | undefined {
	const own = ownerOf(follower, mm);
	if (own !== undefined) {
		const mapping = mappingOf(own.child.birth, vpn, frame);
		return mapping && {who: own.index, ...mapping};
	}

	const {machine, living} = follower;
	for (const {child} of living.values()) {
		if (mmOf(machine.kernel, child.birth.parent) !== mm) {
			return undefined;
		}

		const mapping = mappingOf(child.birth, vpn, frame);
		if (mapping !== undefined) {
			return {who: -1, ...mapping};
		}
	}

	return undefined;
}

/** The child that was born on that address space and shares. */
function ownerOf({living, byMm}: Follower, mm: Mm): Followed | undefined {
	const own = byMm.get(mm);
	return own !== undefined && living.get(own.child.birth.child.task) === own ? own : undefined;
}

function mappingOf({pages}: Birth, vpn: number, frame: number): Pick<Copying, 'start' | 'name'> | undefined {
	const at = indexOfPage(pages.vpn, vpn);
	const mapping =
		at === -1 || pages.frame[at] !== frame ? undefined : pages.mappings.find(({end}) => at < end);
	return mapping && {start: mapping.start, name: mapping.name};
}

function noteEnds(follower: Follower, event: number): void {
	const {timeline, living, lastLooks} = follower;
	for (const [child, mappings] of lastLooks) {
		const why = endingOf(follower, child);
		if (why !== undefined) {
			const last = sumOf(mappings);
			addPoint(child, {position: event - 1, ...last});
			const pauses = living.get(child.birth.child.task)?.pauses;
			const begins = pauses && beginningOfEnd(pauses, timeline.history.time[event]);
			child.end = {event, begins: begins ?? event, why, last, mappings};
			living.delete(child.birth.child.task);
		}
	}

	lastLooks.clear();
}

function endingOf({machine}: Follower, {birth}: ErosionChild): Ending | undefined {
	const {kernel, program, outcome} = machine;
	const kind = program.kind[outcome.op];
	const hasExeced = (task: Task) =>
		kind === opKinds.exec && outcome.result === 0 && kernel.task.leader[outcome.task] === task;
	if (!isThere(kernel, birth.child)) {
		return kind === opKinds.exit && outcome.signal === 0 ? 'exited' : 'killed';
	}

	if (hasExeced(birth.child.task)) {
		return 'exec';
	}

	return !isThere(kernel, birth.parent) || hasExeced(birth.parent.task) ? 'adopted' : undefined;
}

/** Counts again for those whose memory, or whose parent's, was touched. */
function drawOn(follower: Follower, event: number): void {
	const {machine, erosion, living, touched, changes} = follower;
	const {kernel} = machine;
	const view = viewSharing(kernel);
	for (const {child, tally} of living.values()) {
		const {birth, points} = child;
		if (touched.has(mmOf(kernel, birth.child)) || touched.has(mmOf(kernel, birth.parent))) {
			const sharing = count(tally, view, changes, event);
			if (!areSame(sharing, points[points.length - 1])) {
				addPoint(child, {position: event, ...sharing});
			}
		}
	}

	touched.clear();
	follower.samples += 1;
	if (follower.samples > 2 * pointsWanted) {
		thinOut(erosion);
		follower.samples = pointsWanted;
	}
}

function areSame(left: Sharing, right: Sharing): boolean {
	return (
		left.shared === right.shared &&
		left.copiedByChild === right.copiedByChild &&
		left.copiedByParent === right.copiedByParent
	);
}

function addPoint({points}: ErosionChild, point: Point): void {
	if (points[points.length - 1].position === point.position) {
		points.pop();
	}

	points.push(point);
}

/** Half as many points: of each stretch of twice the length the last one, and the births and ends. */
function thinOut(erosion: Erosion): void {
	erosion.stride *= 2;
	const stretch = (position: number) => Math.ceil(position / erosion.stride);
	for (const child of erosion.children) {
		const {points, end} = child;
		child.points = points.filter(
			({position}, i) =>
				i === 0 ||
				i === points.length - 1 ||
				stretch(position) !== stretch(points[i + 1].position) ||
				position === (end?.event ?? 0) - 1,
		);
	}
}
