/**
 * One line of strace: whose it is, when, and which of the forms of a line it has. All prefixes that -f, -o, -t…,
 * -r, -n, -i, -Y and --secontext put before a call are understood; colours are taken off.
 */

export type StraceLine =
	| {readonly kind: 'call'; readonly name: string; readonly text: string}
	| {
			readonly kind: 'unfinished';
			readonly name: string;
			readonly text: string;
			/** execve of a thread: the call returns in the process of this pid. */
			readonly goesOnIn?: number;
	  }
	| {readonly kind: 'resumed'; readonly name: string; readonly text: string}
	| {readonly kind: 'exited'; readonly code: number}
	| {readonly kind: 'killed'; readonly signal: string}
	/** The first thread of a process, which gives way to the thread `by` that called execve. */
	| {readonly kind: 'superseded'; readonly by: number}
	/** SIGCHLD: a child has ended, which -qq shows nowhere else. */
	| {readonly kind: 'childEnded'; readonly pid: number; readonly how: ChildEnd}
	/** A process or thread that strace follows from here on; with -p all threads of a process are told in one line. */
	| {readonly kind: 'attached'; readonly tid: number; readonly threads: number}
	/** What strace says of a process that it goes on following, and that it is no longer. */
	| {readonly kind: 'notice'}
	| {readonly kind: 'is32'}
	/** Other signals, stops, notes, stack frames: nothing that is replayed. */
	| {readonly kind: 'note'};

/** The exit code, or the name of the signal. */
export type ChildEnd = {readonly code: number} | {readonly signal: string};

export type StracePrefix = {
	/** 0 where the line does not say: the only process. */
	readonly tid: number;
	/** Name of the process, which -Y shows. */
	readonly comm: string | undefined;
	/** Microseconds, undefined without time stamps. */
	readonly time: number | undefined;
	/** Microseconds since the line before, which -r shows. */
	readonly elapsed: number | undefined;
	readonly body: string;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const colour = /\u001b\[[\d;]*m/g;
/** Other tools write a bare pid in brackets; syscall numbers, which -n writes so, have at most three digits on x86 and ARM64. */
const pidPrefix = /^(?:\[(?:pid +)?(\d+)(?<=pid +\d+|\d{4})(?:<([^>]*)>)?\]|(\d+)(?:<([^>]*)>)?) +(?=\S)/;
const securityContext = /^\[[\w.-]+:[^\]]*\] /;
const clockTime = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?) +/;
/** Seconds since 1970 have ten digits, pids have seven at most. */
const epochTime = /^(\d{10}(?:\.\d+)?) +/;
const relativeTime = /^ *(?:\(\+ *(\d+\.\d+)\)|(\d+\.\d+)) +/;
const bracketed = /^\[[\s\da-f?]+\] /;

/** Splits a line into prefix and body. */
export function parsePrefix(line: string): StracePrefix {
	let rest = line.includes('\u001b') ? line.replace(colour, '') : line;
	const take = (pattern: RegExp): RegExpExecArray | null => {
		const match = pattern.exec(rest);
		rest = rest.slice(match?.[0].length ?? 0);
		return match;
	};

	const pid = epochTime.test(rest) ? null : take(pidPrefix);
	take(securityContext);
	const clock = take(clockTime);
	const epoch = clock === null ? take(epochTime) : null;
	const relative = take(relativeTime);
	take(bracketed);
	take(bracketed);
	return {
		tid: Number(pid?.[1] ?? pid?.[3] ?? 0),
		comm: pid?.[2] ?? pid?.[4],
		time: clock === null ? microseconds(epoch?.[1]) : clockMicroseconds(clock),
		elapsed: microseconds(relative?.[1] ?? relative?.[2]),
		body: rest,
	};
}

function microseconds(seconds: string | undefined): number | undefined {
	return seconds === undefined ? undefined : Math.round(Number(seconds) * 1e6);
}

function clockMicroseconds([, hours, minutes, seconds]: RegExpExecArray): number {
	return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6);
}

