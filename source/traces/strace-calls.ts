/** The text of a system call as strace prints it: its arguments, its result, and the ops that it comes to. */
import type {AdviceName} from '../machine/op.ts';
import {adviceKinds, opFlags} from '../machine/op.ts';
import type {OpRow} from '../machine/program.ts';

export type Call = {
	readonly name: string;
	readonly words: readonly string[];
	/** Undefined where strace shows "?". */
	readonly result: number | undefined;
};

/** Splits `ARGS) = RESULT …` at the commas of the outermost level; undefined when there is no result. */
export function parseCall(name: string, text: string): Call | undefined {
	const words: string[] = [];
	let depth = 0;
	let from = 0;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === '"') {
			at = endOfString(text, at);
		} else if (character === '(' || character === '[' || character === '{') {
			depth += 1;
		} else if (depth > 0 && (character === ')' || character === ']' || character === '}')) {
			depth -= 1;
		} else if (depth === 0 && (character === ',' || character === ')')) {
			words.push(text.slice(from, at).trim());
			from = at + 1;
			if (character === ')') {
				return finishCall(name, words, text.slice(from));
			}
		}
	}

	return undefined;
}

function endOfString(text: string, open: number): number {
	let at = open + 1;
	while (at < text.length && text[at] !== '"') {
		at += text[at] === '\\' ? 2 : 1;
	}

	return at;
}

function finishCall(name: string, words: readonly string[], tail: string): Call | undefined {
	const result = /^\s*= (\?|0x[0-9a-f]+|-?\d+)/.exec(tail)?.[1];
	if (result === undefined) {
		return undefined;
	}

	return {name, words, result: result === '?' ? undefined : Number(result)};
}

/** An argument without the name that newer versions put before it. */
function value(call: Call, index: number): string {
	return (call.words[index] ?? '').replace(/^[a-z_]+=/, '');
}

function numberAt(call: Call, index: number): number | undefined {
	const number = Number(value(call, index).replace(/<.*$/, ''));
	return Number.isNaN(number) ? undefined : number;
}

/** The text of a C string with its escapes undone; undefined where the word is none. */
export function parseString(word: string): string | undefined {
	const match = /^"((?:[^"\\]|\\.)*)"/.exec(word);
	return match?.[1].replace(/\\(x[0-9a-f]{2}|[0-7]{1,3}|.)/g, (_, code: string) => {
		const simple: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\'};
		if (code.startsWith('x')) {
			return String.fromCharCode(Number.parseInt(code.slice(1), 16));
		}

		return /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (simple[code] ?? code);
	});
}

/** The words of an argv array `["a", "b"...]`; undefined where only an address is shown. */
export function parseArgv(word: string): string[] | undefined {
	if (!word.startsWith('[')) {
		return undefined;
	}

	const words: string[] = [];
	for (let at = word.indexOf('"'); at !== -1; at = word.indexOf('"', at)) {
		const end = endOfString(word, at);
		words.push(parseString(word.slice(at, end + 1)) ?? '');
		at = end + 1;
	}

	return words;
}

/** Rights of PROT_…|PROT_…. */
function rights(text: string): number {
	return (
		(text.includes('PROT_READ') ? opFlags.read : 0) |
		(text.includes('PROT_WRITE') ? opFlags.write : 0) |
		(text.includes('PROT_EXEC') ? opFlags.exec : 0)
	);
}

type Range = {readonly address: number; readonly length: number};

function range(call: Call): Range | undefined {
	const address = numberAt(call, 0);
	const length = numberAt(call, 1);
	return address === undefined || length === undefined ? undefined : {address, length};
}

/** Ops of a call that succeeded, without pid; none for calls that change no mapping. */
export function mappingOps(call: Call): readonly OpRow[] {
	const reader = readers[call.name];
	const failed = call.result === undefined || (call.result < 0 && call.result > -4096);
	return reader === undefined || failed ? [] : reader(call, call.result ?? 0);
}

const readers: Readonly<Record<string, (call: Call, result: number) => readonly OpRow[]>> = {
	mmap: readMmap,
	mmap2: readMmap,
	munmap(call) {
		const where = range(call);
		return where === undefined ? [] : [{op: 'munmap', ...where}];
	},
	mprotect: readMprotect,
	pkey_mprotect: readMprotect,
	madvise(call) {
		const where = range(call);
		const advice = /^MADV_(\w+)$/.exec(value(call, 2))?.[1].toLowerCase() as AdviceName | undefined;
		const kind = advice === undefined ? undefined : adviceKinds[advice];
		return where === undefined || kind === undefined ? [] : [{op: 'madvise', ...where, value: kind}];
	},
	mremap(call, result) {
		const where = range(call);
		const newLength = numberAt(call, 2);
		return where === undefined || newLength === undefined
			? []
			: [{op: 'mremap', ...where, value: newLength, target: result}];
	},
	brk: (_, result) => [{op: 'brk', address: result}],
	wait4: (_, result) => (result > 0 ? [{op: 'wait', child: result}] : []),
	waitpid: (_, result) => (result > 0 ? [{op: 'wait', child: result}] : []),
	waitid(call) {
		const child = Number(/si_pid=(\d+)/.exec(call.words[2] ?? '')?.[1]);
		return Number.isNaN(child) || value(call, 3).includes('WNOWAIT') ? [] : [{op: 'wait', child}];
	},
	setpgid(call) {
		const pgid = numberAt(call, 1);
		return numberAt(call, 0) === 0 && pgid !== undefined && pgid > 0 ? [{op: 'setpgid', pgid}] : [];
	},
};

function readMprotect(call: Call): readonly OpRow[] {
	const where = range(call);
	return where === undefined ? [] : [{op: 'mprotect', ...where, flags: rights(value(call, 2))}];
}

function readMmap(call: Call, address: number): readonly OpRow[] {
	const length = numberAt(call, 1);
	if (length === undefined) {
		return [];
	}

	const kind = value(call, 3);
	const isAnonymous = kind.includes('MAP_ANONYMOUS');
	const flags =
		rights(value(call, 2)) |
		(/MAP_SHARED/.test(kind) ? opFlags.shared : 0) |
		(kind.includes('MAP_GROWSDOWN') ? opFlags.growsDown : 0);
	const map: OpRow = {op: 'mmap', address, length, flags};
	if (isAnonymous) {
		return [map];
	}

	const text = /^\d+<(.*)>$/.exec(value(call, 4))?.[1] ?? `fd ${value(call, 4)}`;
	return [{...map, text, value: numberAt(call, 5) ?? 0}];
}
