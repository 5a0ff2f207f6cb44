/**
 * The grammar that queries and conditions share. From the tightest to the loosest: `a|b` without blanks, `not` and `!`,
 * one thing after another or `and` or `&`, `or` or `|`. So `!sh|make cc` is neither sh nor make, and cc as well.
 */
import {mistake, next, peek, plainWord, type Reader, takeSign} from './words.ts';

export type Expression<Leaf> =
	| {readonly kind: 'leaf'; readonly leaf: Leaf}
	| {readonly kind: 'not'; readonly of: Expression<Leaf>}
	| {readonly kind: 'and' | 'or'; readonly parts: readonly Expression<Leaf>[]};

/** Reads one term: a word, a comparison. Throws a UserError where none stands. */
export type TermReader<Leaf> = (reader: Reader) => Leaf;

/** The whole line. Throws a UserError for what is left over. */
export function readLine<Leaf>(reader: Reader, term: TermReader<Leaf>): Expression<Leaf> {
	const expression = readAlternatives(reader, term);
	if (peek(reader).kind !== 'end') {
		throw mistake(reader, 'the end or another word');
	}

	return expression;
}

/** Up to the end of the line or a closing bracket. */
export function readAlternatives<Leaf>(reader: Reader, term: TermReader<Leaf>): Expression<Leaf> {
	const parts = [readAll(reader, term)];
	while (takeWord(reader, 'or') || takeSign(reader, '|')) {
		parts.push(readAll(reader, term));
	}

	return joined('or', parts);
}

function readAll<Leaf>(reader: Reader, term: TermReader<Leaf>): Expression<Leaf> {
	const parts = [readOne(reader, term)];
	while (takeWord(reader, 'and') || takeSign(reader, '&') || beginsOne(reader)) {
		parts.push(readOne(reader, term));
	}

	return joined('and', parts);
}

/** Something stands next that is asked for beside what stood before. */
function beginsOne(reader: Reader): boolean {
	const {kind, text} = peek(reader);
	return kind === 'sign' ? text === '(' || text === '!' : kind !== 'end' && plainWord(reader) !== 'or';
}

/** A term, or several in brackets, perhaps turned around. */
export function readOne<Leaf>(reader: Reader, term: TermReader<Leaf>): Expression<Leaf> {
	if (takeWord(reader, 'not') || takeSign(reader, '!')) {
		return {kind: 'not', of: readOne(reader, term)};
	}

	const parts = [readInner(reader, term)];
	while (peek(reader).isTight && takeSign(reader, '|')) {
		parts.push(readInner(reader, term));
	}

	return joined('or', parts);
}

function readInner<Leaf>(reader: Reader, term: TermReader<Leaf>): Expression<Leaf> {
	if (!takeSign(reader, '(')) {
		return {kind: 'leaf', leaf: term(reader)};
	}

	const inner = readAlternatives(reader, term);
	if (!takeSign(reader, ')')) {
		throw mistake(reader, 'a closing )');
	}

	return inner;
}

function takeWord(reader: Reader, wanted: string): boolean {
	const isIt = plainWord(reader) === wanted;
	if (isIt) {
		next(reader);
	}

	return isIt;
}

function joined<Leaf>(kind: 'and' | 'or', parts: readonly Expression<Leaf>[]): Expression<Leaf> {
	return parts.length === 1 ? parts[0] : {kind, parts};
}
