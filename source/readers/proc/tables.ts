/**
 * Page tables that hold no page: memory that was given back leaves them behind. /proc tells how many tables a process has, not
 * where they are.
 */
import {opFlags} from '../../machine/op.ts';
import type {Area} from './areas.ts';
import type {RunningProcess} from './process.ts';

/** Pages below one table of each level, the lowest first, without the top-level one. */
const reaches = [2 ** 9, 2 ** 18, 2 ** 27];

export type EmptyTables = {
	/** A page below each of them, in memory without pages. */
	readonly pages: readonly number[];
	/** Tables for which there is no such memory. */
	readonly unplaced: number;
};

/** The tables beyond those that hold pages; `left` are pages that were there before and leave theirs. */
export function emptyTables(
	{areas, pages, tables}: Pick<RunningProcess, 'areas' | 'pages' | 'tables'>,
	left: readonly number[],
): EmptyTables {
	const known = reaches.map(() => new Set<number>());
	for (const page of [...pages.page.subarray(0, pages.count), ...left]) {
		enter(known, page);
	}

	let missing = tables - known.reduce((sum, {size}) => sum + size, 0);
	const chosen: number[] = [];
	for (const page of missing > 0 ? regions(areas.filter(mayBeLeft)) : []) {
		const more = reaches.filter((reach, i) => !known[i].has(Math.floor(page / reach))).length;
		if (more > 0 && more <= missing) {
			enter(known, page);
			missing -= more;
			chosen.push(page);
		}

		if (missing <= 0) {
			break;
		}
	}

	return {pages: chosen, unplaced: Math.max(0, missing)};
}

function enter(known: readonly Set<number>[], page: number): void {
	for (const [i, reach] of reaches.entries()) {
		known[i].add(Math.floor(page / reach));
	}
}

/** Private memory that may be read. */
function mayBeLeft({backing, flags}: Area): boolean {
	return backing === '' && (flags & opFlags.shared) === 0 && (flags & opFlags.read) !== 0;
}

/** The first page of each area below each lowest table. */
function* regions(areas: readonly Area[]): Generator<number> {
	for (const {start, end} of areas) {
		for (let page = start; page < end; page = (Math.floor(page / reaches[0]) + 1) * reaches[0]) {
			yield page;
		}
	}
}
