/**
 * Who and when, of a line of perf script as bytes: to make text of it would take longer than to read it. Only the plainest form
 * is taken here; every other comes as text (line.ts).
 *
 *     COMM TID [CPU] SECONDS.FRACTION: EVENT
 */
import {codeOf, decimalOf, decimalsMost, endOfDecimal, fractionOf, isDigit} from '../ascii.ts';

const [newline, space, hash] = ['\n', ' ', '#'].map(codeOf);
const [open, close, colon, dot, minus] = ['[', ']', ':', '.', '-'].map(codeOf);

/** With more digits before the point it is no time. */
const secondsMost = 12;
const tidMost = 10;

export type Head = {
	tid: number;
	/** Microseconds of the recording's clock. */
	time: number;
	/** Where the tid begins, behind the name and its padding. */
	tidAt: number;
};

export function createHead(): Head {
	return {tid: 0, time: 0, tidAt: 0};
}

/** Fills `head` from the line at `from`, which ends in `bytes`. Answers where its event begins; 0 for a line of another form. */
export function parseHeadBytes(bytes: Uint8Array, from: number, head: Head): number {
	const cpuEnd = bytes[from] === hash ? 0 : endOfCpu(bytes, from);
	if (cpuEnd === 0 || !readTid(bytes, from, cpuEnd, head)) {
		return 0;
	}

	const timeEnd = readTime(bytes, skipSpaces(bytes, cpuEnd + 2), head);
	return timeEnd === 0 ? 0 : skipSpaces(bytes, timeEnd);
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
function readTid(bytes: Uint8Array, from: number, cpuEnd: number, head: Head): boolean {
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

	const end = at + 1;
	while (at > from && isDigit(bytes[at])) {
		at -= 1;
	}

	head.tidAt = at + 1;
	head.tid = end - head.tidAt > tidMost ? 0 : decimalOf(bytes, head.tidAt, end);
	return head.tid > 0 && at > from && bytes[at] === space;
}

/** Seconds with a fraction, a colon and a blank; answers where the blank is, 0 where that is something else. */
function readTime(bytes: Uint8Array, from: number, head: Head): number {
	const point = endOfDecimal(bytes, from);
	const end = endOfDecimal(bytes, point + 1);
	const fraction = end - point - 1;
	const isStamp = point > from && point - from <= secondsMost && fraction > 0 && bytes[point] === dot;
	if (!isStamp || point - from + fraction > decimalsMost || bytes[end] !== colon) {
		return 0;
	}

	head.time = fractionOf(bytes, from, point, end) * 1e6;
	return bytes[end + 1] === space ? end + 1 : 0;
}

export function skipSpaces(bytes: Uint8Array, from: number): number {
	let at = from;
	while (bytes[at] === space) {
		at += 1;
	}

	return at;
}
