/**
 * The rows of a recording, as far as it has come: ops as objects, and page faults, which are a hundred times as many, as columns.
 * Each kind is in order; where a fault stands among the ops it says itself.
 */
import {faultClasses, opFlags} from '../../machine/op.ts';
import type {OpRow, TouchRow} from '../../machine/program-builder.ts';

export type Draft = {-readonly [Name in keyof OpRow]: OpRow[Name]};

/** A page fault of the recording: its number, counted from 1. */
export type Fault = number;
export const noFault: Fault = 0;

export type FaultClass = (typeof faultClasses)[keyof typeof faultClasses];

/** What is told of a fault where it comes. */
export type NewFault = {
	readonly tid: number;
	/** Pid of the process of the thread. */
	readonly pid: number;
	/** Of the page, in bytes. */
	readonly address: number;
	readonly kind: FaultClass;
	readonly isUser: boolean;
	/** Whether it may already be in what is known of the beginning, so that no class is told of it. */
	readonly isSettled: boolean;
	readonly isRefused: boolean;
	readonly time: number;
};

export type Faults = {
	count: number;
	tid: Int32Array;
	pid: Int32Array;
	address: Float64Array;
	time: Float64Array;
	/** The class, and the bits below. */
	bits: Uint8Array;
	/** Ops that came before it. */
	opsBefore: Uint32Array;
};

export type Rows = {readonly ops: Draft[]; readonly faults: Faults};

const classBits = 3;
const bit = {user: 4, settled: 8, refused: 16, late: 32} as const;

const columnsOf = (length: number) => ({
	tid: new Int32Array(length),
	pid: new Int32Array(length),
	address: new Float64Array(length),
	time: new Float64Array(length),
	bits: new Uint8Array(length),
	opsBefore: new Uint32Array(length),
});

export function createRows(): Rows {
	return {ops: [], faults: {count: 0, ...columnsOf(1024)}};
}

function grow(faults: Faults): void {
	const {tid, pid, address, time, bits, opsBefore} = faults;
	const larger = columnsOf(2 * tid.length);
	larger.tid.set(tid);
	larger.pid.set(pid);
	larger.address.set(address);
	larger.time.set(time);
	larger.bits.set(bits);
	larger.opsBefore.set(opsBefore);
	Object.assign(faults, larger);
}

export function addFault({ops, faults}: Rows, fault: NewFault): Fault {
	faults.count += 1;
	const number = faults.count;
	if (number === faults.tid.length) {
		grow(faults);
	}

	faults.tid[number] = fault.tid;
	faults.pid[number] = fault.pid;
	faults.address[number] = fault.address;
	faults.time[number] = fault.time;
	faults.opsBefore[number] = ops.length;
	faults.bits[number] =
		fault.kind |
		(fault.isUser ? bit.user : 0) |
		(fault.isSettled ? bit.settled : 0) |
		(fault.isRefused ? bit.refused : 0);
	return number;
}

export function classOf({faults}: Rows, fault: Fault): number {
	return faults.bits[fault] & classBits;
}

/** The class that is told of a fault, 0 where none is. */
export function toldClassOf({faults}: Rows, fault: Fault): number {
	return (faults.bits[fault] & bit.settled) === 0 ? faults.bits[fault] & classBits : 0;
}

/** Whether two faults are of one class, as far as it is told. */
export function isSameClass(rows: Rows, one: Fault, other: Fault): boolean {
	return toldClassOf(rows, one) === toldClassOf(rows, other);
}

export function setClass({faults}: Rows, fault: Fault, kind: FaultClass): void {
	faults.bits[fault] = (faults.bits[fault] & ~classBits) | kind;
}

export function isUserFault({faults}: Rows, fault: Fault): boolean {
	return (faults.bits[fault] & bit.user) !== 0;
}

/** Says that the kernel has not served the fault. */
export function refuse({faults}: Rows, fault: Fault): void {
	faults.bits[fault] |= bit.refused;
}

/** Says that the fault does not stand where it came: somebody else tells its place. */
export function moveAway({faults}: Rows, fault: Fault): void {
	faults.bits[fault] |= bit.late;
}

export function wasMovedAway({faults}: Rows, fault: Fault): boolean {
	return (faults.bits[fault] & bit.late) !== 0;
}

/** The latest row, if it is an op. */
export function latestOp({ops, faults}: Rows): Draft | undefined {
	let fault = faults.count;
	while ((faults.bits[fault] & bit.late) !== 0) {
		fault -= 1;
	}

	return fault > 0 && faults.opsBefore[fault] === ops.length ? undefined : ops.at(-1);
}

/** Forgets the time of all that there is. */
export function forgetTimes({ops, faults}: Rows): void {
	faults.time.fill(0);
	for (const op of ops) {
		op.time = 0;
	}
}

const pageBytes = 4096;

/** The op that a fault comes to, into `row`. */
export function fillTouch({faults}: Rows, fault: Fault, row: TouchRow): void {
	const bits = faults.bits[fault];
	const kind = bits & classBits;
	row.isWrite = kind !== faultClasses.absentRead;
	row.pid = faults.tid[fault];
	row.address = faults.address[fault];
	row.length = pageBytes;
	row.time = faults.time[fault];
	row.fault = (bits & bit.settled) === 0 ? kind : 0;
	row.flags = (bits & bit.refused) === 0 ? 0 : opFlags.refused;
}
