/**
 * Following: a replay that watches the children of one process. It takes down every birth, counts again what is shared
 * whenever one of the two sides has done something, and keeps what was shared just before a child execs or ends.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import {forkKinds, opKinds, startKinds} from '../../machine/ops/index.ts';
import {effectsIn} from '../../timeline/history.ts';
import {createReplay, type Replay} from '../../timeline/replay.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {parseProcessKey} from '../keys.ts';
import {mmOf, recordBirth} from './birth.ts';
import {createChanges, noteChanges} from './changes.ts';
import {noteCopies} from './copies.ts';
import {noteAct, startPauses} from './endings.ts';
import {noteEnds} from './ends.ts';
import type {Erosion, ErosionChild} from './erosion.ts';
import {actorOf, type Follower, isParent, ownerOf} from './follower.ts';
import {drawOn} from './points.ts';
import {firstForkOf} from './sharers.ts';
import {viewSharing} from './sharing.ts';
import {count, counted, countedByMapping, createTally} from './tally.ts';

/** A process with more children is no server: the curves of the rest are left out. */
const followedMost = 1000;

/** These ops change no page of any process. */
export const quietKinds: readonly number[] = [
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
export function createErosion(parent: string): Erosion {
	const {born} = parseProcessKey(parent);
	return {parent, children: [], copies: [], position: born, isDone: false, stride: 1, unfollowed: 0};
}

/** A replay that fills an erosion in, from the first fork after the birth of the parent on. */
export function followChildren(timeline: Timeline, erosion: Erosion): Replay {
	const {pid: parentPid, born: parentBorn} = parseProcessKey(erosion.parent);
	const firstFork = firstForkOf(timeline.history, erosion.parent) ?? timeline.history.count;
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
	const {timeline, machine, living, lastLooks, changes} = follower;
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
	for (const {child, tally} of children) {
		count(tally, view, changes, event - 1);
		lastLooks.set(child, countedByMapping(tally));
	}
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
	const tally = createTally(kernel, birth, follower.changes);
	const name = program.strings[kernel.task.comm[other]];
	const child: ErosionChild = {birth, name, points: [{position: event, ...counted(tally)}]};
	const pauses = startPauses(timeline.history.time[event]);
	const followed = {child, index: erosion.children.push(child) - 1, pauses, tally};
	living.set(other, followed);
	byMm.set(kernel.task.mm[other], followed);
}
