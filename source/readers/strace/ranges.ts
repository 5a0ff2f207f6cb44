/** A set of address ranges: which memory of a process a recording has shown being mapped. */
import {firstIndex} from '../../machine/first-index.ts';

/** Disjoint ranges in address order; `ends[i]` belongs to `starts[i]`. */
export type Ranges = {readonly starts: number[]; readonly ends: number[]};

export function createRanges(): Ranges {
	return {starts: [], ends: []};
}

export function copyRanges({starts, ends}: Ranges): Ranges {
	return {starts: [...starts], ends: [...ends]};
}

/** Number of ranges that end at or below `address`. */
function countBelow({ends}: Ranges, address: number): number {
	return firstIndex(ends.length, (i) => ends[i] > address);
}

export function removeRange(ranges: Ranges, start: number, end: number): void {
	const {starts, ends} = ranges;
	const first = countBelow(ranges, start);
	const left: [number, number][] = [];
	let last = first;
	for (; last < starts.length && starts[last] < end; last += 1) {
		if (starts[last] < start) {
			left.push([starts[last], start]);
		}

		if (ends[last] > end) {
			left.push([end, ends[last]]);
		}
	}

	starts.splice(first, last - first, ...left.map(([from]) => from));
	ends.splice(first, last - first, ...left.map(([, to]) => to));
}

export function addRange(ranges: Ranges, start: number, end: number): void {
	if (end <= start) {
		return;
	}

	removeRange(ranges, start, end);
	const at = countBelow(ranges, start);
	ranges.starts.splice(at, 0, start);
	ranges.ends.splice(at, 0, end);
}

/** Whether all of it is in the set, be it in several ranges side by side. */
export function coversRange(ranges: Ranges, start: number, end: number): boolean {
	let at = countBelow(ranges, start);
	for (let reached = start; reached < end; at += 1) {
		if (at === ranges.starts.length || ranges.starts[at] > reached) {
			return false;
		}

		reached = ranges.ends[at];
	}

	return true;
}
