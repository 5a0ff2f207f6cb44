/** The events in which processes forked, from the timeline's history; children that are gone count too. */
import {forkKinds} from '../../machine/ops/index.ts';
import type {History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';

/** Events in which a pid has forked, ascending, as far as the run is known. */
type Forks = {readonly byPid: Map<number, number[]>; count: number};

const forksOf = new WeakMap<History, Forks>();

/** Whether the process of that pid that was born in event `born` has forked up to a position. */
export function hasForked(timeline: Timeline, pid: number, born: number, position: number): boolean {
	const events = upToDate(timeline).byPid.get(pid) ?? [];
	return events.some((event) => event > born && event <= position);
}

/** The first event after a position in which an op of one of these kinds succeeded; undefined where none is known. */
export function nextSuccess(
	{history, machine: {program}}: Timeline,
	kinds: readonly number[],
	position: number,
): number | undefined {
	for (let event = position + 1; event <= history.count; event += 1) {
		if (history.result[event] === 0 && kinds.includes(program.kind[history.op[event]])) {
			return event;
		}
	}

	return undefined;
}

function upToDate({history, first, machine: {program}}: Timeline): Forks {
	const forks = forksOf.get(history) ?? {byPid: new Map<number, number[]>(), count: first};
	forksOf.set(history, forks);
	for (let event = forks.count + 1; event <= history.count; event += 1) {
		const op = history.op[event];
		if (forkKinds.includes(program.kind[op]) && history.result[event] === 0) {
			const events = forks.byPid.get(program.pid[op]) ?? [];
			forks.byPid.set(program.pid[op], events);
			events.push(event);
		}
	}

	forks.count = history.count;
	return forks;
}
