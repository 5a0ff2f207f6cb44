/**
 * One line of `perf script`: who, when, what. Scanned by hand, as a recording has a line a page fault.
 *
 *     COMM PID[/TID] [CPU] SECONDS.FRACTION: [PERIOD] EVENT: PAYLOAD
 *
 * COMM is padded on the left and may hold spaces, so the line is read from the CPU or, without one, the time leftwards. With -F
 * any of COMM, CPU and time may be missing, and letters of -F +misc stand before the time.
 */

export type PerfLine = {
	comm: string;
	tid: number;
	/** The process; 0 where the line does not say it, as most do not. */
	pid: number;
	/** Microseconds of the recording's clock; 0 for what was there when it began, `untimed` where the line has no time. */
	time: number;
	/** Such as "PERF_RECORD_MMAP2" or "exceptions:page_fault_user". */
	event: string;
	/** What follows the event's colon, or for PERF_RECORD lines all that follows the name. */
	payload: string;
};

export const untimed = -1;

export function createPerfLine(): PerfLine {
	return {comm: '', tid: 0, pid: 0, time: 0, event: '', payload: ''};
}

/** Seconds, since the start of the machine or since 1970: what is more is no time. */
const secondsMax = 1e12;

function isStamp(seconds: number): boolean {
	return seconds >= 0 && seconds < secondsMax;
}

const beforeTime =
	/^(?:(.*\S)\s+|\s*)(-?\d+)(?:\/(-?\d+))?\s+(?:\[-?\d+\]\s+)?(?:[A-Z][A-Za-z]{0,4}\s+)?(\d+\.\d+):\s+/s;
/** The same without a time, told by the name of the event. */
const beforeEvent =
	/^(?:(.*\S)\s+|\s*)(-?\d+)(?:\/(-?\d+))?\s+(?:\[-?\d+\]\s+)?()(?=PERF_RECORD_|(?:exceptions|syscalls|sched|task):\w+: )/s;

/** Fills `parsed` from a line; false when it is not of the form. */
export function parsePerfLine(line: string, parsed: PerfLine): boolean {
	const bodyAt = parseHead(line, parsed) || parseHeadSlowly(line, parsed);
	return bodyAt !== 0 && parseEvent(line, bodyAt, parsed);
}

/** The common shape, with a CPU in brackets; returns where the event begins, 0 when the line has another shape. */
function parseHead(line: string, parsed: PerfLine): number {
	const close = line.indexOf('] ');
	const open = close === -1 ? -1 : line.lastIndexOf('[', close);
	const colon = close === -1 ? -1 : line.indexOf(': ', close);
	if (open < 2 || colon === -1) {
		return 0;
	}

	let pidEnd = open;
	while (line[pidEnd - 1] === ' ') {
		pidEnd -= 1;
	}

	const pidStart = line.lastIndexOf(' ', pidEnd - 1) + 1;
	const slash = line.lastIndexOf('/', pidEnd - 1);
	const tid = Number(line.slice(slash >= pidStart ? slash + 1 : pidStart, pidEnd));
	const time = Number(line.slice(close + 2, colon));
	if (pidStart === 0 || !Number.isInteger(tid) || !isStamp(time) || !isCpu(line, open + 1, close)) {
		return 0;
	}

	parsed.comm = withoutPadding(line.slice(0, pidStart));
	parsed.tid = tid;
	parsed.pid = slash >= pidStart ? Number(line.slice(pidStart, slash)) : 0;
	parsed.time = time * 1e6;
	return skipSpaces(line, colon + 1);
}

function parseHeadSlowly(line: string, parsed: PerfLine): number {
	const match = beforeTime.exec(line) ?? beforeEvent.exec(line);
	if (match === null) {
		return 0;
	}

	parsed.comm = withoutPadding(match[1] ?? '');
	parsed.tid = Number(match[3] ?? match[2]);
	parsed.pid = match[3] === undefined ? 0 : Number(match[2]);
	if (!isStamp(Number(match[4]))) {
		return 0;
	}

	parsed.time = match[4] === '' ? untimed : Number(match[4]) * 1e6;
	return match[0].length;
}

/** Names may begin and end with what else counts as a space. */
function withoutPadding(comm: string): string {
	let end = comm.length;
	while (end > 0 && comm[end - 1] === ' ') {
		end -= 1;
	}

	return comm.slice(Math.min(end, skipSpaces(comm, 0)), end);
}

/** Records of processes that perf was attached to have no CPU: `[-01]`. */
function isCpu(line: string, from: number, to: number): boolean {
	return isDigits(line, line[from] === '-' ? from + 1 : from, to);
}

function isDigits(line: string, from: number, to: number): boolean {
	for (let i = from; i < to; i += 1) {
		const code = line.charCodeAt(i);
		if (code < 48 || code > 57) {
			return false;
		}
	}

	return to > from;
}

function skipSpaces(line: string, from: number): number {
	let at = from;
	while (line[at] === ' ') {
		at += 1;
	}

	return at;
}

/** The event's name and payload; a count of periods may stand before the name. */
function parseEvent(line: string, from: number, parsed: PerfLine): boolean {
	let at = from;
	if (isDigits(line, at, at + 1)) {
		at = skipSpaces(line, line.indexOf(' ', at));
	}

	if (line.startsWith('PERF_RECORD_', at)) {
		let end = at;
		while (end < line.length && isNameCode(line.charCodeAt(end))) {
			end += 1;
		}

		parsed.event = line.slice(at, end);
		parsed.payload = line.slice(end);
		return true;
	}

	const end = line.indexOf(': ', at);
	const stop = end === -1 && line.endsWith(':') ? line.length - 1 : end;
	if (stop === -1 || stop <= at) {
		return false;
	}

	parsed.event = line.slice(at, stop);
	parsed.payload = withoutAddress(line.slice(skipSpaces(line, stop + 1)));
	return true;
}

/** What -F +addr prints behind the payload of a tracepoint: 0 in sixteen columns, and symbols behind it. */
const emptyAddress = `${' '.repeat(15)}0`;

function withoutAddress(payload: string): string {
	const at = payload.indexOf(emptyAddress);
	const next = payload[at + emptyAddress.length];
	return at > 0 && (next === undefined || next === ' ') ? payload.slice(0, at).trimEnd() : payload;
}

/** A line of a call chain, which follows a sample. */
export function isFrame(line: string): boolean {
	return /^\s+[\da-f]+ \S/.test(line);
}

/** Capital letters, digits and underscores. */
export function isNameCode(code: number): boolean {
	return (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
}

/** The hexadecimal or decimal number after `key` in a payload, undefined when there is none. */
export function numberAfter(payload: string, key: string): number | undefined {
	const at = payload.indexOf(key);
	if (at === -1) {
		return undefined;
	}

	const from = skipSpaces(payload, at + key.length);
	let end = from;
	while (end < payload.length && payload[end] !== ',' && payload[end] !== ' ') {
		end += 1;
	}

	const value = end === from ? Number.NaN : Number(payload.slice(from, end));
	return Number.isNaN(value) ? undefined : value;
}
