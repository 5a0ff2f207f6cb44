/**
 * A line of a read or write as bytes. Nine of ten ops of a recorded build are such, and making an object of each takes several
 * times as long as its numbers. Only the plainest form is taken here; every other comes as text (forkscope.ts).
 *
 *     {"t":MICROS,"op":"write","pid":PID,"addr":"0xHEX","len":BYTES,"fault":"absentWrite"}
 *
 * Its fields come in any order, each once, without blanks; `t` and `fault` may be absent.
 */
import {faultClasses} from '../../machine/op.ts';
import type {TouchRow} from '../../machine/program-builder.ts';
import {
	bytesOf,
	codeOf,
	decimalOf,
	decimalsMost,
	endOfDecimal,
	endOfHex,
	hexMost,
	hexOf,
	isAt,
} from '../ascii.ts';

const [open, close, comma, quote, zero, newline] = ['{', '}', ',', '"', '0', '\n'].map(codeOf);
const pidMost = 2 ** 31 - 1;
const hexStart = bytesOf('"0x');
const readWord = bytesOf('"read"');
const writeWord = bytesOf('"write"');
const classes = Object.entries(faultClasses).map(([name, number]) => ({word: bytesOf(`"${name}"`), number}));

/** Reads a value into the row; answers where it ends, 0 for one of another form. */
type ReadValue = (bytes: Uint8Array, from: number, row: TouchRow) => number;

const readers: Readonly<Record<string, ReadValue>> = {
	t(bytes, from, row) {
		const end = endOfNumber(bytes, from);
		row.time = decimalOf(bytes, from, end);
		return end;
	},
	op(bytes, from, row) {
		row.isWrite = isAt(bytes, from, writeWord);
		return row.isWrite ? from + writeWord.length : endOfWord(bytes, from, readWord);
	},
	pid(bytes, from, row) {
		const end = endOfNumber(bytes, from);
		row.pid = decimalOf(bytes, from, end);
		return row.pid >= 1 && row.pid <= pidMost ? end : 0;
	},
	addr(bytes, from, row) {
		const end = endOfSize(bytes, from);
		row.address = sizeOf(bytes, from, end);
		return end;
	},
	len(bytes, from, row) {
		const end = endOfSize(bytes, from);
		row.length = sizeOf(bytes, from, end);
		return end;
	},
	fault(bytes, from, row) {
		const told = classes.find(({word}) => isAt(bytes, from, word));
		row.fault = told?.number ?? 0;
		return told === undefined ? 0 : from + told.word.length;
	},
};
const fields = Object.entries(readers).map(([name, read], i) => ({
	name: bytesOf(`"${name}":`),
	bit: 1 << i,
	isRequired: name !== 't' && name !== 'fault',
	read,
}));
const required = fields.reduce((bits, {bit, isRequired}) => bits | (isRequired ? bit : 0), 0);

/** Fills `row` from the line at `from`, which ends in `bytes`. Answers where the next one begins; 0 for a line of another form. */
export function parseTouchLine(bytes: Uint8Array, from: number, row: TouchRow): number {
	row.time = Number.NaN;
	row.fault = 0;
	row.flags = 0;
	let seen = 0;
	let at = from;
	if (bytes[at] !== open) {
		return 0;
	}

	do {
		const field = fieldAt(bytes, at + 1);
		if (field === undefined || (seen & field.bit) !== 0) {
			return 0;
		}

		seen |= field.bit;
		at = field.read(bytes, at + 1 + field.name.length, row);
	} while (at !== 0 && bytes[at] === comma);

	const isWhole = at !== 0 && bytes[at] === close && bytes[at + 1] === newline;
	return isWhole && (seen & required) === required ? at + 2 : 0;
}

function fieldAt(bytes: Uint8Array, from: number) {
	for (const field of fields) {
		if (isAt(bytes, from, field.name)) {
			return field;
		}
	}

	return undefined;
}

/** A whole number as JSON has it, exactly; 0 for anything else. */
function endOfNumber(bytes: Uint8Array, from: number): number {
	const end = endOfDecimal(bytes, from);
	const digits = end - from;
	return digits === 0 || digits > decimalsMost || (digits > 1 && bytes[from] === zero) ? 0 : end;
}

/** A size or address: a whole number, or hexadecimal digits in quotes. */
function endOfSize(bytes: Uint8Array, from: number): number {
	if (bytes[from] !== quote) {
		return endOfNumber(bytes, from);
	}

	const digits = from + hexStart.length;
	const end = endOfHex(bytes, digits);
	const isHex = isAt(bytes, from, hexStart) && end > digits && end - digits <= hexMost;
	return isHex && bytes[end] === quote ? end + 1 : 0;
}

function sizeOf(bytes: Uint8Array, from: number, to: number): number {
	return bytes[from] === quote ? hexOf(bytes, from + hexStart.length, to - 1) : decimalOf(bytes, from, to);
}

function endOfWord(bytes: Uint8Array, from: number, word: Uint8Array): number {
	return isAt(bytes, from, word) ? from + word.length : 0;
}
