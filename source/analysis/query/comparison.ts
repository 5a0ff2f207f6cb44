/** Comparisons of numbers: `> 5M`, `<= 12`, `31`. A number without a sign in front must be equal. */
import {mistake, next, peek, plainWord, type Reader} from './words.ts';

/** What is compared: bytes, how many, which number, or a part of a hundred. */
export type AmountKind = 'size' | 'count' | 'number' | 'percent';

export type Comparison = {readonly sign: Sign; readonly values: readonly number[]};

const tests = {
	'=': (left: number, right: number) => left === right,
	'!=': (left: number, right: number) => left !== right,
	'<': (left: number, right: number) => left < right,
	'<=': (left: number, right: number) => left <= right,
	'>': (left: number, right: number) => left > right,
	'>=': (left: number, right: number) => left >= right,
} as const;
type Sign = keyof typeof tests;

/** Throws a UserError that says what kind of number is missing. */
export function readComparison(reader: Reader, kind: AmountKind): Comparison {
	const {kind: token, text} = peek(reader);
	const hasSign = token === 'sign' && text in tests;
	if (!hasSign && (token !== 'word' || amountOf(text, kind) === undefined)) {
		throw mistake(reader, `a comparison such as ${examples[kind]}`);
	}

	const sign = hasSign ? (next(reader).text as Sign) : '=';
	const values = [readAmount(reader, kind)];
	while (sign === '=' && peek(reader).isTight && amountOf(plainWord(reader, 1) ?? '', kind) !== undefined) {
		next(reader);
		values.push(readAmount(reader, kind));
	}

	return {sign, values};
}

/** Of several values one is enough. */
export function compares({sign, values}: Comparison): (amount: number) => boolean {
	const test = tests[sign];
	const [value] = values;
	return values.length === 1
		? (amount) => test(amount, value)
		: (amount) => values.some((each) => test(amount, each));
}

/** That no amount up to `most` can do: what is asked for is more. */
export function asksForMoreThan({sign, values: [value]}: Comparison, most: number): boolean {
	return (sign === '>' && most <= value) || (sign === '>=' && most < value);
}

const examples: Readonly<Record<AmountKind, string>> = {
	size: '> 5M',
	count: '> 8',
	number: '= 31',
	percent: '< 50%',
};
const expected: Readonly<Record<AmountKind, string>> = {
	size: 'a size such as 5M',
	count: 'a number such as 8',
	number: 'a number such as 31',
	percent: 'a part such as 50%',
};

/** A number as it stands next. Throws a UserError that says which kind is missing. */
export function readAmount(reader: Reader, kind: AmountKind): number {
	const {kind: token, text} = peek(reader);
	const amount = token === 'word' ? amountOf(text, kind) : undefined;
	if (amount === undefined) {
		throw mistake(reader, expected[kind]);
	}

	next(reader);
	return amount;
}

const powers = {'': 0, k: 1, m: 2, g: 3, t: 4} as const;

/** `1.5M` is in bytes for a size and in millions for a count; `#455` is how the screen writes a number. */
function amountOf(text: string, kind: AmountKind): number | undefined {
	if (kind === 'number') {
		const [, digits] = /^#?(\d+)$/.exec(text) ?? [];
		return digits === undefined ? undefined : Number(digits);
	}

	if (kind === 'percent') {
		const [, part] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
		return part === undefined ? undefined : Number(part);
	}

	const units = kind === 'size' ? /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i : /^(\d+(?:\.\d+)?)([kmgt]?)$/i;
	const [, digits, unit] = units.exec(text) ?? [];
	if (digits === undefined) {
		return undefined;
	}

	const power = powers[unit.toLowerCase() as keyof typeof powers];
	return Number(digits) * (kind === 'size' ? 1024 : 1000) ** power;
}
