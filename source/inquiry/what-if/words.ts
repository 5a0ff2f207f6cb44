/** What-if ops in words: `fork 5 x8`, `write 31 5M`. One list for the grammar, for what is expected, and for docs/your-server.md. */
import {parseSize} from '../../machine/ops/size.ts';
import {UserError} from '../../machine/user-error.ts';

export type WhatIf =
	| {readonly kind: 'fork'; readonly pid: number; readonly times: number}
	| {readonly kind: 'exec'; readonly pid: number; readonly comm: string}
	| {readonly kind: 'exit'; readonly pid: number}
	| {readonly kind: 'write' | 'grow'; readonly pid: number; readonly bytes: number}
	| {readonly kind: 'scatter'; readonly pid: number; readonly times: number};

/** Each form, and what it means. */
export const whatIfForms: readonly (readonly [form: string, meaning: string])[] = [
	['fork PID [xN]', 'the process forks a child, or N of them'],
	['exec PID [NAME]', 'the process becomes a new program without memory'],
	['exit PID', 'the process ends'],
	[
		'write PID SIZE',
		'it writes that much of the memory that it shares, lowest addresses first, and what is more in new memory',
	],
	['write PID xN', 'it writes N times to the memory that it shares, each time to a page at random'],
	['grow PID SIZE', 'it maps that much new memory and writes all of it'],
];

const forms = /^(?<verb>\w+) +(?<pid>[1-9]\d{0,9})(?: +(?<rest>\S+))?$/;
const forksMost = 10_000;
const writesMost = 1e12;

/** Throws a UserError for words that mean nothing. */
export function readWhatIf(words: string): WhatIf {
	const {verb, pid: pidText, rest} = forms.exec(words.trim())?.groups ?? {};
	const pid = Number(pidText);
	const found = readVerb(verb, pid, rest);
	if (found === undefined) {
		throw new UserError(`The what-if "${words}" is not understood`, {
			expected: `one of: ${whatIfForms.map(([form]) => form).join(', ')}`,
		});
	}

	return found;
}

function readVerb(verb: string | undefined, pid: number, rest: string | undefined): WhatIf | undefined {
	switch (verb) {
		case 'fork': {
			const times = rest === undefined ? 1 : timesOf(rest, forksMost);
			return times === undefined ? undefined : {kind: 'fork', pid, times};
		}
		case 'exec':
			return {kind: 'exec', pid, comm: rest ?? 'new'};
		case 'exit':
			return rest === undefined ? {kind: 'exit', pid} : undefined;
		case 'write':
			return readScatter(pid, rest) ?? readSize(verb, pid, rest);
		case 'grow':
			return readSize(verb, pid, rest);
		default:
			return undefined;
	}
}

function readScatter(pid: number, rest: string | undefined): WhatIf | undefined {
	const times = rest === undefined ? undefined : timesOf(rest, writesMost);
	return times === undefined ? undefined : {kind: 'scatter', pid, times};
}

function readSize(kind: 'write' | 'grow', pid: number, rest: string | undefined): WhatIf | undefined {
	const bytes = rest === undefined ? undefined : parseSize(rest);
	return bytes === undefined || bytes === 0 ? undefined : {kind, pid, bytes};
}

/** `x8`: so often, at least once. */
function timesOf(text: string, most: number): number | undefined {
	const times = Number(/^x(\d+)$/.exec(text)?.[1]);
	return times >= 1 && times <= most ? times : undefined;
}
