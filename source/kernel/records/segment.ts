/**
 * Copy-on-write of whole segments, as Grefen proposed: a segment has its page table with it, so that fork takes a
 * reference on it and protects it at one place, and the first write opens it again, or copies its table, at one fault.
 *
 * The machine's page tables cannot be cut by segments. What a segment's own table would do by itself is done here to
 * the entries one by one, without being counted: closing and opening it, and lending it to the child at fork.
 */

import {anonAt} from '../frames/anon.ts';
import {getObject} from '../frames/object.ts';
import {unmapAll} from '../mappings/mm.ts';
import {errno} from '../state/errno.ts';
import type {MapEntry, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {PageRange, UnmapRange} from '../state/policies.ts';
import {pteBits} from '../state/pte.ts';
import {isShared} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {unmapRange, zapRange} from '../tables/zap.ts';
import {copyAmap} from './amap.ts';
import {faultByAmaps} from './amap-fault.ts';
import {childShape, countEntries, rangeOf, visitEntries} from './amap-fork.ts';
import {addMapEntry, clipMapEntries, dropMapEntries, dropPages, indexIn, mapEntryAt} from './map-entry.ts';
import {clearWrite, copyTranslations, mayWrite, visitTables} from './pmap.ts';

/** fork: one reference and one protected place for each segment, whatever its size. Returns 0 or -ENOMEM. */
export function shareSegments(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {mapEntry} = kernel;
	let shared = 0;
	visitEntries(kernel, vma, (entry) => {
		if (mapEntry.needsCopy[entry] === 0) {
			// Uncounted: one place is protected, whatever stands below it.
			clearWrite(kernel, kernel.vma.mm[vma], rangeOf(kernel, entry));
			mapEntry.needsCopy[entry] = 1;
			countWork(kernel, workUnits.dir_wp);
		}

		const segment = mapEntry.object[entry];
		getObject(kernel, segment);
		addMapEntry(kernel, kernel.vma.mm[copy], childShape(kernel, entry, segment, true));
		shared += 1;
	});
	countEntries(kernel, vma, shared);
	return uncounted(kernel, () => copyTranslations(kernel, vma, copy)) < 0 ? -errno.ENOMEM : 0;
}

/** Does what a segment's own page table would have spared, and forgets the work that it took. */
function uncounted<Result>(kernel: Kernel, act: () => Result): Result {
	const before = kernel.work.amount.slice();
	const result = act();
	kernel.work.amount.set(before);
	return result;
}

/** munmap: segments whose table is not one's own are let go of as a whole. */
export function unmapSegments(kernel: Kernel, mm: Mm, range: UnmapRange): void {
	zapOwnTables(kernel, mm, range);
	uncounted(kernel, () => unmapRange(kernel, mm, range));
	dropPages(kernel, mm, range.start, range.end);
}

/** As unmapSegments, for all of an address space. */
export function clearSegments(kernel: Kernel, mm: Mm): void {
	const everything = {start: 0, end: kernel.geometry.endVpn + 1};
	zapOwnTables(kernel, mm, everything);
	uncounted(kernel, () => unmapAll(kernel, mm));
	dropMapEntries(kernel, mm, everything.start, everything.end);
}

/** Clears, page by page, what stands in the tables of segments that have been written. */
function zapOwnTables(kernel: Kernel, mm: Mm, range: PageRange): void {
	const {start, needsCopy, next} = kernel.mapEntry;
	let entry = clipMapEntries(kernel, mm, range.start, range.end);
	for (; entry !== 0 && start[entry] < range.end; entry = next[entry]) {
		if (needsCopy[entry] === 0) {
			zapRange(kernel, mm, start[entry], kernel.mapEntry.end[entry]);
		} else {
			countWork(kernel, workUnits.pt_drop);
		}
	}
}

/** Serves a fault: the first write to a closed segment opens it or copies its table, then pages are on their own. */
export function faultBySegments(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean): number {
	const entry = isShared(kernel, vma) ? 0 : mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	if (entry !== 0 && isWrite && kernel.mapEntry.needsCopy[entry] !== 0) {
		copyAmap(kernel, entry, vpn);
		openSegment(kernel, vma, entry);
	}

	return faultByAmaps(kernel, vma, vpn, isWrite);
}

/** Makes the pages of a segment writable that no other segment holds. */
function openSegment(kernel: Kernel, vma: Vma, entry: MapEntry): void {
	const {entry: words} = kernel.strip;
	const {start, end} = rangeOf(kernel, entry);
	const range: PageRange = {
		start: Math.max(start, kernel.vma.start[vma]),
		end: Math.min(end, kernel.vma.end[vma]),
	};
	const segment = kernel.mapEntry.object[entry];
	visitTables(kernel, kernel.vma.mm[vma], range, (_, first, count, vpn) => {
		for (let i = 0; i < count && mayWrite(kernel, vma); i += 1) {
			const anon = words[first + i] === 0 ? 0 : anonAt(kernel, segment, indexIn(kernel, entry, vpn + i));
			if (anon !== 0 && kernel.anon.refs[anon] === 1) {
				words[first + i] |= pteBits.write;
			}
		}
	});
}
