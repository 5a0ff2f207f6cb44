/**
 * An event as bytes, behind the head of its line: the same that line.ts makes of the text, with less of it made. Lines with anything
 * out of the ordinary are left to that: signs beyond ASCII, entities of HTML, blanks in a row, a count before the event.
 */
import {bytesOf, codeOf, isAt, isDigit} from '../ascii.ts';
import {createKeptTexts} from '../kept-texts.ts';
import {type Head, skipSpaces} from './head-bytes.ts';
import {isNameCode, type PerfLine} from './line.ts';

const [newline, space, colon, ampersand, tilde] = ['\n', ' ', ':', '&', '~'].map(codeOf);
const record = bytesOf('PERF_RECORD_');

/** Fills `parsed` from the event at `at` of the line at `from`. Answers where the next line begins; 0 for one that is left. */
export type ParseEvent = (bytes: Buffer, from: number, at: number, head: Head, parsed: PerfLine) => number;

/** A reader of events that keeps their names, and those of programs: each is one string, however often it comes. */
export function createEventParser(): ParseEvent {
	const textAt = createKeptTexts();
	return (bytes, from, at, {tid, time, tidAt}, parsed) => {
		const isRecord = isAt(bytes, at, record);
		const nameEnd = isRecord ? endOfRecordName(bytes, at) : endOfName(bytes, at);
		const payload = isRecord ? nameEnd : skipSpaces(bytes, nameEnd + 1);
		const end = nameEnd === 0 || !isAscii(bytes, from, tidAt) ? 0 : endOfPlain(bytes, payload);
		if (end === 0) {
			return 0;
		}

		parsed.comm = textAt(bytes, skipSpaces(bytes, from), endWithoutSpaces(bytes, from, tidAt));
		parsed.tid = tid;
		parsed.pid = 0;
		parsed.time = time;
		parsed.event = textAt(bytes, at, nameEnd);
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
