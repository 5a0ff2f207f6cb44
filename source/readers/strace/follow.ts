/**
 * Hands over the ops of a strace recording that is still being written. For a while later lines change earlier ops: they say who
 * made a child, where a program has its data, that a process goes on after all. So an op is handed over when a quarter of a second
 * of the recording, or without time stamps a number of ops, lies behind it, or when nothing has come for a while.
 */
import type {OpRow} from '../../machine/program-builder.ts';
import type {Follower} from '../format.ts';
import {settleToldEnds} from './ends.ts';
import {namelessPid, renaming} from './finish.ts';
import {chooseLayout, type Layout} from './layout.ts';
import {takeSettled} from './settle.ts';
import type {StraceState} from './state.ts';

/** Microseconds for which an op is held back, and how many ops where there are no time stamps. */
const heldUs = 250_000;
const heldOps = 1000;

/** All of a follower but how it takes lines, which fill `state`. */
export function followCalls(state: StraceState, file: string): Omit<Follower, 'line'> {
	let isAll = false;
	let told: {readonly layout: Layout; readonly rename: (row: OpRow) => OpRow} | undefined;
	return {
		rest() {
			isAll = true;
		},
		end() {
			settleToldEnds(state);
			isAll = true;
		},
		take() {
			const count = isAll ? state.rows.length : countOld(state);
			isAll = false;
			if (count === 0) {
				return [];
			}

			// What the first ops were told by holds for all.
			told ??= {layout: chooseLayout(state.rows, state.is32), rename: renaming(namelessPid(state, file))};
			return [...takeSettled(state, count, told.layout)].map(told.rename);
		},
		limits: () => [
			...state.limits.list(),
			{kind: state.touch === 'none' ? 'no-page-faults' : 'assumed-touches', count: 1},
		],
		machine: () =>
			state.machine === undefined ? {} : {hugePages: state.machine.thp, swapBytes: state.machine.swap},
	};
}

/** How many of the rows need not be held back any more. */
function countOld({rows, time}: StraceState): number {
	if (time === undefined) {
		return Math.max(0, rows.length - heldOps);
	}

	const until = time - heldUs;
	const held = rows.findIndex((row) => (row.time ?? 0) > until);
	return held === -1 ? rows.length : held;
}
