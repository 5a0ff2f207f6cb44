/** What-if ops in words: `fork 5 x8`, `write 31 5M`. One list for the grammar, for what is expected, and for docs/your-server.md. */
import {parseSize} from '../../machine/ops/size.ts';
import {UserError} from '../../machine/user-error.ts';

export type WhatIf =
	| {readonly kind: 'fork'; readonly pid: number; readonly times: number}
	| {readonly kind: 'exec'; readonly pid: number; readonly comm: string}
	| {readonly kind: 'exit'; readonly pid: number}
	| {readonly kind: 'write' | 'grow'; readonly pid: number; readonly bytes: number};

/** Each form, and what it means. */
export const whatIfForms: readonly (readonly [form: string, meaning: string])[] = [
	['fork PID [xN]', 'the process forks a child, or N of them'],
	['exec PID [NAME]', 'the process becomes a new program without memory'],
	['exit PID', 'the process ends'],
	[
		'write PID SIZE',
		'it writes that much of the memory that it shares, lowest addresses first, and what is more in new memory',
	],
	['grow PID SIZE', 'it maps that much new memory and writes all of it'],
];

const forms = /^(?<verb>\w+) +(?<pid>[1-9]\d{0,9})(?: +(?<rest>\S+))?$/;
const timesMost = 10_000;

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
			const times = rest === undefined ? 1 : Number(/^x(\d+)$/.exec(rest)?.[1]);
			return times >= 1 && times <= timesMost ? {kind: 'fork', pid, times} : undefined;
		}
		case 'exec':
			return {kind: 'exec', pid, comm: rest ?? 'new'};
		case 'exit':
			return rest === undefined ? {kind: 'exit', pid} : undefined;
		case 'write':
		case 'grow': {
			const bytes = rest === undefined ? undefined : parseSize(rest);
			return bytes === undefined || bytes === 0 ? undefined : {kind: verb, pid, bytes};
		}
		default:
			return undefined;
	}
}
