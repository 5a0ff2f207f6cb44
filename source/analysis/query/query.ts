/**
 * Queries: which processes one means, in a few words that search, filter and commands all understand. Parsed once,
 * prepared once for each moment, asked for every process. docs/queries.md is the language.
 */
import {UserError} from '../../machine/user-error.ts';
import type {MemoryView} from '../memory.ts';
import {comparisonOf, isComparisonSign} from './comparison.ts';
import {readPattern} from './pattern.ts';
import {type Asker, commandOf, figures, flagWords, linkWords, nameOf, texts} from './process-words.ts';
import {readTokens, type Token} from './tokens.ts';

export type Query = {
	readonly text: string;
	/** Whether a task is meant, at the moment of the view. */
	matcher(view: MemoryView): (task: number) => boolean;
};

type Meaning = Asker<boolean>;

/** Throws a UserError that says what cannot be understood and what was expected. An empty query means everybody. */
export function parseQuery(text: string): Query {
	const reader = {tokens: readTokens(text), at: 0};
	if (here(reader).kind === 'end') {
		return {text, matcher: () => () => true};
	}

	const meaning = readAlternatives(reader);
	const rest = here(reader);
	if (rest.kind !== 'end') {
		throw new UserError(`"${rest.text}" cannot stand here`, {expected: 'the end of the query, and, or'});
	}

	return {text, matcher: meaning};
}

type Reader = {readonly tokens: readonly Token[]; at: number};

function here({tokens, at}: Reader): Token {
	return tokens[at];
}

function next(reader: Reader): Token {
	const token = here(reader);
	reader.at += token.kind === 'end' ? 0 : 1;
	return token;
}

/** Takes the next token if it is this word or sign. */
function takes(reader: Reader, ...words: readonly string[]): boolean {
	const {kind, text} = here(reader);
	const isIt = (kind === 'word' || kind === 'sign') && words.includes(text.toLowerCase());
	reader.at += isIt ? 1 : 0;
	return isIt;
}

function readAlternatives(reader: Reader): Meaning {
	const parts = [readConjunction(reader)];
	while (takes(reader, 'or', '|')) {
		parts.push(readConjunction(reader));
	}

	return parts.length === 1 ? parts[0] : combine(parts, (answers, task) => answers.some((ask) => ask(task)));
}

/** Words beside each other must all hold, as if `and` stood between them. */
function readConjunction(reader: Reader): Meaning {
	const parts = [readNegation(reader)];
	for (;;) {
		const isAsked = takes(reader, 'and', '&');
		const {kind, text} = here(reader);
		const isOver =
			kind === 'end' || text === ')' || text === '|' || (kind === 'word' && text.toLowerCase() === 'or');
		if (!isAsked && isOver) {
			return parts.length === 1
				? parts[0]
				: combine(parts, (answers, task) => answers.every((ask) => ask(task)));
		}

		parts.push(readNegation(reader));
	}
}

function combine(
	parts: readonly Meaning[],
	together: (answers: readonly ((task: number) => boolean)[], task: number) => boolean,
): Meaning {
	return (view) => {
		const answers = parts.map((part) => part(view));
		return (task) => together(answers, task);
	};
}

function readNegation(reader: Reader): Meaning {
	if (!takes(reader, 'not', '!')) {
		return readTerm(reader);
	}

	const part = readNegation(reader);
	return combine([part], ([ask], task) => !ask(task));
}

function readTerm(reader: Reader): Meaning {
	if (takes(reader, '(')) {
		const inner = readAlternatives(reader);
		if (!takes(reader, ')')) {
			throw new UserError('A bracket is open', {expected: ')'});
		}

		return inner;
	}

	const token = next(reader);
	switch (token.kind) {
		case 'text':
			return contains(nameOf, token.text);
		case 'regex':
			return matches(commandOf, token);
		case 'word':
			return readWord(reader, token.text);
		default:
			throw new UserError(
				token.kind === 'end' ? 'The query breaks off' : `"${token.text}" cannot stand here`,
				{
					expected: 'a name, a number, /a pattern/ or a word such as rss, user or zombie',
				},
			);
	}
}

