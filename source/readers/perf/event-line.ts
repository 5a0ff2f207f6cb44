/**
 * An event as bytes, behind the head of its line: the same that line.ts makes of the text, with less of it made. Lines with anything
 * out of the ordinary are left to that: signs beyond ASCII, entities of HTML, blanks in a row, a count before the event.
 */
import {bytesOf, codeOf, isAt, isDigit} from '../ascii.ts';
import {type Head, skipSpaces} from './head-bytes.ts';
import {isNameCode, type PerfLine} from './line.ts';

const [newline, space, colon, ampersand, tilde] = ['\n', ' ', ':', '&', '~'].map(codeOf);
const record = bytesOf('PERF_RECORD_');

/** Fills `parsed` from the event at `at` of the line at `from`. Answers where the next line begins; 0 for one that is left. */
export type ParseEvent = (bytes: Buffer, from: number, at: number, head: Head, parsed: PerfLine) => number;

/** A reader of events that keeps their names, and those of programs: each is one string, however often it comes. */
export function createEventParser(): ParseEvent {
	const names: Names = new Map();
	return (bytes, from, at, {tid, time, tidAt}, parsed) => {
		const isRecord = isAt(bytes, at, record);
		const nameEnd = isRecord ? endOfRecordName(bytes, at) : endOfName(bytes, at);
		const payload = isRecord ? nameEnd : skipSpaces(bytes, nameEnd + 1);
		const end = nameEnd === 0 || !isAscii(bytes, from, tidAt) ? 0 : endOfPlain(bytes, payload);
		if (end === 0) {
			return 0;
		}

		parsed.comm = nameOf(names, bytes, skipSpaces(bytes, from), endWithoutSpaces(bytes, from, tidAt));
		parsed.tid = tid;
		parsed.pid = 0;
		parsed.time = time;
		parsed.event = nameOf(names, bytes, at, nameEnd);
		parsed.payload = bytes.toString('latin1', payload, end);
		return end + 1;
	};
}

function endOfRecordName(bytes: Uint8Array, from: number): number {
	let at = from;
	while (isNameCode(bytes[at])) {
		at += 1;
	}

	return at;
}

/** The colon behind the event's name; 0 where it is no single word. */
function endOfName(bytes: Uint8Array, from: number): number {
	let at = from;
	while (isPlain(bytes[at]) && bytes[at] !== space && !(bytes[at] === colon && bytes[at + 1] === space)) {
		at += 1;
	}

	return bytes[at] === colon && at > from && !isDigit(bytes[from]) ? at : 0;
}

/** Whether a sign of a text is itself in all of them. */
function isPlain(code: number): boolean {
	return code >= space && code <= tilde && code !== ampersand;
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
	for (let at = from; at < to; at += 1) {
		if (!isPlain(bytes[at])) {
			return false;
		}
	}

	return true;
}

/** Where the line ends; 0 where something in it is not plain, or two blanks stand behind each other. */
function endOfPlain(bytes: Uint8Array, from: number): number {
	let at = from;
	while (isPlain(bytes[at]) && !(bytes[at] === space && bytes[at + 1] === space)) {
		at += 1;
	}

	return bytes[at] === newline ? at : 0;
}

function endWithoutSpaces(bytes: Uint8Array, from: number, to: number): number {
	let at = to;
	while (at > from && bytes[at - 1] === space) {
		at -= 1;
	}

	return at;
}

/** Names as they were met, by a number that is made of their bytes. */
type Names = Map<number, {readonly bytes: Uint8Array; readonly name: string}>;
/** A file that is no recording may have any number of them. */
const namesMost = 1000;

function nameOf(names: Names, bytes: Buffer, from: number, to: number): string {
	const number = numberOf(bytes, from, to);
	const known = names.get(number);
	if (known !== undefined && known.bytes.length === to - from && isAt(bytes, from, known.bytes)) {
		return known.name;
	}

	const name = bytes.toString('latin1', from, Math.max(from, to));
	if (known === undefined && names.size < namesMost) {
		names.set(number, {bytes: bytesOf(name), name});
	}

	return name;
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
	let number = 0;
	for (let at = from; at < to; at += 1) {
		number = (Math.imul(number, 31) + bytes[at]) | 0;
	}

	return number;
}
