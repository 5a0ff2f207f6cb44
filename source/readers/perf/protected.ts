/**
 * What a snapshot does not tell: which pages that a process has alone are still write-protected, since a child that shared them
 * has gone. A recorded write to a protected page proves it; the last thing before the recording is then a child that comes and goes.
 */
import {faultClasses} from '../../machine/op.ts';
import {freePid, homeAt, insertOps, type Order, opAt} from './order.ts';
import {type Draft, toldClassOf} from './rows.ts';
import type {PerfState} from './state.ts';

/** Rows with such a child of each process that has written to a protected page before it forked. */
export function withFormerChildren(state: PerfState, order: Order): Order {
	const {beginning} = state;
	const {rows, places} = order;
	const now = beginning === undefined ? -1 : places.findIndex((_, at) => opAt(order, at)?.op === 'mark');
	if (beginning === undefined || now === -1) {
		return order;
	}

	const forked = new Set<number>();
	const proven = new Set<number>();
	for (let at = now; at < places.length; at += 1) {
		const pid = homeAt(state, order, at);
		const op = opAt(order, at);
		const isProof = op === undefined && toldClassOf(rows, places[at]) === faultClasses.protectedWrite;
		if (isProof && !forked.has(pid) && beginning.moments.has(pid)) {
			proven.add(pid);
		}

		if (op?.op === 'fork') {
			forked.add(pid);
		}
	}

	const free = freePid(rows);
	const former = [...proven].flatMap((pid): Draft[] => [
		{op: 'fork', pid, child: free},
		{op: 'exit', pid: free},
		{op: 'wait', pid, child: free},
	]);
	return insertOps(order, new Map([[now, former]]));
}
