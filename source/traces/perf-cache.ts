/**
 * Which file pages the page cache lacked. A read fault maps the cached pages around it too, so a page near by that is
 * later found absent was not there yet. Told to every read by going through the recording backwards.
 */
import {uncachedReach} from '../kernel/kernel.ts';
import {adviceKinds, faultClasses} from '../machine/op.ts';
import type {Draft} from './perf-state.ts';

const pageBytes = 4096;

/** Page numbers of a process that it will next find absent, while their mapping stays. */
type Coming = Map<number, Set<number>>;

/** Fills `value` of reads: bit i is the page i - 15 further up. `homes` tells the process of threads' rows. */
export function tellUncached(rows: readonly Draft[], homes: ReadonlyMap<object, number>): void {
	const coming: Coming = new Map();
	for (let i = rows.length - 1; i >= 0; i -= 1) {
		const row = rows[i];
		const pid = homes.get(row) ?? row.pid ?? 0;
		if (row.fault !== undefined) {
			takeTouch(pagesOf(coming, pid), row);
		} else {
			takeChange(coming, pid, row);
		}
	}
}

function pagesOf(coming: Coming, pid: number): Set<number> {
	let pages = coming.get(pid);
	if (pages === undefined) {
		pages = new Set();
		coming.set(pid, pages);
	}

	return pages;
}

function takeTouch(pages: Set<number>, row: Draft): void {
	const page = (row.address ?? 0) / pageBytes;
	if (row.fault === faultClasses.absentRead) {
		const bits = bitsAround(pages, page);
		if (bits !== 0) {
			row.value = bits;
		}
	}

	if (row.fault === faultClasses.protectedWrite) {
		pages.delete(page);
	} else {
		pages.add(page);
	}
}

function bitsAround(pages: ReadonlySet<number>, page: number): number {
	let bits = 0;
	for (let distance = -uncachedReach; distance <= uncachedReach; distance += 1) {
		if (distance !== 0 && pages.has(page + distance)) {
			bits |= 1 << (distance + uncachedReach);
		}
	}

	return bits;
}

/** What comes later tells nothing of the time before a mapping, an image or a process was there. */
function takeChange(coming: Coming, pid: number, row: Draft): void {
	const {op, child = 0, address = 0, length = 0, value = 0, target = 0} = row;
	if (op === 'exec' || op === 'exit') {
		coming.delete(pid);
	} else if (op === 'fork' || op === 'vfork' || op === 'clone') {
		coming.delete(child);
	} else if (op === 'mmap' || op === 'munmap' || (op === 'madvise' && value === adviceKinds.dontneed)) {
		forget(coming.get(pid), address, length);
	} else if (op === 'mremap') {
		forget(coming.get(pid), address, length);
		forget(coming.get(pid), target, value);
	}
}

function forget(pages: Set<number> | undefined, address: number, length: number): void {
	if (pages === undefined || pages.size === 0) {
		return;
	}

	const start = Math.floor(address / pageBytes);
	const end = Math.ceil((address + length) / pageBytes);
	if (end - start < pages.size) {
		for (let page = start; page < end; page += 1) {
			pages.delete(page);
		}

		return;
	}

	for (const page of pages) {
		if (page >= start && page < end) {
			pages.delete(page);
		}
	}
}