function readWord(reader: Reader, written: string): Meaning {
	const word = written.toLowerCase();
	if (word === 'and' || word === 'or') {
		throw new UserError(`"${written}" cannot stand here`, {expected: 'something before it'});
	}

	const {kind, text: sign} = here(reader);
	const isCompared = kind === 'sign' && (isComparisonSign(sign) || sign === '~' || sign === '!~');
	if (Object.hasOwn(figures, word) && (isCompared || /^#?\d/.test(sign))) {
		return readFigure(reader, word, isCompared);
	}

	if (Object.hasOwn(texts, word) && isCompared) {
		return readText(reader, word);
	}

	if (isCompared) {
		const known = [...Object.keys(figures), ...Object.keys(texts)].join(', ');
		throw new UserError(`Processes have no "${written}"`, {expected: known});
	}

	if (Object.hasOwn(flagWords, word)) {
		return flagWords[word].holds;
	}

	if (Object.hasOwn(linkWords, word) && (kind === 'word' || kind === 'text')) {
		return readLink(reader, word);
	}

	return /^\d+$/.test(word) ? numbered(Number(word), word) : contains(nameOf, word);
}

/** `rss > 5M`; without a sign a number is meant exactly: `pid 31`. */
function readFigure(reader: Reader, word: string, isCompared: boolean): Meaning {
	const sign = isCompared ? next(reader).text : '=';
	const {unit, read, atMost} = figures[word];
	if (!isComparisonSign(sign)) {
		throw new UserError(`${word} is a number`, {expected: '= != < <= > or >= after it'});
	}

	const compare = comparisonOf(word, sign, next(reader).text, unit);
	const isAbove = sign.startsWith('>');
	return (view) => {
		const figureOf = read(view);
		const limitOf = isAbove ? atMost?.(view) : undefined;
		return (task) => {
			const figure = limitOf === undefined || compare(limitOf(task)) ? figureOf(task) : undefined;
			return figure !== undefined && compare(figure);
		};
	};
}

/** `name = cc1` is the whole of it, `name ~ cc` a part, or a pattern. */
function readText(reader: Reader, word: string): Meaning {
	const sign = next(reader).text;
	const token = next(reader);
	if (token.kind === 'end' || token.kind === 'sign') {
		throw new UserError(`Nothing stands after ${word} ${sign}`, {expected: 'a text or /a pattern/'});
	}

	const {read} = texts[word];
	if (sign !== '=' && sign !== '!=' && sign !== '~' && sign !== '!~') {
		throw new UserError(`${word} is a text`, {expected: '= != ~ or !~ after it'});
	}

	const isWhole = sign.endsWith('=');
	const meaning =
		token.kind === 'regex'
			? matches(read, token)
			: isWhole
				? equals(read, token.text)
				: contains(read, token.text);
	return sign.startsWith('!') ? combine([meaning], ([ask], task) => !ask(task)) : meaning;
}

function readLink(reader: Reader, word: string): Meaning {
	const {text} = next(reader);
	const link = linkWords[word];
	if (link.takes === 'text') {
		return link.holds(text.toLowerCase());
	}

	const [, digits] = /^#?(\d+)$/.exec(text) ?? [];
	if (digits === undefined) {
		throw new UserError(`"${text}" is no number`, {expected: `a number after ${word}`});
	}

	return link.holds(Number(digits));
}

function numbered(pid: number, text: string): Meaning {
	const isCalled = contains(nameOf, text);
	return (view) => {
		const named = isCalled(view);
		return (task) => view.kernel.task.pid[task] === pid || named(task);
	};
}

function contains(read: Asker<string>, text: string): Meaning {
	const wanted = text.toLowerCase();
	return (view) => {
		const textOf = read(view);
		return (task) => textOf(task).toLowerCase().includes(wanted);
	};
}

function equals(read: Asker<string>, text: string): Meaning {
	return (view) => {
		const textOf = read(view);
		return (task) => textOf(task) === text;
	};
}

function matches(read: Asker<string>, {text, flags = ''}: Token): Meaning {
	const pattern = readPattern(text, flags);
	return (view) => {
		const textOf = read(view);
		return (task) => pattern.test(textOf(task));
	};
}
