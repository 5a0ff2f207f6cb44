/**
 * The words of a query: a line cut into words, quoted texts, regular expressions and signs, with the place of each, so
 * that a mistake can be shown where it is. Every mistake in a query is made into its sentence here.
 */
import {UserError} from '../../machine/user-error.ts';

export type Token = {
	readonly kind: 'word' | 'quoted' | 'pattern' | 'sign' | 'end';
	/** Without the quotes or strokes around it. */
	readonly text: string;
	/** Place in the line, end exclusive. */
	readonly start: number;
	readonly end: number;
	/** Of a pattern: what stands behind its second stroke. */
	readonly flags: string;
	/** Of `|`: no blank on either side, as in `cc1|ld`. */
	readonly isTight: boolean;
};

/** The words of a line, read from left to right. */
export type Reader = {readonly source: string; readonly tokens: readonly Token[]; at: number};

/** A longer line was pasted by mistake. */
const lengthMax = 1000;

const signs = /&&?|\|\|?|!=|!~|!|<=|>=|==?|<|>|~|\(|\)/y;
/** `/` and `!` are letters like others once a word has begun. */
const word = /(?:[^\s()&|"=<>~!]|!(?![=~]))+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;
const pattern = /\/((?:[^/\\]|\\.)+)\/([^\s()&|]*)/sy;

/** Cuts a line into words. Throws a UserError for a quote or regular expression without an end. */
export function readWords(source: string): Reader {
	const tokens: Token[] = [];
	if (source.length > lengthMax) {
		throw new UserError(`A line of at most ${lengthMax} characters was expected, not of ${source.length}.`);
	}

	for (let at = afterBlanks(source, 0); at < source.length; ) {
		const token = readToken(source, at);
		tokens.push(token);
		at = afterBlanks(source, token.end);
	}

	const end = {kind: 'end', text: '', start: source.length, end: source.length} as const;
	return {source, tokens: [...tokens, {...end, flags: '', isTight: false}], at: 0};
}

function afterBlanks(source: string, from: number): number {
	return from + (matchAt(/\s*/y, source, from)?.[0].length ?? 0);
}

function readToken(source: string, start: number): Token {
	switch (source[start]) {
		case '"': {
			const [whole, text] = matchAt(quoted, source, start) ?? unfinished(source, 'a closing "');
			return token('quoted', text.replaceAll(/\\(.)/gs, '$1'), start, whole.length);
		}

		case '/': {
			const [whole, text, flags] = matchAt(pattern, source, start) ?? unfinished(source, 'a closing /');
			return {...token('pattern', text, start, whole.length), flags};
		}

		default: {
			const [sign] = matchAt(signs, source, start) ?? [];
			if (sign !== undefined) {
				const isTight = sign === '|' && isBetween(source, start);
				return {...token('sign', sameSign[sign] ?? sign, start, sign.length), isTight};
			}

			const [text = source[start]] = matchAt(word, source, start) ?? [];
			return token('word', text, start, text.length);
		}
	}
}

/** Hands that know a programming language double these. */
const sameSign: Readonly<Record<string, string>> = {'&&': '&', '||': '|', '==': '='};

function token(kind: Token['kind'], text: string, start: number, length: number): Token {
	return {kind, text, start, end: start + length, flags: '', isTight: false};
}

function isBetween(source: string, at: number): boolean {
	return /\S/.test(source[at - 1] ?? ' ') && /\S/.test(source[at + 1] ?? ' ');
}

function matchAt(expression: RegExp, source: string, start: number): RegExpExecArray | null {
	expression.lastIndex = start;
	return expression.exec(source);
}

function unfinished(source: string, expected: string): never {
	throw mistakeAt(source, source.length, expected, ' ');
}

export function peek(reader: Reader, ahead = 0): Token {
	return reader.tokens[Math.min(reader.at + ahead, reader.tokens.length - 1)];
}

export function next(reader: Reader): Token {
	const found = peek(reader);
	reader.at = Math.min(reader.at + 1, reader.tokens.length - 1);
	return found;
}

/** Takes the next word if it is that sign. */
export function takeSign(reader: Reader, sign: string): boolean {
	const found = peek(reader);
	const isSign = found.kind === 'sign' && found.text === sign;
	reader.at += isSign ? 1 : 0;
	return isSign;
}

/** The next word in small letters when it is a plain one; quoted words are never words of the language. */
export function plainWord(reader: Reader, ahead = 0): string | undefined {
	const found = peek(reader, ahead);
	return found.kind === 'word' ? found.text.toLowerCase() : undefined;
}

/**
 * The sentence for what stands next: `rss > : a size such as 5M was expected` where it is missing, and
 * `rss > cc1: a size such as 5M was expected` where it is something else.
 */
export function mistake(reader: Reader, expected: string): UserError {
	const {kind, end} = peek(reader);
	return kind === 'end'
		? mistakeAt(reader.source, reader.source.length, expected, ' ')
		: mistakeAt(reader.source, end, expected);
}

/** More of the line than this in front of a mistake says nothing about it. */
const shownMax = 40;

function mistakeAt(source: string, end: number, expected: string, gap = ''): UserError {
	const read = source.slice(0, end).trim();
	const shown = read.length > shownMax ? `…${read.slice(1 - shownMax)}` : read;
	return new UserError(
		read === '' ? `Here ${expected} was expected` : `${shown}${gap}: ${expected} was expected`,
	);
}

/** `name, cmd or user`. */
export function either(words: readonly string[]): string {
	return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
