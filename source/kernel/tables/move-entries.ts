/** Moving the entries of a range to another place, with the tables that they need there. */

import {errno} from '../state/errno.ts';
import type {Mm, Table, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {PageRange} from '../state/policies.ts';
import {roomAt, visitStrips} from '../state/strips.ts';
import {findHugeEntry, moveHugeEntry, splitHugeEntry} from './huge.ts';
import {findPoolEntry} from './hugetlb.ts';
import {editTable, tableToMove} from './open-table.ts';
import {buildTable, entrySpan, findTable, lowestLevel, placeOf, setEntry} from './table.ts';

/**
 * Moves the entries of a range to a new place. Every leaf table of the source gets its counterpart, even if nothing
 * in it is present; steps end at table bounds of both sides. Linux: move_page_tables().
 */
export function moveEntries(kernel: Kernel, mm: Mm, from: PageRange, to: Vpn): number {
	const {entries} = kernel.geometry;
	for (let at = from.start; at < from.end; ) {
		const target = to + at - from.start;
		const step = Math.min(entries - (at % entries), entries - (target % entries), from.end - at);
		if (step === entries && movePool(kernel, mm, at, target)) {
			at += step;
			continue;
		}

		if (step === entries && moveHuge(kernel, mm, at, target)) {
			at += step;
			continue;
		}

		splitHugeEntry(kernel, mm, at);
		const source = tableToMove(kernel, mm, at);
		if (source !== 0) {
			const table = editTable(kernel, mm, target) || buildTable(kernel, mm, target);
			if (table === 0) {
				return -errno.ENOMEM;
			}

			const places = {from: placeOf(kernel, 1, at), to: placeOf(kernel, 1, target)};
			moveRun(kernel, source, table, places, step);
			at += step;
			continue;
		}

		// Above a leaf that the source lacks, the target gets a table for each but the lowest of the source's.
		const level = lowestLevel(kernel, mm, at);
		if (buildTable(kernel, mm, target, Math.min(level + 1, kernel.geometry.levels)) === 0) {
			return -errno.ENOMEM;
		}

		// Nothing lies below a missing table: the walk goes on behind it, or where the target may need another one.
		const span = entrySpan(kernel, Math.max(level, 2));
		at += Math.min(span - (at % span), span - (target % span), from.end - at);
	}

	return 0;
}

/** Moves a huge page of the pool; false where there is none. */
function movePool(kernel: Kernel, mm: Mm, at: Vpn, target: Vpn): boolean {
	const index = findPoolEntry(kernel, mm, at);
	return index !== 0 && moveHugeEntry(kernel, mm, index, target);
}

/** Moves a huge entry to where no table is; false where there is none, or it has to be split. */
function moveHuge(kernel: Kernel, mm: Mm, at: Vpn, target: Vpn): boolean {
	const huge = findHugeEntry(kernel, mm, at);
	return huge !== 0 && findTable(kernel, mm, target) === 0 && moveHugeEntry(kernel, mm, huge, target);
}

/** Moves `count` entries from a place in one table to a place in another. */
function moveRun(
	kernel: Kernel,
	source: Table,
	target: Table,
	{from, to}: {readonly from: number; readonly to: number},
	count: number,
): void {
	kernel.table.isProtected[target] = 0;
	visitStrips(kernel, source, from, count, (first, some, place) => {
		for (let i = 0; i < some; i += 1) {
			const word = kernel.strip.entry[first + i];
			if (word !== 0) {
				setEntry(kernel, target, roomAt(kernel, target, place + i - from + to), word);
				setEntry(kernel, source, first + i, 0);
			}
		}
	});
}
