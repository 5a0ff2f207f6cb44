/** The ends of sharing: a child that execs, exits or is killed, or whose parent does; with what it shared last. */
import type {Task} from '../../kernel/state/ids.ts';
import {opKinds} from '../../machine/ops/index.ts';
import {isThere} from './birth.ts';
import {beginningOfEnd} from './endings.ts';
import type {Ending, ErosionChild} from './erosion.ts';
import type {Follower} from './follower.ts';
import {addPoint} from './points.ts';
import {sumOf} from './sharing.ts';

export function noteEnds(follower: Follower, event: number): void {
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
