/**
 * Telling the ops of a recording that goes on. Later lines change what is there for a while: a call fails, a fault comes again
 * at once, a thread still does something on its way out. So an op is told when the recording has gone on for a quarter of a
 * second, or when nothing has come for as long.
 */
import type {Follower} from '../format.ts';
import {settleBareExecs} from './bare.ts';
import {settleEnd} from './finish.ts';
import {settleStacks} from './stack.ts';
import {bear, type Draft, type ExecDraft, type PerfState} from './state.ts';
import {settleDeaths} from './touch.ts';

/** Microseconds for which an op is held back. */
const heldUs = 250_000;

/** All of a follower but how it takes lines, which fill `state`. */
export function followRows(state: PerfState): Omit<Follower, 'line'> {
	// Rows at the beginning that have been told, and are kept for what they mean to later ones.
	let told = 0;
	let isAll = false;
	return {
		rest() {
			isAll = true;
		},
		end() {
			settleEnd(state);
			isAll = true;
		},
		take() {
			settleDeaths(state);
			const ready = state.rows.slice(told, isAll ? undefined : firstHeld(state, told));
			isAll = false;
			const ops = ready.flatMap((row) => opsOf(state, row));
			told = forgetTouches(state, told, ready);
			return ops;
		},
		limits: () => state.limits.list(),
	};
}

/** The first row from `from` on that is held back still. All are until it is clear what the time stamps are. */
function firstHeld({rows, time, clock}: PerfState, from: number): number {
	let at = from;
	while (clock.areDifferences !== undefined && at < rows.length && (rows[at].time ?? 0) + heldUs <= time) {
		at += 1;
	}

	return at;
}

/** What a row comes to by what is known now. */
function opsOf(state: PerfState, row: Draft): readonly Draft[] {
	settle(state, row);
	const deeds = state.lastDeeds.get(row) ?? [];
	state.lastDeeds.delete(row);
	return [...deeds, ...(state.undone.delete(row) ? [] : [row])].map((each) => ({...each}));
}

function settle(state: PerfState, row: Draft): void {
	const made = state.threads.get(row.child ?? 0);
	if (made?.tentative === row) {
		bear(state, made);
	}

	if (row.op === 'exec') {
		settleBareExecs(state, row);
		settleStacks(state.stacks, [(row as ExecDraft).image]);
	}
}

/** Most rows are touches, and mean nothing to later ones. Answers how many rows have been told and are there still. */
function forgetTouches({rows, homes}: PerfState, told: number, ready: readonly Draft[]): number {
	const kept = ready.filter(({fault}) => fault === undefined);
	for (const [i, row] of kept.entries()) {
		rows[told + i] = row;
	}

	rows.splice(told + kept.length, ready.length - kept.length);
	for (const row of ready) {
		if (row.fault !== undefined) {
			homes.delete(row);
		}
	}

	return told + kept.length;
}
