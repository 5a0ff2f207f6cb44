/** Rows in the order in which they happened, once all of them are there. */
import type {Draft, Rows} from './rows.ts';
import {opsBefore, pidOf, tidOf, wasMovedAway} from './rows.ts';
import type {PerfState} from './state.ts';

/** An entry a row: a fault's number, or what `placeOf` makes of the index of an op. */
export type Order = {readonly places: Int32Array; readonly rows: Rows};

const placeOf = (op: number): number => -1 - op;

/** The op at a place, undefined where a fault is. */
export function opAt({places, rows}: Order, at: number): Draft | undefined {
	return places[at] < 0 ? rows.ops[placeOf(places[at])] : undefined;
}

/** Without the calls that failed; what a thread still did on its way out stands in front of its exit. */
export function orderRows({rows, lastDeeds, undone}: PerfState): Order {
	const {ops, faults} = rows;
	const places = new Int32Array(ops.length + faults.count);
	let count = 0;
	let fault = 1;
	for (let op = 0; op <= ops.length; op += 1) {
		for (; fault <= faults.count && opsBefore(rows, fault) <= op; fault += 1) {
			if (!wasMovedAway(rows, fault)) {
				places[count++] = fault;
			}
		}

		for (const deed of lastDeeds.get(ops[op]) ?? []) {
			places[count++] = deed;
		}

		if (op < ops.length && !undone.has(ops[op])) {
			places[count++] = placeOf(op);
		}
	}

	return {places: places.subarray(0, count), rows};
}

/** Puts ops in front of the rows at some places. */
export function insertOps({places, rows}: Order, inserted: ReadonlyMap<number, readonly Draft[]>): Order {
	if (inserted.size === 0) {
		return {places, rows};
	}

	const ops = [...rows.ops];
	const more = [...inserted.values()].reduce((sum, some) => sum + some.length, 0);
	const widened = new Int32Array(places.length + more);
	let from = 0;
	let to = 0;
	for (const [at, some] of [...inserted].sort(([left], [right]) => left - right)) {
		widened.set(places.subarray(from, at), to);
		to += at - from;
		from = at;
		for (const op of some) {
			widened[to++] = placeOf(ops.push(op) - 1);
		}
	}

	widened.set(places.subarray(from), to);
	return {places: widened, rows: {ops, faults: rows.faults}};
}

/** A pid above all of them. */
export function freePid(rows: Rows): number {
	const {ops, faults} = rows;
	let highest = ops.reduce((most, {pid = 0, child = 0}) => Math.max(most, pid, child), 0);
	for (let fault = 1; fault <= faults.count; fault += 1) {
		highest = Math.max(highest, tidOf(rows, fault));
	}

	return 1 + highest;
}

/** The ops in order. */
export function opsOf(order: Order): readonly Draft[] {
	const ops: Draft[] = [];
	for (let at = 0; at < order.places.length; at += 1) {
		const op = opAt(order, at);
		if (op !== undefined) {
			ops.push(op);
		}
	}

	return ops;
}

/** Pids of the processes of all rows. */
export function homesOf(state: PerfState, order: Order): Int32Array {
	return order.places.map((_, at) => homeAt(state, order, at));
}

/** Pid of the process of a row. */
export function homeAt({homes}: PerfState, {rows, places}: Order, at: number): number {
	const place = places[at];
	if (place >= 0) {
		return pidOf(rows, place);
	}

	const op = rows.ops[placeOf(place)];
	return homes.get(op) ?? op.pid ?? 0;
}
