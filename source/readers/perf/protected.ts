/**
 * What a snapshot does not tell: which pages that a process has alone are still write-protected, since a child that shared them
 * has gone. A recorded write to a protected page proves it; the last thing before the recording is then a child that comes and goes.
 */
import {faultClasses} from '../../machine/op.ts';
import type {Draft, PerfState} from './state.ts';

/** Rows with such a child of each process that has written to a protected page before it forked. */
export function withFormerChildren({beginning, homes}: PerfState, rows: readonly Draft[]): readonly Draft[] {
	const now = rows.findIndex(({op}) => op === 'mark');
	if (beginning === undefined || now === -1) {
		return rows;
	}

	const forked = new Set<number>();
	const proven = new Set<number>();
	for (const row of rows.slice(now)) {
		const pid = homes.get(row) ?? row.pid ?? 0;
		if (row.fault === faultClasses.protectedWrite && !forked.has(pid) && beginning.moments.has(pid)) {
			proven.add(pid);
		}

		if (row.op === 'fork') {
			forked.add(pid);
		}
	}

	const free = 1 + rows.reduce((most, {pid = 0, child = 0}) => Math.max(most, pid, child), 0);
	const former = [...proven].flatMap((pid): Draft[] => [
		{op: 'fork', pid, child: free},
		{op: 'exit', pid: free},
		{op: 'wait', pid, child: free},
	]);
	return [...rows.slice(0, now), ...former, ...rows.slice(now)];
}
