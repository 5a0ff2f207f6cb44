/** Calls that another tool has recorded on the same clock, among the events of perf. */

import type {PerfLine} from './line.ts';
import type {PerfState} from './state.ts';
import {forkPattern} from './tasks.ts';

export type CallEvents = {
	/** In the order of time. */
	readonly events: readonly PerfLine[];
	/** New tasks, by their tid: one that is used again comes several times. */
	readonly tasks: ReadonlyMap<number, readonly PerfLine[]>;
	/** By tid, the signals that have killed, in the order of time. */
	readonly killed: ReadonlyMap<number, readonly number[]>;
	/** Numbers of lines that are none of strace. */
	readonly strange: readonly number[];
};

/**
 * Has the calls taken at their time. `before` and `after` are told of each event of perf; where perf tells of no new tasks, the
 * calls that make them do.
 */
export function besideCalls(
	state: PerfState,
	{events, tasks, killed, strange}: CallEvents,
	take: (line: PerfLine) => string | undefined,
) {
	let at = 0;
	let isPerf = false;
	state.hasCalls = true;
	for (const number of strange) {
		state.problems.noteText(number, 'not a line of strace');
	}

	const used = new Map<number, number>();
	const takeUntil = (time: number): void => {
		for (; at < events.length && events[at].time <= time; at += 1) {
			take(events[at]);
		}
	};

	return {
		before({time}: PerfLine): void {
			isPerf = true;
			takeUntil(time);
		},
		/** A FORK record does not say what kind of task it is. */
		after({event, payload}: PerfLine): void {
			const child = event === 'PERF_RECORD_FORK' ? Number(forkPattern.exec(payload)?.[2]) : 0;
			const made = tasks.get(child);
			if (made !== undefined) {
				const number = used.get(child) ?? 0;
				used.set(child, number + 1);
				take(made[Math.min(number, made.length - 1)]);
			}
		},
		finish(): void {
			if (!isPerf) {
				takeAll([...events, ...[...tasks.values()].flat()].sort((left, right) => left.time - right.time));
			}

			takeUntil(Number.POSITIVE_INFINITY);
			settleSignals(state, killed);
		},
	};

	function takeAll(lines: readonly PerfLine[]): void {
		at = events.length;
		for (const line of lines) {
			take(line);
		}
	}
}

/** The signals that have ended processes. */
function settleSignals({deaths, threads}: PerfState, killed: CallEvents['killed']): void {
	for (const [tid, signals] of killed) {
		const death = deaths.find(({exit}) => exit === threads.get(tid)?.exit);
		if (death !== undefined) {
			death.exit.signal = signals.at(-1);
		}
	}
}
