/** The differences between a run and the one beside it, event by event: what the log tells, what is read, what is in use. */

import {countText} from '../../analysis/words/text.ts';
import {errnoName} from '../../kernel/state/errno.ts';
import {type History, sameTallies} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {eventAt, tallyAt} from '../history/event.ts';
import {countsOf} from '../history/events.ts';

/** One thing in which two runs differ at an event, and what each comes to; empty where a run has none of it. */
export type Difference = {readonly what: string; readonly left: string; readonly right: string};

/** Answers with the position after the first event in which the two differ, as far as both are known; undefined for none. */
export function createDifference(left: Timeline, right: Timeline): () => number | undefined {
	let next = Math.max(left.first, right.first) + 1;
	let at: number | undefined;
	return () => {
		const known = Math.min(left.history.count, right.history.count);
		for (; at === undefined && next <= known; next += 1) {
			at = areSame(left, right, next) ? undefined : next;
		}

		// One goes on where the other has ended, or sleeps for ever.
		const isEnded = left.length !== undefined && right.length !== undefined && left.length !== right.length;
		return at ?? (isEnded && next > known ? known + 1 : undefined);
	};
}

/** What an event that led to that position came to, in one run and in the other; empty where it is the same. */
export function differencesAt(left: Timeline, right: Timeline, position: number): Difference[] {
	const [ours, theirs] = [left, right].map((timeline) => eventAt(timeline, position));
	if (ours === undefined || theirs === undefined || ours.asked !== theirs.asked) {
		return told('op', ours?.asked ?? '', theirs?.asked ?? '');
	}

	return [
		...told('outcome', endText(left.history, position), endText(right.history, position)),
		...told('contents read', contents(left.history, position), contents(right.history, position)),
		...toldCounts(left, right, position),
		...inUse.flatMap(([what, column]) =>
			told(what, countText(left.history[column][position]), countText(right.history[column][position])),
		),
	];
}

const inUse = [
	['frames in use', 'frames'],
	['page tables in use', 'tables'],
] as const;

const compared = [
	'op',
	'result',
	'signal',
	'minorFaults',
	'majorFaults',
	'digestHigh',
	'digestLow',
	'frames',
	'tables',
] as const;

function areSame(left: Timeline, right: Timeline, position: number): boolean {
	return (
		compared.every((column) => left.history[column][position] === right.history[column][position]) &&
		// Work that the log does not tell of is the price of the same answer.
		(sameTallies(left.history, right.history, position) || toldCounts(left, right, position).length === 0)
	);
}

function told(what: string, left: string, right: string): Difference[] {
	return left === right ? [] : [{what, left, right}];
}

function toldCounts(left: Timeline, right: Timeline, position: number): Difference[] {
	const theirs = countsOf(tallyAt(right, position));
	return countsOf(tallyAt(left, position)).flatMap(({what, count}, i) =>
		told(what, amountText(count), amountText(theirs[i].count)),
	);
}

function amountText(count: number): string {
	return count === 0 ? '' : countText(count);
}

function endText({result, signal}: History, position: number): string {
	const refusal = result[position] < 0 ? `refused, ${errnoName(result[position])}` : 'done';
	return signal[position] === 0 ? refusal : `${refusal}, killed`;
}

/** A digest says nothing to a reader but whether it is the same. */
function contents({digestHigh, digestLow}: History, position: number): string {
	return `${digestHigh[position].toString(16)}${digestLow[position].toString(16).padStart(8, '0')}`;
}
