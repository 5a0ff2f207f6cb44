/**
 * What the page cache was like. A read fault maps the cached pages around it too, so a page near by that is later found
 * absent was not cached yet; and it maps a large folio to its end, so a page beyond its window that is later found
 * present without having been touched was part of one. Told to every read by going through the recording backwards.
 */
import {folioReach, uncachedReach} from '../../kernel/state/policies.ts';
import {adviceKinds, faultClasses} from '../../machine/op.ts';
import {absent as none, type Program} from '../../machine/program.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {type Order, opAt} from './order.ts';
import {addBits, addPage, bitsFrom, type PageSet, removePage, removePages} from './page-set.ts';

const pageBytes = 4096;
/** Pages of a fault-around window; it begins at a multiple of that or, in a mapping that begins later, higher. */
const windowPages = 16;

/** Page numbers of a process by how it will next find them, while their mapping stays. */
type Coming = {
	readonly absent: PageSet;
	/** Write-protected, and no read in between may have mapped them. */
	readonly present: PageSet;
};
type Processes = Map<number, Coming>;

/** Takes down `uncached` of a read, bit i is the page i - 15 further up, and `folio`, bit i is the page i + 1 further up. */
type TellRead = (row: number, uncached: number, folio: number) => void;

/**
 * Tells of reads what was around them. `homes` are the pids of the processes of rows, and `order` is what the program was
 * made of.
 */
export function tellCached(program: Program, homes: Int32Array, order: Order, tell: TellRead): void {
	const processes: Processes = new Map();
	let pid = none;
	let coming: Coming | undefined;
	for (let i = program.count - 1; i >= 0; i -= 1) {
		const op = opAt(order, i);
		if (op !== undefined) {
			takeChange(processes, homes[i], op);
			coming = undefined;
		} else if (program.fault[i] !== 0) {
			// Faults of one process mostly follow each other.
			if (coming === undefined || pid !== homes[i]) {
				pid = homes[i];
				coming = comingOf(processes, pid);
			}

			takeTouch(coming, program, i, tell);
		}
	}
}

function comingOf(processes: Processes, pid: number): Coming {
	let coming = processes.get(pid);
	if (coming === undefined) {
		coming = {absent: new Map(), present: new Map()};
		processes.set(pid, coming);
	}

	return coming;
}

function takeTouch({absent, present}: Coming, {fault, address}: Program, i: number, tell: TellRead): void {
	const page = address[i] / pageBytes;
	if (fault[i] === faultClasses.protectedWrite) {
		removePage(absent, page);
		addPage(present, page);
		return;
	}

	if (fault[i] === faultClasses.absentRead) {
		// Bits of pages below the window say nothing of the page cache, those inside it nothing of folios.
		const outside = -1 << (windowPages - 1 - (page % windowPages));
		const around = bitsFrom(absent, page - uncachedReach, 2 * uncachedReach + 1) & ~(1 << uncachedReach);
		const uncached = around & outside;
		const folio = bitsFrom(present, page + 1, folioReach) & outside;
		if (uncached !== 0 || folio !== 0) {
			tell(i, orNone(uncached), orNone(folio));
		}

		removePages(present, page - windowPages + 1, page + windowPages);
	}

	removePage(present, page);
	addPage(absent, page);
}

function orNone(bits: number): number {
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
	for (const [block, bits] of child?.present ?? []) {
		addBits(present, block, bits & ~(absent.get(block) ?? 0));
	}
}

function forget(coming: Coming | undefined, address: number, length: number): void {
	if (coming === undefined) {
		return;
	}

	const start = Math.floor(address / pageBytes);
	const end = Math.ceil((address + length) / pageBytes);
	removePages(coming.absent, start, end);
	removePages(coming.present, start, end);
}
