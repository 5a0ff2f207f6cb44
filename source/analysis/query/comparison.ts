/** Comparisons: a sign and a number or size, as `> 5M`. */
import {UserError} from '../../machine/user-error.ts';

export type Unit = 'size' | 'count';

const signs: Readonly<Record<string, (left: number, right: number) => boolean>> = {
	'=': (left, right) => left === right,
	'!=': (left, right) => left !== right,
	'<': (left, right) => left < right,
	'<=': (left, right) => left <= right,
	'>': (left, right) => left > right,
	'>=': (left, right) => left >= right,
};

const factors: Readonly<Record<string, number>> = {'': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

export function isComparisonSign(text: string): boolean {
	return Object.hasOwn(signs, text);
}

/** `5M`, `1.5g`, `300`; sizes in bytes. Undefined for what is no number. */
export function parseNumber(text: string, unit: Unit): number | undefined {
	const [, digits, letter] = /^#?(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text) ?? [];
	if (digits === undefined || (unit === 'count' && (letter !== '' || digits.includes('.')))) {
		return undefined;
	}

	return Number(digits) * factors[letter.toLowerCase()];
}

/** Throws a UserError that says what was expected after `what`. */
export function comparisonOf(
	what: string,
	sign: string,
	number: string,
	unit: Unit,
): (value: number) => boolean {
	const wanted = parseNumber(number, unit);
	if (wanted === undefined) {
		const expected = unit === 'size' ? 'a size such as 5M' : 'a number';
		throw new UserError(
			`${number === '' ? `Nothing stands after ${what} ${sign}` : `"${number}" is no ${unit === 'size' ? 'size' : 'number'}`}`,
			{expected},
		);
	}

	const compare = signs[sign];
	return (value) => compare(value, wanted);
}
