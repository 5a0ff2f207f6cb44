/** Taking faults: one is served, memory being freed by force where it is used up, and counted for the task and its access. */

import {handleFault} from '../faults/fault.ts';
import type {Entry, Mm, Table, Task, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import type {Around} from '../state/policies.ts';
import {faultResults, swapClusterMax} from '../state/policies.ts';
import {pteBits} from '../state/pte.ts';
import {anchorRow} from '../state/schema.ts';
import {workUnits} from '../state/work.ts';
import {entryIndex, reachTable} from '../tables/table.ts';
import {makeRoom} from './make-room.ts';
import {killForMemory} from './oom.ts';

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
	/** True when it must die of SIGBUS: there is no page that it could have. */
	sigbus: boolean;
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
		sigbus: false,
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
	access.sigbus = false;
	access.killed = false;
}

/** Meets the fault that an access to `vpn` would be, if any: it is told apart as the hardware does, and not served. */
export function meetFault(kernel: Kernel, task: Task, vpn: Vpn, isWrite: boolean, access: Access): void {
	clearAccess(access);
	const word = entryOf(kernel, kernel.task.mm[task], vpn);
	if ((word & pteBits.present) === 0 || (isWrite && (word & pteBits.write) === 0)) {
		classifyFault(word, isWrite, access);
	}
}

/**
 * Takes one fault and counts it; false when the task does not survive it. `table` is the leaf table that the access came to,
 * 0 where a directory entry kept it from one.
 */
export function takeFault(
	kernel: Kernel,
	task: Task,
	vpn: Vpn,
	isWrite: boolean,
	access: Access,
	table: Table,
	around?: Around,
): boolean {
	const mm = kernel.task.mm[task];
	const before =
		table === 0 ? entryOf(kernel, mm, vpn) : kernel.strip.entry[entryIndex(kernel, table, 1, vpn)];
	const readBefore = kernel.work.amount[workUnits.io_in];
	let result = handleFault(kernel, mm, vpn, isWrite, around, table);
	if (result === faultResults.outOfMemory) {
		result = faultWithRoom(kernel, task, vpn, isWrite, around);
		if (result === faultResults.outOfMemory) {
			access.killed = true;
			return false;
		}
	}

	// A fault that had to read and was begun again, as memory ran out after that, finds its page there.
	if (result === faultResults.minor && kernel.work.amount[workUnits.io_in] > readBefore) {
		result = faultResults.major;
	}

	if (result === faultResults.segv || result === faultResults.sigbus) {
		access.segv = result === faultResults.segv;
		access.sigbus = result === faultResults.sigbus;
		classifyFault(before, isWrite, access);
		return false;
	}

	countFault(kernel, task, result, access);
	countWork(kernel, workUnits.fault_protected, isWrite && (before & pteBits.present) !== 0 ? 1 : 0);
	classifyFault(before, isWrite, access);
	return true;
}

/** Serves a fault for which there was no memory, with what is had by force; still outOfMemory where the task has to go for that. */
function faultWithRoom(kernel: Kernel, task: Task, vpn: Vpn, isWrite: boolean, around?: Around): number {
	const mm = kernel.task.mm[task];
	let result: number = faultResults.outOfMemory;
	for (let rounds = 0; result === faultResults.outOfMemory; rounds += 1) {
		const full = kernel.anchor.full[anchorRow];
		const hasRoom = rounds < reclaimRounds && makeRoom(kernel, swapClusterMax, mm, full) > 0;
		const victim = hasRoom ? undefined : killForMemory(kernel, task, full);
		if (victim === task || victim === 0) {
			break;
		}

		result = handleFault(kernel, mm, vpn, isWrite, around);
	}

	return result;
}

/** How often memory is looked for before a process has to go, though some was found each time. Linux: MAX_RECLAIM_RETRIES. */
const reclaimRounds = 16;

/** The entry that the hardware finds; 0 where there is no table. */
function entryOf(kernel: Kernel, mm: Mm, vpn: Vpn): number {
	const table = reachTable(kernel, mm, vpn, false);
	return table === 0 ? 0 : kernel.strip.entry[entryIndex(kernel, table, 1, vpn)];
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
		countWork(kernel, workUnits.fault_major);
	} else {
		access.minorFaults += 1;
		kernel.task.minorFaults[task] += 1;
		countWork(kernel, workUnits.fault_minor);
	}
}
