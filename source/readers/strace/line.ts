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
	| {readonly kind: 'attached'; readonly tid: number}
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
const pidPrefix = /^(?:\[pid +(\d+)(?:<([^>]*)>)?\]|(\d+)(?:<([^>]*)>)?) +(?=\S)/;
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
const resumedBody = /^<\.\.\. ([a-z0-9_]+) resumed>,? ?(.*)$/;
const unfinishedEnd = / ?<(?:unfinished|detached|pid changed to (\d+)) \.\.\.>$/;
const exitedBody = /^\+\+\+ exited with (\d+) \+\+\+$/;
const killedBody = /^\+\+\+ killed by (SIG\w+)/;
const supersededBody = /^\+\+\+ superseded by execve in pid (\d+)/;
const childBody = /^--- SIGCHLD \{.*si_code=CLD_(EXITED|KILLED|DUMPED), si_pid=(\d+),.* si_status=(\w+)/;
const attachedBody = /^strace: Process (\d+) attached/;
const noteBody = /^(?:---|strace: | > |\[ Process|\+\+\+)/;

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

	const attached = attachedBody.exec(body)?.[1];
	if (attached !== undefined) {
		return {kind: 'attached', tid: Number(attached)};
	}

	return noteBody.test(body) || body === '' ? {kind: 'note'} : undefined;
}

const gluedNote = /strace: Process (\d+) (?:at|de)tached$/;

/** Without -o strace writes notes of its own into the middle of a line, which goes on in the next. */
export function splitNote(line: string): {readonly text: string; readonly tid: number} | undefined {
	const note = gluedNote.exec(line);
	return note === null || note.index === 0
		? undefined
		: {text: line.slice(0, note.index), tid: Number(note[1])};
}
