/**
 * Map entries: in kernels that do not leave it to page-table entries, they say what records the private pages of a
 * range: an object with those below it, or an amap. They are kept in address order beside the vmas and cut at other
 * places than these, as they never join again. Where none is, nothing private has been recorded yet.
 */

import {clearObject, getObject, objectKinds, putObject} from '../frames/object.ts';
import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import type {KObject, MapEntry, Mm, PageIndex, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {PageRange} from '../state/policies.ts';
import {workUnits} from '../state/work.ts';

export type EntryShape = PageRange & {
	readonly object: KObject;
	readonly offset: PageIndex;
	readonly needsCopy: boolean;
};

/** The first entry that ends above `vpn`, which need not contain it; 0 when there is none. */
export function findMapEntry(kernel: Kernel, mm: Mm, vpn: Vpn): MapEntry {
	const {end, next, previous} = kernel.mapEntry;
	let entry = kernel.mm.lookedUpEntry[mm] || kernel.mm.firstEntry[mm];
	while (previous[entry] !== 0 && end[previous[entry]] > vpn) {
		entry = previous[entry];
	}

	let met = entry;
	while (entry !== 0 && end[entry] <= vpn) {
		met = entry;
		entry = next[entry];
	}

	// Where none ends above, the last one is where the next search begins.
	kernel.mm.lookedUpEntry[mm] = entry || met;
	return entry;
}

/** The entry that contains `vpn`, or 0. */
export function mapEntryAt(kernel: Kernel, mm: Mm, vpn: Vpn): MapEntry {
	const entry = findMapEntry(kernel, mm, vpn);
	return entry !== 0 && kernel.mapEntry.start[entry] <= vpn ? entry : 0;
}

/** Index of a page in the object of the entry that holds it. */
export function indexIn(kernel: Kernel, entry: MapEntry, vpn: Vpn): PageIndex {
	return kernel.mapEntry.offset[entry] + vpn - kernel.mapEntry.start[entry];
}

/** The last entry that ends at or below `vpn`, or 0. */
export function entryBelow(kernel: Kernel, mm: Mm, vpn: Vpn): MapEntry {
	const above = findMapEntry(kernel, mm, vpn);
	// Where none ends above, the search has ended at the last one.
	return above === 0 ? kernel.mm.lookedUpEntry[mm] : kernel.mapEntry.previous[above];
}

/** Adds an entry where none is; it takes over the caller's reference on the object. */
export function addMapEntry(kernel: Kernel, mm: Mm, shape: EntryShape): MapEntry {
	const below = entryBelow(kernel, mm, shape.start);
	const row = allocateRow(kernel.mapEntry);
	const {mm: owner, start, end, offset, needsCopy, next, previous} = kernel.mapEntry;
	const above = below === 0 ? kernel.mm.firstEntry[mm] : next[below];
	assert(below === 0 || end[below] <= shape.start, 'map entries overlap', {start: shape.start});
	assert(above === 0 || shape.end <= start[above], 'map entries overlap', {end: shape.end});
	owner[row] = mm;
	start[row] = shape.start;
	end[row] = shape.end;
	offset[row] = shape.offset;
	needsCopy[row] = shape.needsCopy ? 1 : 0;
	previous[row] = below;
	next[row] = above;
	if (below === 0) {
		kernel.mm.firstEntry[mm] = row;
	} else {
		next[below] = row;
	}

	if (above !== 0) {
		previous[above] = row;
	}

	setEntryObject(kernel, row, shape.object);
	return row;
}

/** Takes an entry out and lets go of its object. */
function removeMapEntry(kernel: Kernel, entry: MapEntry): void {
	const {mm, object} = kernel.mapEntry;
	const held = object[entry];
	setEntryObject(kernel, entry, 0);
	unlink(kernel, mm[entry], entry);
	freeRow(kernel.mapEntry, entry);
	putObject(kernel, held);
}

function unlink(kernel: Kernel, mm: Mm, entry: MapEntry): void {
	const {next, previous} = kernel.mapEntry;
	if (previous[entry] === 0) {
		kernel.mm.firstEntry[mm] = next[entry];
	} else {
		next[previous[entry]] = next[entry];
	}

	if (next[entry] !== 0) {
		previous[next[entry]] = previous[entry];
	}

	kernel.mm.lookedUpEntry[mm] = previous[entry] || next[entry];
}

/** Makes the entry hold another object; the references on both are the caller's affair. */
export function setEntryObject(kernel: Kernel, entry: MapEntry, object: KObject): void {
	const {object: objects, nextHolder, previousHolder} = kernel.mapEntry;
	const {firstHolder} = kernel.object;
	const old = objects[entry];
	if (old !== 0) {
		const previous = previousHolder[entry];
		const next = nextHolder[entry];
		if (previous === 0) {
			firstHolder[old] = next;
		} else {
			nextHolder[previous] = next;
		}

		previousHolder[next] = next === 0 ? 0 : previous;
	}

	const first = object === 0 ? 0 : firstHolder[object];
	objects[entry] = object;
	nextHolder[entry] = first;
	previousHolder[entry] = 0;
	if (object !== 0) {
		firstHolder[object] = entry;
		previousHolder[first] = first === 0 ? 0 : entry;
	}
}

/** Cuts an entry in two at `vpn`; both hold the object. Returns the upper part. 4.4BSD: vm_map_clip_start(). */
function clipMapEntry(kernel: Kernel, entry: MapEntry, vpn: Vpn): MapEntry {
	const {mm, end, object, needsCopy} = kernel.mapEntry;
	const upper = {
		start: vpn,
		end: end[entry],
		object: object[entry],
		offset: indexIn(kernel, entry, vpn),
		needsCopy: needsCopy[entry] !== 0,
	};
	end[entry] = vpn;
	getObject(kernel, upper.object);
	countWork(kernel, workUnits.obj_ref);
	return addMapEntry(kernel, mm[entry], upper);
}

/** Cuts entries at both ends of a range. Returns the first entry in it, or 0. */
export function clipMapEntries(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): MapEntry {
	for (const vpn of [start, end]) {
		const entry = mapEntryAt(kernel, mm, vpn);
		if (entry !== 0 && kernel.mapEntry.start[entry] < vpn) {
			clipMapEntry(kernel, entry, vpn);
		}
	}

	const first = findMapEntry(kernel, mm, start);
	return first !== 0 && kernel.mapEntry.start[first] < end ? first : 0;
}

/** Forgets what a range recorded. Nothing may be mapped there any more. */
export function dropMapEntries(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	for (let entry = clipMapEntries(kernel, mm, start, end); entry !== 0; ) {
		const next = kernel.mapEntry.next[entry];
		removeMapEntry(kernel, entry);
		entry = next !== 0 && kernel.mapEntry.start[next] < end ? next : 0;
	}
}

/** As dropMapEntries, but frees the pages of the range where its one holder lets go of a part of an object. */
export function dropPages(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	const {mapEntry, object: objects} = kernel;
	let entry = findMapEntry(kernel, mm, start);
	while (entry !== 0 && mapEntry.start[entry] < end) {
		const object = mapEntry.object[entry];
		if (objects.refs[object] === 1 && objects.kind[object] >= objectKinds.anon) {
			const from = Math.max(start, mapEntry.start[entry]);
			const to = Math.min(end, mapEntry.end[entry]);
			clearObject(kernel, object, indexIn(kernel, entry, from), indexIn(kernel, entry, to));
		}

		entry = mapEntry.next[entry];
	}

	dropMapEntries(kernel, mm, start, end);
}

/** Moves what a range recorded to start at `to`, where nothing is recorded. */
export function moveMapEntries(kernel: Kernel, mm: Mm, from: PageRange, to: Vpn): void {
	const {mapEntry} = kernel;
	for (let entry = clipMapEntries(kernel, mm, from.start, from.end); entry !== 0; ) {
		const next = mapEntry.next[entry];
		const shape = {
			start: to + mapEntry.start[entry] - from.start,
			end: to + mapEntry.end[entry] - from.start,
			object: mapEntry.object[entry],
			offset: mapEntry.offset[entry],
			needsCopy: mapEntry.needsCopy[entry] !== 0,
		};
		getObject(kernel, shape.object);
		removeMapEntry(kernel, entry);
		addMapEntry(kernel, mm, shape);
		entry = next !== 0 && mapEntry.start[next] < from.end ? next : 0;
	}
}
