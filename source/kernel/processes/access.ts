/**
 * Access: what a program's loads and stores do, a page at a time. Where the entry lets them through, the contents are
 * read or written; where it does not, the fault is taken and the access tried again, as the hardware does.
 */

import {prepareWritten} from '../mappings/anon-vma.ts';
import type {Entry, EntryIndex, Table, Task, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import type {Around} from '../state/policies.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {totals} from '../state/schema.ts';
import {dirtyHugeEntry} from '../tables/huge.ts';
import {entryIndex} from '../tables/table.ts';
import type {Access} from './take-fault.ts';
import {clearAccess, takeFault} from './take-fault.ts';

/** Reads every page of [start, end) once, in order. `around` is what a recording tells of the pages beside them. */
export function readPages(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	access: Access,
	around?: Around,
): void {
	clearAccess(access);
	touchPages(kernel, task, start, end, 0, access, around);
}

/** Writes `stamp` (1 or more) to every page of [start, end) once, in order. Returns how many, where a fault ends the task not all. */
export function writePages(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	stamp: number,
	access: Access,
): number {
	clearAccess(access);
	const stop = touchPages(kernel, task, start, end, stamp, access);
	prepareWritten(kernel, kernel.task.mm[task], start, stop);
	return stop - start;
}

/**
 * The loop behind both: stamp 0 reads. The table is looked up once a table, and again after a fault that was served in another. Returns the page
 * that it came to, `end` if no fault ended the task.
 */
function touchPages(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	stamp: number,
	access: Access,
	around?: Around,
): Vpn {
	const mm = kernel.task.mm[task];
	const {entries} = kernel.geometry;
	let table: Table = 0;
	let tableEnd: Vpn = 0;
	let vpn = start;
	while (vpn < end) {
		if (vpn >= tableEnd) {
			table = kernel.policies.reachTable(kernel, mm, vpn, stamp !== 0);
			tableEnd = (Math.floor(vpn / entries) + 1) * entries;
			if (table !== 0 && stamp !== 0) {
				dirtyHugeEntry(kernel, mm, vpn);
			}
		}

		if (table !== 0 && passes(kernel, entryIndex(kernel, table, 1, vpn), stamp, access)) {
			vpn += 1;
			continue;
		}

		if (!takeFault(kernel, task, vpn, stamp !== 0, access, table, around)) {
			return vpn;
		}

		// Most faults enter their page in the table that the access has come to; what another lets through, that one does not.
		if (table !== 0 && passes(kernel, entryIndex(kernel, table, 1, vpn), stamp, access)) {
			vpn += 1;
		} else {
			tableEnd = 0;
		}
	}

	return vpn;
}

/** Lets one access through if the entry does; false is a fault. */
function passes(kernel: Kernel, index: EntryIndex, stamp: number, access: Access): boolean {
	const {entry} = kernel.strip;
	const word = entry[index];
	if ((word & pteBits.present) === 0 || (word & pteBits.noAccess) !== 0) {
		return false;
	}

	const frame = pteFrame(word);
	if (stamp === 0) {
		entry[index] = word | pteBits.accessed;
		addToDigest(access, kernel.frame.word[frame]);
		return true;
	}

	if ((word & pteBits.write) === 0) {
		return false;
	}

	entry[index] = (word | pteBits.dirty | pteBits.accessed) >>> 0;
	kernel.frame.word[frame] = stamp;
	kernel.frame.since[frame] = kernel.total.value[totals.event];
	return true;
}

const digestFactor = 1_000_003;
const wordSize = 2 ** 32;

/** 64-bit arithmetic in two halves: every product stays below 2^53 and so is exact. Remainders of such numbers are slow to ask for. */
function addToDigest(access: Access, word: Entry): void {
	const low = access.digestLow * digestFactor + word;
	const carry = Math.floor(low / wordSize);
	const high = access.digestHigh * digestFactor + carry;
	access.digestLow = low - carry * wordSize;
	access.digestHigh = high - Math.floor(high / wordSize) * wordSize;
}
