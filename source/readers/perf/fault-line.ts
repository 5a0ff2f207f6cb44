/**
 * A page fault's line as bytes. Nine of ten lines of a recording are such, and all that counts of one are five numbers: to make
 * text of it would take longer than to read it. Only the plainest form is taken here; every other comes as text (line.ts).
 *
 *     COMM TID [CPU] SECONDS.FRACTION: exceptions:page_fault_user: address=0xHEX ip=WORD error_code=0xHEX
 */
import {bytesOf, codeOf, decimalsMost, endOfHex, hexMost, hexOf, isAt, isDigit} from '../ascii.ts';
import type {FaultLine} from './touch.ts';

const [newline, space, zero] = ['\n', ' ', '0'].map(codeOf);
const [open, close, colon, dot, minus] = ['[', ']', ':', '.', '-'].map(codeOf);
const event = bytesOf('exceptions:page_fault_');
const user = bytesOf('user: address=0x');
const kernel = bytesOf('kernel: address=0x');
const instruction = bytesOf(' ip=');
const errorCode = bytesOf(' error_code=0x');

/** With more digits before the point it is no time. */
const secondsMost = 12;
const powers = Array.from({length: decimalsMost + 1}, (_, i) => 10 ** i);

export function createFaultLine(): FaultLine {
	return {tid: 0, time: 0, address: 0, errorCode: 0, isUser: false};
}

/** Fills `fault` from the line at `from`, which ends in `bytes`. Answers where the next one begins; 0 for a line of another form. */
export function parseFaultLine(bytes: Uint8Array, from: number, fault: FaultLine): number {
	const cpuEnd = endOfCpu(bytes, from);
	const time = cpuEnd === 0 ? 0 : skipSpaces(bytes, cpuEnd + 2);
	const timeEnd = cpuEnd === 0 ? 0 : readTime(bytes, time, fault);
	if (timeEnd === 0 || !readTid(bytes, from, cpuEnd, fault)) {
		return 0;
	}

	const name = skipSpaces(bytes, timeEnd);
	if (!isAt(bytes, name, event)) {
		return 0;
	}

	fault.isUser = isAt(bytes, name + event.length, user);
	const which = fault.isUser ? user : kernel;
	const at = name + event.length;
	return isAt(bytes, at, which) ? readNumbers(bytes, at + which.length, fault) : 0;
}

/** The bracket behind the CPU; the first that a blank follows, as a name may hold some. 0 where there is none. */
function endOfCpu(bytes: Uint8Array, from: number): number {
	let at = from;
	while (bytes[at] !== newline && !(bytes[at] === close && bytes[at + 1] === space)) {
		at += 1;
	}

	return bytes[at] === newline ? 0 : at;
}

/** The number before `[CPU]`; false where that is something else. */
function readTid(bytes: Uint8Array, from: number, cpuEnd: number, fault: FaultLine): boolean {
	let at = cpuEnd - 1;
	while (at > from && isDigit(bytes[at])) {
		at -= 1;
	}

	at -= bytes[at] === minus ? 1 : 0;
	if (bytes[at] !== open || !isDigit(bytes[cpuEnd - 1])) {
		return false;
	}

	do {
		at -= 1;
	} while (at > from && bytes[at] === space);

	let tid = 0;
	let digits = 0;
	for (; at > from && isDigit(bytes[at]); at -= 1, digits += 1) {
		tid += (bytes[at] - zero) * (powers[digits] ?? Number.NaN);
	}

	fault.tid = tid;
	return tid > 0 && at > from && bytes[at] === space;
}

/** Seconds with a fraction, a colon and a blank; answers where the blank is, 0 where that is something else. */
function readTime(bytes: Uint8Array, from: number, fault: FaultLine): number {
	let value = 0;
	let at = from;
	let point = 0;
	for (; isDigit(bytes[at]) || (bytes[at] === dot && point === 0); at += 1) {
		point = bytes[at] === dot ? at : point;
		value = bytes[at] === dot ? value : value * 10 + bytes[at] - zero;
	}

	const digits = at - from - 1;
	const isStamp = point > from && point - from <= secondsMost && point < at - 1;
	if (!isStamp || digits > decimalsMost || bytes[at] !== colon) {
		return 0;
	}

	// Both are whole numbers, so that the quotient is the number which the text stands for, as near as there is one.
	fault.time = (value / powers[at - point - 1]) * 1e6;
	return bytes[at + 1] === space ? at + 1 : 0;
}

function readNumbers(bytes: Uint8Array, from: number, fault: FaultLine): number {
	let at = endOfHex(bytes, from);
	fault.address = hexOf(bytes, from, at);
	if (at === from || at - from > hexMost || !isAt(bytes, at, instruction)) {
		return 0;
	}

	at += instruction.length;
	while (bytes[at] !== space && bytes[at] !== newline) {
		at += 1;
	}

	if (!isAt(bytes, at, errorCode)) {
		return 0;
	}

	const code = at + errorCode.length;
	const end = endOfHex(bytes, code);
	fault.errorCode = hexOf(bytes, code, end);
	return end > code && end - code <= hexMost && bytes[end] === newline ? end + 1 : 0;
}

function skipSpaces(bytes: Uint8Array, from: number): number {
	let at = from;
	while (bytes[at] === space) {
		at += 1;
	}

	return at;
}
