/** Numbers, sizes and addresses in the bytes of a line, as far as they have few digits: such are exact as they are read. */
import type {Bounds} from '../../machine/ops/field.ts';
import {sizeUnits} from '../../machine/ops/size.ts';
import type {PlainRow} from '../../machine/plain-row.ts';
import {
	bytesOf,
	codeOf,
	decimalOf,
	decimalsMost,
	endOfDecimal,
	endOfHex,
	fractionOf,
	hexMost,
	hexOf,
	isAt,
} from '../ascii.ts';

/** Reads a value into the row; answers where it ends, 0 for one of another form. */
export type ReadValue = (bytes: Uint8Array, from: number, row: PlainRow) => number;

const [quote, zero, dot] = ['"', '0', '.'].map(codeOf);
/** By the letter of the unit, large or small. */
const factors = new Map(
	Object.entries(sizeUnits).flatMap(([unit, factor]) => [
		[codeOf(unit), factor],
		[codeOf(unit.toUpperCase()), factor],
	]),
);
const hexStart = bytesOf('"0x');

/** A number within bounds, for place `number` of the row. */
export function decimalReader(number: number, {type, minimum, maximum}: Bounds): ReadValue {
	const mayBeFraction = type === 'number';
	return (bytes, from, {numbers}) => {
		const point = endOfNumber(bytes, from);
		const hasFraction = mayBeFraction && point !== 0 && bytes[point] === dot;
		const end = hasFraction ? endOfDecimal(bytes, point + 1) : point;
		const value = hasFraction ? fractionOf(bytes, from, point, end) : decimalOf(bytes, from, end);
		numbers[number] = value;
		return value >= minimum && value <= maximum ? end : 0;
	};
}

/** A size or address: a whole number, or in quotes hexadecimal digits, or decimal ones with a unit or none. */
export function sizeReader(number: number): ReadValue {
	return (bytes, from, {numbers}) => {
		if (bytes[from] === quote) {
			return isAt(bytes, from, hexStart)
				? readHex(bytes, from + hexStart.length, numbers, number)
				: readWithUnit(bytes, from + 1, numbers, number);
		}

		const end = endOfNumber(bytes, from);
		numbers[number] = decimalOf(bytes, from, end);
		return end;
	};
}

/** Both read up to the quotes behind, and answer what stands behind these; 0 for another form. */
function readHex(bytes: Uint8Array, from: number, numbers: Float64Array, number: number): number {
	const end = endOfHex(bytes, from);
	numbers[number] = hexOf(bytes, from, end);
	return end > from && end - from <= hexMost && bytes[end] === quote ? end + 1 : 0;
}

function readWithUnit(bytes: Uint8Array, from: number, numbers: Float64Array, number: number): number {
	const unit = endOfDecimal(bytes, from);
	const factor = factors.get(bytes[unit]);
	const end = factor === undefined ? unit : unit + 1;
	const value = decimalOf(bytes, from, unit) * (factor ?? 1);
	numbers[number] = value;
	const isExact = unit > from && unit - from <= decimalsMost && Number.isSafeInteger(value);
	return isExact && bytes[end] === quote ? end + 1 : 0;
}

/** A whole number as JSON has it; 0 for anything else. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
	const end = endOfDecimal(bytes, from);
	const digits = end - from;
	return digits === 0 || digits > decimalsMost || (digits > 1 && bytes[from] === zero) ? 0 : end;
}
