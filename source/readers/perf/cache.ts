/**
 * What the page cache was like. A read fault maps the cached pages around it too, so a page near by that is later found
 * absent was not cached yet; and it maps a large folio to its end, so a page beyond its window that is later found
 * present without having been touched was part of one. Told to every read by going through the recording backwards.
 */
import {folioReach, uncachedReach} from '../../kernel/state/policies.ts';
import {adviceKinds, faultClasses} from '../../machine/op.ts';
import {absent as none, type Program} from '../../machine/program.ts';
import {type OpRow, opRow} from '../../machine/program-builder.ts';

const pageBytes = 4096;
/** Pages of a fault-around window; it begins at a multiple of that or, in a mapping that begins later, higher. */
const windowPages = 16;

/** Page numbers of a process by how it will next find them, while their mapping stays. */
type Coming = {
	readonly absent: Set<number>;
	/** Write-protected, and no read in between may have mapped them. */
	readonly present: Set<number>;
};
type Processes = Map<number, Coming>;

/**
 * Fills `uncached` of reads, bit i is the page i - 15 further up, and `folio`, bit i is the page i + 1 further up.
 * `homes` are the pids of the processes of rows.
 */
export function tellCached(program: Program, homes: Int32Array): void {
	const processes: Processes = new Map();
	for (let i = program.count - 1; i >= 0; i -= 1) {
		if (program.fault[i] === 0) {
			takeChange(processes, homes[i], opRow(program, i));
		} else {
			takeTouch(comingOf(processes, homes[i]), program, i);
		}
	}
}

function comingOf(processes: Processes, pid: number): Coming {
	let coming = processes.get(pid);
	if (coming === undefined) {
		coming = {absent: new Set(), present: new Set()};
		processes.set(pid, coming);
	}

	return coming;
}

function takeTouch({absent, present}: Coming, {fault, address, value, target}: Program, i: number): void {
	const page = address[i] / pageBytes;
	if (fault[i] === faultClasses.protectedWrite) {
		absent.delete(page);
		present.add(page);
		return;
	}

	if (fault[i] === faultClasses.absentRead) {
		const lowest = page - (page % windowPages);
		value[i] = bitsFrom(absent, page, -uncachedReach, uncachedReach, lowest);
		target[i] = bitsFrom(present, page, 1, folioReach, lowest + windowPages);
		for (let near = page - windowPages + 1; near < page + windowPages; near += 1) {
			present.delete(near);
		}
	}

	present.delete(page);
	absent.add(page);
}

/** Bit i stands for the page i + `first` further up than `page`; none where no bit is set. */
function bitsFrom(
	pages: ReadonlySet<number>,
	page: number,
	first: number,
	last: number,
	lowest: number,
): number {
	let bits = 0;
	for (let distance = pages.size === 0 ? last + 1 : first; distance <= last; distance += 1) {
		if (distance !== 0 && page + distance >= lowest && pages.has(page + distance)) {
			bits |= 1 << (distance - first);
		}
	}

	return bits === 0 ? none : bits;
}

/** What comes later tells nothing of the time before a mapping, an image or a process was there. */
function takeChange(processes: Processes, pid: number, row: OpRow): void {
	const {op, child = 0, address = 0, length = 0, advice = 0, newLength = 0, to = 0} = row;
	if (op === 'exec' || op === 'exit') {
		processes.delete(pid);
	} else if (op === 'fork') {
		inherit(comingOf(processes, pid), processes.get(child));
		processes.delete(child);
	} else if (op === 'vfork' || op === 'clone') {
		processes.delete(child);
	} else if (op === 'mmap' || op === 'munmap' || (op === 'madvise' && advice === adviceKinds.dontneed)) {
		forget(processes.get(pid), address, length);
	} else if (op === 'mremap') {
		forget(processes.get(pid), address, length);
		forget(processes.get(pid), to, newLength);
	}
}

/** What a child finds present before it has touched it, its parent had. */
function inherit({absent, present}: Coming, child: Coming | undefined): void {
	for (const page of child?.present ?? []) {
		if (!absent.has(page)) {
			present.add(page);
		}
	}
}

function forget(coming: Coming | undefined, address: number, length: number): void {
	if (coming === undefined) {
		return;
	}

	const start = Math.floor(address / pageBytes);
	const end = Math.ceil((address + length) / pageBytes);
	forgetPages(coming.absent, start, end);
	forgetPages(coming.present, start, end);
}

function forgetPages(pages: Set<number>, start: number, end: number): void {
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
