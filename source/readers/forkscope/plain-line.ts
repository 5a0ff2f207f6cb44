/**
 * A line of an op as bytes: an object with numbers, plain texts and words for its fields, as writers and most scripts make them. Making a
 * JSON object of each takes several times as long as its numbers. How fields may look is told by the ops themselves; whatever is of
 * another form comes as text (forkscope.ts), which also says what is wrong with it.
 *
 * Fields come in any order, each once, with blanks between them or without. Numbers have no sign and no exponent, texts no
 * escapes and nothing beyond ASCII.
 */
import {timeField} from '../../machine/ops/fields.ts';
import {type OpName, opNames, ops} from '../../machine/ops/index.ts';
import type {Op} from '../../machine/ops/op.ts';
import {emptyRow, type PlainRow} from '../../machine/plain-row.ts';
import {bytesOf, codeOf, isAt} from '../ascii.ts';
import {createKeptTexts, type TextAt} from '../kept-texts.ts';
import {afterBlanks} from './plain-blanks.ts';
import type {ReadValue} from './plain-number.ts';
import {valueReader} from './plain-value.ts';

const [open, close, colon, comma, quote, newline] = ['{', '}', ':', ',', '"', '\n'].map(codeOf);

type PlainField = {readonly name: Uint8Array; readonly bit: number; readonly read: ReadValue};

type PlainOp = {
	readonly kind: number;
	readonly word: Uint8Array;
	readonly fields: readonly PlainField[];
	/** Bits of the fields that must be there. */
	readonly required: number;
	/** Which field stood behind which one, and first, in the last line: most lines are alike. */
	readonly following: Uint8Array;
};

/** Fills a row from the line at `from`, which ends in `bytes`. Answers where the next one begins; 0 for a line of another form. */
export type ParsePlain = (bytes: Uint8Array, from: number, row: PlainRow) => number;

export function createPlainLines(): ParsePlain {
	const textAt = createKeptTexts();
	const plainOps = opNames.map((name) => plainOp(name, textAt)).filter((op) => op !== undefined);
	let last = plainOps[0];
	return (bytes, from, row) => {
		const word = bytes[from] === open ? placeOfOp(bytes, from) : 0;
		const op =
			word === 0 || isAt(bytes, word, last.word)
				? last
				: plainOps.find((each) => isAt(bytes, word, each.word));
		if (word === 0 || op === undefined) {
			return 0;
		}

		last = op;
		emptyRow(row);
		row.kind = op.kind;
		return parseFields(bytes, from, op, row);
	};
}

function parseFields(bytes: Uint8Array, from: number, op: PlainOp, row: PlainRow): number {
	const {fields, following, required} = op;
	let seen = 0;
	let before = fields.length;
	let at = from;
	do {
		at = afterBlanks(bytes, at + 1);
		const i = fieldAt(bytes, at, op, before);
		if (i === fields.length || (seen & fields[i].bit) !== 0) {
			return 0;
		}

		following[before] = i;
		before = i;
		const {name, bit, read} = fields[i];
		seen |= bit;
		const value = placeOfValue(bytes, at + name.length);
		const end = value === 0 ? 0 : read(bytes, value, row);
		if (end === 0) {
			return 0;
		}

		at = afterBlanks(bytes, end);
	} while (bytes[at] === comma);

	const end = afterBlanks(bytes, at + 1);
	const isWhole = bytes[at] === close && bytes[end] === newline;
	return isWhole && (seen & required) === required ? end + 1 : 0;
}

/** Number of the field whose name stands there, first of all of the one that stood there in the last line; that of all for none. */
function fieldAt(bytes: Uint8Array, from: number, {fields, following}: PlainOp, before: number): number {
	const expected = following[before];
	if (isAt(bytes, from, fields[expected].name)) {
		return expected;
	}

	let i = 0;
	while (i < fields.length && !isAt(bytes, from, fields[i].name)) {
		i += 1;
	}

	return i;
}

const opField = bytesOf('"op"');

/** Where the value of "op" stands; 0 where there is none. Within a text that has no escapes there is no such field. */
function placeOfOp(bytes: Uint8Array, from: number): number {
	for (let at = from; bytes[at] !== newline; at += 1) {
		if (bytes[at] === quote && isAt(bytes, at, opField)) {
			const place = placeOfValue(bytes, at + opField.length);
			if (place !== 0) {
				return place;
			}
		}
	}

	return 0;
}

/** Where the value behind a name that ends there stands; 0 where there is no colon between them. */
function placeOfValue(bytes: Uint8Array, from: number): number {
	const at = afterBlanks(bytes, from);
	return bytes[at] === colon ? afterBlanks(bytes, at + 1) : 0;
}

/** Undefined for an op that needs a field which is no plain one. */
function plainOp(name: OpName, textAt: TextAt): PlainOp | undefined {
	const op: Op = ops[name];
	const word = bytesOf(JSON.stringify(name));
	const readers = new Map<string, ReadValue>([
		['op', (bytes, from) => (isAt(bytes, from, word) ? from + word.length : 0)],
	]);
	for (const [field, {plain}] of [['t', timeField] as const, ...Object.entries(op.fields)]) {
		const read = plain === undefined ? undefined : valueReader(op, plain, textAt);
		if (read !== undefined) {
			readers.set(field, read);
		}
	}

	const names = [...readers.keys()];
	return !op.required.every((field) => readers.has(field))
		? undefined
		: {
				kind: op.kind,
				word,
				fields: [...readers].map(([field, read], i) => ({
					name: bytesOf(JSON.stringify(field)),
					bit: 1 << i,
					read,
				})),
				required: op.required.reduce((bits, field) => bits | (1 << names.indexOf(field)), 0),
				following: new Uint8Array(names.length + 1),
			};
}
