/** Lists in the bytes of a line. */
import {codeOf, decimalOf} from '../ascii.ts';
import {afterBlanks} from './plain-blanks.ts';
import {endOfNumber, type ReadValue} from './plain-number.ts';

const [open, close, comma, minus] = ['[', ']', ',', '-'].map(codeOf);

/** Values in brackets, each read into the row by `read`. */
export function listReader(read: ReadValue): ReadValue {
	return (bytes, from, row) => {
		if (bytes[from] !== open) {
			return 0;
		}

		let at = afterBlanks(bytes, from + 1);
		if (bytes[at] === close) {
			return at + 1;
		}

		for (;;) {
			const end = read(bytes, at, row);
			at = afterBlanks(bytes, end);
			if (end === 0 || bytes[at] !== comma) {
				return end !== 0 && bytes[at] === close ? at + 1 : 0;
			}

			at = afterBlanks(bytes, at + 1);
		}
	};
}

/** A list of whole numbers from `first` to `last`, each a bit of number `number` of the row. */
export function bitsReader(number: number, first: number, last: number): ReadValue {
	const readList = listReader((bytes, from, {numbers}) => {
		const isBelowZero = bytes[from] === minus;
		const digits = isBelowZero ? from + 1 : from;
		const end = endOfNumber(bytes, digits);
		const size = decimalOf(bytes, digits, end);
		const value = isBelowZero ? -size : size;
		numbers[number] |= 1 << (value - first);
		return value >= first && value <= last ? end : 0;
	});
	return (bytes, from, row) => {
		row.numbers[number] = 0;
		return readList(bytes, from, row);
	};
}
