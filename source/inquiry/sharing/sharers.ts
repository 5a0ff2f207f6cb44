/** The processes that share memory with forked children, the one first whose children keep most of it. */

import {residentPages} from '../../kernel/frames/rss.ts';
import {isAlive} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {forkKinds, opKinds} from '../../machine/ops/index.ts';
import {eventCount, type Machine} from '../../machine/state.ts';
import {continueReplay, createReplay, hasSeenEnd, type Replay, skipTowards} from '../../timeline/replay.ts';
import {lengthOf, type Timeline} from '../../timeline/timeline.ts';
import {processKey, taskOfKey} from '../keys.ts';
import {finish, type Inquiry} from '../work.ts';
import {type Identity, identify, isThere} from './birth.ts';
import {nextSuccess} from './forkers.ts';

export type Sharer = {
	/** `31@1234`. */
	readonly key: string;
	readonly pid: number;
	readonly children: readonly Identity[];
	/** Pages that were resident at its forks, of children that never dropped them with exec. */
	readonly pages: number;
};

type Birth = {readonly parent: Identity; readonly child: Identity; pages: number};

/** All processes that fork in what is known of the run, the one first whose children keep most. */
export function findSharers(timeline: Timeline): readonly Sharer[] {
	lengthOf(timeline);
	return finish(searchSharers(timeline));
}

/** The same in slices, of a run whose end is known by the time that it comes there; the answer is empty until it is over. */
export function searchSharers(timeline: Timeline): Inquiry<readonly Sharer[]> {
	const births: Birth[] = [];
	/** By task: rows are used again, the last born is meant. */
	const living = new Map<number, Birth>();
	// The machine that replays comes with the first slice of work, and goes with the last.
	let replay: Replay | undefined;
	let answer: readonly Sharer[] | undefined;
	return {
		get answer() {
			return answer ?? [];
		},
		get isOver() {
			return answer !== undefined;
		},
		get share() {
			const done = replay === undefined ? 0 : eventCount(replay.machine);
			return answer === undefined ? done / Math.max(1, timeline.length ?? timeline.machine.program.count) : 1;
		},
		advance(milliseconds) {
			if (answer === undefined) {
				replay ??= createReplay(timeline, timeline.first, (machine) => ({
					before: () => {},
					after: () => noteEvent(machine, births, living),
				}));
				continueByForks(timeline, replay, milliseconds);
				answer = hasSeenAll(timeline, replay) ? sharersOf(births) : undefined;
				replay = answer === undefined ? replay : undefined;
			}
		},
	};
}

const wantedKinds: readonly number[] = [...forkKinds, opKinds.exec];

/** Only forks and exec are looked at: what comes before the next of them is passed over by keyframes. */
function continueByForks(timeline: Timeline, replay: Replay, milliseconds: number): void {
	const deadline = performance.now() + milliseconds;
	while (!hasSeenAll(timeline, replay) && performance.now() < deadline) {
		const next = nextSuccess(timeline, wantedKinds, eventCount(replay.machine));
		if (next === undefined) {
			continueReplay(timeline, replay, deadline - performance.now());
			return;
		}

		skipTowards(timeline, replay, next);
		continueReplay(timeline, replay, deadline - performance.now(), next);
	}
}

/** Whether nothing more of what is looked at comes in the run. */
function hasSeenAll(timeline: Timeline, replay: Replay): boolean {
	const isKnown = timeline.length !== undefined && timeline.history.count >= timeline.length;
	return (
		hasSeenEnd(timeline, replay) ||
		(isKnown && nextSuccess(timeline, wantedKinds, eventCount(replay.machine)) === undefined)
	);
}

function sharersOf(births: readonly Birth[]): Sharer[] {
	const families = Map.groupBy(births, ({parent}) => processKey(parent));
	return [...families]
		.map(([key, family]) => ({
			key,
			pid: family[0].parent.pid,
			children: family.map(({child}) => child),
			pages: family.reduce((sum, {pages}) => sum + pages, 0),
		}))
		.sort((left, right) => right.pages - left.pages || right.children.length - left.children.length);
}

function noteEvent({kernel, program, outcome}: Machine, births: Birth[], living: Map<number, Birth>): void {
	const {op, result, task, other} = outcome;
	const kind = program.kind[op];
	if (result !== 0) {
		return;
	}

	const leader = kernel.task.leader[task];
	if (forkKinds.includes(kind) && other !== 0 && kernel.task.leader[other] === other) {
		// The child's own counter may not know yet what it shares. Memory that is lent (vfork) is not shared page by page.
		const {mm} = kernel.task;
		const isLent = mm[leader] === 0 || mm[leader] === mm[other];
		const pages = isLent ? 0 : residentPages(kernel, mm[leader]);
		const birth = {parent: identify(kernel, leader), child: identify(kernel, other), pages};
		births.push(birth);
		living.set(other, birth);
	} else if (kind === opKinds.exec) {
		const birth = living.get(leader);
		if (birth !== undefined && isThere(kernel, birth.child)) {
			birth.pages = 0;
		}
	}
}

/** Its task in a machine, 0 where it is not there. */
export function sharerTask({kernel}: Machine, {key}: Sharer): Task {
	const task = taskOfKey(kernel, key);
	return isAlive(kernel, task) ? task : 0;
}
