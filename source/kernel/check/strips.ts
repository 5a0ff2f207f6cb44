/** What must hold of the strips of page tables: each is of the one table that has it, and what nobody has is empty. */
import {nextRow} from '../state/columns.ts';
import {stripEntries} from '../state/geometry.ts';
import type {Strip} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {tableHolding, visitStrips} from '../state/strips.ts';
import type {Problem} from './address-space.ts';

/** The first broken rule as a sentence. */
export function checkStrips(kernel: Kernel): Problem {
	return checkOwners(kernel) ?? checkEmpty(kernel);
}

function checkOwners(kernel: Kernel): Problem {
	const {table, strip} = kernel;
	let had = 0;
	let problem: Problem;
	for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row)) {
		visitStrips(kernel, row, 0, kernel.geometry.entries, (first, count) => {
			for (let index = first; index < first + count; index += stripEntries) {
				const owner = tableHolding(kernel, index);
				had += 1;
				if (owner !== row || table.refs[row] === 0) {
					problem ??= `table ${row}, of ${table.refs[row]} references, has a strip of table ${owner}`;
				}
			}
		});
	}

	return (
		problem ?? (had === strip.live ? undefined : `${strip.live} strips are in use, but tables have ${had}`)
	);
}

function checkEmpty(kernel: Kernel): Problem {
	for (let row: Strip = 0, {free} = kernel.strip; ; row = free, free = kernel.strip.link[row]) {
		const words = kernel.strip.entry.subarray(row * stripEntries, (row + 1) * stripEntries);
		if (words.some((word: number) => word !== 0)) {
			return `strip ${row} is of no table, but holds something`;
		}

		if (free === 0) {
			return undefined;
		}
	}
}
