/**
 * The same op in two readings of a recording. Hindsight adds ops, and moves others among those of their time; so an op is told
 * by its time, and there by what it does.
 */
import {firstIndex} from '../machine/first-index.ts';
import type {Program} from '../machine/program.ts';

/** The row of `other` that is op `op` of `program`; where it has none, the last that is no later. */
export function sameOp(program: Program, op: number, other: Program): number {
	const time = program.time[op];
	if (Number.isNaN(time)) {
		return Math.min(op, other.count - 1);
	}

	const end = firstIndex(other.count, (row) => other.time[row] > time);
	const begin = firstIndex(other.count, (row) => other.time[row] >= time);
	for (let row = begin; row < end; row += 1) {
		if (areSame(program, op, other, row)) {
			return row;
		}
	}

	return end - 1;
}

function areSame(left: Program, op: number, right: Program, row: number): boolean {
	return (['kind', 'pid', 'child', 'address'] as const).every((name) => left[name][op] === right[name][row]);
}
