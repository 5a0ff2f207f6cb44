/**
 * One line of strace: whose it is, when, and which of the forms of a line it has. All prefixes that -f, -o, -t…,
 * -r, -n, -i and -Y put before a call are understood; colours are taken off.
 */

export type StraceLine =
	| {readonly kind: 'call'; readonly name: string; readonly text: string}
	| {readonly kind: 'unfinished'; readonly name: string; readonly text: string}
	| {readonly kind: 'resumed'; readonly name: string; readonly text: string}
	| {readonly kind: 'exited'; readonly code: number}
	| {readonly kind: 'killed'; readonly signal: string}
	/** This thread has become the process of `by`, which called execve. */
	| {readonly kind: 'superseded'; readonly by: number}
	/** Signals, stops, notes, stack frames: nothing that is replayed. */
	| {readonly kind: 'note'};

export type StracePrefix = {
	/** 0 where the line does not say: the only process. */
	readonly tid: number;
	/** Microseconds, undefined without time stamps. */
	readonly time: number | undefined;
	readonly body: string;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const colour = /\u001b\[[\d;]*m/g;
const pidPrefix = /^(?:\[pid\s+(\d+)(?:<[^>]*>)?\]|(\d+)(?:<[^>]*>)?)\s+(?=\S)/;
const clockTime = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?) +/;
const epochTime = /^(\d{6,}(?:\.\d+)?) +/;
const relativeTime = /^ *(?:\(\+\s*\d+\.\d+\)|\d+\.\d+) +/;
const bracketed = /^\[[\s\da-f?]+\] /;

/** Splits a line into prefix and body. */
export function parsePrefix(line: string): StracePrefix {
	let rest = line.includes('\u001b') ? line.replace(colour, '') : line;
	const pid = epochTime.test(rest) ? null : pidPrefix.exec(rest);
	if (pid !== null) {
		rest = rest.slice(pid[0].length);
	}

	let time: number | undefined;
	const clock = clockTime.exec(rest);
	const epoch = clock === null ? epochTime.exec(rest) : null;
	if (clock !== null) {
		time = (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1e6;
	} else if (epoch !== null) {
		time = Number(epoch[1]) * 1e6;
	}

	rest = rest.slice((clock ?? epoch)?.[0].length ?? 0);
	for (const noise of [relativeTime, bracketed, bracketed]) {
		rest = rest.replace(noise, '');
	}

	return {tid: Number(pid?.[1] ?? pid?.[2] ?? 0), time, body: rest};
}

const callName = /^([a-z_][a-z0-9_]*)\(/;
const resumedBody = /^<\.\.\. ([a-z0-9_]+) resumed> ?(.*)$/;
const unfinishedEnd = / ?<(?:unfinished|detached|pid changed to \d+) \.\.\.>$/;
const exitedBody = /^\+\+\+ exited with (\d+) \+\+\+$/;
const killedBody = /^\+\+\+ killed by (SIG\w+)/;
const supersededBody = /^\+\+\+ superseded by execve in pid (\d+)/;
const noteBody = /^(?:---|strace: | > |\[ Process|\+\+\+)/;

/** The form of a body, or undefined when it is none that strace writes. */
export function parseBody(body: string): StraceLine | undefined {
	const resumed = resumedBody.exec(body);
	if (resumed !== null) {
		return {kind: 'resumed', name: resumed[1], text: resumed[2]};
	}

	const name = callName.exec(body)?.[1];
	if (name !== undefined) {
		const text = withoutNote(body.slice(name.length + 1));
		return unfinishedEnd.test(text)
			? {kind: 'unfinished', name, text: text.replace(unfinishedEnd, '')}
			: {kind: 'call', name, text};
	}

	const exited = exitedBody.exec(body);
	if (exited !== null) {
		return {kind: 'exited', code: Number(exited[1])};
	}

	const killed = killedBody.exec(body)?.[1];
	if (killed !== undefined) {
		return {kind: 'killed', signal: killed};
	}

	const superseded = supersededBody.exec(body)?.[1];
	if (superseded !== undefined) {
		return {kind: 'superseded', by: Number(superseded)};
	}

	return noteBody.test(body) || body === '' ? {kind: 'note'} : undefined;
}

/** Without -o strace writes its own notes into the middle of a line; the call goes on in a resumed half. */
function withoutNote(text: string): string {
	const at = text.search(/strace: Process \d+ (?:attached|detached)$/);
	return at === -1 ? text : `${text.slice(0, at)} <unfinished ...>`;
}
