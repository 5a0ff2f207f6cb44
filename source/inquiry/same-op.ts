/**
 * The same op in two readings of a recording. Hindsight adds ops, and moves others among those of their time; so an op is told
 * by its time, and there by what it does.
 */
import type {Program} from '../machine/program.ts';

/** The row of `other` that is op `op` of `program`; where it has none, the last that is no later. */
export function sameOp(program: Program, op: number, other: Program): number {
	const time = program.time[op];
	if (Number.isNaN(time)) {
		return Math.min(op, other.count - 1);
	}

	const end = firstRow(other, (each) => each > time);
	for (let row = firstRow(other, (each) => each >= time); row < end; row += 1) {
		if (areSame(program, op, other, row)) {
			return row;
		}
	}

	return end - 1;
}

function areSame(left: Program, op: number, right: Program, row: number): boolean {
	return (['kind', 'pid', 'child', 'address'] as const).every((name) => left[name][op] === right[name][row]);
}

/** The first row whose time is so; times only grow. */
function firstRow({time, count}: Program, isSo: (time: number) => boolean): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isSo(time[middle])) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}

	return low;
}
