/** The processes that share memory with forked children, the one first whose children keep most of it. */

import {isAlive} from '../../kernel/processes/task.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';
import {lengthOf} from '../../timeline/explore.ts';
import type {Fork, History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {processKey, taskOfKey} from '../keys.ts';

export type Sharer = {
	/** `31@1234`. */
	readonly key: string;
	readonly pid: number;
	/** Pids, in the order of births. */
	readonly children: readonly number[];
	/** Pages that were resident at its forks, of children that never dropped them with exec. */
	readonly pages: number;
};

/** All processes that fork in the run, the one first whose children keep most. */
export function findSharers(timeline: Timeline): readonly Sharer[] {
	lengthOf(timeline);
	return knownSharers(timeline.history);
}

/** The same as far as the run is known. */
export function knownSharers({forks, execs}: History): readonly Sharer[] {
	const dropped = new Set(execs.map(processKey));
	const keptOf = ({child, event, pages}: Fork) =>
		dropped.has(processKey({pid: child, born: event})) ? 0 : pages;
	return [...Map.groupBy(forks, ({parent}) => processKey(parent))]
		.map(([key, family]) => ({
			key,
			pid: family[0].parent.pid,
			children: family.map(({child}) => child),
			pages: family.reduce((sum, fork) => sum + keptOf(fork), 0),
		}))
		.sort((left, right) => right.pages - left.pages || right.children.length - left.children.length);
}

/** Whether a process has forked up to a position; children that are gone count too. */
export function hasForked(history: History, key: string, position: number): boolean {
	return (firstForkOf(history, key) ?? Number.POSITIVE_INFINITY) <= position;
}

type FirstForks = {read: number; readonly events: Map<string, number>};
const firstForks = new WeakMap<History, FirstForks>();

/** The event in which a process forked first, undefined where it never did in what is known of the run. */
export function firstForkOf(history: History, key: string): number | undefined {
	const {forks} = history;
	const known = firstForks.get(history) ?? {read: 0, events: new Map<string, number>()};
	firstForks.set(history, known);
	for (; known.read < forks.length; known.read += 1) {
		const {event, parent} = forks[known.read];
		const name = processKey(parent);
		known.events.set(name, known.events.get(name) ?? event);
	}

	return known.events.get(key);
}

/** Its task in a machine, 0 where it is not there. */
export function sharerTask({kernel}: Machine, {key}: Sharer): Task {
	const task = taskOfKey(kernel, key);
	return isAlive(kernel, task) ? task : 0;
}
