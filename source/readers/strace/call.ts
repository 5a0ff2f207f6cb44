/** The text of one system call as strace prints it: arguments, result, strings with their escapes undone. */

export type Call = {
	readonly name: string;
	readonly words: readonly string[];
	/** Undefined where strace shows "?". */
	readonly result: number | undefined;
	/** The result as the process saw it, where that is the pid of another namespace. */
	readonly innerResult?: number;
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
		} else if (character === '<') {
			at = endOfName(text, at);
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

/** End of the `<path>` behind a descriptor, which may hold any character but a bare `>`; a shift `<<` is none. */
function endOfName(text: string, open: number): number {
	if (!/[\dA-Z]/.test(text[open - 1] ?? '') || text[open + 1] === '<') {
		return text[open + 1] === '<' ? open + 1 : open;
	}

	let at = text.indexOf('>', open);
	while (at > 0 && text[at - 1] === '-') {
		at = text.indexOf('>', at + 1);
	}

	return at === -1 ? open : at;
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

	// In a pid namespace the result is the pid inside it; --decode-pids=pidns tells the one that the lines carry.
	const outside = /\/\* (\d+) in strace's PID NS \*\//.exec(tail)?.[1];
	if (outside !== undefined) {
		return {name, words, result: Number(outside), innerResult: Number(result)};
	}

	return {name, words, result: result === '?' ? undefined : Number(result)};
}

/** An argument without the name that newer versions put before it. */
export function argument(call: Call, index: number): string {
	return (call.words[index] ?? '').replace(/^[a-z_]+=/, '');
}

/** A whole number that can be one of an address space; what is no number is NULL, undefined or garbled. */
export function numberAt(call: Call, index: number): number | undefined {
	const text = argument(call, index).replace(/<.*$/s, '');
	const number = /^(?:0x[0-9a-f]+|-?\d+)$/.test(text) ? Number(text) : undefined;
	return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

const simpleEscapes: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	v: '\v',
	f: '\f',
};

/** The text of a C string with its escapes undone; undefined where the word is none. */
export function parseString(word: string): string | undefined {
	const match = /^"((?:[^"\\]|\\.)*)"(\.\.\.)?/s.exec(word);
	return match === null ? undefined : `${plainText(match[1])}${match[2] ?? ''}`;
}

/** Undoes the escapes of C; bytes that are written so are UTF-8. */
export function plainText(text: string): string {
	let hasBytes = false;
	const plain = text.replace(
		/\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gs,
		(_, hex?: string, octal?: string, letter?: string) => {
			if (letter !== undefined) {
				return simpleEscapes[letter] ?? letter;
			}

			hasBytes = true;
			const byte = hex === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hex, 16);
			return String.fromCharCode(byte & 0xff);
		},
	);
	return hasBytes ? Buffer.from(plain, 'latin1').toString('utf8') : plain;
}

/** The words of an argv array `["a", "b"...]`; undefined where only an address is shown. */
export function parseArgv(word: string): string[] | undefined {
	if (!word.startsWith('[')) {
		return undefined;
	}

	const words: string[] = [];
	for (let at = word.indexOf('"'); at !== -1; at = word.indexOf('"', at)) {
		const end = endOfString(word, at);
		words.push(parseString(word.slice(at)) ?? '');
		at = end + 1;
	}

	return words;
}

/** Whether the call did what it was asked to. */
export function hasSucceeded({result}: Call): boolean {
	return result !== undefined && (result >= 0 || result <= -4096);
}
