/**
 * Access: what a program's loads and stores do, a page at a time. Where the entry lets them through, the contents are
 * read or written; where it does not, the fault is taken and the access tried again, as the hardware does.
 */

import {frameFlags} from '../frames/frame.ts';
import {prepareWritten} from '../mappings/anon-vma.ts';
import {vmaAt, vmaFlags} from '../mappings/vma.ts';
import {killForMemory} from '../processes/oom.ts';
import {errno} from '../state/errno.ts';
import type {Entry, EntryIndex, Mm, Table, Task, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {entryIndex, reachTable} from '../tables/table.ts';
import {faultResults, handleFault} from './fault.ts';

/** What an access came to; filled anew by each call. The digest is digest × 1000003 + word, modulo 2^64, page by page. */
export type Access = {
	minorFaults: number;
	majorFaults: number;
	/** Faults by what the hardware saw: read of an absent page, write to one, write to a protected page. */
	absentReads: number;
	absentWrites: number;
	protectedWrites: number;
	digestHigh: number;
	digestLow: number;
	/** True when the task must die of SIGSEGV. */
	segv: boolean;
	/** True when the task was killed to free memory. */
	killed: boolean;
};

export function createAccess(): Access {
	return {
		minorFaults: 0,
		majorFaults: 0,
		absentReads: 0,
		absentWrites: 0,
		protectedWrites: 0,
		digestHigh: 0,
		digestLow: 0,
		segv: false,
		killed: false,
	};
}

/** Written out field by field: this is done for every event. */
export function clearAccess(access: Access): void {
	access.minorFaults = 0;
	access.majorFaults = 0;
	access.absentReads = 0;
	access.absentWrites = 0;
	access.protectedWrites = 0;
	access.digestHigh = 0;
	access.digestLow = 0;
	access.segv = false;
	access.killed = false;
}

/** Reads every page of [start, end) once, in order. */
export function readPages(kernel: Kernel, task: Task, start: Vpn, end: Vpn, access: Access): void {
	clearAccess(access);
	touchPages(kernel, task, start, end, 0, access);
}

/** Writes `stamp` (1 or more) to every page of [start, end) once, in order. */
export function writePages(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	stamp: number,
	access: Access,
): void {
	clearAccess(access);
	touchPages(kernel, task, start, end, stamp, access);
	prepareWritten(kernel, kernel.task.mm[task], start, end);
}

/**
 * Takes the faults that reading or writing every page of [start, end) would take, and leaves the contents as they are.
 * Returns 0, -ENOMEM at a hole, -EINVAL where the mapping does not allow the access, or -EFAULT where the task died of it.
 * Linux: madvise_populate().
 */
export function populatePages(
	kernel: Kernel,
	task: Task,
	start: Vpn,
	end: Vpn,
	isWrite: boolean,
	access: Access,
): number {
	const mm = kernel.task.mm[task];
	clearAccess(access);
	for (let vpn = start; vpn < end; vpn += 1) {
		const vma = vmaAt(kernel, mm, vpn);
		if (vma === 0) {
			return -errno.ENOMEM;
		}

		if ((kernel.vma.flags[vma] & (isWrite ? vmaFlags.write : vmaFlags.read)) === 0) {
			return -errno.EINVAL;
		}

		if (!populatePage(kernel, task, vpn, isWrite, access)) {
			return -errno.EFAULT;
		}
	}

	return 0;
}

/** A page that is there and written to without a fault is dirty itself from now on. Linux: follow_page_pte(), FOLL_TOUCH. */
function populatePage(kernel: Kernel, task: Task, vpn: Vpn, isWrite: boolean, access: Access): boolean {
	const word = entryOf(kernel, kernel.task.mm[task], vpn);
	const needed = pteBits.present | (isWrite ? pteBits.write : 0);
	if ((word & needed) !== needed) {
		return takeFault(kernel, task, vpn, isWrite, access);
	}

	if (isWrite && (word & (pteBits.dirty | pteBits.special)) === 0) {
		kernel.frame.flags[pteFrame(word)] |= frameFlags.dirty;
	}

	return true;
}

/** The loop behind both: stamp 0 reads. The table is looked up once a table and again after every fault. */
function touchPages(kernel: Kernel, task: Task, start: Vpn, end: Vpn, stamp: number, access: Access): void {
	const mm = kernel.task.mm[task];
	const {entries} = kernel.geometry;
	let table: Table = 0;
	let tableEnd: Vpn = 0;
	for (let vpn = start; vpn < end; ) {
		if (vpn >= tableEnd) {
			table = kernel.policies.reachTable(kernel, mm, vpn, stamp !== 0);
			tableEnd = (Math.floor(vpn / entries) + 1) * entries;
		}

		if (table !== 0 && passes(kernel, entryIndex(kernel, table, 1, vpn), stamp, access)) {
			vpn += 1;
			continue;
		}

		if (!takeFault(kernel, task, vpn, stamp !== 0, access)) {
			return;
		}

		tableEnd = 0;
	}
}

/** Lets one access through if the entry does; false is a fault. */
function passes(kernel: Kernel, index: EntryIndex, stamp: number, access: Access): boolean {
	const {entry} = kernel.table;
	const word = entry[index];
	if ((word & pteBits.present) === 0 || (word & pteBits.noAccess) !== 0) {
		return false;
	}

	const frame = pteFrame(word);
	if (stamp === 0) {
		addToDigest(access, kernel.frame.word[frame]);
		return true;
	}

	if ((word & pteBits.write) === 0) {
		return false;
	}

	entry[index] = (word | pteBits.dirty | pteBits.accessed) >>> 0;
	kernel.frame.word[frame] = stamp;
	return true;
}

const digestFactor = 1_000_003;
const wordSize = 2 ** 32;

/** 64-bit arithmetic in two halves: every product stays below 2^53 and so is exact. */
function addToDigest(access: Access, word: Entry): void {
	const low = access.digestLow * digestFactor + word;
	const high = access.digestHigh * digestFactor + Math.floor(low / wordSize);
	access.digestLow = low % wordSize;
	access.digestHigh = high % wordSize;
}

/** Meets the fault that an access to `vpn` would be, if any: it is told apart as the hardware does, and not served. */
export function meetFault(kernel: Kernel, task: Task, vpn: Vpn, isWrite: boolean, access: Access): void {
	clearAccess(access);
	const word = entryOf(kernel, kernel.task.mm[task], vpn);
	if ((word & pteBits.present) === 0 || (isWrite && (word & pteBits.write) === 0)) {
		classifyFault(word, isWrite, access);
	}
}

/** Takes one fault and counts it; false when the task does not survive it. */
function takeFault(kernel: Kernel, task: Task, vpn: Vpn, isWrite: boolean, access: Access): boolean {
	const mm = kernel.task.mm[task];
	const before = entryOf(kernel, mm, vpn);
	let result = handleFault(kernel, mm, vpn, isWrite);
	while (result === faultResults.outOfMemory) {
		const victim = killForMemory(kernel, task);
		if (victim === task || victim === 0) {
			access.killed = true;
			return false;
		}

		result = handleFault(kernel, mm, vpn, isWrite);
	}

	if (result === faultResults.segv) {
		access.segv = true;
		return false;
	}

	countFault(kernel, task, result, access);
	classifyFault(before, isWrite, access);
	return true;
}

/** The entry that the hardware finds; 0 where there is no table. */
function entryOf(kernel: Kernel, mm: Mm, vpn: Vpn): Entry {
	const table = reachTable(kernel, mm, vpn, false);
	return table === 0 ? 0 : kernel.table.entry[entryIndex(kernel, table, 1, vpn)];
}

function classifyFault(entry: Entry, isWrite: boolean, access: Access): void {
	if (!isWrite) {
		access.absentReads += 1;
	} else if ((entry & pteBits.present) !== 0) {
		access.protectedWrites += 1;
	} else {
		access.absentWrites += 1;
	}
}

function countFault(kernel: Kernel, task: Task, result: number, access: Access): void {
	if (result === faultResults.major) {
		access.majorFaults += 1;
		kernel.task.majorFaults[task] += 1;
		countWork(kernel, 'fault_major');
	} else {
		access.minorFaults += 1;
		kernel.task.minorFaults[task] += 1;
		countWork(kernel, 'fault_minor');
	}
}
