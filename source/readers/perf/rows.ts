/**
 * The rows of a recording, as far as it has come: ops as objects, and page faults, which are a hundred times as many, as columns.
 * Each kind is in order; where a fault stands among the ops it says itself.
 */
import {faultClasses, opFlags} from '../../machine/op.ts';
import type {OpRow, TouchRow} from '../../machine/program-builder.ts';
import {addRoom, blockOf, createFaults, type Faults, placeIn} from './fault-blocks.ts';

export type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};

/** A page fault of the recording: its number, counted from 1. */
export type Fault = number;
export const noFault: Fault = 0;

export type FaultClass = (typeof faultClasses)[keyof typeof faultClasses];

export type Rows = {readonly ops: Draft[]; readonly faults: Faults};

const classBits = 3;
const bit = {user: 4, settled: 8, refused: 16, late: 32} as const;

export function createRows(): Rows {
	return {ops: [], faults: createFaults()};
}

/**
 * Adds a fault of a thread on a page, whose address is in bytes. There are so many that no object is made of one; what is rare is said
 * of it afterwards.
 */
export function addFault(
	{ops, faults}: Rows,
	thread: {readonly tid: number; readonly pid: number},
	page: number,
	kind: FaultClass,
	time: number,
): Fault {
	const number = addRoom(faults);
	const {tid, pid, address, time: times, opsBefore, bits} = blockOf(faults, number);
	const at = placeIn(number);
	tid[at] = thread.tid;
	pid[at] = thread.pid;
	address[at] = page;
	times[at] = time;
	opsBefore[at] = ops.length;
	bits[at] = kind;
	return number;
}

export function tidOf({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).tid[placeIn(fault)];
}

/** Pid of the process of its thread. */
export function pidOf({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).pid[placeIn(fault)];
}

/** Of the page, in bytes. */
export function addressOf({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).address[placeIn(fault)];
}

export function timeOf({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).time[placeIn(fault)];
}

/** How many ops came before it. */
export function opsBefore({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).opsBefore[placeIn(fault)];
}

function bitsOf({faults}: Rows, fault: Fault): number {
	return blockOf(faults, fault).bits[placeIn(fault)];
}

function addBits({faults}: Rows, fault: Fault, bits: number): void {
	blockOf(faults, fault).bits[placeIn(fault)] |= bits;
}

export function classOf(rows: Rows, fault: Fault): number {
	return bitsOf(rows, fault) & classBits;
}

/** The class that is told of a fault, 0 where none is. */
export function toldClassOf(rows: Rows, fault: Fault): number {
	return (bitsOf(rows, fault) & bit.settled) === 0 ? classOf(rows, fault) : 0;
}

/** Whether two faults are of one class, as far as it is told. */
export function isSameClass(rows: Rows, one: Fault, other: Fault): boolean {
	return toldClassOf(rows, one) === toldClassOf(rows, other);
}

export function setClass({faults}: Rows, fault: Fault, kind: FaultClass): void {
	const {bits} = blockOf(faults, fault);
	const at = placeIn(fault);
	bits[at] = (bits[at] & ~classBits) | kind;
}

export function isUserFault(rows: Rows, fault: Fault): boolean {
	return (bitsOf(rows, fault) & bit.user) !== 0;
}

/** Says that the program itself met it, and not the kernel for it. */
export function noteUser(rows: Rows, fault: Fault): void {
	addBits(rows, fault, bit.user);
}

/** Says that it may already be in what is known of the beginning, so that no class is told of it. */
export function settle(rows: Rows, fault: Fault): void {
	addBits(rows, fault, bit.settled);
}

/** Says that the kernel has not served the fault. */
export function refuse(rows: Rows, fault: Fault): void {
	addBits(rows, fault, bit.refused);
}

/** Says that the fault does not stand where it came: somebody else tells its place. */
export function moveAway(rows: Rows, fault: Fault): void {
	addBits(rows, fault, bit.late);
}

export function wasMovedAway(rows: Rows, fault: Fault): boolean {
	return (bitsOf(rows, fault) & bit.late) !== 0;
}

/** The latest row, if it is an op. */
export function latestOp(rows: Rows): Draft | undefined {
	const {ops, faults} = rows;
	let fault = faults.count;
	while (wasMovedAway(rows, fault)) {
		fault -= 1;
	}

	return fault > 0 && opsBefore(rows, fault) === ops.length ? undefined : ops.at(-1);
}

/** Forgets the time of all that there is. */
export function forgetTimes({ops, faults}: Rows): void {
	for (const {time} of faults.blocks) {
		time.fill(0);
	}

	for (const op of ops) {
		op.time = 0;
	}
}

const pageBytes = 4096;

/** The op that a fault comes to, into `row`. */
export function fillTouch({faults}: Rows, fault: Fault, row: TouchRow): void {
	const block = blockOf(faults, fault);
	const at = placeIn(fault);
	const bits = block.bits[at];
	const kind = bits & classBits;
	row.isWrite = kind !== faultClasses.absentRead;
	row.pid = block.tid[at];
	row.address = block.address[at];
	row.length = pageBytes;
	row.time = block.time[at];
	row.fault = (bits & bit.settled) === 0 ? kind : 0;
	row.flags = (bits & bit.refused) === 0 ? 0 : opFlags.refused;
}
