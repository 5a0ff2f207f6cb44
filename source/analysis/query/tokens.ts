/** The words and signs that a query is made of. */
import {UserError} from '../../machine/user-error.ts';

export type Token = {
	/** `word` may mean something to the grammar; `text` was quoted and means itself. */
	readonly kind: 'word' | 'text' | 'regex' | 'sign' | 'end';
	readonly text: string;
	/** What stands after a regular expression. */
	readonly flags?: string;
	/** Character of the query that it begins at. */
	readonly at: number;
};

/** In this order: a regular expression is only one at the beginning of a word. */
const patterns: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
	['text', /"([^"]*)"/y],
	['regex', /\/((?:[^/\\]|\\.)+)\/([a-z]*)/y],
	['sign', /(<=|>=|!=|!~|[<>=~()|&!])/y],
	['word', /([^\s<>=~()|&!"]+)/y],
];

/** Throws a UserError for what is neither: a quote or a stroke that is never closed. */
export function readTokens(query: string): Token[] {
	const tokens: Token[] = [];
	let at = /^\s*/.exec(query)?.[0].length ?? 0;
	while (at < query.length) {
		const token = tokenAt(query, at);
		if (token === undefined) {
			throw new UserError(`The quote in "${query}" is never closed.`);
		}

		tokens.push(token);
		at = token.end;
		at += /^\s*/.exec(query.slice(at))?.[0].length ?? 0;
	}

	return [...tokens, {kind: 'end', text: '', at: query.length}];
}

function tokenAt(query: string, at: number): (Token & {readonly end: number}) | undefined {
	for (const [kind, pattern] of patterns) {
		pattern.lastIndex = at;
		const match = pattern.exec(query);
		if (match !== null) {
			return {kind, text: match[1], flags: match[2], at, end: pattern.lastIndex};
		}
	}

	return undefined;
}
