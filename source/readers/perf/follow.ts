/**
 * Telling the ops of a recording that goes on. Later lines change what is there for a while: a call fails, a fault comes again
 * at once, a thread still does something on its way out. So an op is told when the recording has gone on for a quarter of a
 * second, or when nothing has come for as long.
 */
import {createTouchRow, type OpRow} from '../../machine/program-builder.ts';
import type {Follower} from '../format.ts';
import {settleBareExecs} from './bare.ts';
import {poolOf, settleEnd} from './finish.ts';
import {type Draft, type Fault, fillTouch, opsBefore, timeOf, wasMovedAway} from './rows.ts';
import {settleStacks} from './stack.ts';
import {bear, type ExecDraft, type PerfState} from './state.ts';
import {settleDeaths} from './touch.ts';

/** Microseconds for which an op is held back. */
const heldUs = 250_000;

/** All of a follower but how it takes lines, which fill `state`. */
export function followRows(state: PerfState): Omit<Follower, 'line'> {
	const told: Told = {ops: 0, faults: 0};
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
			const rows: OpRow[] = [];
			const until = isAll ? Number.POSITIVE_INFINITY : heldFrom(state);
			while (tellNext(state, told, until, rows)) {}
			isAll = false;
			return rows;
		},
		limits: () => state.limits.list(),
		machine: () => {
			const hugePages = state.beginning?.program.header.hugePages ?? state.machine?.thp;
			const swapBytes = state.beginning?.program.header.swapBytes ?? state.machine?.swap ?? 0;
			return {swapBytes, ...(hugePages === undefined ? {} : {hugePages}), ...poolOf(state)};
		},
	};
}

/** How many have been told. They are kept for what they mean to later ones. */
type Told = {ops: number; faults: number};

/** The time from which on rows are held back still. All are until it is clear what the time stamps are. */
function heldFrom({time, clock}: PerfState): number {
	return clock.areDifferences === undefined ? Number.NEGATIVE_INFINITY : time - heldUs;
}

/** Tells the next row by what is known now, if it is not later than `until`; whether it was. */
function tellNext(state: PerfState, told: Told, until: number, rows: OpRow[]): boolean {
	const {ops, faults} = state.rows;
	const fault = told.faults + 1;
	const isFault = fault <= faults.count && opsBefore(state.rows, fault) <= told.ops;
	if (isFault && (wasMovedAway(state.rows, fault) || timeOf(state.rows, fault) <= until)) {
		told.faults = fault;
		rows.push(...(wasMovedAway(state.rows, fault) ? [] : [touchOf(state, fault)]));
		return true;
	}

	const op = ops[told.ops];
	if (isFault || op === undefined || (op.time ?? 0) > until) {
		return false;
	}

	told.ops += 1;
	rows.push(...opsOf(state, op));
	return true;
}

/** What an op comes to by what is known now. */
function opsOf(state: PerfState, op: Draft): readonly OpRow[] {
	settle(state, op);
	const deeds = state.lastDeeds.get(op) ?? [];
	state.lastDeeds.delete(op);
	return [...deeds.map((fault) => touchOf(state, fault)), ...(state.undone.delete(op) ? [] : [{...op}])];
}

function touchOf({rows}: PerfState, fault: Fault): OpRow {
	const touch = createTouchRow();
	fillTouch(rows, fault, touch);
	const {isWrite, ...fields} = touch;
	return {op: isWrite ? 'write' : 'read', ...fields};
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
