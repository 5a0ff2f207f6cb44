/** What a process has mapped where, as records tell it one after the other: the last one about an address counts. */
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';

const accessFlags = opFlags.read | opFlags.write | opFlags.exec;

/** Lays a mapping over those that are there; what sticks out of it stays. */
export function layOver(areas: ImageMapping[], area: ImageMapping): void {
	cutOut(areas, area.address, area.address + area.length);
	areas.splice(placeOf(areas, area.address), 0, area);
}

/** Removes what is mapped from `start` to `end`. */
export function cutOut(areas: ImageMapping[], start: number, end: number): void {
	for (let i = placeOf(areas, start) - 1; i < areas.length; i += 1) {
		const below = areas[i];
		if (below === undefined || below.address + below.length <= start) {
			continue;
		}

		if (below.address >= end) {
			return;
		}

		const left = pieceOf(below, below.address, Math.min(start, below.address + below.length));
		const right = pieceOf(below, Math.max(end, below.address), below.address + below.length);
		const rest = [left, right].filter(({length}) => length > 0);
		areas.splice(i, 1, ...rest);
		i += rest.length - 1;
	}
}

function pieceOf(area: ImageMapping, start: number, end: number): ImageMapping {
	return {...area, address: start, length: end - start, offset: area.offset + (start - area.address)};
}

/** Number of areas that begin at or below `address`. */
function placeOf(areas: readonly ImageMapping[], address: number): number {
	let low = 0;
	let high = areas.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (areas[middle].address <= address) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

export function areaAt(areas: readonly ImageMapping[], address: number): ImageMapping | undefined {
	const area = areas[placeOf(areas, address) - 1];
	return area !== undefined && address < area.address + area.length ? area : undefined;
}

/** How a mapping changes what is there, piece by piece: new memory, other rights, or nothing. */
export type Change = {readonly kind: 'map' | 'protect'; readonly area: ImageMapping};

/**
 * What a record of a mapping says that is new. The kernel tells one when memory is mapped, when it gets other rights and when
 * it grows together with a neighbour, and does not say which.
 */
export function changesBy(areas: readonly ImageMapping[], area: ImageMapping): readonly Change[] {
	const changes: Change[] = [];
	const end = area.address + area.length;
	for (let at = area.address; at < end; ) {
		const there = areaAt(areas, at);
		const next = there === undefined ? nextStart(areas, at) : there.address + there.length;
		const piece = pieceOf(area, at, Math.min(end, next));
		if (there === undefined || there.file !== area.file || !isSamePlace(there, area)) {
			changes.push({kind: 'map', area: piece});
		} else if (((there.flags ^ area.flags) & accessFlags) !== 0) {
			changes.push({kind: 'protect', area: piece});
		}

		at = piece.address + piece.length;
	}

	return changes;
}

function nextStart(areas: readonly ImageMapping[], address: number): number {
	return areas[placeOf(areas, address)]?.address ?? Number.POSITIVE_INFINITY;
}

/** Whether two mappings of a file show the same part of it at the same address. */
function isSamePlace(left: ImageMapping, right: ImageMapping): boolean {
	return left.file === undefined || left.offset - left.address === right.offset - right.address;
}