const callName = /^([a-z_][a-z0-9_]*)\(/;
const resumedBody = /^<\.\.\. ([a-z0-9_]+) resumed>,? ?(.*)$/s;
const unfinishedEnd = / ?<(?:unfinished|detached|pid changed to (\d+)) \.\.\.>$/;
const exitedBody = /^\+\+\+ exited with (\d+) \+\+\+$/;
const killedBody = /^\+\+\+ killed by (SIG\w+)/;
const supersededBody = /^\+\+\+ superseded by execve in pid (\d+)/;
const childBody = /^--- SIGCHLD \{.*si_code=CLD_(EXITED|KILLED|DUMPED), si_pid=(\d+),.* si_status=(\w+)/s;
const attachedBody = /^(?:\S*strace: )?Process (\d+) attached(?: with (\d+) threads)?/;
const noticeBody = /^(?:\S*strace: )?Process \d+ (?:detached|suspended|resumed)/;
const is32Body = /^(?:\S*strace: )?\[ Process PID=\d+ runs in 32 bit mode\. \]/;
const noteBody = /^(?:---|\S*strace: | > |\[ Process|\+\+\+)/;

/** The form of a body, or undefined when it is none that strace writes. */
export function parseBody(body: string): StraceLine | undefined {
	const name = callName.exec(body)?.[1];
	if (name !== undefined) {
		return parseBegunCall(name, body.slice(name.length + 1));
	}

	const resumed = resumedBody.exec(body);
	if (resumed !== null) {
		return {kind: 'resumed', name: resumed[1], text: resumed[2]};
	}

	return body.startsWith('+++') ? parseEnd(body) : parseNote(body);
}

function parseBegunCall(name: string, text: string): StraceLine {
	const end = unfinishedEnd.exec(text);
	if (end === null) {
		return {kind: 'call', name, text};
	}

	const begun = {kind: 'unfinished', name, text: text.slice(0, end.index)} as const;
	return end[1] === undefined ? begun : {...begun, goesOnIn: Number(end[1])};
}

function parseEnd(body: string): StraceLine {
	const exited = exitedBody.exec(body);
	if (exited !== null) {
		return {kind: 'exited', code: Number(exited[1])};
	}

	const by = supersededBody.exec(body)?.[1];
	if (by !== undefined) {
		return {kind: 'superseded', by: Number(by)};
	}

	const signal = killedBody.exec(body)?.[1];
	return signal === undefined ? {kind: 'note'} : {kind: 'killed', signal};
}

function parseNote(body: string): StraceLine | undefined {
	const child = childBody.exec(body);
	if (child !== null) {
		const [, how, pid, status] = child;
		const end = how === 'EXITED' ? {code: Number(status)} : {signal: status};
		return {kind: 'childEnded', pid: Number(pid), how: end};
	}

	const attached = attachedBody.exec(body);
	if (attached !== null) {
		return {kind: 'attached', tid: Number(attached[1]), threads: Number(attached[2] ?? 1)};
	}

	if (noticeBody.test(body)) {
		return {kind: 'notice'};
	}

	if (is32Body.test(body)) {
		return {kind: 'is32'};
	}

	return noteBody.test(body) || body === '' ? {kind: 'note'} : undefined;
}

/** A line's beginning, and what it says. */
export type ParsedLine = {readonly prefix: StracePrefix; readonly line: StraceLine};

/** Signs that mail, Markdown and chats put before the lines of a log. */
const quoteMark = /^(?:\s+|[>|]\s?)/;
const quoteMarksMax = 8;

/** A line of strace, be it indented or quoted; undefined for text that is none. */
export function parseLine(text: string): ParsedLine | undefined {
	let rest = text;
	for (let marks = 0; marks <= quoteMarksMax; marks += 1) {
		const prefix = parsePrefix(rest);
		const line = parseBody(prefix.body);
		if (line !== undefined) {
			return {prefix, line};
		}

		const bare = rest.replace(quoteMark, '');
		if (bare === rest) {
			return undefined;
		}

		rest = bare;
	}

	return undefined;
}
